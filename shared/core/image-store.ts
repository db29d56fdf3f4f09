/** The part of the store that brings FeiQ's pictures and the texts that name them together. */
import type { Millis, PeerId } from '../engine/io.ts'
import type { Picture } from '../model/picture.ts'
import type { PlaceStore } from './place-store.ts'
import type { TransferRecord } from './ports.ts'

/** A picture that came whole before the text that names it. */
export interface EarlyPicture {
  readonly peer: PeerId
  readonly imageId: string
  /** Our own copy, in the data folder. */
  readonly path: string
  readonly size: number
  readonly picture: Picture
  readonly at: Millis
}

export interface ImageStore extends PlaceStore {
  /** Incoming ones of that person under that id, newest message first; FeiQ uses an id again for the same face. */
  transfersOfImage(peer: PeerId, imageId: string): TransferRecord[]
  /** Of both directions, those that are not over. */
  unfinishedImages(): TransferRecord[]
  /** Oldest first. */
  earlyPictures(): EarlyPicture[]
  saveEarlyPicture(picture: EarlyPicture): void
  forgetEarlyPicture(peer: PeerId, imageId: string): void
}
