/**
 * Requests for a file or folder over TCP (protocol.md 4.3). There is no framing: clients end a request with NUL, with a colon, or with
 * nothing at all, so the caller says when the line has been idle for a while.
 */
import { err, ok, type Result } from '../result.ts'
import { COMMAND, hasFlag, OPT } from './command.ts'
import { parseHex, splitFields } from './fields.ts'
import { decodePacket, type Packet } from './packet.ts'
import { concatBytes, latin1 } from './text.ts'

/** What one client's request may mean to another's reading of it. */
export interface RequestReading {
  /** Packet number of the message that made the offer, decimal text. */
  readonly packetNo: string
  readonly fileId: number
}

export interface FileRequest {
  readonly kind: 'file' | 'folder'
  /** Most likely first: both numbers hex as specified, then the file id decimal, then both decimal (clones). */
  readonly readings: readonly RequestReading[]
  /** Bytes to leave out at the start; 0 for folders, but for own peers' (`extra`). */
  readonly offset: number
  /** Fields behind the offset, as own peers send them (capability `xfer1`); empty from all others. */
  readonly extra: readonly string[]
  /** Who asks, by which program. */
  readonly header: Packet
}

/** A request that only we can read (protocol.md 4.6): `decodeEncryptedRequest` tells what it asks for, once its body is decrypted. */
export interface LockedRequest {
  readonly locked: true
  readonly kind: 'file' | 'folder'
  readonly header: Packet
}

export type FileRequestError =
  | 'too-long'
  | 'malformed'
  /** The stream ended in the middle of the request. */
  | 'incomplete'

export interface FileRequestReader {
  /** After an answer other than `more` the reader is done and repeats that answer; bytes behind the request are ignored. */
  push(bytes: Uint8Array): Answer
  /** Nothing came for about 200 ms: iptux and others end the last field with nothing. */
  idle(): Answer
  /** The peer closed its side. */
  end(): Exclude<Answer, 'more'>
}

type Answer = 'more' | Result<FileRequest | LockedRequest, FileRequestError>

/** The header with the longest names that `decodePacket` accepts, and three numbers, need less than 1 KiB; an encrypted one, in hex, 3 KiB. */
const MAX_REQUEST = 4096
const HEADER_COLONS = 5
const COLON = 0x3a

/** Why the reader looks again at what it holds: more may come, perhaps, or cannot. */
type Moment = 'push' | 'idle' | 'end'

export function createFileRequestReader(limit = MAX_REQUEST): FileRequestReader {
  let held: Uint8Array = new Uint8Array(0)
  let answer: Answer = 'more'
  const look = (moment: Moment) => {
    if (answer === 'more') answer = decodeRequest(held, moment)
    if (answer === 'more' && held.length >= limit) answer = err('too-long')
    return answer
  }
  return {
    push(bytes) {
      if (answer === 'more') held = concatBytes([held, bytes.subarray(0, limit - held.length)])
      return look('push')
    },
    idle: () => look('idle'),
    end() {
      const last = look('end')
      return last === 'more' ? err('incomplete') : last
    },
  }
}

function decodeRequest(bytes: Uint8Array, moment: Moment): Answer {
  const bodyStart = afterColons(bytes, 0, HEADER_COLONS)
  if (bodyStart === undefined) return bytes.length > 0 && bytes[0] !== 0x31 ? err('malformed') : 'more'
  const header = decodePacket(bytes)
  if (!header.ok) return err('malformed')
  const { command, flags, body } = header.value
  const kind = command === COMMAND.GETFILEDATA ? 'file' : command === COMMAND.GETDIRFILES ? 'folder' : undefined
  if (kind === undefined) return err('malformed')
  const nul = body.indexOf(0)
  if (hasFlag(flags, OPT.ENCRYPT))
    return nul < 0 && moment === 'push' ? 'more' : ok({ locked: true, kind, header: header.value })
  const line = nul < 0 ? body : body.subarray(0, nul)
  const wanted = kind === 'file' ? 3 : 2
  const closed = nul >= 0 || afterColons(line, 0, wanted) !== undefined
  const fields = splitFields(line)
  // Half a number looks like a number: without a colon or NUL behind it, only silence makes it whole.
  if (!closed && (moment === 'push' || fields.length < wanted)) {
    if (moment !== 'end' || line.at(-1) !== COLON) return 'more'
  }
  const readings = readingsOf(fields)
  const extra =
    nul < 0
      ? []
      : fields
          .slice(3)
          .map(latin1)
          .filter((field) => field !== '')
  const hasOffset = fields[2] !== undefined && (kind === 'file' || extra.length > 0)
  const offset = hasOffset ? parseHex(fields[2]) : 0
  return readings.length === 0 || offset === undefined
    ? err('malformed')
    : ok({ kind, readings, offset, extra, header: header.value })
}

/** Where the bytes after the `count`th colon start. */
function afterColons(bytes: Uint8Array, from: number, count: number): number | undefined {
  let at = from
  for (let seen = 0; seen < count; seen++) {
    at = bytes.indexOf(COLON, at) + 1
    if (at === 0) return undefined
  }
  return at
}

function readingsOf([packet, file]: readonly Uint8Array[]): RequestReading[] {
  const [packetText, fileText] = [packet, file].map((field) => (field === undefined ? '' : latin1(field).trim()))
  const readings = [
    reading(hexToDecimal(packetText), hexToDecimal(fileText)),
    reading(hexToDecimal(packetText), decimal(fileText)),
    reading(decimal(packetText), decimal(fileText)),
  ].filter((one) => one !== undefined)
  return readings.filter(
    (one, index) =>
      readings.findIndex((other) => other.packetNo === one.packetNo && other.fileId === one.fileId) === index,
  )
}

function reading(packetNo: string | undefined, fileId: string | undefined): RequestReading | undefined {
  if (packetNo === undefined || fileId === undefined) return undefined
  const id = Number(fileId)
  return Number.isSafeInteger(id) ? { packetNo, fileId: id } : undefined
}

/** Packet numbers of scripts need more than 53 bits. */
const hexToDecimal = (text = ''): string | undefined =>
  /^[0-9A-Fa-f]{1,16}$/.test(text) ? BigInt(`0x${text}`).toString() : undefined

const decimal = (text = ''): string | undefined => (/^\d{1,20}$/.test(text) ? BigInt(text).toString() : undefined)
