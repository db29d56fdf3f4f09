/** The grammar that share lists and directory records have in common (protocol.md 4.1, 4.4): fields ended by `:`, a colon in a name doubled. */

import { latin1 } from './text.ts'

/** `key=value[,value…]`, both hex, e.g. `14=6a23b4c0` (modified) or `8=3` (place of an inline image). */
export interface ExtendedAttribute {
  readonly key: number
  readonly values: readonly string[]
}

export const EXTENDED = { CLIPBOARD_POSITION: 0x8, MODIFIED: 0x14, CREATED: 0x16 } as const

/** IPMsg for Mac writes the most, five. */
const MAX_EXTENDED = 16
const MAX_EXTENDED_VALUES = 16
const MAX_FIELDS = 6 + MAX_EXTENDED

const COLON = 0x3a

/**
 * The fields of one entry, as views; the one at `nameIndex` may hold doubled colons, read from left to right (`unescapeName` undoes them).
 * An ending colon makes no empty field after it.
 */
export function splitFields(entry: Uint8Array, nameIndex?: number): Uint8Array[] {
  const fields: Uint8Array[] = []
  for (let start = 0; start < entry.length && fields.length < MAX_FIELDS; ) {
    let end = colonFrom(entry, start)
    if (fields.length === nameIndex) while (entry[end + 1] === COLON) end = colonFrom(entry, end + 2)
    fields.push(entry.subarray(start, end))
    start = end + 1
  }
  return fields
}

function colonFrom(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(COLON, from)
  return at < 0 ? bytes.length : at
}

/** Safe after decoding: a colon never is a part of a character in the code pages of the wire. */
export const unescapeName = (name: string): string => name.replaceAll('::', ':')

/** Fields are separated by colons, entries by BEL: what would break out of a name becomes `_`. */
export const escapeName = (name: string): string => name.replace(/[\x00-\x1f\x7f]/g, '_').replaceAll(':', '::')

/** At most 2^53-1, any number of leading zeros, blanks around; undefined for anything else. */
export function parseHex(bytes: Uint8Array | undefined): number | undefined {
  return parseNumber(bytes, /^[0-9A-Fa-f]+$/, 16)
}

export function parseDecimal(bytes: Uint8Array | undefined): number | undefined {
  return parseNumber(bytes, /^[0-9]+$/, 10)
}

/** No number of the wire needs more; a folder's total size of FeiQ has 12. */
const MAX_NUMBER_BYTES = 32

function parseNumber(bytes: Uint8Array | undefined, digits: RegExp, radix: number): number | undefined {
  if (bytes === undefined || bytes.length > MAX_NUMBER_BYTES) return undefined
  const text = latin1(bytes).trim()
  const value = digits.test(text) ? Number.parseInt(text, radix) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
}

/** Values that are not `hex=hex` are skipped. */
export function decodeExtended(fields: readonly Uint8Array[]): ExtendedAttribute[] {
  const attributes: ExtendedAttribute[] = []
  for (const field of fields.slice(0, MAX_EXTENDED)) {
    const match = /^([0-9A-Fa-f]{1,8})=(.*)$/.exec(latin1(field.subarray(0, MAX_EXTENDED_BYTES)))
    if (match === null) continue
    const [, key = '', values = ''] = match
    attributes.push({ key: Number.parseInt(key, 16), values: values.split(',', MAX_EXTENDED_VALUES) })
  }
  return attributes
}

/** Longer ones are access lists (key 30), which nobody reads. */
const MAX_EXTENDED_BYTES = 256

export const encodeExtended = (attributes: readonly ExtendedAttribute[]): string =>
  attributes.map(({ key, values }) => `:${key.toString(16)}=${values.join(',')}`).join('')

/** A time of the extended attributes in Unix seconds; undefined if absent or nonsense (FeiQ writes `0=16`). */
export function extendedTime(attributes: readonly ExtendedAttribute[], key: number): number | undefined {
  const text = attributes.find((attribute) => attribute.key === key)?.values[0]
  const seconds = text !== undefined && /^[0-9A-Fa-f]{1,12}$/.test(text) ? Number.parseInt(text, 16) : 0
  return seconds > 0 ? seconds : undefined
}
