/** Puts another database in the place of the present one, of which a copy stays. Both are closed. */
import { constants, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { datedFiles, datedPath, indexOf, logOf, makePrivate, nameOf, sizeOf, syncFile, syncFolder } from './files.ts'
import { HistoryFailure } from './history-work.ts'

/** The copies before the last two: a restore that was a mistake is noticed soon, and each is as large as the history. */
const KEPT_COPIES = 2

/** Name of the kept copy. At every moment the path names a whole database. Throws file errors; then nothing was changed. */
export function takePlace(path: string, by: string, what: 'before-restore' | 'before-import', now: number): string {
  if (sizeOf(logOf(path)) > 0) throw new HistoryFailure('other', 'the database was not closed cleanly')
  const kept = datedPath(path, what, now)
  try {
    linkSync(path, kept)
  } catch {
    // A file system without hard links.
    copyFileSync(path, kept, constants.COPYFILE_EXCL)
    makePrivate(kept)
    syncFile(kept)
  }
  for (const file of [logOf(path), indexOf(path)]) if (existsSync(file)) rmSync(file)
  renameSync(by, path)
  syncFolder(dirname(path))
  for (const old of datedFiles(path, what, now).slice(0, -KEPT_COPIES)) rmSync(old, { force: true })
  return nameOf(kept)
}
