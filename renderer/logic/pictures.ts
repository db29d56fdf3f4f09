/** How pictures stand in a message, and which of its attachments are some. */
import type { MessageAttachment } from '../../shared/model/message.ts'
import { isShowable, type Picture } from '../../shared/model/picture.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import type { Size } from './zoom.ts'

const LARGEST: Size = { width: 360, height: 280 }
/** Room for a finger, and for what is longer than anything that fits: then the rest is seen in the large view. */
const SMALLEST: Size = { width: 64, height: 48 }

/** Its room in the message, in CSS pixels. */
export function inlineSize({ width, height }: Size): Size {
  const scale = Math.min(1, LARGEST.width / width, LARGEST.height / height)
  return {
    width: Math.round(Math.max(SMALLEST.width, width * scale)),
    height: Math.round(Math.max(SMALLEST.height, height * scale)),
  }
}

export type Appearance =
  | { readonly kind: 'picture'; readonly picture: Picture }
  /** It comes by itself; its size is not known yet. */
  | { readonly kind: 'coming' }
  | { readonly kind: 'card' }

/** `transfer` is what is known of it now; without one, what the message said when it was loaded. */
export function appearanceOf(attachment: MessageAttachment, transfer: Transfer | undefined): Appearance {
  const picture = transfer === undefined ? attachment.picture : transfer.canOpen ? transfer.picture : undefined
  if (picture !== undefined && isShowable(picture)) return { kind: 'picture', picture }
  const comes = attachment.kind === 'image' && transfer?.direction === 'in'
  return comes && (transfer.state === 'queued' || transfer.state === 'running') ? { kind: 'coming' } : { kind: 'card' }
}

/** More tiles than this are a number on the last one. */
export const MAX_TILES = 9
export const columnsOf = (count: number): 2 | 3 => (count === 2 || count === 4 ? 2 : 3)
