/**
 * The part of a transfer that only own peers speak (capability `xfer1`): the request carries a proof of what the receiver holds, the
 * answer begins with one line that says how it goes on, ends with a hash over everything, and is confirmed. Legacy peers never see it.
 *
 *   request field   `g1-<sha256 hex of what is held, or ->` `:` [`<whole records hex>` `:`]   (`n1-` instead: no hash, please)
 *   answer          `GZ1:<status>:<size hex>:<offset hex>:<records hex>` LF, bytes, 32 bytes SHA-256
 *   confirmation    `GZ1:kept` LF or `GZ1:bad` LF from the receiver
 *
 * In an encrypted transfer (protocol.md 4.6) the answer is a part of the cipher, always hashed, and the hash is keyed with the key of that
 * cipher: a counter stream alone lets whoever knows the file change it on the way, and a bare hash with it.
 */
import { createHmac } from 'node:crypto'
import { latin1, latin1Bytes } from '../../../shared/protocol/index.ts'

export const OWN_STATUS = ['ok', 'changed', 'withdrawn', 'denied', 'busy'] as const
export type OwnStatus = (typeof OWN_STATUS)[number]

export interface OwnRequest {
  readonly hashed: boolean
  /** SHA-256, hex, of what the receiver holds; undefined when that is nothing. */
  readonly proof: string | undefined
  /** Whole records of a folder that it holds. */
  readonly records: number
}

export interface OwnAnswer {
  readonly status: OwnStatus
  /** Bytes of the whole file; of a folder what it measured when it was offered. */
  readonly size: number
  /** Where the bytes begin: the offset that was asked for, or 0 where the proof did not hold. */
  readonly offset: number
  readonly records: number
}

export const DIGEST_BYTES = 32

/** What ends the answer, of SHA-256 over all the content; `key`: of the cipher, where there is one. */
export const tailOf = (digest: Uint8Array, key: Uint8Array | undefined): Buffer =>
  key === undefined ? Buffer.from(digest) : createHmac('sha256', key).update(digest).digest()

export const KEPT = 'GZ1:kept\n'
export const BAD = 'GZ1:bad\n'
/** Four numbers of at most 16 digits and the longest status. */
const MAX_ANSWER_LINE = 96
const LINE_FEED = 0x0a

const hex = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^[0-9a-f]{1,13}$/.test(text)) return undefined
  return Number.parseInt(text, 16)
}

/** The request's fields behind the offset; undefined when the asker is no own peer. */
export function parseOwnRequest(fields: readonly string[]): OwnRequest | undefined {
  const match = /^([gn])1-([0-9a-f]{64}|-)$/.exec(fields[0] ?? '')
  if (match === null) return undefined
  return { hashed: match[1] === 'g', proof: match[2] === '-' ? undefined : match[2], records: hex(fields[1]) ?? 0 }
}

export const formatOwnRequest = ({ hashed, proof, records }: OwnRequest): readonly string[] => [
  `${hashed ? 'g' : 'n'}1-${proof ?? '-'}`,
  records.toString(16),
]

export const formatOwnAnswer = ({ status, size, offset, records }: OwnAnswer): Uint8Array =>
  latin1Bytes(`GZ1:${status}:${[size, offset, records].map((number) => number.toString(16)).join(':')}\n`)

/** Looks for the answer's line at the start of what came: `more` is needed, it is none (`malformed`), or it is there with its length. */
export function parseOwnAnswer(
  bytes: Uint8Array,
): 'more' | 'malformed' | { readonly answer: OwnAnswer; readonly length: number } {
  const end = bytes.subarray(0, MAX_ANSWER_LINE).indexOf(LINE_FEED)
  if (end < 0) return bytes.length < MAX_ANSWER_LINE ? 'more' : 'malformed'
  const [mark, word, ...numbers] = latin1(bytes.subarray(0, end)).split(':')
  const status = OWN_STATUS.find((known) => known === word)
  const [size, offset, records] = numbers.map(hex)
  if (mark !== 'GZ1' || status === undefined) return 'malformed'
  if (size === undefined || offset === undefined || records === undefined) return 'malformed'
  return { answer: { status, size, offset, records }, length: end + 1 }
}
