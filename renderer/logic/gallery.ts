/** The pictures of a chat around the one that is shown, as far as they are loaded. Pure: pages go in, the next gallery comes out. */
import type { ShownPicture } from '../../shared/model/picture.ts'

export interface Gallery {
  readonly conversation: string
  readonly pictures: readonly ShownPicture[]
  readonly at: number
  /** The message from which each side goes on; undefined at the end of the chat. */
  readonly before: string | undefined
  readonly after: string | undefined
}

export interface GalleryPage {
  readonly pictures: readonly ShownPicture[]
  readonly next?: string | undefined
}

/** The first page: the pictures of the message itself. */
export function openGallery(conversation: string, message: string, index: number, { pictures }: GalleryPage): Gallery {
  const at = Math.max(
    0,
    pictures.findIndex((picture) => picture.index === index),
  )
  return { conversation, pictures, at, before: message, after: message }
}

/** `page` has the nearest first. */
export const withBefore = (gallery: Gallery, { pictures, next }: GalleryPage): Gallery => ({
  ...gallery,
  pictures: [...pictures.toReversed(), ...gallery.pictures],
  at: gallery.at + pictures.length,
  before: next,
})

export const withAfter = (gallery: Gallery, { pictures, next }: GalleryPage): Gallery => ({
  ...gallery,
  pictures: [...gallery.pictures, ...pictures],
  after: next,
})

export const canStep = ({ pictures, at, before, after }: Gallery, step: 1 | -1): boolean =>
  pictures[at + step] !== undefined || (step === 1 ? after : before) !== undefined
