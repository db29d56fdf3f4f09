/**
 * By which bytes an encrypted body is recognised. Its first part, the session key encrypted for us, is random and never honestly used twice,
 * and nobody but its sender can make another one that hides the same key. So whoever sends it again, with whatever behind it, repeats that
 * message: recognised by this block alone, an old message cannot come again as a new one, and nobody can try out ciphers under a key that
 * he only heard (protocol.md 11.2).
 */
import { latin1 } from '../text.ts'
import { fromBase64, fromHex } from './binary-text.ts'
import { CAPABILITY, hasCapability, parseCapability } from './capability.ts'

/** The block as a number's bytes, however it was written; undefined for what is no encrypted body. */
export function sessionBlock(body: Uint8Array): Uint8Array | undefined {
  const [word = '', first = ''] = latin1(body.subarray(0, MAX_LENGTH)).split(':', 2)
  const scheme = parseCapability(word)
  if (scheme === undefined) return undefined
  const block = (hasCapability(scheme, CAPABILITY.ENCODE_BASE64) ? fromBase64 : fromHex)(first)
  return block === undefined || block.length < MIN_BYTES ? undefined : block
}

/** Eight digits, a colon, 512 digits of the largest key, and the next colon. */
const MAX_LENGTH = 600
/** RSA-512, which only the oldest programs use. */
const MIN_BYTES = 64
