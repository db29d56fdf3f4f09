import Database from 'better-sqlite3'

export type StorageReason = 'disk-full' | 'read-only' | 'corrupt' | 'other'

/** The disk refused. Nothing of the transaction is kept; the store can be used again as soon as the cause is gone. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly reason: StorageReason

  constructor(reason: StorageReason, detail: string, cause: unknown) {
    super(detail, { cause })
    this.reason = reason
  }
}

/** What the disk can cause becomes a StorageError; our own mistakes (constraints, SQL) stay what they are. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const reason = reasonOf(error.code)
  return reason === undefined ? error : new StorageError(reason, `${error.code}: ${error.message}`, error)
}

export const isDamage = (error: unknown): boolean =>
  error instanceof StorageError
    ? error.reason === 'corrupt'
    : error instanceof Database.SqliteError && reasonOf(error.code) === 'corrupt'

function reasonOf(code: string): StorageReason | undefined {
  switch (code) {
    case 'SQLITE_FULL':
    // The index of the write-ahead log could not be made longer.
    case 'SQLITE_IOERR_SHMSIZE':
      return 'disk-full'
    // The file was moved or deleted under us.
    case 'SQLITE_READONLY_DBMOVED':
      return 'other'
    default:
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') return 'read-only'
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'corrupt'
  if (/^SQLITE_(IOERR|CANTOPEN|BUSY|LOCKED|PROTOCOL|NOMEM|NOLFS)/.test(code)) return 'other'
  return undefined
}
