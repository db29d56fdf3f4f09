/** Pictures that are shown in the chat: what they may be, and the limits within which a page decodes them. */
import { z } from 'zod'

/** What the host recognises by its first bytes. Never SVG: it is a document that can hold scripts. */
export const pictureTypes = ['png', 'jpeg', 'gif', 'webp', 'bmp'] as const
export const PictureType = z.enum(pictureTypes)
export type PictureType = z.infer<typeof PictureType>

/** As its header says, turned upright: a page knows the room that it takes before it loads. */
export const Picture = z.object({
  type: PictureType,
  width: z.number().int().min(1),
  height: z.number().int().min(1),
})
export type Picture = z.infer<typeof Picture>

/** One that is here and may be shown, as views walk through those of a chat. */
export const ShownPicture = Picture.extend({
  message: z.string(),
  index: z.number().int(),
  /** Shown name: inert, never a path. */
  name: z.string(),
  /** Milliseconds since 1970: of its message. */
  at: z.number(),
})
export type ShownPicture = z.infer<typeof ShownPicture>

/** A telephone's camera takes fifty million dots. Decoded they are 256 MB; a few kilobytes can promise a thousand times as much. */
export const MAX_PICTURE_PIXELS = 64_000_000
/** More is not decoded by a browser. */
const MAX_PICTURE_SIDE = 32_767
/** A picture that goes with a message instead of as a file is no larger than this. */
export const MAX_INLINE_BYTES = 20 * 1024 * 1024
/** IPMsg fetches no larger one by itself (protocol.md 4.5). */
export const MAX_IPMSG_PICTURE_BYTES = 10 * 1024 * 1024

/** Whether a page may decode it. */
export const isShowable = ({ width, height }: Picture): boolean =>
  width * height <= MAX_PICTURE_PIXELS && Math.max(width, height) <= MAX_PICTURE_SIDE
