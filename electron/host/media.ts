/** A picture as an answer to a page: what it is by its bytes, and nothing that it could do if it were something else after all. */
import type { PictureFile } from './pictures.ts'

/** Sent with every picture, whichever way. Not kept by the browser: a deleted message is gone. */
export const mediaHeaders = ({ picture, bytes }: PictureFile): Readonly<Record<string, string>> => ({
  'content-type': `image/${picture.type}`,
  'content-length': String(bytes.length),
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
})

/** Finds the picture of a message; Host.picture. */
export type FindPicture = (message: string, index: number) => Promise<PictureFile | undefined>
