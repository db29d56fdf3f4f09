/**
 * Deleted messages leave free pages, which new ones fill: the file does not shrink by itself, because keeping it small would cost every
 * delete a move of pages (auto_vacuum). Who wants the space back asks for it. The database must be closed.
 */
import { openRaw } from './database.ts'
import { sizeOf, syncFile } from './files.ts'

/** Bytes that the disk has got back. Throws SqliteError; then nothing was changed. */
export function compact(path: string): number {
  const before = sizeOf(path)
  const raw = openRaw(path)
  try {
    raw.pragma('synchronous = FULL')
    raw.exec("INSERT INTO message_text (message_text) VALUES ('optimize')")
    raw.exec("INSERT INTO attachment_text (attachment_text) VALUES ('optimize')")
    raw.exec('VACUUM')
    raw.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    raw.close()
  }
  syncFile(path)
  return Math.max(0, before - sizeOf(path))
}
