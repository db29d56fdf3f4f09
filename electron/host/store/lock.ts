/**
 * One host a data folder. The lock is SQLite's own, on an empty file beside the database, held exclusively as long as the connection lives:
 * the system releases it when the process ends, however it ends, on every platform, without a pid that could be somebody else's by now.
 * It is not on the database itself, because that file is exchanged when it is salvaged and may be read by others (a backup).
 */
import Database from 'better-sqlite3'
import { makePrivate } from './files.ts'

export interface FolderLock {
  release(): void
}

/** Undefined when another host holds it. Throws when the folder can't be written. */
export function lockFolder(path: string): FolderLock | undefined {
  const file = `${path}.lock`
  makePrivate(file)
  const connection = new Database(file, { timeout: 0 })
  try {
    connection.pragma('journal_mode = MEMORY')
    connection.pragma('locking_mode = EXCLUSIVE')
    connection.exec('BEGIN EXCLUSIVE; COMMIT')
    return { release: () => connection.close() }
  } catch (error) {
    connection.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
}
