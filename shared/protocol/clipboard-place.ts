/** Where a picture stands in the text that brings it (protocol.md 4.2, key 8). */
import type { Attachment } from './attachment.ts'
import { type ExtendedAttribute, parseHex } from './fields.ts'
import { latin1Bytes } from './text.ts'

/** Characters before it, in hex. */
const CLIPBOARD_PLACE = 0x8

/**
 * Where pictures stand in the text, as indexes into it, in the order of `attachments`; undefined for what has no place. In the sender's field each
 * picture before it was a character, which the text does not have.
 */
export function placesOf(attachments: readonly Pick<Attachment, 'kind' | 'extended'>[]): (number | undefined)[] {
  const places = attachments.map(({ kind, extended }) => {
    const value = kind === 'clipboard' ? extended.find(({ key }) => key === CLIPBOARD_PLACE)?.values[0] : undefined
    return value === undefined ? undefined : parseHex(latin1Bytes(value))
  })
  const inOrder = places
    .flatMap((place, index) => (place === undefined ? [] : { place, index }))
    .sort((one, other) => one.place - other.place || one.index - other.index)
  for (const [before, { place, index }] of inOrder.entries()) places[index] = Math.max(0, place - before)
  return places
}

/** The attribute for pictures that stand there, the first ones before the others. */
export const clipboardPlace = (place: number, picturesBefore: number): ExtendedAttribute => ({
  key: CLIPBOARD_PLACE,
  values: [(place + picturesBefore).toString(16)],
})
