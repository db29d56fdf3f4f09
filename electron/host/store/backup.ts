/** A copy of the whole database before its schema changes, so that a step that went wrong costs nothing. */
import { renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import { datedFiles, datedPath, makePrivate, syncFile, syncFolder } from './files.ts'
import { schemaVersion } from './migrate.ts'

/** The copy before this version's change and the one before that: enough to go back one release, and no more disk than that. */
const KEPT_BACKUPS = 2

/**
 * Writes `gezi-backup-v1-<date>.db` and removes all but the newest two. VACUUM INTO reads every row, so a damaged database is noticed here
 * and not halfway through the change. Throws SqliteError and file errors; then nothing was changed.
 */
export function backUp(raw: Database.Database, path: string, now: number): string {
  const target = datedPath(path, `backup-v${schemaVersion(raw)}`, now)
  const temporary = `${target}.part`
  try {
    rmSync(temporary, { force: true })
    makePrivate(temporary)
    raw.prepare('VACUUM INTO ?').run(temporary)
    syncFile(temporary)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(path))
  for (const old of datedFiles(path, 'backup-v').slice(0, -KEPT_BACKUPS)) rmSync(old, { force: true })
  return target
}
