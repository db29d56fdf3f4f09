/** Brings a database to the newest schema: one transaction a step, so that a step is done whole or not at all. */
import type Database from 'better-sqlite3'
import type { Migration } from './sql.ts'

export const APPLICATION_ID = 0x47657a69

export const newestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0

export function schemaVersion(raw: Database.Database): number {
  const version = raw.pragma('user_version', { simple: true })
  return typeof version === 'number' ? version : 0
}

/** True for a SQLite file of another program: it has tables, and not our mark. */
export function isForeign(raw: Database.Database): boolean {
  if (raw.pragma('application_id', { simple: true }) === APPLICATION_ID) return false
  return raw.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined
}

/**
 * Runs the steps after the file's version, up to `upTo`. Throws SqliteError; the steps before the one that failed are kept.
 * Foreign keys are off meanwhile, so that a step can build a table anew; they are checked before it is committed.
 */
export function migrate(
  raw: Database.Database,
  migrations: readonly Migration[],
  upTo = newestVersion(migrations),
): void {
  raw.pragma('foreign_keys = OFF')
  try {
    for (const { version, sql } of migrations) {
      if (version <= schemaVersion(raw) || version > upTo) continue
      raw.transaction(() => {
        raw.exec(sql)
        if (raw.prepare('PRAGMA foreign_key_check').get() !== undefined) {
          throw new Error(`migration ${version} leaves references to missing rows`)
        }
        raw.pragma(`user_version = ${version}`)
      })()
    }
  } finally {
    raw.pragma('foreign_keys = ON')
  }
}
