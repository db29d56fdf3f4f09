/** Copies the rows that can be read from a damaged database into a new one of the same schema version. */
import Database from 'better-sqlite3'
import { leafRows, type StoredValue } from './leaf-rows.ts'
import { partsAnew } from './parts.ts'
import { isDamage } from './storage-error.ts'

/** Rows read at once while all is well. */
const BATCH_ROWS = 500
/** No row is smaller: bounds the ids that are tried where the highest one can't be read. */
const SMALLEST_ROW_BYTES = 32

/** A row, or an id whose row (if there was one) can't be read; `all` when not even the ids are known. */
type Found = { readonly row: readonly StoredValue[]; readonly whole: boolean } | { readonly unreadable: number | 'all' }

/** Tables whose rows are nothing without their message. */
const CHILDREN: ReadonlySet<string> = new Set([
  'attachment',
  'transfer',
  'quote',
  'group_sender',
  'recipients',
  'ledger',
])

/** True when something is missing. Throws SqliteError when the new database can't be written. */
export function copyTables(source: Database.Database, target: Database.Database): boolean {
  const tables = target
    .prepare<[], { name: string }>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .all()
  const sequences = readSequences(source)
  let lost = false
  target.transaction(() => {
    for (const { name } of tables) {
      if (copyTable(source, target, name, sequences.get(name))) lost = true
    }
    if (restoreConversations(source, target)) lost = true
    for (const { name } of tables.filter(({ name: table }) => CHILDREN.has(table))) {
      target.exec(`DELETE FROM ${name} WHERE message NOT IN (SELECT id FROM message)`)
    }
    if (tables.some(({ name }) => name === 'draft_file'))
      target.exec('DELETE FROM draft_file WHERE conversation NOT IN (SELECT number FROM conversation)')
    // What has nowhere to go stays where it is.
    if (tables.some(({ name }) => name === 'moving'))
      target.exec('DELETE FROM moving WHERE "into" NOT IN (SELECT number FROM conversation)')
    if (tables.some(({ name }) => name === 'joined')) target.exec(partsAnew)
    if (tables.some(({ name }) => name === 'import')) {
      target.exec('UPDATE message SET import = NULL WHERE import NOT IN (SELECT id FROM import)')
    }
    keepSequences(target, sequences)
  })()
  return lost
}

/** Highest id that each table ever gave; empty where it can't be read. */
function readSequences(source: Database.Database): Map<string, number> {
  try {
    const rows = source.prepare<[], { name: string; seq: number }>('SELECT name, seq FROM sqlite_sequence').all()
    return new Map(rows.filter(({ seq }) => Number.isSafeInteger(seq)).map(({ name, seq }) => [name, seq]))
  } catch (error) {
    if (isDamage(error)) return new Map()
    throw error
  }
}

/** Ids must not be given a second time, although the messages that had them are lost. */
function keepSequences(target: Database.Database, sequences: ReadonlyMap<string, number>): void {
  const save = target.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?')
  const insert = target.prepare(
    'INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE ? NOT IN (SELECT name FROM sqlite_sequence)',
  )
  for (const [name, seq] of sequences) {
    insert.run(name, seq, name)
    save.run(seq, name)
  }
  const known = target
    .prepare<[], { id: number }>(
      'SELECT coalesce(max(max(coalesce(last_message, 0), read_up_to)), 0) AS id FROM conversation',
    )
    .get()
  save.run(known?.id ?? 0, 'message')
}

function copyTable(
  source: Database.Database,
  target: Database.Database,
  table: string,
  highest: number | undefined,
): boolean {
  const columns = target.prepare<[string], Column>('SELECT name, type FROM pragma_table_info(?)').all(table)
  const insert = insertInto(target, table, columns)
  const unreadable = new Set<number | 'all'>()
  let lost = false
  for (const found of readableRows(source, table, columns, highest)) {
    if ('unreadable' in found) unreadable.add(found.unreadable)
    else if (!insert(found.row) || !found.whole) lost = true
  }
  if (unreadable.size === 0) return lost
  // The rows of other tables look too much alike to be told apart without the pages that lead to them.
  if (table === 'message') copyLeafRows(source, insert, columns, unreadable)
  return lost || unreadable.size > 0
}

interface Column {
  readonly name: string
  readonly type: string
}

