/**
 * Opens the data folder's database: lock, version, check, salvage, migration.
 *
 * When is the file checked? `PRAGMA quick_check` reads all of it: up to a second for 1,000,000 messages on two slow cores, so not
 * at every start. It runs after a run that did not end cleanly (killed, power lost: the marker file or the write-ahead log is still there)
 * and at each start while the file is small, where it costs milliseconds. Damage in a large file after a clean end shows when SQLite meets
 * it: the call throws StorageError('corrupt'), the marker says so, and the next start salvages.
 */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Store } from '../../../shared/core/ports.ts'
import type { StartProblem } from '../../../shared/model/start-problem.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { backUp } from './backup.ts'
import { type Connection, connect, openForWriting, openRaw, setForWriting } from './database.ts'
import { logOf, makeFolder, makePrivate, readStart, sizeOf } from './files.ts'
import { type FolderLock, lockFolder } from './lock.ts'
import { clearMarker, type Marker, markRunning, readMarker, writeMarker } from './marker.ts'
import { isForeign, migrate, newestVersion, schemaVersion } from './migrate.ts'
import { exchange, type Salvaged, salvage } from './salvage.ts'
import { migrations as allMigrations, type Migration } from './sql.ts'
import { asStorageError, isDamage, StorageError } from './storage-error.ts'
import { createStore } from './store.ts'

export interface OpenedStore {
  readonly store: Store
  /** The database was damaged; this start saved what could be read. */
  readonly salvaged?: Salvaged
}

export interface StartFailure {
  readonly code: StartProblem
  /** For the details: the path or the system's words. */
  readonly detail: string
}

export interface OpenOptions {
  /** Milliseconds since 1970, for the names of kept files. */
  readonly now?: number
  readonly migrations?: readonly Migration[]
  /** Files up to this size are checked at each start. */
  readonly alwaysCheckedBytes?: number
}

/** Checked in well under 50 ms on a slow computer; holds some 50,000 messages. */
const ALWAYS_CHECKED_BYTES = 32 * 1024 * 1024
const USER_VERSION_AT = 60
const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'

/** A start that failed for a reason with a name. */
class StartRefused extends Error {
  readonly failure: StartFailure
  constructor(failure: StartFailure) {
    super(failure.detail)
    this.failure = failure
  }
}

/** `path` is the database file (its folder is made) or `:memory:`. Until `close`, no other host can open the same. */
export function openStore(path: string, options: OpenOptions = {}): Result<OpenedStore, StartFailure> {
  const migrations = options.migrations ?? allMigrations
  if (path === ':memory:') {
    const raw = openForWriting(path)
    migrate(raw, migrations)
    return ok({ store: createStore(connect(raw)) })
  }
  let lock: FolderLock | undefined
  try {
    makeFolder(dirname(path))
    lock = lockFolder(path)
    if (lock === undefined) return err({ code: 'data-folder-in-use', detail: path })
    return ok(openLocked(path, lock, { ...options, migrations }))
  } catch (error) {
    lock?.release()
    return err(startFailure(error))
  }
}

type Settled = OpenOptions & { readonly migrations: readonly Migration[] }

function openLocked(path: string, lock: FolderLock, options: Settled): OpenedStore {
  const { migrations, now = Date.now() } = options
  refuseNewer(path, newestVersion(migrations))
  const marker = readMarker(path)
  let salvaged = marker?.state === 'exchange' ? exchange(path, marker) : undefined
  const known = marker?.state === 'exchange' ? undefined : marker
  if (isLost(path, known)) salvaged = salvage(path, migrations, now)
  try {
    if (salvaged === undefined && known?.state === 'damaged') salvaged = salvage(path, migrations, now)
    return opened(openSound(path, known, lock, options), salvaged)
  } catch (error) {
    // What was salvaged a moment ago and is damaged again is a disk that can't be trusted.
    if (!isDamage(error) || salvaged !== undefined) throw error
  }
  salvaged = salvage(path, migrations, now)
  return opened(openSound(path, undefined, lock, options), salvaged)
}

const opened = (store: Store, salvaged: Salvaged | undefined): OpenedStore =>
  salvaged === undefined ? { store } : { store, salvaged }

