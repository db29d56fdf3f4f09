/** Chats: their rows follow the messages within the same transaction. Callers provide it. */
import type Database from 'better-sqlite3'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { rowid } from './messages.ts'
import { nameless, type Parts } from './parts.ts'

interface ConversationRow {
  readonly number: number
  readonly id: string
  readonly lastMessage: number | null
  readonly readUpTo: number
  readonly unread: number
  readonly draft: string
  readonly pinned: number
  readonly draftFiles: number
  readonly quoting: number | null
  readonly mutedUntil: number | null
  readonly within: string | null
}

const COLUMNS = `number, id, last_message AS lastMessage, read_up_to AS readUpTo, unread, draft, pinned, quoting,
  muted_until AS mutedUntil, within,
  (SELECT count(*) FROM draft_file d WHERE d.conversation = conversation.number) AS draftFiles`

/** Messages of somebody who turned out to be known already that are told to views; those who want more ask for a page. */
const TOLD = 64

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const conversationSql = {
  all: `SELECT ${COLUMNS} FROM conversation ORDER BY number`,
  one: `SELECT ${COLUMNS} FROM conversation WHERE id = ? AND within IS NULL`,
  parts: `SELECT ${COLUMNS} FROM conversation WHERE within = ?`,
  unread: `SELECT count(*) AS count FROM message WHERE conversation = ? AND direction = 'in' AND id > ?`,
  last: 'SELECT max(id) AS id FROM message WHERE conversation = ?',
  firstUnread: `SELECT min(id) AS id FROM message WHERE conversation = ? AND direction = 'in' AND id > ?`,
  newest: 'SELECT id FROM message WHERE conversation = ? ORDER BY id DESC LIMIT ?',
} as const

export interface Conversations {
  all(): Conversation[]
  conversation(id: string): Conversation | undefined
  /** The number under which messages name the chat; makes the chat if needed, as a part of `shownIn` where that is another one. */
  number(id: string, shownIn?: string): number
  added(number: number, message: number, direction: Message['direction']): void
  removed(id: string): void
  markRead(id: string, upTo: string): void
  setDraft(id: string, text: string): void
  /** Undefined: the draft answers nothing. */
  setQuoting(id: string, message: string | undefined): void
  setPinned(id: string, pinned: boolean): void
  setMuted(id: string, until: number | undefined): void
  /** The chat has no messages any more. */
  erase(id: string): void
  /** Removes a chat without messages; false for one that has some. */
  forget(id: string): boolean
  /** The chat `from`, whose person never was one of his own, is a part of `into`'s for ever. The newest of its messages, oldest first. */
  merge(from: string, into: string): readonly number[]
  /** The chat `from` is a part of `into`'s, with all its parts; drafts are joined, and what holds for either holds for both. */
  join(from: string, into: string): void
}

