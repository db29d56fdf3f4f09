/**
 * Text encodings of the wire (protocol.md 1.4, 1.5). The code pages themselves are a port, because shared code has no iconv;
 * what is decided here is only *which* one applies.
 */
import { isGeziVersion } from './feiq/version.ts'

export type Encoding = 'utf-8' | 'gb18030' | 'shift_jis' | 'big5' | 'euc-kr' | 'windows-1252'

/** Never throws: undecodable bytes become U+FFFD, characters that the code page lacks become `?`. */
export interface Charset {
  decode(bytes: Uint8Array, encoding: Encoding): string
  encode(text: string, encoding: Encoding): Uint8Array
}

/** What `detectEncoding` and the decoders built on it need to know beside the bytes. */
export interface TextContext {
  readonly charset: Charset
  /** What the user said of this peer: stands above everything but a claim of UTF-8 that is true. */
  readonly chosen?: Encoding | undefined
  /** What was found for this peer before. */
  readonly remembered?: Encoding | undefined
  /** The code page of this LAN, for peers that say nothing. */
  readonly legacy: Encoding
}

/** iptux cuts its datagrams at 8192 bytes, in the middle of a character if need be; only a text this long can be a cut one. */
const CUT_TEXT_BYTES = 1024

/** In the order of protocol.md 1.5; a claim of UTF-8 that the bytes refute is passed over. */
export function detectEncoding(input: {
  readonly bytes: Uint8Array
  readonly utf8Flag: boolean
  readonly version: string
  /** Section 4 of an iptux hello. */
  readonly named?: Encoding | undefined
  readonly chosen?: Encoding | undefined
  readonly remembered?: Encoding | undefined
  readonly legacy: Encoding
}): Encoding {
  const { bytes, chosen, named, remembered } = input
  const valid = utf8Prefix(bytes)
  const whole = valid === bytes.length
  const plausible = whole || (bytes.length >= CUT_TEXT_BYTES && isCutSequence(bytes, valid))
  if (input.utf8Flag && plausible) return 'utf-8'
  if (chosen !== undefined && (chosen !== 'utf-8' || plausible)) return chosen
  if (named !== undefined && (named !== 'utf-8' || plausible)) return named
  if ((input.version.startsWith('1_lbt') && !isGeziVersion(input.version)) || input.version.startsWith('1@shiyeline'))
    return 'gb18030'
  if (remembered !== undefined && (remembered !== 'utf-8' || plausible)) return remembered
  const telling = input.legacy === 'windows-1252' ? 0x80 : THREE_BYTE_LEAD
  return whole && bytes.some((byte) => byte >= telling) ? 'utf-8' : input.legacy
}

/**
 * One GBK word of two characters in ten is valid UTF-8 too, as letters of two bytes each (a folder named 目录 would come out as `Ŀ¼`).
 * Chinese, Japanese and Korean take three bytes in UTF-8: where such a code page is in use, only those tell.
 */
const THREE_BYTE_LEAD = 0xe0

export function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80) return false
  return true
}

/** Strict: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(bytes: Uint8Array): boolean {
  return utf8Prefix(bytes) === bytes.length
}

/** Length of the longest prefix that is whole, valid UTF-8. */
function utf8Prefix(bytes: Uint8Array): number {
  let i = 0
  while (i < bytes.length) {
    const lead = bytes[i]!
    if (lead < 0x80) {
      i++
      continue
    }
    const length = sequenceLength(lead)
    if (length === 0 || i + length > bytes.length || !isSequence(bytes, i, length)) return i
    i += length
  }
  return i
}

/** 0 for a byte that cannot begin a character of several bytes. */
function sequenceLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

/** Whether the `length` bytes from `start` are a lead byte and what may follow it. */
function isSequence(bytes: Uint8Array, start: number, length: number): boolean {
  const lead = bytes[start]!
  for (let i = 1; i < length; i++) if ((bytes[start + i]! & 0xc0) !== 0x80) return false
  if (length < 2) return true
  const second = bytes[start + 1]!
  if (lead === 0xe0) return second >= 0xa0
  if (lead === 0xed) return second < 0xa0
  if (lead === 0xf0) return second >= 0x90
  return lead !== 0xf4 || second < 0x90
}

function isCutSequence(bytes: Uint8Array, start: number): boolean {
  const rest = bytes.length - start
  return rest < sequenceLength(bytes[start]!) && isSequence(bytes, start, rest)
}

/** Byte for byte, for header fields that are ASCII by the grammar. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** The inverse of `latin1`; characters above U+00FF become `?`. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes[i] = code < 0x100 ? code : 0x3f
  }
  return bytes
}

export const toWireNewlines = (text: string): string => text.replace(/\r\n?/g, '\n')

export const fromWireNewlines = toWireNewlines

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
