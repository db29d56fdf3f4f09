/**
 * One SQLite connection: its settings, nesting transactions, errors by cause.
 *
 * WAL with synchronous=FULL: one fsync a commit, and what is committed survives a loss of power. WAL's own default in this build of SQLite
 * would be NORMAL, which loses the last commits, so it is set and asserted. `fullfsync` makes macOS flush the drive's cache too.
 */
import Database from 'better-sqlite3'
import { isImageName } from '../../../shared/model/image-name.ts'
import { hasLink } from '../../../shared/model/links.ts'
import { segment } from '../../../shared/model/segment.ts'
import { asStorageError, StorageError } from './storage-error.ts'

export interface Connection {
  readonly raw: Database.Database
  /** One durable transaction; nested calls join it. When any of them threw, nothing is kept, even if the outer work caught it. */
  transaction<T>(work: () => T): T
  /** Runs reading statements; what the disk causes comes out as StorageError. */
  read<T>(work: () => T): T
  close(): void
}

/** A page of history in a chat among hundreds touches as many table pages as rows: this much of the file stays in memory. */
const CACHE_KIB = 32 * 1024
/** The log is cut back to this after a long transaction. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024
/** Another program that reads the file (a backup) holds it for moments. */
const BUSY_TIMEOUT = 2_000

/** Opens without changing anything in the file. Throws SqliteError. */
export function openRaw(path: string, options: { readonly readonly?: boolean } = {}): Database.Database {
  const raw = new Database(path, { readonly: options.readonly ?? false, timeout: BUSY_TIMEOUT })
  raw.pragma('cell_size_check = ON')
  raw.pragma('trusted_schema = OFF')
  // For migrations and repairs that build the search index anew.
  raw.function('segment', { deterministic: true }, (text: unknown) => segment(String(text)))
  raw.function('has_link', { deterministic: true }, (text: unknown) => (hasLink(String(text)) ? 1 : 0))
  raw.function('image_name', { deterministic: true }, (name: unknown) => (isImageName(String(name)) ? 1 : 0))
  return raw
}

/** Opens for work. Throws SqliteError. */
export function openForWriting(path: string): Database.Database {
  const raw = openRaw(path)
  try {
    setForWriting(raw)
    return raw
  } catch (error) {
    raw.close()
    throw error
  }
}

/** Write-ahead log, full durability. Throws SqliteError. */
export function setForWriting(raw: Database.Database): void {
  raw.pragma('journal_mode = WAL')
  raw.pragma('synchronous = FULL')
  raw.pragma('fullfsync = ON')
  raw.pragma('checkpoint_fullfsync = ON')
  raw.pragma('foreign_keys = ON')
  raw.pragma('temp_store = MEMORY')
  raw.pragma(`cache_size = -${CACHE_KIB}`)
  raw.pragma(`journal_size_limit = ${LOG_LIMIT_BYTES}`)
}

/** `onDamage` is called once when SQLite first finds the file damaged. */
export function connect(raw: Database.Database, onDamage: () => void = () => {}): Connection {
  const begin = raw.prepare('BEGIN IMMEDIATE')
  const commit = raw.prepare('COMMIT')
  const rollback = raw.prepare('ROLLBACK')
  let open = false
  const failures: unknown[] = []
  let damaged = false

  const translate = (error: unknown): unknown => {
    const translated = asStorageError(error)
    if (translated instanceof StorageError && translated.reason === 'corrupt' && !damaged) {
      damaged = true
      onDamage()
    }
    return translated
  }

  const read = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw translate(error)
    }
  }

  const joined = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      failures.push(translate(error))
      throw failures.at(-1)
    }
  }

  const outermost = <T>(work: () => T): T => {
    try {
      begin.run()
      open = true
      failures.length = 0
      const result = work()
      if (failures.length > 0) throw failures[0]
      commit.run()
      return result
    } catch (error) {
      // SQLite rolls some failures back by itself.
      if (raw.inTransaction) rollback.run()
      throw translate(error)
    } finally {
      open = false
    }
  }

  return {
    raw,
    transaction: (work) => (open ? joined(work) : outermost(work)),
    read,
    close: () => raw.close(),
  }
}
