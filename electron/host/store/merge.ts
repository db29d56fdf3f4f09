/**
 * Builds a new database out of the present one and another history. Ids of messages are their order, in a chat and among all hits of a
 * search, and everything pages by them; what is taken over is older than what is here. So the messages of both are numbered anew, in one
 * sequence, and the new database takes the place of the present one when it is complete: a failure, a cancelled import or a loss of power
 * leaves the present one as it is, and nothing else in the program has to know of a second order. (A number with gaps for what may come
 * would be an order that runs out; a column of its own would be in every statement that pages.)
 *
 * The order among the present messages stays what it is, even where a clock went back. The present database must be closed.
 */
import type Database from 'better-sqlite3'
import type { HistorySource } from '../../../shared/model/history.ts'
import { openRaw } from './database.ts'
import { makePrivate, removeDatabase, syncFile } from './files.ts'
import { HistoryFailure, type Work } from './history-work.ts'
import { FLAG } from './message-flags.ts'
import { migrate } from './migrate.ts'
import { isNameless, partsAnew } from './parts.ts'
import { migrations } from './sql.ts'
import { quoted, type Table, tablesOf } from './tables.ts'
import { indexAll } from './text-index.ts'

export interface Merge {
  readonly present: string
  /** With the newest schema. */
  readonly incoming: string
  readonly target: string
  readonly source: HistorySource
  /** Of the file. */
  readonly name: string
  readonly now: number
  /** Chats of the incoming history that are chats with other people here. */
  readonly people: ReadonlyMap<string, string>
  /** Names the edition of the history: views that hold pages of another one forget them. */
  readonly edition: string
}

/** Messages at once: some milliseconds between two looks at whether it is still wanted. */
const STEP = 5_000

/** Messages that were added; without any, nothing is built. Throws SqliteError, file errors and HistoryFailure. */
export function merge(order: Merge, work: Work): number {
  removeDatabase(order.target)
  makePrivate(order.target)
  const raw = openRaw(order.target)
  try {
    raw.pragma('journal_mode = OFF')
    raw.pragma('synchronous = OFF')
    raw.pragma('temp_store = FILE')
    migrate(raw, migrations)
    raw.pragma('foreign_keys = OFF')
    raw.prepare('ATTACH ? AS old').run(order.present)
    raw.prepare('ATTACH ? AS new').run(order.incoming)
    const added = build(raw, order, work)
    if (added > 0) raw.exec('DETACH new; DETACH old')
    return added
  } finally {
    raw.close()
    syncFile(order.target)
  }
}

