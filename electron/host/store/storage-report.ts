/** How much of what there is. Reads all of the database: for a thread of its own. */
import type Database from 'better-sqlite3'
import type { PastImport, StorageReport } from '../../../shared/model/history.ts'
import { inertName } from '../../../shared/model/inert.ts'
import { openRaw } from './database.ts'
import { logOf, sizeOf } from './files.ts'
import { FLAG } from './message-flags.ts'
import { UNFINISHED } from './messages.ts'
import { SHOWN_IN } from './parts.ts'

export interface DatabaseReport {
  readonly messages: number
  readonly database: number
  readonly index: number
  readonly free: number
  readonly chats: StorageReport['chats']
  readonly imports: readonly PastImport[]
}

/** Throws SqliteError. */
export function reportOn(path: string, maxChats: number): DatabaseReport {
  const raw = openRaw(path, { readonly: true })
  try {
    const counts = raw
      .prepare<[], { conversation: string; messages: number }>(
        `SELECT ${SHOWN_IN} AS conversation, sum(g.messages) AS messages FROM
           (SELECT conversation, count(*) AS messages FROM message INDEXED BY message_page GROUP BY conversation) g
         JOIN conversation c ON c.number = g.conversation GROUP BY 1 ORDER BY 2 DESC`,
      )
      .all()
    return {
      messages: counts.reduce((sum, { messages }) => sum + messages, 0),
      database: sizeOf(path) + sizeOf(logOf(path)),
      index: number(raw, "SELECT coalesce(sum(pgsize), 0) AS value FROM dbstat WHERE name GLOB '*_text_*'"),
      free: pragma(raw, 'freelist_count') * pragma(raw, 'page_size'),
      chats: counts.slice(0, maxChats),
      imports: importsOf(raw),
    }
  } finally {
    raw.close()
  }
}

/** Messages that a rule would delete: those of the chats before the time. Stars keep what they mark. */
export function countBefore(
  path: string,
  rules: readonly { readonly before: number; readonly conversation: string | undefined }[],
  except: readonly string[],
): number {
  const raw = openRaw(path, { readonly: true })
  try {
    let sum = 0
    for (const { before, conversation } of rules) {
      const chats =
        conversation === undefined ? `${SHOWN_IN} NOT IN (SELECT value FROM json_each(?))` : `${SHOWN_IN} = ?`
      const counted = raw
        .prepare<[string, number], { count: number }>(
          `SELECT count(*) AS count FROM conversation c JOIN message m ON m.conversation = c.number
           WHERE ${chats} AND m.at < ? AND NOT (${KEPT})`,
        )
        .get(conversation ?? JSON.stringify(except), before)
      sum += counted?.count ?? 0
    }
    return sum
  } finally {
    raw.close()
  }
}

/** What is never deleted by a rule: `m` is the message. Unfinished ones are still to be delivered. */
export const KEPT = `(m.flags & ${FLAG.starred}) <> 0 OR (${UNFINISHED})`

const importsOf = (raw: Database.Database): PastImport[] =>
  raw
    .prepare<[], PastImport>('SELECT id, source, name, at, messages FROM import ORDER BY id DESC')
    .all()
    .map((each) => ({ ...each, name: inertName(each.name) }))

const number = (raw: Database.Database, sql: string): number =>
  raw.prepare<[], { value: number }>(sql).get()?.value ?? 0

function pragma(raw: Database.Database, name: string): number {
  const value = raw.pragma(name, { simple: true })
  return typeof value === 'number' ? value : 0
}
