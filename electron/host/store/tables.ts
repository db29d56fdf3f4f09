/** The tables of a database as it describes itself: exports and merges copy whatever a version keeps, without a list of their own. */
import type Database from 'better-sqlite3'

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** The column that names a message, of tables that belong to messages. */
  readonly message: string | undefined
}

/** Ordinary tables; those of the search index and SQLite's own are made anew and not copied. */
export function tablesOf(raw: Database.Database, schema = 'main'): Table[] {
  const names = raw
    .prepare<[string], { name: string }>(
      `SELECT name FROM pragma_table_list
       WHERE schema = ? AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all(schema)
  return names
    .filter(({ name }) => name !== MANIFEST && name !== DERIVED)
    .map(({ name }) => ({
      name,
      columns: raw
        .prepare<[string, string], { name: string }>('SELECT name FROM pragma_table_info(?, ?)')
        .all(name, schema)
        .map((column) => column.name),
      message: raw
        .prepare<[string, string], { column: string }>(
          `SELECT "from" AS "column" FROM pragma_foreign_key_list(?, ?) WHERE "table" = 'message'`,
        )
        .get(name, schema)?.column,
    }))
}

/** Made from the messages by the index (text-index.ts). */
const DERIVED = 'message_span'

/** Says in a backup what it is; no part of the history. */
export const MANIFEST = 'gezi_backup'

/** What follows from the messages, made from them again: the summary of each chat. */
export const SUMMARIES = `UPDATE conversation SET
  last_message = (SELECT max(id) FROM message WHERE conversation = number),
  unread = (SELECT count(*) FROM message WHERE conversation = number AND direction = 'in' AND id > read_up_to)`

/** As a name in SQL text. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
