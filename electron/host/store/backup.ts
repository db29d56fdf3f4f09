/** A copy of the whole database before its schema changes, so that a step that went wrong costs nothing. */
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type Database from 'better-sqlite3'
import { datedFiles, datedPath, makePrivate, syncFile, syncFolder } from './files.ts'
import { schemaVersion } from './migrate.ts'

/** The copy before this version's change and the one before that: enough to go back one release, and no more disk than that. */
const KEPT_BACKUPS = 2

/** What a program left that was ended in the middle: each would be another file as large as the history. */
function removeUnfinished(folder: string): void {
  for (const file of readdirSync(folder)) {
    if (/-backup-v\d+-.*\.part(?:-journal)?$/.test(file)) rmSync(join(folder, file), { force: true })
  }
}

/**
 * Writes `gezi-backup-v1-<date>.db` and removes all but the newest two. VACUUM INTO reads every row, so a damaged database is noticed here
 * and not halfway through the change. Throws SqliteError and file errors; then nothing was changed.
 */
export function backUp(raw: Database.Database, path: string, now: number): string {
  const target = datedPath(path, `backup-v${schemaVersion(raw)}`, now)
  const temporary = `${target}.part`
  removeUnfinished(dirname(path))
  try {
    makePrivate(temporary)
    raw.prepare('VACUUM INTO ?').run(temporary)
    syncFile(temporary)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(path))
  for (const old of datedFiles(path, 'backup-v', now).slice(0, -KEPT_BACKUPS)) rmSync(old, { force: true })
  return target
}
