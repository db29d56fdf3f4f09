/** Names as they go out: cut to what other programs keep, and free of the characters that are structure where they stand. */
import type { Charset, Encoding } from './text.ts'

/** IPMsg keeps names in buffers of 80 bytes, the final NUL included (protocol.md 1.3). */
const MAX_SENT_NAME_BYTES = 79

/** A header field (user, host) may hold no colon and must not be empty; a section (nickname, group) only no controls. */
export type NamePlace = 'header' | 'section'

export function wireName(name: string, place: NamePlace): string {
  const clean = name.replace(/[\x00-\x1f\x7f]+/g, ' ').trim()
  if (place === 'section') return clean
  // The Mac's tokeniser shifts all fields after an empty one.
  return clean === '' ? '-' : clean.replaceAll(':', ';')
}

export function encodeName(name: string, place: NamePlace, encoding: Encoding, charset: Charset): Uint8Array {
  const characters = [...wireName(name, place)].slice(0, MAX_SENT_NAME_BYTES)
  let bytes = charset.encode(characters.join(''), encoding)
  while (bytes.length > MAX_SENT_NAME_BYTES) {
    characters.pop()
    bytes = charset.encode(characters.join(''), encoding)
  }
  return bytes
}

/** The same name in the UTF-8 list, where the Mac cuts values at a colon: a full-width one looks alike. */
export function listValue(name: string, place: NamePlace): string {
  return wireName(name, place).slice(0, MAX_SENT_NAME_BYTES).replaceAll(':', '：').toWellFormed()
}

/** Characters of a signature; in UTF-8 at most 160 bytes, so that a hello stays within one frame of the network. */
const MAX_SENT_SIGNATURE = 40

/** What the user says of himself, as a value of the list. */
export const signatureValue = (text: string): string =>
  [...wireName(text, 'section')].slice(0, MAX_SENT_SIGNATURE).join('').replaceAll(':', '：').toWellFormed()
