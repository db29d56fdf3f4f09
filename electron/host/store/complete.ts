/** Finishes a history that is to take the place of the present one: its index, what was sent since, and numbers that were never used. */
import type Database from 'better-sqlite3'
import { openRaw } from './database.ts'
import { syncFile } from './files.ts'
import type { Work } from './history-work.ts'
import { fillIndex } from './merge.ts'
import { FLAG } from './message-flags.ts'
import { UNFINISHED } from './messages.ts'

/** Messages in it. The present database must be closed. Throws SqliteError and HistoryFailure; then the present one is as before. */
export function complete(path: string, present: string, edition: string, work: Work): number {
  const raw = openRaw(path)
  try {
    raw.pragma('journal_mode = DELETE')
    raw.prepare('ATTACH ? AS old').run(present)
    raw.exec('BEGIN')
    const { count = 0 } = raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM message').get() ?? {}
    const { indexed = 0 } =
      raw.prepare<[], { indexed: number }>('SELECT count(*) AS indexed FROM message_text_docsize').get() ?? {}
    if (indexed === 0) fillIndex(raw, count, work)
    const save = raw.prepare('INSERT INTO value VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    const stored = (schema: 'main' | 'old', key: string): string | undefined =>
      raw.prepare<[string], { value: string }>(`SELECT value FROM ${schema}.value WHERE key = ?`).get(key)?.value
    const number = (schema: 'main' | 'old'): number => Number(stored(schema, 'packet-numbers') ?? 0)
    const highest = Math.max(number('main'), number('old'))
    if (highest > 0) save.run('packet-numbers', String(highest))
    // Who we are to others: not whoever made the backup, who may still be there.
    const installation = stored('old', 'installation')
    if (installation !== undefined && installation === stored('main', 'installation')) deliverNothingTwice(raw)
    if (installation !== undefined) save.run('installation', installation)
    save.run('edition', edition)
    raw.exec('COMMIT; DETACH old')
    return count
  } finally {
    raw.close()
    syncFile(path)
  }
}

const DELIVERY = ['state', 'reason', 'attempts', 'packet_no', 'retry_at', 'sent_at', 'delivered_at', 'opened_at']

/**
 * What waited when the backup was made has gone on its way since, in the history that it takes the place of: it is as far as it is there,
 * and what was taken back there is not sent after all. Found by chat, time and text: an import may have given it another id. What is newer
 * than all of that history waits on: it comes from a copy that a restore had kept.
 */
function deliverNothingTwice(raw: Database.Database): void {
  const columns = DELIVERY.join(', ')
  raw.exec(`
    CREATE TEMP TABLE waiting AS
      SELECT m.id, c.id AS chat, m.at, m.text FROM main.message m JOIN main.conversation c ON c.number = m.conversation
      WHERE ${UNFINISHED} AND (m.flags & ${FLAG.group}) = 0;
    CREATE INDEX temp.waiting_at ON waiting (at);
    CREATE TEMP TABLE since AS
      SELECT w.id, ${DELIVERY.map((column) => `o.${column}`).join(', ')}
      FROM old.message o CROSS JOIN old.conversation c ON c.number = o.conversation
      CROSS JOIN waiting w ON w.at = o.at AND w.chat = c.id AND w.text = o.text WHERE o.direction = 'out'
      GROUP BY w.id;
    UPDATE main.message SET (${columns}) = (SELECT ${columns} FROM since WHERE since.id = message.id)
      WHERE id IN (SELECT id FROM since);
    UPDATE main.message SET state = 'failed', reason = 'cancelled', retry_at = NULL
      WHERE id IN (SELECT id FROM waiting) AND id NOT IN (SELECT id FROM since)
        AND id <= (SELECT seq FROM old.sqlite_sequence WHERE name = 'message');
    DROP TABLE since;
    DROP TABLE waiting;
  `)
}
