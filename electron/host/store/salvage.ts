/**
 * Saves what can be read of a damaged database into a new one. The damaged file is never written to: the work is done on a copy, and at
 * the end the old file gets a dated name and the new one its place. A loss of power at any moment leaves either the old state or, with the
 * marker `exchange`, one that the next start completes.
 */
import { closeSync, constants, copyFileSync, existsSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { openRaw } from './database.ts'
import {
  datedPath,
  logOf,
  makePrivate,
  nameOf,
  removeDatabase,
  renameIfThere,
  sizeOf,
  syncFile,
  syncFolder,
} from './files.ts'
import { clearMarker, type Marker, writeMarker } from './marker.ts'
import { migrate, newestVersion, schemaVersion } from './migrate.ts'
import { copyTables } from './salvage-tables.ts'
import type { Migration } from './sql.ts'
import { indexAll } from './text-index.ts'

export interface Salvaged {
  /** Name of the damaged file, in the same folder. */
  readonly keptAs: string
  /** Messages in the new database. */
  readonly messages: number
  /** True when something is known to be missing. */
  readonly lost: boolean
}

const PAGE_BYTES = 4096
const MAGIC = 'SQLite format 3\0'
/** Offsets in the header of the file (sqlite.org/fileformat2.html 1.3). */
const PAGE_SIZE_AT = 16
const CHANGE_COUNTER_AT = 24
const PAGE_COUNT_AT = 28
const FREE_LIST_AT = 32
const VALID_FOR_AT = 92

const newPath = (path: string): string => `${path}.salvaged`

/** Throws SqliteError and file errors (a full disk); then the damaged database is as before. */
export function salvage(path: string, migrations: readonly Migration[], now: number): Salvaged {
  const work = `${path}.repair`
  const target = newPath(path)
  removeDatabase(work)
  removeDatabase(target)
  try {
    const source = openCopy(path, work, migrations)
    try {
      const { messages, lost } = buildNew(source, target, migrations)
      const marker = { state: 'exchange', keptAs: nameOf(datedPath(path, 'damaged', now)), messages, lost } as const
      writeMarker(path, marker)
      return exchange(path, marker)
    } finally {
      source?.close()
    }
  } catch (error) {
    removeDatabase(target)
    throw error
  } finally {
    removeDatabase(work)
  }
}

/** Puts the new database in its place; harmless when part of it was done before. */
export function exchange(path: string, marker: Extract<Marker, { state: 'exchange' }>): Salvaged {
  const kept = join(dirname(path), marker.keptAs)
  if (existsSync(newPath(path))) {
    if (!existsSync(kept)) renameIfThere(path, kept)
    // Never beside the new file: SQLite would take the old log for its own.
    renameIfThere(logOf(path), logOf(kept))
    removeDatabase(path)
    renameSync(newPath(path), path)
    syncFolder(dirname(path))
  }
  clearMarker(path)
  return { keptAs: marker.keptAs, messages: marker.messages, lost: marker.lost }
}

/** A copy that SQLite can open; undefined when there is nothing in it that is ours. */
function openCopy(path: string, work: string, migrations: readonly Migration[]): Database.Database | undefined {
  makePrivate(work)
  if (existsSync(path)) copyFileSync(path, work, constants.COPYFILE_FICLONE)
  if (existsSync(logOf(path))) copyFileSync(logOf(path), logOf(work), constants.COPYFILE_FICLONE)
  fixPageCount(work)
  const first = openIfReadable(work)
  if (first !== undefined) return first
  replaceFirstPage(work, migrations)
  return openIfReadable(work)
}

function openIfReadable(work: string): Database.Database | undefined {
  let raw: Database.Database | undefined
  try {
    raw = openRaw(work)
    const tables = raw.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    if (tables.some(({ name }) => name === 'message')) return raw
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
  }
  raw?.close()
  return undefined
}

/** SQLite refuses a file that is shorter than its header says; the pages that are there can still be read. */
function fixPageCount(work: string): void {
  const pages = Math.floor(sizeOf(work) / PAGE_BYTES)
  patchHeader(work, (header) => {
    if (header.toString('latin1', 0, MAGIC.length) !== MAGIC || header.readUInt32BE(PAGE_COUNT_AT) <= pages)
      return false
    header.writeUInt32BE(pages, PAGE_COUNT_AT)
    return true
  })
}

/**
 * The first page holds the header and where each table begins. When it is gone, that of an empty database of ours stands in: tables are
 * made in the same order and therefore begin on the same pages.
 */
function replaceFirstPage(work: string, migrations: readonly Migration[]): void {
  const pages = Math.floor(sizeOf(work) / PAGE_BYTES)
  const empty = openRaw(':memory:')
  migrate(empty, migrations)
  const page = empty.serialize().subarray(0, PAGE_BYTES)
  empty.close()
  if (pages < 2 || page.readUInt16BE(PAGE_SIZE_AT) !== PAGE_BYTES) return
  page.writeUInt32BE(pages, PAGE_COUNT_AT)
  page.fill(0, FREE_LIST_AT, FREE_LIST_AT + 8)
  page.writeUInt32BE(page.readUInt32BE(CHANGE_COUNTER_AT), VALID_FOR_AT)
  patchHeader(work, (header) => {
    page.copy(header)
    return true
  })
}

function patchHeader(work: string, change: (header: Buffer) => boolean): void {
  const file = openSync(work, 'r+')
  try {
    const header = Buffer.alloc(PAGE_BYTES)
    if (readSync(file, header, 0, PAGE_BYTES, 0) === PAGE_BYTES && change(header))
      writeSync(file, header, 0, PAGE_BYTES, 0)
  } finally {
    closeSync(file)
  }
}

function buildNew(
  source: Database.Database | undefined,
  target: string,
  migrations: readonly Migration[],
): { readonly messages: number; readonly lost: boolean } {
  makePrivate(target)
  const raw = openRaw(target)
  try {
    // A failure throws the whole file away, so it needs no journal; it is flushed at the end.
    raw.pragma('journal_mode = OFF')
    raw.pragma('synchronous = OFF')
    const version = source === undefined ? 0 : schemaVersion(source)
    const known = version > 0 && version <= newestVersion(migrations)
    migrate(raw, migrations, known ? version : newestVersion(migrations))
    raw.pragma('foreign_keys = OFF')
    const lost = source === undefined ? true : copyTables(source, raw)
    migrate(raw, migrations)
    index(raw)
    const messages = raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM message').get()?.count ?? 0
    return { messages, lost }
  } finally {
    raw.close()
    syncFile(target)
  }
}

/** What follows from the messages is made from them again. */
function index(raw: Database.Database): void {
  raw.exec(`
    UPDATE conversation SET
      last_message = (SELECT max(id) FROM message WHERE conversation = number),
      unread = (SELECT count(*) FROM message WHERE conversation = number AND direction = 'in' AND id > read_up_to);
    ${indexAll}
  `)
}
