/** Share lists: the files and folders that a message offers (protocol.md 4.1, 4.2). */
import {
  decodeExtended,
  type ExtendedAttribute,
  encodeExtended,
  escapeName,
  parseDecimal,
  parseHex,
  splitFields,
  unescapeName,
} from './fields.ts'
import { concatBytes, latin1Bytes } from './text.ts'

export interface Attachment {
  /** Decimal in the list, hex in the request. */
  readonly id: number
  /** As sent: not yet safe as the name of a file. */
  readonly name: string
  /** Bytes, at most 2^53-1. Of a folder the total, or 0 where the sender does not count it (IPMsg). */
  readonly size: number
  /** Unix seconds, 0 unknown. */
  readonly modified: number
  readonly kind: 'file' | 'folder' | 'clipboard' | 'other'
  /** The whole attribute word: type in the low byte, flags above. */
  readonly attributes: number
  readonly extended: readonly ExtendedAttribute[]
}

export const ATTRIBUTE = {
  REGULAR: 0x1,
  DIRECTORY: 0x2,
  RETURN_TO_PARENT: 0x3,
  CLIPBOARD: 0x20,
  READ_ONLY: 0x100,
  HIDDEN: 0x1000,
} as const

/** A datagram of 32 KiB, the most that IPMsg sends, holds about this many entries with usual names. */
export const MAX_ATTACHMENTS = 1024
/** IPMsg's buffer: 255 characters of up to three bytes. */
export const MAX_FILE_NAME_BYTES = 765

const BEL = 0x07
const COLON = 0x3a
const NUL = 0x00

export interface ShareList {
  readonly attachments: readonly Attachment[]
  /** Entries that made no sense or were too many. */
  readonly dropped: number
}

/** Accepts each separator seen (BEL, `:` BEL, BEL `:`, `:` BEL `:`) and ends at NUL. `decode` turns the bytes of a name into text. */
export function decodeShareList(bytes: Uint8Array, decode: (name: Uint8Array) => string): ShareList {
  const nul = bytes.indexOf(NUL)
  const end = nul < 0 ? bytes.length : nul
  const attachments: Attachment[] = []
  let dropped = 0
  for (let start = 0; start < end; ) {
    const bel = bytes.indexOf(BEL, start)
    const stop = bel < 0 || bel > end ? end : bel
    const from = bytes[start] === COLON ? start + 1 : start
    if (from < stop) {
      const attachment =
        attachments.length < MAX_ATTACHMENTS ? decodeEntry(bytes.subarray(from, stop), decode) : undefined
      if (attachment === undefined) dropped++
      else attachments.push(attachment)
    }
    start = stop + 1
  }
  return { attachments, dropped }
}

const ID = 0
const NAME = 1
const SIZE = 2
const MODIFIED = 3
const WORD = 4
const EXTENDED_FROM = 5

function decodeEntry(entry: Uint8Array, decode: (name: Uint8Array) => string): Attachment | undefined {
  const fields = splitFields(entry, NAME)
  const id = parseDecimal(fields[ID])
  const name = fields[NAME]
  const size = parseHex(fields[SIZE])
  if (id === undefined || size === undefined || name === undefined) return undefined
  if (name.length === 0 || name.length > MAX_FILE_NAME_BYTES) return undefined
  // A word that is missing means a regular file (4.2); one that is no number is not an entry of ours.
  const attributes = fields[WORD] === undefined ? ATTRIBUTE.REGULAR : parseHex(fields[WORD])
  if (attributes === undefined || attributes > 0xffffffff) return undefined
  return {
    id,
    name: unescapeName(decode(name)),
    size,
    modified: parseHex(fields[MODIFIED]) ?? 0,
    kind: kindOf(attributes),
    attributes,
    extended: decodeExtended(fields.slice(EXTENDED_FROM)),
  }
}

function kindOf(attributes: number): Attachment['kind'] {
  switch (attributes & 0xff) {
    case ATTRIBUTE.REGULAR:
      return 'file'
    case ATTRIBUTE.DIRECTORY:
      return 'folder'
    case ATTRIBUTE.CLIPBOARD:
      return 'clipboard'
    default:
      return 'other'
  }
}

/**
 * The one form that every client reads: a colon before BEL (Mac), none after it (Windows). Whoever sends to iptux keeps `attributes` free
 * of flags, since it drops such an entry and all after it.
 */
export function encodeShareList(entries: readonly Attachment[], encode: (text: string) => Uint8Array): Uint8Array {
  return concatBytes(
    entries.flatMap(({ id, name, size, modified, attributes, extended }) => [
      latin1Bytes(`${id}:`),
      encode(escapeName(name)),
      latin1Bytes(
        `:${size.toString(16)}:${modified.toString(16)}:${attributes.toString(16)}${encodeExtended(extended)}:\x07`,
      ),
    ]),
  )
}
