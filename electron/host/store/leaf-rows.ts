/**
 * Reads the rows of a table straight from the leaf pages of a database file, without the pages that lead to them: one page of zeros at the
 * root would else take the whole history with it. Only what SQLite itself can't reach any more is read this way (sqlite.org/fileformat2.html
 * 1.5, 1.6, 2.1).
 */
import { closeSync, openSync, readSync } from 'node:fs'

const PAGE_BYTES = 4096
const TABLE_LEAF = 0x0d
const LEAF_HEADER_BYTES = 8
/** Payload that stays on a page of this size, and the least of one that goes on elsewhere (file format 1.6). */
const MAX_LOCAL = PAGE_BYTES - 35
const MIN_LOCAL = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23
/** A text of 32,000 characters and its datagram are far below; a chain of damaged pages could run on for ever. */
const MAX_PAYLOAD_BYTES = 1024 * 1024
const FREE_LIST_AT = 32

export type StoredValue = string | bigint | number | Buffer | null

export interface LeafRow {
  readonly rowid: number
  readonly values: readonly StoredValue[]
}

/** Rows of all tables in the order of the file, those of pages in use; what makes no sense is left out. */
export function* leafRows(path: string): Generator<LeafRow> {
  const file = openSync(path, 'r')
  const page = (number: number): Buffer | undefined => {
    const bytes = Buffer.alloc(PAGE_BYTES)
    return readSync(file, bytes, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES) === PAGE_BYTES ? bytes : undefined
  }
  try {
    const free = freePages(page)
    for (let number = 2; ; number++) {
      const bytes = page(number)
      if (bytes === undefined) return
      if (bytes[0] !== TABLE_LEAF || free.has(number)) continue
      const cells = bytes.readUInt16BE(3)
      for (let cell = 0; cell < cells; cell++) {
        const at = LEAF_HEADER_BYTES + 2 * cell
        if (at + 2 > PAGE_BYTES) break
        const row = readCell(bytes, bytes.readUInt16BE(at), page)
        if (row !== undefined) yield row
      }
    }
  } finally {
    closeSync(file)
  }
}

type ReadPage = (number: number) => Buffer | undefined

/** Deleted rows lie there. */
function freePages(page: ReadPage): Set<number> {
  const free = new Set<number>()
  let trunk = page(1)?.readUInt32BE(FREE_LIST_AT) ?? 0
  while (trunk > 1 && !free.has(trunk)) {
    free.add(trunk)
    const bytes = page(trunk)
    if (bytes === undefined) break
    const leaves = Math.min(bytes.readUInt32BE(4), PAGE_BYTES / 4 - 2)
    for (let index = 0; index < leaves; index++) free.add(bytes.readUInt32BE(8 + 4 * index))
    trunk = bytes.readUInt32BE(0)
  }
  return free
}

function readCell(bytes: Buffer, offset: number, page: ReadPage): LeafRow | undefined {
  const size = varint(bytes, offset)
  const rowid = size && varint(bytes, size.end)
  if (size === undefined || rowid === undefined) return undefined
  if (size.value > MAX_PAYLOAD_BYTES || rowid.value < 1 || !Number.isSafeInteger(rowid.value)) return undefined
  const payload = readPayload(bytes, rowid.end, size.value, page)
  const values = payload && readRecord(payload)
  return values && { rowid: rowid.value, values }
}

/** As much of the payload as its pages still hold; a row's last column is the one to miss least. */
function readPayload(bytes: Buffer, start: number, size: number, page: ReadPage): Buffer | undefined {
  const split = MIN_LOCAL + ((size - MIN_LOCAL) % (PAGE_BYTES - 4))
  const local = size <= MAX_LOCAL ? size : split <= MAX_LOCAL ? split : MIN_LOCAL
  if (start + local > PAGE_BYTES) return undefined
  const parts = [bytes.subarray(start, start + local)]
  let rest = size - local
  let next = rest > 0 && start + local + 4 <= PAGE_BYTES ? bytes.readUInt32BE(start + local) : 0
  while (rest > 0) {
    const overflow = next > 1 ? page(next) : undefined
    if (overflow === undefined) break
    parts.push(overflow.subarray(4, 4 + Math.min(rest, PAGE_BYTES - 4)))
    rest -= PAGE_BYTES - 4
    next = overflow.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}

/** Columns that are not there completely are left out from the first such one on. */
function readRecord(payload: Buffer): StoredValue[] | undefined {
  const header = varint(payload, 0)
  if (header === undefined || header.value > payload.length) return undefined
  const values: StoredValue[] = []
  let at = header.value
  for (let type = varint(payload, header.end); type !== undefined; type = varint(payload, type.end)) {
    const width = widthOf(type.value)
    if (width === undefined) return undefined
    if (at + width > payload.length) break
    values.push(columnValue(type.value, payload, at, width))
    at += width
    if (type.end >= header.value) break
  }
  return values
}

const INTEGER_WIDTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0] as const

function widthOf(type: number): number | undefined {
  if (type >= 12) return Math.floor((type - 12) / 2)
  return INTEGER_WIDTHS[type]
}

function columnValue(type: number, payload: Buffer, at: number, width: number): StoredValue {
  if (type >= 12) {
    const bytes = payload.subarray(at, at + width)
    return type % 2 === 0 ? bytes : bytes.toString('utf8')
  }
  if (type === 0) return null
  if (type === 6) return payload.readBigInt64BE(at)
  if (type === 7) return payload.readDoubleBE(at)
  if (type >= 8) return BigInt(type - 8)
  return BigInt(payload.readIntBE(at, width))
}

/** Big-endian groups of seven bits; undefined beyond the end of the bytes. Values over 2^53 come out inexact and are refused by callers. */
function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let index = 0; index < 9; index++) {
    const byte = bytes[start + index]
    if (byte === undefined) return undefined
    if (index === 8) return { value: value * 0x100 + byte, end: start + 9 }
    value = value * 0x80 + (byte & 0x7f)
    if (byte < 0x80) return { value, end: start + index + 1 }
  }
  return undefined
}
