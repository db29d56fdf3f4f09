/**
 * Where a page finds the pictures of messages: by message and place, never by path. One address for both hosts, on the page's own origin:
 * with a scheme of its own the number of a message would be read as an IPv4 address, and the page could not copy what it shows.
 */
export const MEDIA_PATH = '/media/'

export const mediaPath = (message: string, index: number): string => `${MEDIA_PATH}${message}/${index}`

/** The picture that a path names; undefined for other paths. */
export function mediaOf(path: string): { readonly message: string; readonly index: number } | undefined {
  const [, message, index] = /^\/media\/(\d{1,15})\/(\d{1,4})$/.exec(path) ?? []
  return message === undefined || index === undefined ? undefined : { message, index: Number(index) }
}
