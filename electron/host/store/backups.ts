/**
 * Backups: the whole database in one SQLite file with a table that says what it is. It is made by SQLite's online backup from a connection
 * of its own while the host goes on writing, and it is checked before anybody relies on it.
 */
import { copyFileSync, existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { openRaw } from './database.ts'
import { logOf, makePrivate, readStart, removeDatabase, sizeOf, syncFile } from './files.ts'
import { HistoryFailure } from './history-work.ts'
import { APPLICATION_ID, migrate, newestVersion, schemaVersion } from './migrate.ts'
import { migrations } from './sql.ts'
import { isDamage } from './storage-error.ts'
import { MANIFEST } from './tables.ts'

const BACKUP_FORMAT = 1
/** All at once: another connection that writes between two steps would make it begin again. */
const ALL_PAGES = 0x7fff_ffff

const MAGIC = 'SQLite format 3\0'
/** Offsets in the header of the file (sqlite.org/fileformat2.html 1.3). */
const PAGE_SIZE_AT = 16
const PAGE_COUNT_AT = 28
const USER_VERSION_AT = 60
const APPLICATION_ID_AT = 68
const HEADER_BYTES = 100

export interface BackupFacts {
  readonly messages: number
  readonly bytes: number
}

interface Maker {
  readonly program: string
  readonly now: number
}

/** Writes `target`, a new file; on disk and checked when it returns. Throws SqliteError, file errors and HistoryFailure; then it is not there. */
export async function writeBackup(database: string, target: string, order: Maker): Promise<BackupFacts> {
  try {
    return await writeWhole(database, target, order)
  } catch (error) {
    removeDatabase(target)
    throw error
  }
}

async function writeWhole(database: string, target: string, { program, now }: Maker): Promise<BackupFacts> {
  removeDatabase(target)
  makePrivate(target)
  const source = openRaw(database, { readonly: true })
  try {
    await source.backup(target, { progress: () => ALL_PAGES })
  } finally {
    source.close()
  }
  const raw = openRaw(target)
  try {
    raw.pragma('journal_mode = DELETE')
    const messages = count(raw)
    raw.exec(`CREATE TABLE ${MANIFEST} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT`)
    const insert = raw.prepare(`INSERT INTO ${MANIFEST} VALUES (?, ?)`)
    const facts = { format: BACKUP_FORMAT, program, created: new Date(now).toISOString(), messages }
    for (const [key, value] of Object.entries(facts)) insert.run(key, String(value))
    check(raw)
    return { messages, bytes: sizeOf(target) }
  } finally {
    raw.close()
    syncFile(target)
  }
}

export type FileKind = 'database' | 'other-database' | 'unknown'

/** By the first bytes, without opening it: SQLite would write beside it. Throws HistoryFailure for ours that cannot be read. */
export function kindOfFile(path: string): FileKind {
  const header = readStart(path, HEADER_BYTES)
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'unknown'
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) return 'other-database'
  const version = header.readUInt32BE(USER_VERSION_AT)
  if (version > newestVersion(migrations)) throw new HistoryFailure('newer', `schema ${version}`)
  refuseTruncated(path, header)
  return 'database'
}

export function refuseTruncated(path: string, header = readStart(path, HEADER_BYTES)): void {
  const size = header.readUInt16BE(PAGE_SIZE_AT)
  const pageSize = size === 1 ? 65_536 : size
  if (statSync(path).size < header.readUInt32BE(PAGE_COUNT_AT) * pageSize)
    throw new HistoryFailure('damaged', 'the file is cut off')
}

/**
 * A copy of the backup at `target` that is sound and has the newest schema; the file itself is not opened. It may be a database that a
 * killed program left with a log: what is in that was committed.
 */
export function unpackBackup(file: string, target: string): BackupFacts {
  removeDatabase(target)
  copyFileSync(file, target)
  makePrivate(target)
  if (existsSync(logOf(file))) copyFileSync(logOf(file), logOf(target))
  const raw = openRaw(target)
  try {
    raw.pragma('journal_mode = DELETE')
    check(raw)
    const stated = manifest(raw)
    raw.exec(`DROP TABLE IF EXISTS ${MANIFEST}`)
    migrate(raw, migrations)
    const messages = count(raw)
    if (stated !== undefined && stated !== messages)
      throw new HistoryFailure('damaged', `${messages} messages instead of ${stated}`)
    return { messages, bytes: sizeOf(target) }
  } catch (error) {
    // A table that should be there and is not.
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR')
      throw new HistoryFailure('damaged', error.message)
    throw error
  } finally {
    raw.close()
  }
}

/** Messages that the backup says it has; undefined for a database that is none. */
function manifest(raw: Database.Database): number | undefined {
  if (raw.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(MANIFEST) === undefined) return undefined
  const values = new Map(
    raw
      .prepare<[], { key: string; value: string }>(`SELECT key, value FROM ${MANIFEST}`)
      .all()
      .map(({ key, value }) => [key, value]),
  )
  if (Number(values.get('format')) > BACKUP_FORMAT) throw new HistoryFailure('newer', 'format of the backup')
  return Number(values.get('messages'))
}

const count = (raw: Database.Database): number =>
  raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM message').get()?.count ?? 0

/** Throws HistoryFailure('damaged') with SQLite's words. */
export function check(raw: Database.Database): void {
  try {
    const [first] = raw.prepare<[], { quick_check: string }>('PRAGMA quick_check(1)').all()
    if (first?.quick_check !== 'ok') throw new HistoryFailure('damaged', first?.quick_check ?? 'no answer')
    if (schemaVersion(raw) === 0) throw new HistoryFailure('foreign', 'no schema')
  } catch (error) {
    if (isDamage(error)) throw new HistoryFailure('damaged', String(error))
    throw error
  }
}
