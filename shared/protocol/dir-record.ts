/** One record of a directory stream: `hlen:name:size:attr[:key=value…]:` and then `size` bytes (protocol.md 4.4). */
import { err, ok, type Result } from '../result.ts'
import { ATTRIBUTE, MAX_FILE_NAME_BYTES } from './attachment.ts'
import { decodeExtended, EXTENDED, escapeName, extendedTime, parseHex, splitFields, unescapeName } from './fields.ts'
import { concatBytes, latin1Bytes } from './text.ts'

export interface DirRecord {
  readonly name: string
  readonly size: number
  /** Type in the low byte, flags above. */
  readonly attributes: number
  /** Unix seconds. */
  readonly modified?: number
  readonly created?: number
}

export type DirEvent =
  /** The first one is the root. */
  | ({ readonly type: 'directory' } & Omit<DirRecord, 'size'>)
  | ({ readonly type: 'file' } & DirRecord)
  /** A view of the chunk that was pushed. */
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'file-end' }
  /** Device, pipe, symbolic link or resource fork: its data is passed over. */
  | { readonly type: 'skipped'; readonly name: string; readonly size: number }
  /** The times are those of the directory that is left. */
  | { readonly type: 'return'; readonly modified?: number; readonly created?: number }
  | { readonly type: 'end' }

export interface DirStreamLimits {
  readonly depth: number
  readonly records: number
  /** So many events a push at most, give or take one record: a chunk full of tiny records must not hold up its reader. */
  readonly events?: number
}

/** Depth: as IPMsg; deeper paths exceed what Windows opens. Records: more would only serve to use up a disk's inodes. */
export const DIR_STREAM_LIMITS: DirStreamLimits = { depth: 64, records: 1_000_000 }

export type DirRecordError = 'bad-header' | 'bad-name'

const NAME = 0
const SIZE = 1
const WORD = 2
const EXTENDED_FROM = 3

/** `fields`: the header from behind `hlen:` to its last colon, which is a part of it. */
export function decodeDirRecord(
  header: Uint8Array,
  decodeName: (bytes: Uint8Array) => string,
): Result<DirRecord, DirRecordError> {
  if (header.at(-1) !== 0x3a) return err('bad-header')
  const fields = splitFields(header, NAME)
  const rawName = fields[NAME]
  const size = parseHex(fields[SIZE])
  const attributes = parseHex(fields[WORD])
  if (rawName === undefined || size === undefined || attributes === undefined) return err('bad-header')
  if (attributes > 0xffffffff) return err('bad-header')
  const name = unescapeName(decodeName(rawName))
  // The return names no entry: `.` by the specification, and whatever else it says is not used.
  const isReturn = (attributes & 0xff) === ATTRIBUTE.RETURN_TO_PARENT
  if (rawName.length > MAX_FILE_NAME_BYTES || !(isReturn || isEntryName(name))) return err('bad-name')
  const extended = decodeExtended(fields.slice(EXTENDED_FROM))
  const modified = extendedTime(extended, EXTENDED.MODIFIED)
  const created = extendedTime(extended, EXTENDED.CREATED)
  return ok({
    name,
    size,
    attributes,
    ...(modified !== undefined && { modified }),
    ...(created !== undefined && { created }),
  })
}

/**
 * Whether the name stays one entry of its folder. Structure only: what Windows forbids is replaced where files are saved. Decided on
 * decoded text, since a backslash byte can be the second half of a Chinese character.
 */
export function isEntryName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)
}

const LENGTH_DIGITS = 4

/** The header as IPMsg and iptux write it, e.g. `0030:名:000000000:2:14=6b0086a9:16=6b0086a9:`; the data follows. */
export function encodeDirRecord(record: DirRecord, encodeName: (text: string) => Uint8Array): Uint8Array {
  const isReturn = (record.attributes & 0xff) === ATTRIBUTE.RETURN_TO_PARENT
  const name = encodeName(isReturn ? '.' : escapeName(record.name))
  const size = isReturn ? '0' : record.size.toString(16).padStart(9, '0')
  const times = [
    [EXTENDED.MODIFIED, record.modified],
    [EXTENDED.CREATED, record.created],
  ] as const
  const extended = times.map(([key, seconds]) =>
    seconds === undefined ? '' : `${key.toString(16)}=${seconds.toString(16)}:`,
  )
  const rest = latin1Bytes(`:${size}:${record.attributes.toString(16)}:${extended.join('')}`)
  const length = LENGTH_DIGITS + 1 + name.length + rest.length
  return concatBytes([latin1Bytes(`${length.toString(16).padStart(LENGTH_DIGITS, '0')}:`), name, rest])
}
