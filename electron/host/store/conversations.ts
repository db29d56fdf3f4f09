/** Chats: their rows follow the messages within the same transaction. Callers provide it. */
import type Database from 'better-sqlite3'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { rowid } from './messages.ts'
import type { Moving } from './moving.ts'

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
}

const COLUMNS = `number, id, last_message AS lastMessage, read_up_to AS readUpTo, unread, draft, pinned, quoting,
  muted_until AS mutedUntil,
  (SELECT count(*) FROM draft_file d WHERE d.conversation = conversation.number) AS draftFiles`

/** From here on two chats count as equally long: counting takes time, too. */
const LONG = 200_000

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const conversationSql = {
  all: `SELECT ${COLUMNS} FROM conversation WHERE number NOT IN (SELECT conversation FROM moving) ORDER BY number`,
  unread: `SELECT count(*) AS count FROM message WHERE conversation = ? AND direction = 'in' AND id > ?`,
  last: 'SELECT max(id) AS id FROM message WHERE conversation = ?',
  firstUnread: `SELECT min(id) AS id FROM message WHERE conversation = ? AND direction = 'in' AND id > ?`,
  length: 'SELECT count(*) AS count FROM (SELECT 1 FROM message WHERE conversation = ? LIMIT ?)',
} as const

export interface Conversations {
  all(): Conversation[]
  conversation(id: string): Conversation | undefined
  /** The number under which messages name the chat; makes the chat if needed. */
  number(id: string): number
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
  /** Everything of the chat `from` becomes `into`'s, the newest messages at once (moving.ts). Those of `from` that moved, oldest first. */
  merge(from: string, into: string): readonly number[]
  /** Moves what a merge left; undefined when there is nothing. */
  moveOn(): { readonly conversation: Conversation; readonly done: boolean } | undefined
}

export function openConversations(
  raw: Database.Database,
  moving: Moving,
  message: (id: string) => Message | undefined,
): Conversations {
  const all = raw.prepare<[], ConversationRow>(conversationSql.all)
  const one = raw.prepare<[string], ConversationRow>(`SELECT ${COLUMNS} FROM conversation WHERE id = ?`)
  const insert = raw.prepare<[string]>('INSERT INTO conversation (id) VALUES (?)')
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
  const length = raw.prepare<[number, number], { count: number }>(conversationSql.length)
  const idOf = raw.prepare<[number], { id: string }>('SELECT id FROM conversation WHERE number = ?')
  const rename = raw.prepare<[string, number]>('UPDATE conversation SET id = ? WHERE number = ?')
  const moveFiles = raw.prepare<[number, number, number]>(
    `UPDATE draft_file SET position = position + (SELECT coalesce(max(position) + 1, 0) FROM draft_file WHERE conversation = ?),
       conversation = ? WHERE conversation = ?`,
  )
  const erase = raw.prepare<[string]>('DELETE FROM conversation WHERE id = ?')
  const setMerged = raw.prepare<[number | null, number, number, string, number, number | null, number]>(
    `UPDATE conversation SET last_message = ?, read_up_to = ?, unread = ?, draft = ?, pinned = ?, muted_until = ?
     WHERE number = ?`,
  )

  const toConversation = (row: ConversationRow): Conversation => {
    const newest = row.lastMessage === null ? undefined : message(String(row.lastMessage))
    const quoting = row.quoting === null ? undefined : message(String(row.quoting))
    return {
      id: row.id,
      peer: row.id,
      ...(newest !== undefined && { last: newest }),
      unread: row.unread,
      readUpTo: String(row.readUpTo),
      draft: row.draft,
      ...(quoting !== undefined && { quoting }),
      pinned: row.pinned === 1,
      ...(row.draftFiles > 0 && { draftFiles: row.draftFiles }),
      ...(row.mutedUntil !== null && { mutedUntil: row.mutedUntil }),
    }
  }

  const unreadAfter = (number: number, id: number): number => unread.get(number, id)?.count ?? 0

  const summarize = ({ number, readUpTo }: ConversationRow): void =>
    void setSummary.run(last.get(number)?.id ?? null, unreadAfter(number, readUpTo), number)
  const lengthOf = (number: number): number => length.get(number, LONG)?.count ?? 0

  return {
    all: () => all.all().map(toConversation),

    conversation(id) {
      const row = one.get(id)
      return row === undefined ? undefined : toConversation(row)
    },

    number(id) {
      const number = one.get(id)?.number
      if (number !== undefined && !moving.isLeaving(number)) return number
      // Somebody new, under the name of one whose chat is on its way to another's.
      if (number !== undefined) rename.run(leavingName(number), number)
      return Number(insert.run(id).lastInsertRowid)
    },

    added(number, id, direction) {
      if (direction === 'in') addIncoming.run(id, number)
      else addOutgoing.run(id, number)
    },

    removed(id) {
      const row = one.get(id)
      if (row !== undefined) summarize(row)
    },

    // Reading never goes back, and never past what is there: messages to come are not read yet.
    markRead(id, upTo) {
      const row = one.get(id)
      if (row === undefined) return
      const readUpTo = Math.max(row.readUpTo, Math.min(rowid(upTo), row.lastMessage ?? 0))
      if (readUpTo > row.readUpTo) setRead.run(readUpTo, unreadAfter(row.number, readUpTo), row.number)
    },

    setDraft: (id, text) => void setDraft.run(text, id),
    setQuoting: (id, quoted) => void setQuoting.run(quoted === undefined ? null : rowid(quoted), id),
    setPinned: (id, pinned) => void setPinned.run(pinned ? 1 : 0, id),
    setMuted: (id, until) => void setMuted.run(until ?? null, id),

    erase: (id) => void erase.run(id),

    merge(fromId, intoId) {
      const from = one.get(fromId)
      if (from === undefined || fromId === intoId) return []
      const into = one.get(intoId)
      if (into === undefined) {
        rename.run(intoId, from.number)
        return moving.newest(from.number)
      }
      // One mark for both: what was unread in either stays unread, though something that was read may count again.
      const unreadFrom = [from, into].flatMap(({ number, readUpTo }) => firstUnread.get(number, readUpTo)?.id ?? [])
      const readUpTo = unreadFrom.length > 0 ? Math.min(...unreadFrom) - 1 : Math.max(from.readUpTo, into.readUpTo)
      // The shorter one moves: each of its messages is indexed anew.
      const [shorter, kept] = lengthOf(from.number) <= lengthOf(into.number) ? [from, into] : [into, from]
      moveFiles.run(kept.number, kept.number, shorter.number)
      rename.run(leavingName(shorter.number), shorter.number)
      rename.run(intoId, kept.number)
      const moved = moving.begin(shorter.number, kept.number)
      const draft = [into.draft, from.draft].filter((text) => text !== '').join('\n')
      const pinned = Math.max(into.pinned, from.pinned)
      const muted = Math.max(into.mutedUntil ?? 0, from.mutedUntil ?? 0) || null
      const newest = last.get(kept.number)?.id ?? null
      setMerged.run(newest, readUpTo, unreadAfter(kept.number, readUpTo), draft, pinned, muted, kept.number)
      return shorter === from ? moved : moving.newest(kept.number)
    },

    moveOn() {
      const moved = moving.next()
      if (moved === undefined) return undefined
      const id = idOf.get(moved.into)?.id ?? ''
      const row = one.get(id)
      if (row === undefined) return undefined
      summarize(row)
      return { conversation: toConversation(one.get(id) ?? row), done: moved.done }
    },
  }
}

/** Nobody's: the chat is not listed any more. */
const leavingName = (number: number): string => `leaving ${number}`
