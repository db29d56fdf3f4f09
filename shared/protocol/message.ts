/** Bodies of SENDMSG and of the answers that quote a packet number (protocol.md 1.4, 3, 4.1, 7.4). */
import { hasFlag, OPT } from './command.ts'
import { stripFontBlock } from './feiq/font.ts'
import { type PlacedImage, takeImageMarkers } from './feiq/image-marker.ts'
import { decodeFeiqVersion, isGeziVersion } from './feiq/version.ts'
import type { Packet } from './packet.ts'
import {
  type Charset,
  concatBytes,
  detectEncoding,
  type Encoding,
  fromWireNewlines,
  latin1,
  latin1Bytes,
  type TextContext,
  toWireNewlines,
} from './text.ts'

export interface MessageBody {
  readonly text: string
  readonly encoding: Encoding
  /** The share list's bytes if the packet says that it has one, for `decodeShareList` with the same encoding. */
  readonly shareList: Uint8Array | undefined
  /** FeiQ's pictures that stood in the text; their chunks come before or after it. */
  readonly images: readonly PlacedImage[]
}

const NUL = new Uint8Array(1)

/**
 * The text without FeiQ's font block and markers of pictures, lines ended by LF. A second section without FILEATTACHOPT is ignored: FeiQ leaves an old list
 * there (appendix F). The body of a packet with ENCRYPTOPT is cipher and not for this function.
 */
export function decodeText(packet: Packet, context: TextContext): MessageBody {
  const { flags, version } = packet
  const [bytes, list] = textSections(packet)
  const { chosen, remembered, legacy } = context
  // A message without words (files only) tells its code page by the names in the list.
  const sample = bytes.length === 0 && list !== undefined ? list : bytes
  const utf8Flag = hasFlag(flags, OPT.UTF8)
  const encoding = detectEncoding({ bytes: sample, utf8Flag, version, chosen, remembered, legacy })
  return decoded(bytes, list, encoding, context.charset, version)
}

/** The same with the code page that the user asks for, whatever the packet says. */
export function decodeTextAs(packet: Packet, encoding: Encoding, charset: Charset): MessageBody {
  const [bytes, list] = textSections(packet)
  return decoded(bytes, list, encoding, charset, packet.version)
}

function textSections({ body, flags }: Packet): readonly [text: Uint8Array, shareList: Uint8Array | undefined] {
  const end = body.indexOf(0)
  if (end < 0) return [body, undefined]
  return [body.subarray(0, end), hasFlag(flags, OPT.FILEATTACH) ? untilNul(body.subarray(end + 1)) : undefined]
}

function decoded(
  bytes: Uint8Array,
  list: Uint8Array | undefined,
  encoding: Encoding,
  charset: Charset,
  version: string,
): MessageBody {
  const words = stripFontBlock(fromWireNewlines(charset.decode(bytes, encoding)))
  // From anybody else the same signs are text.
  const isFeiq = decodeFeiqVersion(version) !== undefined && !isGeziVersion(version)
  const { text, images } = isFeiq ? takeImageMarkers(words) : { text: words, images: [] }
  return { text, encoding, shareList: list === undefined || list.length === 0 ? undefined : list, images }
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/** `text NUL [share list NUL]`; the packet carries FILEATTACHOPT if there is a list, UTF8OPT if the encoding is UTF-8 and the peer claims CAPUTF8OPT. */
export function encodeTextBody(text: string, encoding: Encoding, charset: Charset, shareList?: Uint8Array): Uint8Array {
  const bytes = charset.encode(toWireNewlines(text).replaceAll('\0', ''), encoding)
  return concatBytes(shareList === undefined ? [bytes, NUL] : [bytes, NUL, shareList, NUL])
}

const MAX_DIGITS = 20

/** RECVMSG, READMSG, DELMSG, ANSREADMSG, RELEASEFILES and GETLIST: a decimal number, kept as text. Undefined if there is none. */
export function decodeNumberBody(body: Uint8Array): string | undefined {
  return /^[ ]*(\d{1,20})(?!\d)/.exec(latin1(body.subarray(0, MAX_DIGITS + 8)))?.[1]
}

export const encodeNumberBody = (packetNo: number | string): Uint8Array => latin1Bytes(`${packetNo}\0`)

/** Typing, shake, GETINFO and whatever else has nothing to say still ends with NUL (protocol.md 1.2). */
export const emptyBody = (): Uint8Array => new Uint8Array(1)
