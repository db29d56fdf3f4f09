/** User names that end with the fingerprint of their owner's key: `alice-<bc57ee46ad44b288>` (protocol.md 5.4). */
import { toHex } from './binary-text.ts'
import type { Cipher, PublicKey } from './port.ts'

const WORD = 8

/** 16 lower-case hex digits. Only of a key of 2048 bits: names are bound to no other. */
export function fingerprint(key: PublicKey, cipher: Pick<Cipher, 'digest'>): string {
  const hash = cipher.digest('sha1', key.modulus.toReversed()).toReversed()
  const folded = new Uint8Array(WORD)
  hash.forEach((byte, index) => {
    folded[index % WORD]! ^= byte
  })
  return toHex(folded)
}

export interface FingerprintName {
  /** For people: without the suffix. */
  readonly base: string
  readonly fingerprint: string
}

/** Undefined for a plain name. The suffix binds the name to a key; that the key is that person's, only a comparison tells. */
export function splitFingerprintName(user: string): FingerprintName | undefined {
  const match = /^(.*)-<([0-9a-f]{16})>$/s.exec(user)
  return match === null ? undefined : { base: match[1] ?? '', fingerprint: match[2] ?? '' }
}

/** What people read: the name without what binds it to a key. */
export const baseName = (user: string): string => splitFingerprintName(user)?.base || user

/** Leaves room for the suffix in the 79 bytes that IPMsg keeps, in whatever code page: none of them needs more bytes than UTF-8. */
const MAX_BASE_BYTES = 60

/** A suffix that the base already has is replaced: nobody can carry two. */
export function fingerprintName(base: string, print: string): string {
  let name = ''
  let bytes = 0
  for (const character of baseName(base)) {
    bytes += utf8Length(character)
    if (bytes > MAX_BASE_BYTES) break
    name += character
  }
  return `${name}-<${print}>`
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}