export function openConversations(
  raw: Database.Database,
  parts: Parts,
  message: (id: string) => Message | undefined,
): Conversations {
  const all = raw.prepare<[], ConversationRow>(conversationSql.all)
  const one = raw.prepare<[string], ConversationRow>(conversationSql.one)
  const within = raw.prepare<[string], ConversationRow>(conversationSql.parts)
  const numberOf = raw.prepare<[string], { number: number }>('SELECT number FROM conversation WHERE id = ?')
  const insert = raw.prepare<[string, string | null]>('INSERT INTO conversation (id, within) VALUES (?, ?)')
  const addIncoming = raw.prepare<[number, number]>(
    'UPDATE conversation SET last_message = ?, unread = unread + 1 WHERE number = ?',
  )
  const addOutgoing = raw.prepare<[number, number]>('UPDATE conversation SET last_message = ? WHERE number = ?')
  const unread = raw.prepare<[number, number], { count: number }>(conversationSql.unread)
  const last = raw.prepare<[number], { id: number | null }>(conversationSql.last)
  const setSummary = raw.prepare<[number | null, number, number]>(
    'UPDATE conversation SET last_message = ?, unread = ? WHERE number = ?',
  )
  const setRead = raw.prepare<[number, number, number]>(
    'UPDATE conversation SET read_up_to = ?, unread = ? WHERE number = ?',
  )
  const setDraft = raw.prepare<[string, string]>('UPDATE conversation SET draft = ? WHERE id = ?')
  const setQuoting = raw.prepare<[number | null, string]>('UPDATE conversation SET quoting = ? WHERE id = ?')
  const setPinned = raw.prepare<[number, string]>('UPDATE conversation SET pinned = ? WHERE id = ?')

  const setMuted = raw.prepare<[number | null, string]>('UPDATE conversation SET muted_until = ? WHERE id = ?')
  const firstUnread = raw.prepare<[number, number], { id: number | null }>(conversationSql.firstUnread)
  const newest = raw.prepare<[number, number], { id: number }>(conversationSql.newest)
  const rename = raw.prepare<[string, number]>('UPDATE conversation SET id = ? WHERE number = ?')
  const putWithin = raw.prepare<[string, number]>('UPDATE conversation SET within = ? WHERE number = ?')
  const moveParts = raw.prepare<[string, string]>('UPDATE conversation SET within = ? WHERE within = ?')
  const erase = raw.prepare<[string, string]>('DELETE FROM conversation WHERE id = ? OR within = ?')
  const setShared = raw.prepare<[string, number, number | null, number]>(
    'UPDATE conversation SET draft = ?, pinned = ?, muted_until = ? WHERE number = ?',
  )

  const unreadAfter = (number: number, id: number): number => unread.get(number, id)?.count ?? 0

  /** One mark for all parts: what was unread in any stays unread, though something that was read may stand behind it. */
  function readUpTo(rows: readonly ConversationRow[]): number {
    const unreadFrom = rows.flatMap(({ number, unread: count, readUpTo }) =>
      count === 0 ? [] : (firstUnread.get(number, readUpTo)?.id ?? []),
    )
    return unreadFrom.length > 0 ? Math.min(...unreadFrom) - 1 : Math.max(...rows.map((row) => row.readUpTo))
  }

  function toConversation(row: ConversationRow, others: readonly ConversationRow[]): Conversation {
    const rows = [row, ...others]
    const sum = (of: (each: ConversationRow) => number): number => rows.reduce((all, each) => all + of(each), 0)
    const lastId = Math.max(...rows.map(({ lastMessage }) => lastMessage ?? 0))
    const shown = lastId === 0 ? undefined : message(String(lastId))
    const quoting = row.quoting === null ? undefined : message(String(row.quoting))
    const draftFiles = sum((each) => each.draftFiles)
    return {
      id: row.id,
      peer: row.id,
      ...(shown !== undefined && { last: shown }),
      unread: sum((each) => each.unread),
      readUpTo: String(others.length === 0 ? row.readUpTo : readUpTo(rows)),
      draft: row.draft,
      ...(quoting !== undefined && { quoting }),
      pinned: row.pinned === 1,
      ...(draftFiles > 0 && { draftFiles }),
      ...(row.mutedUntil !== null && { mutedUntil: row.mutedUntil }),
    }
  }

  const rowsOf = (id: string): readonly ConversationRow[] => {
    const row = one.get(id)
    return row === undefined ? [] : [row, ...within.all(id)]
  }

  function number(id: string, shownIn = id): number {
    const known = numberOf.get(id)?.number
    if (known !== undefined) return known
    // A part is seen in its chat only.
    if (shownIn !== id) number(shownIn)
    return Number(insert.run(id, shownIn === id ? null : shownIn).lastInsertRowid)
  }

  /** What the composer and the list have of both. The rows of parts keep what they had. */
  function share(from: ConversationRow, into: ConversationRow): void {
    const draft = [into.draft, from.draft].filter((text) => text !== '').join('\n')
    const muted = Math.max(into.mutedUntil ?? 0, from.mutedUntil ?? 0) || null
    setShared.run(draft, Math.max(into.pinned, from.pinned), muted, into.number)
  }

  return {
    all() {
      const rows = all.all()
      const byChat = Map.groupBy(rows, (row) => row.within)
      return rows.flatMap((row) => (row.within === null ? toConversation(row, byChat.get(row.id) ?? []) : []))
    },

    conversation(id) {
      const [row, ...others] = rowsOf(id)
      return row === undefined ? undefined : toConversation(row, others)
    },

    number,

    added(number, id, direction) {
      if (direction === 'in') addIncoming.run(id, number)
      else addOutgoing.run(id, number)
    },

    removed(id) {
      for (const { number: part, readUpTo: upTo } of rowsOf(id))
        setSummary.run(last.get(part)?.id ?? null, unreadAfter(part, upTo), part)
    },

    // Reading never goes back, and never past what is there: messages to come are not read yet.
    markRead(id, upTo) {
      for (const row of rowsOf(id)) {
        const readTo = Math.max(row.readUpTo, Math.min(rowid(upTo), row.lastMessage ?? 0))
        if (readTo > row.readUpTo) setRead.run(readTo, unreadAfter(row.number, readTo), row.number)
      }
    },

    setDraft: (id, text) => void setDraft.run(text, id),
    setQuoting: (id, quoted) => void setQuoting.run(quoted === undefined ? null : rowid(quoted), id),
    setPinned: (id, pinned) => void setPinned.run(pinned ? 1 : 0, id),
    setMuted: (id, until) => void setMuted.run(until ?? null, id),

    erase: (id) => void erase.run(id, id),

    forget(id) {
      const rows = rowsOf(id)
      return rows.every(({ lastMessage }) => lastMessage === null) && erase.run(id, id).changes > 0
    },

    merge(fromId, intoId) {
      const from = one.get(fromId)
      if (from === undefined || fromId === intoId) return []
      const ids = parts.first(fromId, 'falling', TOLD, (part) => newest.all(number(part), TOLD))
      moveParts.run(intoId, fromId)
      const into = one.get(intoId)
      if (into === undefined) rename.run(intoId, from.number)
      else {
        share(from, into)
        // Somebody new may come under the name that he had.
        rename.run(nameless(from.number), from.number)
        putWithin.run(intoId, from.number)
      }
      return ids.map(({ id }) => id).toReversed()
    },

    join(fromId, intoId) {
      const from = one.get(fromId)
      if (from === undefined || fromId === intoId) return
      number(intoId)
      const into = one.get(intoId)
      if (into !== undefined) share(from, into)
      moveParts.run(intoId, fromId)
      putWithin.run(intoId, from.number)
    },
  }
}