/** Takes rows that lack their last columns. False for one that breaks the rules of its table: damage that looked like a row. */
function insertInto(
  target: Database.Database,
  table: string,
  columns: readonly Column[],
): (row: readonly StoredValue[]) => boolean {
  const statements = new Map<number, Database.Statement>()
  return (row) => {
    const names = columns.slice(0, row.length).map(({ name }) => `"${name}"`)
    const statement =
      statements.get(row.length) ??
      target.prepare(`INSERT INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    statements.set(row.length, statement)
    try {
      statement.run(...row)
      return true
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false
      throw error
    }
  }
}

/** Finds unreadable ids on the leaf pages and takes them off the list. */
function copyLeafRows(
  source: Database.Database,
  insert: (row: readonly StoredValue[]) => boolean,
  columns: readonly Column[],
  unreadable: Set<number | 'all'>,
): void {
  // What is in the log only is not in the pages; where that fails the pages are older, not worse.
  attempt(() => source.pragma('wal_checkpoint(TRUNCATE)'))
  for (const { rowid, values } of leafRows(source.name)) {
    if (!unreadable.has(rowid) && !unreadable.has('all')) continue
    const [key, ...rest] = values
    // The id is stored as the rowid, its column as null.
    if (key !== null || values.length > columns.length) continue
    if (insert([rowid, ...rest])) unreadable.delete(rowid)
  }
}

/** All rows in order of their id; where a page is damaged, each id is tried by itself until one can be read again. */
function* readableRows(
  source: Database.Database,
  table: string,
  columns: readonly Column[],
  highest: number | undefined,
): Generator<Found> {
  const select = (columnOf: (column: Column) => string): string =>
    `SELECT rowid, ${columns.map(columnOf).join(', ')} FROM "${table}" NOT INDEXED`
  const whole = select(({ name }) => `"${name}"`)
  // Long values lie on pages of their own: a row without its datagram is still a message.
  const withoutBytes = select(({ name, type }) => (type === 'BLOB' ? 'NULL' : `"${name}"`))
  const prepare = (sql: string): Database.Statement<[number], StoredValue[]> =>
    source.prepare<[number], StoredValue[]>(sql).raw().safeIntegers()
  const statements = attempt(() => ({
    batch: prepare(`${whole} WHERE rowid > ? ORDER BY rowid LIMIT ${BATCH_ROWS}`),
    single: prepare(`${whole} WHERE rowid = ?`),
    partial: prepare(`${withoutBytes} WHERE rowid = ?`),
  }))
  if (statements === undefined) {
    yield { unreadable: 'all' }
    return
  }
  const last = Math.max(highest ?? 0, highestRowid(source, table))
  const bound = last > 0 ? last : Math.floor(fileBytes(source) / SMALLEST_ROW_BYTES)
  let id = 0
  let mode: 'batch' | 'before damage' | 'in damage' = 'batch'
  for (;;) {
    if (mode === 'batch') {
      const rows = attempt(() => statements.batch.all(id))
      if (rows === undefined) {
        mode = 'before damage'
        continue
      }
      for (const [rowid, ...row] of rows) {
        id = Number(rowid)
        yield { row, whole: true }
      }
      if (rows.length === 0) return
      continue
    }
    id++
    if (id > bound) return
    const read = attempt(() => statements.single.get(id) ?? [])
    const row = read ?? attempt(() => statements.partial.get(id) ?? [])
    if (row === undefined) {
      mode = 'in damage'
      yield { unreadable: id }
    } else if (row.length > 0) {
      yield { row: row.slice(1), whole: read !== undefined }
      if (read === undefined) mode = 'in damage'
      else if (mode === 'in damage') mode = 'batch'
    }
  }
}

/** Undefined when the rows can't be read; SQLITE_ERROR is the answer where the table or an index is not in the schema any more. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Database.SqliteError && (isDamage(error) || error.code.startsWith('SQLITE_IOERR')))
      return undefined
    throw error
  }
}

const highestRowid = (source: Database.Database, table: string): number =>
  attempt(() => source.prepare<[], { id: number }>(`SELECT max(rowid) AS id FROM "${table}"`).get()?.id ?? 0) ?? 0

function fileBytes(source: Database.Database): number {
  const pages = source.pragma('page_count', { simple: true })
  const size = source.pragma('page_size', { simple: true })
  return typeof pages === 'number' && typeof size === 'number' ? pages * size : 0
}

/**
 * Messages name their chat by number. Where the row of a chat is lost, the index of the ids still has the pair; where that is gone too,
 * the messages are kept in a chat that nobody answers. True when there was such a one.
 */
function restoreConversations(source: Database.Database, target: Database.Database): boolean {
  const missing = target
    .prepare<[], { number: number }>(
      'SELECT DISTINCT conversation AS number FROM message WHERE conversation NOT IN (SELECT number FROM conversation)',
    )
    .all()
  if (missing.length === 0) return false
  const pairs = attempt(() =>
    source
      .prepare<[], { number: number; id: string }>(
        'SELECT number, id FROM conversation INDEXED BY sqlite_autoindex_conversation_1 ORDER BY id',
      )
      .all(),
  )
  const names = new Map(pairs?.map(({ number, id }) => [number, id]))
  const insert = target.prepare('INSERT OR IGNORE INTO conversation (number, id) VALUES (?, ?)')
  for (const { number } of missing) insert.run(number, names.get(number) ?? `lost-${number}`)
  return true
}