/** Throws SqliteError or StorageError for damage wherever the start meets it. */
function openSound(path: string, marker: Marker | undefined, lock: FolderLock, options: Settled): Store {
  const { migrations, now = Date.now(), alwaysCheckedBytes = ALWAYS_CHECKED_BYTES } = options
  const unclean = marker !== undefined || sizeOf(logOf(path)) > 0
  if (sizeOf(path) === 0) writeMarker(path, { state: 'creating' })
  makePrivate(path)
  const raw = openRaw(path)
  try {
    if (isForeign(raw)) throw new StartRefused({ code: 'other', detail: `${path} is the database of another program` })
    if (marker === undefined && sizeOf(path) > 0) markRunning(path)
    setForWriting(raw)
    if (unclean || sizeOf(path) <= alwaysCheckedBytes) check(raw)
    const version = schemaVersion(raw)
    if (version > 0 && version < newestVersion(migrations)) backUp(raw, path, now)
    migrate(raw, migrations)
    // Refuses a file that can be read and not written.
    raw.exec('BEGIN IMMEDIATE; ROLLBACK')
    markRunning(path)
    return startStore(path, raw, lock)
  } catch (error) {
    raw.close()
    throw error
  }
}

function startStore(path: string, raw: Database.Database, lock: FolderLock): Store {
  let damaged = false
  const connection: Connection = connect(raw, () => {
    damaged = true
    try {
      writeMarker(path, { state: 'damaged' })
    } catch {
      // A disk that can't take the marker: it still says that this run did not end cleanly, so the next start checks.
    }
  })
  const store = createStore(connection, () => {
    if (!damaged) clearMarker(path)
    lock.release()
  })
  // What every start reads: damage there is salvaged now and not after the next start.
  store.settings()
  store.peers()
  store.conversations()
  store.outbox()
  return store
}

/**
 * The tables of the search index are checked as tables, not as an index: that would take ten times as long, and what is wrong inside it shows
 * when it is used.
 */
function check(raw: Database.Database): void {
  const tables = raw
    .prepare<[], { name: string }>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')",
    )
    .all()
  for (const { name } of tables) {
    const [first] = raw.prepare<[], { quick_check: string }>(`PRAGMA quick_check("${name}")`).all()
    if (first?.quick_check !== 'ok') throw new StorageError('corrupt', first?.quick_check ?? 'no answer', undefined)
  }
}

/** An empty or missing file where there was a history: never to be shown as a new one. */
function isLost(path: string, marker: Marker | undefined): boolean {
  if (sizeOf(path) > 0 || marker?.state === 'creating') return false
  return existsSync(path) || sizeOf(logOf(path)) > 0
}

/** A newer version's database is left byte for byte as it is; so it is looked at without opening it where that can be done. */
function refuseNewer(path: string, newest: number): void {
  if (sizeOf(path) < HEADER_BYTES) return
  const version = sizeOf(logOf(path)) > 0 ? versionThroughLog(path) : versionInHeader(path)
  if (version > newest) {
    throw new StartRefused({ code: 'database-newer', detail: `${path}: version ${version}, newest known ${newest}` })
  }
}

function versionInHeader(path: string): number {
  const header = readStart(path, HEADER_BYTES)
  return header.toString('latin1', 0, MAGIC.length) === MAGIC ? header.readUInt32BE(USER_VERSION_AT) : 0
}

function versionThroughLog(path: string): number {
  let raw: Database.Database | undefined
  try {
    raw = openRaw(path, { readonly: true })
    return schemaVersion(raw)
  } catch (error) {
    if (isDamage(error)) return 0
    throw error
  } finally {
    raw?.close()
  }
}

function startFailure(error: unknown): StartFailure {
  if (error instanceof StartRefused) return error.failure
  const detail = error instanceof Error ? error.message : String(error)
  const cause = asStorageError(error)
  if (cause instanceof StorageError) return { code: storageProblem(cause), detail: cause.message }
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'disk-full', detail }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOENT':
      return { code: 'data-folder-unreadable', detail }
    default:
      return { code: 'other', detail }
  }
}

function storageProblem({ reason, cause }: StorageError): StartProblem {
  switch (reason) {
    case 'disk-full':
      return 'disk-full'
    case 'read-only':
      return 'data-folder-unreadable'
    case 'corrupt':
      return 'database-damaged'
    case 'other':
      if (!(cause instanceof Database.SqliteError)) return 'other'
      if (cause.code.startsWith('SQLITE_BUSY')) return 'data-folder-in-use'
      return cause.code.startsWith('SQLITE_CANTOPEN') ? 'data-folder-unreadable' : 'other'
  }
}

const systemCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
