/**
 * The lossless export: each row of each table as one line of JSON, in a form that later versions can read (docs/history-format.md). What
 * a chat's export holds are the rows that belong to its messages and to the person.
 */
import type Database from 'better-sqlite3'
import { schemaVersion } from './migrate.ts'
import { openParts } from './parts.ts'
import { quoted, type Table, tablesOf } from './tables.ts'

export interface ExportScope {
  /** All chats when undefined. */
  readonly conversation?: string | undefined
  /** Milliseconds since 1970, both included. */
  readonly from?: number | undefined
  readonly until?: number | undefined
}

export const HISTORY_FORMAT = 'gezi-history'
export const HISTORY_VERSION = 1

/** Rows read at once: some hundred KiB. */
const PAGE = 500

/** `rows`: so many lines after the head. */
export function historyHead(raw: Database.Database, scope: ExportScope, program: string, now: number): string {
  const sequences = raw.prepare<[], { name: string; seq: number }>('SELECT name, seq FROM sqlite_sequence').all()
  return JSON.stringify({
    format: HISTORY_FORMAT,
    version: HISTORY_VERSION,
    schema: schemaVersion(raw),
    program,
    exported: new Date(now).toISOString(),
    scope,
    sequences: Object.fromEntries(sequences.map(({ name, seq }) => [name, seq])),
  })
}

/** Lines, some hundred at a time, so that memory stays bounded. `messages` of each batch are for the progress. */
export function* historyRows(
  raw: Database.Database,
  scope: ExportScope,
): Generator<{ readonly lines: readonly string[]; readonly messages: number }> {
  const tables = tablesOf(raw)
  const children = tables.filter(({ message }) => message !== undefined)
  for (const table of tables) {
    if (table.name === 'message' || table.message !== undefined) continue
    const [condition, values] = ownScope(table.name, scope)
    if (condition === undefined) continue
    for (const rows of pages(raw, table, condition, values)) yield { lines: linesOf(table, rows), messages: 0 }
  }
  const message = tables.find(({ name }) => name === 'message')
  if (message === undefined) return
  const [condition, values] = messageScope(raw, scope)
  for (const rows of pages(raw, message, condition, values)) {
    const ids = [Number(rows[0]?.id), Number(rows.at(-1)?.id)]
    const own = children.flatMap((table) => {
      const column = quoted(table.message ?? '')
      const found = raw
        .prepare<unknown[], Row>(
          `SELECT * FROM ${quoted(table.name)} WHERE ${column} BETWEEN ? AND ?
             AND ${column} IN (SELECT id FROM message WHERE id BETWEEN ? AND ? AND ${condition}) ORDER BY ${column}, rowid`,
        )
        .all(...ids, ...ids, ...values)
      return linesOf(table, found)
    })
    yield { lines: [...linesOf(message, rows), ...own], messages: rows.length }
  }
}

export function countMessages(raw: Database.Database, scope: ExportScope): number {
  const [condition, values] = messageScope(raw, scope)
  return (
    raw.prepare<unknown[], { count: number }>(`SELECT count(*) AS count FROM message WHERE ${condition}`).get(...values)
      ?.count ?? 0
  )
}

type Row = Record<string, unknown>

function* pages(
  raw: Database.Database,
  table: Table,
  condition: string,
  values: readonly unknown[],
): Generator<readonly Row[]> {
  const select = raw.prepare<unknown[], Row & { _row: number }>(
    `SELECT rowid AS _row, * FROM ${quoted(table.name)} WHERE rowid > ? AND ${condition} ORDER BY rowid LIMIT ${PAGE}`,
  )
  for (let after = -1; ; ) {
    const rows = select.all(after, ...values)
    if (rows.length === 0) return
    after = rows.at(-1)?._row ?? after
    yield rows
  }
}

const linesOf = (table: Table, rows: readonly Row[]): string[] =>
  rows.map((row) =>
    JSON.stringify({
      table: table.name,
      row: Object.fromEntries(table.columns.map((column) => [column, jsonValue(row[column])])),
    }),
  )

const jsonValue = (value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value

type Scope = readonly [condition: string | undefined, values: readonly unknown[]]

/** Tables that do not belong to messages: all of them, or what is the chat's. */
function ownScope(table: string, { conversation }: ExportScope): Scope {
  if (conversation === undefined) return ['1', []]
  switch (table) {
    case 'conversation':
      return ['(id = ? OR within = ?)', [conversation, conversation]]
    case 'peer':
      return ['id = ?', [conversation]]
    case 'alias':
    case 'peer_key':
    case 'profile':
    case 'sighting':
      return ['peer = ?', [conversation]]
    case 'import':
      return ['1', []]
    default:
      return [undefined, []]
  }
}

export function messageScope(
  raw: Database.Database,
  { conversation, from, until }: ExportScope,
): readonly [condition: string, values: readonly unknown[]] {
  const conditions = ['1']
  const values: unknown[] = []
  if (conversation !== undefined) {
    const numbers = openParts(raw).numbers(conversation)
    conditions.push(`conversation IN (${numbers.map(() => '?').join(', ')})`)
    values.push(...numbers)
  }
  if (from !== undefined) {
    conditions.push('at >= ?')
    values.push(from)
  }
  if (until !== undefined) {
    conditions.push('at <= ?')
    values.push(until)
  }
  return [conditions.join(' AND '), values]
}
