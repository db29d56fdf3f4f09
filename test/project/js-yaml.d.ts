/** js-yaml comes without types; what it returns is parsed by who reads. */
declare module 'js-yaml' {
  export function load(text: string): unknown
}
