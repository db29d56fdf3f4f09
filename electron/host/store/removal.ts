/** Deletes messages by the hundred, and finds those that are due. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { RemovalStore } from '../../../shared/core/removal-store.ts'
import type { Conversations } from './conversations.ts'
import { type Messages, rowid } from './messages.ts'
import type { Parts } from './parts.ts'
import { openSpans } from './search-walk.ts'
import { KEPT } from './storage-report.ts'

/** The texts of the statements whose plans test/store/removal.test.ts asserts. */
export const removalSql = {
  due: `SELECT m.id, m.at, (${KEPT}) AS kept FROM conversation c JOIN message m ON m.conversation = c.number
     WHERE c.id = ? AND m.id > ? ORDER BY m.id LIMIT ?`,
  imported: 'SELECT id FROM message WHERE import = ? LIMIT ?',
} as const

export function openRemoval(
  raw: Database.Database,
  messages: Pick<Messages, 'remove' | 'message'>,
  conversations: Pick<Conversations, 'removed' | 'forget'>,
  parts: Parts,
): RemovalStore {
  const due = raw.prepare<[string, number, number], { id: number; at: number; kept: number }>(removalSql.due)
  const newest = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message')
  const spanBelow = openSpans(raw)
  const imported = raw.prepare<[number, number], { id: number }>(removalSql.imported)
  const known = raw.prepare<[number], { id: number }>('SELECT id FROM import WHERE id = ?')
  const forgetImport = raw.prepare<[number]>('DELETE FROM import WHERE id = ?')

  return {
    deleteMessages(ids) {
      const chats = new Set(ids.flatMap((id) => messages.message(id)?.conversation ?? []))
      for (const id of ids) messages.remove(id)
      for (const chat of chats) conversations.removed(chat)
    },
    messagesFrom: (conversation, after, limit) =>
      parts
        .first(conversation, 'rising', limit, (part) => due.all(part, rowid(after), limit))
        .map(({ id, at, kept }) => ({ id: String(id), at, kept: kept !== 0 })),
    lastBefore: (time) =>
      String(spanBelow((newest.get()?.id ?? 0) + 1, { since: Number.NEGATIVE_INFINITY, until: time }).high - 1),
    messagesOfImport: (id, limit) => imported.all(id, limit).map((row) => String(row.id)),
    hasImport: (id) => known.get(id) !== undefined,
    forgetImport: (id) => void forgetImport.run(id),
    forgetConversation: conversations.forget,
  }
}
