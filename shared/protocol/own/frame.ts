/**
 * How own peers (capability `ask1`) ask each other over TCP, beside the requests for files on the same port. Legacy peers are never asked,
 * and no request of theirs begins like this: a packet begins with the digit of its version.
 *
 *   asker  `GZQ1:` 32 hex digits LF              his nonce
 *   asked  `GZQ1:` 32 hex digits LF              hers; no longer than his, so who asks for nothing gets nothing
 *   asker  4 hex digits LF signature content     the digits: bytes behind the LF; the signature has 256 of them
 *   asked  the same                              then both close
 *
 * The signature (RSA 2048, SHA-256) is over `signedBytes`: whether it is the request or the answer, the long fingerprints of both keys, both
 * nonces, and the content. So it is worth nothing on another connection, for somebody else, or as the other half, and needs no clocks that
 * agree. It is never one of a message either: those end with NUL, and no content has one.
 */
import { err, ok, type Result } from '../../result.ts'
import { concatBytes, latin1, latin1Bytes } from '../text.ts'

/** The first bytes of a connection. */
export const OWN_MARK = 'GZQ1:'
/** Of the larger of our keys. */
const SIGNATURE_BYTES = 256
/** All behind the length: what 2,000 addresses, or 60 padded introductions, need. */
const MAX_OWN_FRAME = 16_384 - 'ffff\n'.length
export const MAX_OWN_CONTENT = MAX_OWN_FRAME - SIGNATURE_BYTES
const GREETING_BYTES = OWN_MARK.length + 33
const LENGTH_BYTES = 5
const LINE_FEED = 0x0a

export interface OwnFrame {
  readonly signature: Uint8Array
  readonly content: Uint8Array
}

/** What both sides know of a connection once they greeted each other. Fingerprints are those of people, 40 hex digits. */
export interface OwnConnection {
  readonly asker: string
  readonly asked: string
  readonly askerNonce: string
  readonly askedNonce: string
}

/** Of what stands at the start of the bytes that came: `more` is needed, or it is there with its length. */
export type Taken<T> = 'more' | Result<{ readonly value: T; readonly length: number }, 'malformed'>

/** `nonce`: 32 hex digits, never used before. */
export const encodeGreeting = (nonce: string): Uint8Array => latin1Bytes(`${OWN_MARK}${nonce}\n`)

export function takeGreeting(bytes: Uint8Array): Taken<string> {
  const text = latin1(bytes.subarray(0, GREETING_BYTES))
  const nonce = text.slice(OWN_MARK.length, -1)
  if (!OWN_MARK.startsWith(text.slice(0, OWN_MARK.length))) return err('malformed')
  if (text.length < GREETING_BYTES) return 'more'
  return text.endsWith('\n') && isNonce(nonce) ? ok({ value: nonce, length: GREETING_BYTES }) : err('malformed')
}

/** Throws for content that is too long: whoever makes it keeps to `MAX_OWN_CONTENT`. */
export function encodeFrame({ signature, content }: OwnFrame): Uint8Array {
  const length = signature.length + content.length
  if (signature.length !== SIGNATURE_BYTES || length > MAX_OWN_FRAME) throw new Error(`a frame of ${length} bytes`)
  return concatBytes([latin1Bytes(`${length.toString(16).padStart(4, '0')}\n`), signature, content])
}

export function takeFrame(bytes: Uint8Array): Taken<OwnFrame> {
  const digits = latin1(bytes.subarray(0, LENGTH_BYTES - 1))
  if (!/^[0-9a-f]*$/.test(digits)) return err('malformed')
  if (bytes.length < LENGTH_BYTES) return 'more'
  const length = Number.parseInt(digits, 16)
  const isFrame = bytes[LENGTH_BYTES - 1] === LINE_FEED && length >= SIGNATURE_BYTES && length <= MAX_OWN_FRAME
  if (!isFrame) return err('malformed')
  const end = LENGTH_BYTES + length
  if (bytes.length < end) return 'more'
  const content = LENGTH_BYTES + SIGNATURE_BYTES
  return ok({
    value: { signature: bytes.slice(LENGTH_BYTES, content), content: bytes.slice(content, end) },
    length: end,
  })
}

export function signedBytes(as: 'request' | 'answer', connection: OwnConnection, content: Uint8Array): Uint8Array {
  const { asker, asked, askerNonce, askedNonce } = connection
  return concatBytes([latin1Bytes(`gezi ${OWN_MARK}${as}:${asker}:${asked}:${askerNonce}:${askedNonce}\n`), content])
}

const isNonce = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)
