/** What long work on the history is given, and how it fails. It runs in a thread of its own, so it may block; it says how far it is. */
import Database from 'better-sqlite3'
import type { HistoryProblem } from '../../../shared/model/history.ts'
import { asStorageError, StorageError } from './storage-error.ts'

export interface Work {
  /** `total` 0: nobody knows. Throws HistoryFailure('cancelled') when the user thought better of it. */
  progress(done: number, total: number): void
}

/** Work that ended without its result; nothing was changed. */
export class HistoryFailure extends Error {
  override readonly name = 'HistoryFailure'
  readonly problem: HistoryProblem
  constructor(problem: HistoryProblem, detail: string = problem) {
    super(detail)
    this.problem = problem
  }
}

const systemProblems: ReadonlyMap<unknown, HistoryProblem> = new Map([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'no-permission'],
  ['EPERM', 'no-permission'],
  ['EROFS', 'no-permission'],
  ['ENOENT', 'file-not-found'],
  ['EISDIR', 'file-not-found'],
])

/** Why it failed, for people. What we did not foresee is `other`, with the system's words. */
export function historyFailure(error: unknown): HistoryFailure {
  if (error instanceof HistoryFailure) return error
  const cause = asStorageError(error)
  if (cause instanceof StorageError) {
    if (cause.reason === 'disk-full') return new HistoryFailure('disk-full', cause.message)
    if (cause.reason === 'corrupt') return new HistoryFailure('damaged', cause.message)
    if (cause.reason === 'read-only') return new HistoryFailure('no-permission', cause.message)
    return new HistoryFailure('other', cause.message)
  }
  // A row that breaks the rules of its table was not written by us.
  if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))
    return new HistoryFailure('damaged', error.message)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return new HistoryFailure(systemProblems.get(code) ?? 'other', error instanceof Error ? error.message : String(error))
}
