/** Vite puts the picture into the bundle, as a `data:` address. */
declare module '*.png?inline' {
  const address: string
  // biome-ignore lint/style/noDefaultExport: this is how Vite gives it
  export default address
}
