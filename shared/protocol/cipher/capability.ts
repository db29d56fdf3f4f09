/** The words in which two programs agree on a cipher (protocol.md 2.3, 5.2). Headers of third parties number them otherwise: those never shipped. */
import { keySize, type PublicKey } from './port.ts'

export const CAPABILITY = {
  RSA_512: 0x1,
  RSA_1024: 0x2,
  RSA_2048: 0x4,
  RC2_40: 0x1000,
  BLOWFISH_128: 0x20000,
  AES_256: 0x100000,
  PACKETNO_IV: 0x800000,
  ENCODE_BASE64: 0x1000000,
  NOENC_FILEBODY: 0x4000000,
  SIGN_SHA1: 0x20000000,
  SIGN_SHA256: 0x40000000,
} as const

/** What IPMsg 4.5 and later use with a key of 1024 bits. Asking with this alone gets that key from whoever has both. */
export const SMALL_KEY_CAPABILITY =
  CAPABILITY.RSA_1024 | CAPABILITY.BLOWFISH_128 | CAPABILITY.PACKETNO_IV | CAPABILITY.ENCODE_BASE64

/** Ours, that of IPMsg 4.99: 0x65920006. Its decimal reading, which is how the Mac reads it, asks for the larger key as well. */
export const OWN_CAPABILITY =
  SMALL_KEY_CAPABILITY |
  CAPABILITY.RSA_2048 |
  CAPABILITY.AES_256 |
  CAPABILITY.SIGN_SHA1 |
  CAPABILITY.SIGN_SHA256 |
  CAPABILITY.NOENC_FILEBODY

export const hasCapability = (word: number, wanted: number): boolean => (word & wanted) >>> 0 === wanted >>> 0

/** What a name with a fingerprint promises (protocol.md 5.1). */
export const canSign = (capability: number): boolean =>
  hasCapability(capability, CAPABILITY.RSA_2048) &&
  (hasCapability(capability, CAPABILITY.SIGN_SHA256) || hasCapability(capability, CAPABILITY.SIGN_SHA1))

const LARGE_KEY_CIPHER = CAPABILITY.RSA_2048 | CAPABILITY.AES_256
/** Combinations 1 and 2, the better hash first. Combination 2 without a signature is not written: nobody would know whose it is. */
const SIGNATURES = [CAPABILITY.SIGN_SHA256, CAPABILITY.SIGN_SHA1]
const SMALL_KEY_SCHEME = CAPABILITY.RSA_1024 | CAPABILITY.BLOWFISH_128
const OPTIONAL = CAPABILITY.PACKETNO_IV | CAPABILITY.ENCODE_BASE64

export type Choice =
  /** The capability word of the messages to this peer. */
  | { readonly type: 'scheme'; readonly scheme: number }
  /** We would agree if the peer answered with its other key: ask again with `SMALL_KEY_CAPABILITY`. */
  | { readonly type: 'other-key' }
  | { readonly type: 'none' }

/**
 * How to write to the owner of `key`, who claims `theirs`: the first of the combinations of protocol.md 5.2 that both know. The key tells
 * its size, since the Mac may answer with another one than the claims call for. IPMsg 3.00 to 4.11 know no SHA-256 and give nobody their
 * small key whose name has a fingerprint (5.1): to them combination 2 is all that there is.
 */
export function chooseScheme(theirs: number, key: PublicKey): Choice {
  const common = (theirs & OWN_CAPABILITY) >>> 0
  const extras = common & OPTIONAL
  if (keySize(key) === 2048) {
    const signature = SIGNATURES.find((hash) => hasCapability(common, CAPABILITY.AES_256 | hash))
    if (signature !== undefined) return { type: 'scheme', scheme: LARGE_KEY_CIPHER | signature | extras }
    return hasCapability(common, SMALL_KEY_SCHEME) ? { type: 'other-key' } : { type: 'none' }
  }
  if (keySize(key) === 1024 && hasCapability(common, CAPABILITY.BLOWFISH_128)) {
    return { type: 'scheme', scheme: SMALL_KEY_SCHEME | extras }
  }
  return { type: 'none' }
}

/** At most eight hex digits, either case, leading blanks and zeros allowed. */
export function parseCapability(text: string): number | undefined {
  const digits = /^[ 0]*([0-9A-Fa-f]{1,8})$/.exec(text)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}
