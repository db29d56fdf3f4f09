/**
 * A picture in the place of the letter in an avatar: a colour for the letter, one of the drawn ones, or an own small picture. It crosses
 * the channel as text; of strangers only a number is taken, never an image.
 */
import { z } from 'zod'

/** Drawn pictures of renderer/parts/avatar.tsx; other programs' numbers are taken modulo this. */
export const DRAWN_PICTURES = 16
/** Side of an own picture in pixels: the largest avatar at twice the density of the screen. */
export const PICTURE_SIDE = 96
/** Characters of an own picture as a data URL: 96×96 pixels as JPEG or WebP are about a fifth of it. */
const MAX_PICTURE = 24_000

const FORM = /^(?:|hue:\d{1,3}|drawn:\d{1,2}|data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2})$/

/** `hue:HHH` (degrees), `drawn:N`, a data URL; empty for none. */
export const PictureChoice = z.string().max(MAX_PICTURE).regex(FORM)
export type PictureChoice = z.infer<typeof PictureChoice>

/** Token of our own `GZ` key in hellos (shared/protocol/key-list.ts) for what travels: a colour or a drawn one. Undefined for the others. */
export function pictureToken(picture: PictureChoice): string | undefined {
  const match = /^(hue|drawn):(\d{1,3})$/.exec(picture)
  return match === null ? undefined : `${match[1]}-${match[2]}`
}

export function pictureOfToken(token: string): PictureChoice | undefined {
  const match = /^(hue|drawn)-(\d{1,3})$/.exec(token)
  if (match === null) return undefined
  return match[1] === 'hue' ? `hue:${Number(match[2]) % 360}` : `drawn:${Number(match[2]) % DRAWN_PICTURES}`
}
