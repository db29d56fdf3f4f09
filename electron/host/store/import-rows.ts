/** Reads the lossless export (export-rows.ts) into a database of its own, which can then be merged or take the place of the present one. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type Database from 'better-sqlite3'
import { z } from 'zod'
import { openRaw } from './database.ts'
import { HISTORY_FORMAT, HISTORY_VERSION } from './export-rows.ts'
import { sizeOf } from './files.ts'
import { HistoryFailure, type Work } from './history-work.ts'
import { migrate, newestVersion } from './migrate.ts'
import { migrations } from './sql.ts'
import { quoted, SUMMARIES, type Table, tablesOf } from './tables.ts'

const Head = z.object({
  format: z.literal(HISTORY_FORMAT),
  version: z.number().int(),
  schema: z.number().int().min(1),
  sequences: z.record(z.string(), z.number().int()),
})
const Value = z.union([z.string(), z.number(), z.null(), z.object({ base64: z.base64() })])
const Line = z.union([
  z.object({ table: z.string(), row: z.record(z.string(), Value) }),
  z.object({ end: z.object({ rows: z.number().int(), sha256: z.string() }) }),
])

/** A message of 32,000 characters with its datagram is far below; a file of one endless line is none of ours. */
const MAX_LINE = 4 * 1024 * 1024
const AT_ONCE = 2_000

/** Whether the file begins like one of ours. */
export const looksLikeHistory = (start: Buffer): boolean =>
  start.toString('utf8').trimStart().startsWith(`{"format":"${HISTORY_FORMAT}"`)

/** Makes `target`, with the newest schema, a summary of each chat, and no search index. */
export async function loadHistory(file: string, target: string, work: Work): Promise<void> {
  const raw = openRaw(target)
  try {
    raw.pragma('journal_mode = OFF')
    raw.pragma('synchronous = OFF')
    await load(raw, file, work)
    if (raw.prepare('PRAGMA foreign_key_check').get() !== undefined)
      throw new HistoryFailure('damaged', 'rows refer to rows that are missing')
    migrate(raw, migrations)
    raw.exec(SUMMARIES)
  } finally {
    raw.close()
  }
}

async function load(raw: Database.Database, file: string, work: Work): Promise<void> {
  const total = sizeOf(file)
  const hash = createHash('sha256')
  let insert: ((table: string, row: Readonly<Record<string, z.infer<typeof Value>>>) => void) | undefined
  let read = 0
  let rows = 0
  let ended = false
  const input = createReadStream(file)
  try {
    for await (const line of linesOf(input)) {
      read += Buffer.byteLength(line) + 1
      if (insert === undefined) {
        insert = begin(raw, line)
        hash.update(`${line}\n`)
        continue
      }
      if (ended) throw new HistoryFailure('damaged', 'something follows the end')
      const parsed = Line.safeParse(json(line))
      if (!parsed.success) throw new HistoryFailure('damaged', `line ${rows + 2} is no row`)
      if ('end' in parsed.data) {
        if (parsed.data.end.rows !== rows || parsed.data.end.sha256 !== hash.digest('hex'))
          throw new HistoryFailure('damaged', 'the checksum does not fit')
        ended = true
        continue
      }
      hash.update(`${line}\n`)
      insert(parsed.data.table, parsed.data.row)
      rows += 1
      if (rows % AT_ONCE === 0) work.progress(read, total)
    }
    if (!ended) throw new HistoryFailure('damaged', 'the end is missing')
    raw.exec('COMMIT')
  } finally {
    input.destroy()
    if (raw.inTransaction) raw.exec('ROLLBACK')
  }
}

/** Node's own reader of lines takes U+2028 and others for line ends, which JSON leaves as they are within a text. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of input.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE) throw new HistoryFailure('damaged', 'a line is too long')
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (rest !== '') yield rest
}

/** Checks the head, makes the tables as they were in the version that wrote it; how to insert a row. */
function begin(raw: Database.Database, line: string) {
  const head = Head.safeParse(json(line))
  if (!head.success) throw new HistoryFailure('foreign', 'not a history of Gezi')
  if (head.data.version > HISTORY_VERSION || head.data.schema > newestVersion(migrations))
    throw new HistoryFailure('newer', `version ${head.data.version}, schema ${head.data.schema}`)
  migrate(raw, migrations, head.data.schema)
  raw.pragma('foreign_keys = OFF')
  raw.exec('BEGIN')
  const sequence = raw.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)')
  const tables = new Map(tablesOf(raw).map((table) => [table.name, table]))
  raw.exec('DELETE FROM sqlite_sequence')
  for (const [name, seq] of Object.entries(head.data.sequences)) if (tables.has(name)) sequence.run(name, seq)
  const statements = new Map<string, Database.Statement>()
  return (name: string, row: Readonly<Record<string, z.infer<typeof Value>>>): void => {
    const table = tables.get(name)
    if (table === undefined) throw new HistoryFailure('damaged', `there is no table ${name.slice(0, 40)}`)
    const columns = columnsOf(table, row)
    const key = `${name} ${columns.join(' ')}`
    const statement =
      statements.get(key) ??
      raw.prepare(
        `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
    statements.set(key, statement)
    statement.run(...columns.map((column) => sqlValue(row[column] ?? null)))
  }
}

function columnsOf(table: Table, row: Readonly<Record<string, unknown>>): readonly string[] {
  const unknown = Object.keys(row).find((column) => !table.columns.includes(column))
  if (unknown !== undefined) throw new HistoryFailure('damaged', `${table.name} has no column ${unknown.slice(0, 40)}`)
  return table.columns.filter((column) => Object.hasOwn(row, column))
}

const sqlValue = (value: z.infer<typeof Value>): string | number | bigint | Buffer | null => {
  if (typeof value === 'object' && value !== null) return Buffer.from(value.base64, 'base64')
  // better-sqlite3 stores every number as a real: strict tables take a whole one as an integer.
  return value
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
