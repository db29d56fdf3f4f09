/**
 * The migrations in order. Each is text in its own file; run unbuilt it is read from disk, and build/inline-sql.ts puts it into the
 * bundles as a literal, so that no bundle depends on where it lies.
 */
import { readFileSync } from 'node:fs'

export interface Migration {
  /** `PRAGMA user_version` once it is done; they count from 1 without gaps. */
  readonly version: number
  readonly sql: string
}

export const migrations: readonly Migration[] = [
  { version: 1, sql: readFileSync(new URL('./sql/001-base.sql', import.meta.url), 'utf8') },
  { version: 2, sql: readFileSync(new URL('./sql/002-transfers.sql', import.meta.url), 'utf8') },
  { version: 3, sql: readFileSync(new URL('./sql/003-openings.sql', import.meta.url), 'utf8') },
  { version: 4, sql: readFileSync(new URL('./sql/004-draft-files.sql', import.meta.url), 'utf8') },
  { version: 5, sql: readFileSync(new URL('./sql/005-reading.sql', import.meta.url), 'utf8') },
  { version: 6, sql: readFileSync(new URL('./sql/006-muted.sql', import.meta.url), 'utf8') },
  { version: 7, sql: readFileSync(new URL('./sql/007-people.sql', import.meta.url), 'utf8') },
  { version: 8, sql: readFileSync(new URL('./sql/008-pictures.sql', import.meta.url), 'utf8') },
  { version: 9, sql: readFileSync(new URL('./sql/009-search.sql', import.meta.url), 'utf8') },
  { version: 10, sql: readFileSync(new URL('./sql/010-imports.sql', import.meta.url), 'utf8') },
  { version: 11, sql: readFileSync(new URL('./sql/011-feiq-pictures.sql', import.meta.url), 'utf8') },
  { version: 12, sql: readFileSync(new URL('./sql/012-groups.sql', import.meta.url), 'utf8') },
  { version: 13, sql: readFileSync(new URL('./sql/013-peer-keys.sql', import.meta.url), 'utf8') },
  { version: 14, sql: readFileSync(new URL('./sql/014-ipmsg.sql', import.meta.url), 'utf8') },
  { version: 15, sql: readFileSync(new URL('./sql/015-moving.sql', import.meta.url), 'utf8') },
  { version: 16, sql: readFileSync(new URL('./sql/016-ledger.sql', import.meta.url), 'utf8') },
  { version: 17, sql: readFileSync(new URL('./sql/017-encrypted-files.sql', import.meta.url), 'utf8') },
  { version: 18, sql: readFileSync(new URL('./sql/018-joined.sql', import.meta.url), 'utf8') },
]
