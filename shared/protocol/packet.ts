/**
 * The packet: `version:packet number:user:host:command:body` (protocol.md 1.1). Only the first five colons are structure, and bytes
 * are split before anything is decoded, because the trail byte of a Chinese character can look like punctuation.
 */
import { err, ok, type Result } from '../result.ts'
import { commandWord } from './command.ts'
import { latin1Bytes } from './text.ts'

export interface Packet {
  /** Latin-1; `1`, or `1` and what a program adds (`1_lbt6_…`, `1_iptux 0.9.4`). */
  readonly version: string
  /** Decimal digits as sent: scripts send more than 32 bits, and acknowledgements quote the text. */
  readonly packetNo: string
  readonly user: Uint8Array
  readonly host: Uint8Array
  /** The low byte of the command word. */
  readonly command: number
  /** The upper 24 bits of the command word, in place, unsigned. */
  readonly flags: number
  /** All that follows the fifth colon, a view of the datagram. Binary bodies hold NULs and colons. */
  readonly body: Uint8Array
}

export type PacketError =
  | 'too-short'
  | 'too-long'
  /** Not IPMsg version 1: other software, or the IPDict form of IPMsg 4.5 and later. */
  | 'not-ipmsg'
  | 'bad-number'
  | 'bad-command'
  | 'name-too-long'

/** What UDP over IPv4 can carry. */
export const MAX_DATAGRAM = 65507
/** The receive buffer of IPMsg for Windows and Mac (protocol.md 1.3). */
export const MAX_SEND_DATAGRAM = 32768

/** FeiQ's version field, the longest known, has less than 60 bytes. */
const MAX_VERSION_BYTES = 128
/** 2^64 has 20 digits; IPMsg keeps 15. */
const MAX_PACKET_NUMBER_DIGITS = 20
/** A DNS name; IPMsg's own buffers hold 80 bytes. */
const MAX_NAME_BYTES = 255
const MAX_COMMAND_DIGITS = 10

const COLON = 0x3a

/** Copies nothing: user, host and body are views of `bytes`. */
export function decodePacket(bytes: Uint8Array): Result<Packet, PacketError> {
  if (bytes.length > MAX_DATAGRAM) return err('too-long')
  // `1` and no further digit: programs test no more of the version than atoi gives.
  if (bytes[0] !== 0x31 || isDigit(bytes[1])) return err('not-ipmsg')
  let version = ''
  let at = 0
  for (let byte = bytes[at]; byte !== COLON; byte = bytes[++at]) {
    if (byte === undefined || at === MAX_VERSION_BYTES) return err(byte === undefined ? 'too-short' : 'not-ipmsg')
    version += String.fromCharCode(byte)
  }
  let packetNo = ''
  const numberStart = ++at
  for (let byte = bytes[at]; byte !== COLON; byte = bytes[++at]) {
    if (byte === undefined) return err('too-short')
    if (!isDigit(byte) || at - numberStart === MAX_PACKET_NUMBER_DIGITS) return err('bad-number')
    packetNo += String.fromCharCode(byte)
  }
  if (packetNo === '') return err('bad-number')
  const userStart = at + 1
  const userEnd = nameEnd(bytes, userStart)
  const hostEnd = userEnd < 0 ? userEnd : nameEnd(bytes, userEnd + 1)
  if (hostEnd < 0) return err(hostEnd === MISSING ? 'too-short' : 'name-too-long')
  let word = 0
  const wordStart = hostEnd + 1
  at = wordStart
  for (let byte = bytes[at]; byte !== COLON; byte = bytes[++at]) {
    if (byte === undefined) return err('too-short')
    if (!isDigit(byte) || at - wordStart === MAX_COMMAND_DIGITS) return err('bad-command')
    word = word * 10 + byte - 0x30
  }
  if (at === wordStart || word > 0xffffffff) return err('bad-command')
  return ok({
    version,
    packetNo,
    user: bytes.subarray(userStart, userEnd),
    host: bytes.subarray(userEnd + 1, hostEnd),
    command: word & 0xff,
    flags: (word & 0xffffff00) >>> 0,
    body: bytes.subarray(at + 1),
  })
}

const MISSING = -1
const OVERLONG = -2

/** Where the name that starts here ends, or `MISSING`, or `OVERLONG`. Empty names are accepted. */
function nameEnd(bytes: Uint8Array, start: number): number {
  const limit = start + MAX_NAME_BYTES
  for (let at = start; at <= limit; at++) {
    const byte = bytes[at]
    if (byte === COLON) return at
    if (byte === undefined) return MISSING
  }
  return OVERLONG
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** Adds no final NUL: the encoders of the bodies write it. `user` and `host` are non-empty and free of colons (`encodeHeaderName`). */
export function encodePacket(packet: {
  readonly version: string
  readonly packetNo: number | string
  readonly user: Uint8Array
  readonly host: Uint8Array
  readonly command: number
  readonly flags: number
  readonly body: Uint8Array
}): Uint8Array {
  const head = latin1Bytes(`${packet.version}:${packet.packetNo}:`)
  const word = latin1Bytes(`:${commandWord(packet.command, packet.flags)}:`)
  const hostStart = head.length + packet.user.length + 1
  const bodyStart = hostStart + packet.host.length + word.length
  const bytes = new Uint8Array(bodyStart + packet.body.length)
  bytes.set(head)
  bytes.set(packet.user, head.length)
  bytes[hostStart - 1] = COLON
  bytes.set(packet.host, hostStart)
  bytes.set(word, hostStart + packet.host.length)
  bytes.set(packet.body, bodyStart)
  return bytes
}

/** No known body of text has more than five sections. */
const MAX_SECTIONS = 8

/** The parts of a text body between NULs, as views; empty ones at the end and any beyond `limit` are left out (protocol.md 1.2). */
export function sections(body: Uint8Array, limit = MAX_SECTIONS): Uint8Array[] {
  let end = body.length
  while (end > 0 && body[end - 1] === 0) end--
  const parts: Uint8Array[] = []
  for (let start = 0; start < end && parts.length < limit; ) {
    const nul = body.indexOf(0, start)
    const stop = nul < 0 || nul > end ? end : nul
    parts.push(body.subarray(start, stop))
    start = stop + 1
  }
  return parts
}