function build(raw: Database.Database, order: Merge, work: Work): number {
  raw.exec('BEGIN')
  const tables = tablesOf(raw)
  const children = tables.filter(({ message }) => message !== undefined)
  for (const table of tables) {
    if (table.message === undefined && table.name !== 'message') copyAll(raw, table, 'old', 'INSERT')
  }
  for (const table of tables) {
    if (table.name === 'peer' || table.name === 'alias') copyAll(raw, table, 'new', 'INSERT OR IGNORE')
  }
  // He is somebody else by now.
  for (const table of ['peer WHERE id', 'alias WHERE peer'])
    raw.exec(`DELETE FROM main.${table} IN (SELECT id FROM main.former_id)`)
  mapChats(raw, order.people)
  const { total, added } = plan(raw, order.source)
  if (added === 0) {
    raw.exec('ROLLBACK')
    return 0
  }
  const id = Number(
    raw
      .prepare('INSERT INTO import (source, name, at, messages) VALUES (?, ?, ?, ?)')
      .run(order.source, order.name, order.now, added).lastInsertRowid,
  )
  copyMessages(raw, tables, children, id, total, work)
  numberAnew(raw)
  fillIndex(raw, total, work)
  raw
    .prepare("INSERT INTO value VALUES ('edition', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    .run(order.edition)
  raw.exec('COMMIT')
  return added
}

function copyAll(raw: Database.Database, { name, columns }: Table, from: 'old' | 'new', verb: string): void {
  const list = columns.map(quoted).join(', ')
  raw.exec(`${verb} INTO main.${quoted(name)} (${list}) SELECT ${list} FROM ${from}.${quoted(name)} ORDER BY rowid`)
}

/**
 * `chat`: the number of a chat there, and here. Those that are not here are made; nobody has to read
 * what he read elsewhere. What was merged there is in the chat that is his here, if there is one: it may not be merged here, or no more.
 */
function mapChats(raw: Database.Database, people: ReadonlyMap<string, string>): void {
  raw.exec('CREATE TEMP TABLE chat (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL)')
  raw.exec(`CREATE TEMP VIEW part AS SELECT c.number, coalesce(s.number, c.number) AS shown
    FROM main.conversation c LEFT JOIN main.conversation s ON s.id = c.within`)
  const chats = raw
    .prepare<[], { number: number; id: string; own: string; draft: string; pinned: number }>(
      'SELECT number, coalesce(within, id) AS id, id AS own, draft, pinned FROM new.conversation ORDER BY number',
    )
    .all()
  const find = raw.prepare<[string], { number: number }>('SELECT number FROM main.conversation WHERE id = ?')
  const formerOf = raw.prepare<[string], { peer: string }>('SELECT peer FROM main.former_id WHERE id = ?')
  const make = raw.prepare('INSERT INTO main.conversation (id, draft, pinned) VALUES (?, ?, ?)')
  const note = raw.prepare('INSERT INTO chat VALUES (?, ?)')
  for (const { number, id, own, draft, pinned } of chats) {
    const chosen = people.get(id) ?? id
    const isFormer = formerOf.get(own)?.peer === chosen
    const isPart = chosen === id && own !== id && !isNameless(own) && find.get(own) !== undefined
    const ours = isFormer || isPart ? own : chosen
    note.run(number, find.get(ours)?.number ?? make.run(ours, draft, pinned).lastInsertRowid)
  }
  raw.exec(partsAnew)
}

/**
 * `plan`: the new id of each message that will be there, by where it comes from and its id there.
 *
 * What is the same here and there comes once: same chat with all its parts, direction, text, and time; of several that are equal in all that, as many as the
 * side with more of them has. Text logs know seconds only, so theirs are compared by the second.
 */
function plan(raw: Database.Database, source: HistorySource): { readonly total: number; readonly added: number } {
  const time = source === 'ipmsg-log' || source === 'ipmsg-db' ? 'm.at / 1000' : 'm.at'
  raw.exec(`
    CREATE TEMP TABLE theirs AS
      SELECT m.id, part.shown AS chat, m.direction, ${time} AS time, m.at, m.text
      FROM new.message m JOIN chat ON chat.theirs = m.conversation JOIN part ON part.number = chat.ours;
    CREATE TEMP TABLE ours AS
      SELECT m.id, part.shown AS chat, m.direction, ${time} AS time FROM old.message m JOIN part ON part.number = m.conversation
      WHERE part.shown IN (SELECT chat FROM theirs) AND m.at BETWEEN (SELECT min(at) - 1000 FROM theirs) AND (SELECT max(at) + 1000 FROM theirs);
    CREATE INDEX temp.ours_key ON ours (chat, time, direction);
    CREATE TEMP TABLE fresh AS
      SELECT id FROM (
        SELECT t.id, row_number() OVER (PARTITION BY t.chat, t.direction, t.time, t.text ORDER BY t.id) AS nth,
          (SELECT count(*) FROM ours o JOIN old.message m ON m.id = o.id
           WHERE o.chat = t.chat AND o.time = t.time AND o.direction = t.direction AND m.text = t.text) AS here
        FROM theirs t
      ) WHERE nth > here;
    CREATE TEMP TABLE plan (id INTEGER PRIMARY KEY, origin INTEGER NOT NULL, row INTEGER NOT NULL);
    INSERT INTO plan (origin, row)
      SELECT origin, row FROM (
        SELECT 0 AS origin, id AS row, max(at) OVER (ORDER BY id) AS key FROM old.message
        UNION ALL
        SELECT 1, m.id, max(m.at) OVER (ORDER BY m.id) FROM new.message m WHERE m.id IN (SELECT id FROM fresh)
      ) ORDER BY key, origin, row;
    CREATE UNIQUE INDEX temp.plan_row ON plan (origin, row);
  `)
  const counted = raw
    .prepare<[], { total: number; added: number }>('SELECT count(*) AS total, total(origin) AS added FROM plan')
    .get()
  return { total: counted?.total ?? 0, added: counted?.added ?? 0 }
}

/**
 * What somebody else's history had on its way stays there: a message that was never delivered must not leave from here, and a file whose
 * place is on another computer cannot be sent or fetched.
 */
const REPLACED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  message: {
    state: `CASE WHEN s.direction = 'out' AND s.state NOT IN ('delivered', 'opened') THEN 'failed' ELSE s.state END`,
    reason: `CASE WHEN s.direction = 'out' AND s.state NOT IN ('delivered', 'opened') THEN 'cancelled' END`,
    retry_at: 'NULL',
    repeat_key: 'NULL',
  },
  transfer: {
    state: `CASE WHEN s.state IN ('done', 'declined', 'cancelled') THEN s.state ELSE 'failed' END`,
    reason: `CASE WHEN s.state IN ('done', 'declined', 'cancelled') THEN s.reason ELSE 'expired' END`,
    cleared: '1',
    part: 'NULL',
    // A copy that the other data folder keeps.
    path: 'CASE WHEN s.kept = 0 THEN s.path END',
    kept: '0',
    source: 'NULL',
    spooled: '0',
    expires_at: 'NULL',
  },
}

/** Messages that name another one. What was quoted may have been deleted: 0 is no message. */
const NAMED: Readonly<Record<string, (origin: 0 | 1) => Readonly<Record<string, string>>>> = {
  quote: (origin) => ({
    source: `coalesce((SELECT q.id FROM plan q WHERE q.origin = ${origin} AND q.row = s.source), 0)`,
  }),
}

function copyMessages(
  raw: Database.Database,
  tables: readonly Table[],
  children: readonly Table[],
  importId: number,
  total: number,
  work: Work,
): void {
  const message = tables.find(({ name }) => name === 'message')
  if (message === undefined) throw new Error('a database without messages')
  const own: Readonly<Record<string, string>> = {
    ...REPLACED.message,
    id: 'p.id',
    conversation: '(SELECT ours FROM chat WHERE theirs = s.conversation)',
    flags: `(s.flags | ${FLAG.imported}) & ~${FLAG.confirmOpening | FLAG.openingUntold}`,
    import: String(importId),
  }
  const statements = [
    insertFrom(raw, message, 'old', 'id', { id: 'p.id' }),
    insertFrom(raw, message, 'new', 'id', own),
    ...children.flatMap((table) => {
      const key = table.message ?? ''
      return [
        insertFrom(raw, table, 'old', key, { ...NAMED[table.name]?.(0), [key]: 'p.id' }),
        insertFrom(raw, table, 'new', key, { ...REPLACED[table.name], ...NAMED[table.name]?.(1), [key]: 'p.id' }),
      ]
    }),
  ]
  for (let done = 0; done < total; done += STEP) {
    for (const statement of statements) statement.run(done, done + STEP)
    work.progress(done / 2, total)
  }
}

function insertFrom(
  raw: Database.Database,
  { name, columns }: Table,
  from: 'old' | 'new',
  key: string,
  replaced: Readonly<Record<string, string>>,
): Database.Statement<[number, number]> {
  const values = columns.map((column) => replaced[column] ?? `s.${quoted(column)}`)
  return raw.prepare(
    `INSERT INTO main.${quoted(name)} (${columns.map(quoted).join(', ')})
     SELECT ${values.join(', ')} FROM plan p CROSS JOIN ${from}.${quoted(name)} s ON s.${quoted(key)} = p.row
     WHERE p.id > ? AND p.id <= ? AND p.origin = ${from === 'old' ? 0 : 1} ORDER BY p.id`,
  )
}

/** Chats and code pages name messages too. Where nothing was unread nothing is: what is taken over was read long ago. */
function numberAnew(raw: Database.Database): void {
  raw.exec(`
    UPDATE conversation SET last_message = (SELECT max(id) FROM message WHERE conversation = number);
    UPDATE conversation SET read_up_to = CASE
      WHEN unread = 0 THEN coalesce(last_message, 0)
      ELSE coalesce((SELECT max(p.id) FROM old.message m JOIN plan p ON p.origin = 0 AND p.row = m.id
        WHERE m.conversation = number AND m.id <= read_up_to), 0)
      END;
    UPDATE conversation SET unread = (SELECT count(*) FROM message WHERE conversation = number AND direction = 'in' AND id > read_up_to);
    UPDATE conversation SET quoting = (SELECT id FROM plan WHERE origin = 0 AND row = quoting) WHERE quoting IS NOT NULL;
    UPDATE reading SET before = (SELECT coalesce(min(id), 0) FROM plan WHERE origin = 0 AND row >= before) WHERE before IS NOT NULL;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'message', 0 WHERE 'message' NOT IN (SELECT name FROM sqlite_sequence);
    UPDATE sqlite_sequence SET seq = max(seq, (SELECT seq FROM old.sqlite_sequence WHERE name = 'message')) WHERE name = 'message'
      AND EXISTS (SELECT 1 FROM old.sqlite_sequence WHERE name = 'message');
  `)
}

/** The whole index: a message that is still in its envelope is not to be found by its text. */
export function fillIndex(raw: Database.Database, total: number, work: Work): void {
  work.progress(total / 2, total)
  raw.exec(indexAll)
  work.progress(total, total)
}

export const nothingNew = (): HistoryFailure => new HistoryFailure('nothing', 'everything in it is here already')
