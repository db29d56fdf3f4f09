/** Days, stars, quotes and code pages of messages. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { MessageFacts, Reread, Rereading } from '../../../shared/core/ports.ts'
import type { PeerId } from '../../../shared/engine/io.ts'
import type { Message } from '../../../shared/model/message.ts'
import { type Encoding, encodingFromName } from '../../../shared/protocol/index.ts'
import { openAttachments } from './attachments.ts'
import { FLAG } from './message-flags.ts'
import { MESSAGE_COLUMNS, type MessageRow, type Messages, NO_BOUND, rowid } from './messages.ts'
import type { Parts } from './parts.ts'
import type { TextIndex } from './text-index.ts'

const NUMBER = '(SELECT number FROM conversation WHERE id = ?)'
const STARRED = `(m.flags & ${FLAG.starred}) <> 0`

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const readingSql = {
  firstSince: `SELECT id, at FROM message WHERE conversation = ${NUMBER} AND at >= ? ORDER BY at, id LIMIT 1`,
  hasMessages: `SELECT 1 AS found FROM message WHERE conversation = ${NUMBER} AND at >= ? AND at < ? LIMIT 1`,
  starredOf: `SELECT ${MESSAGE_COLUMNS} FROM conversation c CROSS JOIN message m ON m.conversation = c.number
    WHERE c.id = ? AND m.id < ? AND ${STARRED} ORDER BY m.id DESC LIMIT ?`,
  starred: `SELECT ${MESSAGE_COLUMNS} FROM message m CROSS JOIN conversation c ON c.number = m.conversation
    WHERE m.id < ? AND ${STARRED} ORDER BY m.id DESC LIMIT ?`,
  datagrams: `SELECT id, raw AS datagram FROM message
    WHERE conversation = ${NUMBER} AND direction = 'in' AND id < ? ORDER BY id DESC LIMIT ?`,
} as const

interface FactsRow {
  readonly packetNo: string | null
  readonly address: string | null
  readonly datagram: Uint8Array | null
}

interface ReadingRow {
  readonly peer: string
  readonly encoding: string | null
  readonly before: number | null
}

export interface Reading {
  firstSince(conversation: string, at: number): string | undefined
  hasMessages(conversation: string, from: number, to: number): boolean
  setStarred(ids: readonly string[], starred: boolean): Message[]
  starred(query: {
    readonly conversation?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  }): { messages: Message[]; hasMore: boolean }
  messageFacts(id: string): MessageFacts | undefined
  saveQuote(message: string, source: string): void
  quoteOf(message: string): string | undefined
  readings(): Map<PeerId, Encoding>
  saveReading(reading: Omit<Rereading, 'before'> & { readonly before: string | undefined }): void
  rereadings(): Rereading[]
  datagramsBefore(conversation: string, before: string, limit: number): { id: string; datagram: Uint8Array }[]
  reread(messages: readonly Reread[]): Message[]
  /** `from` is `into` from now on, whose own choice wins. */
  merge(from: PeerId, into: PeerId): void
}

/** Ids travel as text of at most 15 digits. */
export const NEWER_THAN_ALL = 999_999_999_999_999

const encodingOf = (name: string | null): Encoding | undefined => (name === null ? undefined : encodingFromName(name))

export function openReading(raw: Database.Database, messages: Messages, index: TextIndex, parts: Parts): Reading {
  const attachments = openAttachments(raw)
  const firstSince = raw.prepare<[string, number], { id: number; at: number }>(readingSql.firstSince)
  const hasMessages = raw.prepare<[string, number, number], { found: number }>(readingSql.hasMessages)
  const setStar = {
    on: raw.prepare<[number]>(`UPDATE message SET flags = flags | ${FLAG.starred} WHERE id = ?`),
    off: raw.prepare<[number]>(`UPDATE message SET flags = flags & ~${FLAG.starred} WHERE id = ?`),
  }
  const starredOf = raw.prepare<[string, number, number], MessageRow>(readingSql.starredOf)
  const starred = raw.prepare<[number, number], MessageRow>(readingSql.starred)
  const facts = raw.prepare<[number], FactsRow>(
    'SELECT packet_no AS packetNo, address, raw AS datagram FROM message WHERE id = ?',
  )
  const saveQuote = raw.prepare<[number, number]>(
    'INSERT INTO quote VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET source = excluded.source',
  )
  const quote = raw.prepare<[number], { source: number }>('SELECT source FROM quote WHERE message = ?')
  const readings = raw.prepare<[], ReadingRow>('SELECT peer, encoding, before FROM reading')
  const saveReading = raw.prepare<[string, string | null, number | null]>(
    `INSERT INTO reading VALUES (?, ?, ?)
     ON CONFLICT (peer) DO UPDATE SET encoding = excluded.encoding, before = excluded.before`,
  )
  const removeReading = raw.prepare<[string]>('DELETE FROM reading WHERE peer = ?')
  const moveReading = raw.prepare<[string, number, string]>(
    'UPDATE OR IGNORE reading SET peer = ?, before = ? WHERE peer = ?',
  )
  const datagrams = raw.prepare<[string, number, number], { id: number; datagram: Uint8Array | null }>(
    readingSql.datagrams,
  )
  const reread = raw.prepare<[string, string, number]>('UPDATE message SET text = ?, encoding = ? WHERE id = ?')
  return {
    firstSince(conversation, at) {
      const found = parts.ids(conversation).flatMap((part) => firstSince.get(part, at) ?? [])
      const [row] = found.sort((a, b) => a.at - b.at || a.id - b.id)
      return row === undefined ? undefined : String(row.id)
    },
    hasMessages: (conversation, from, to) =>
      parts.ids(conversation).some((part) => hasMessages.get(part, from, to) !== undefined),

    setStarred: (ids, on) =>
      ids.flatMap((id) => {
        setStar[on ? 'on' : 'off'].run(rowid(id))
        return messages.message(id) ?? []
      }),
    starred({ conversation, before, limit }) {
      const bound = before === undefined ? NO_BOUND : rowid(before)
      const rows =
        conversation === undefined
          ? starred.all(bound, limit + 1)
          : parts.first(conversation, 'falling', limit + 1, (part) => starredOf.all(part, bound, limit + 1))
      return { messages: rows.slice(0, limit).map(messages.toMessage), hasMore: rows.length > limit }
    },

    messageFacts(id) {
      const row = facts.get(rowid(id))
      if (row === undefined) return undefined
      const { packetNo, address, datagram } = row
      return { packetNo: packetNo ?? undefined, address: address ?? undefined, datagram: datagram ?? undefined }
    },

    saveQuote: (message, source) => void saveQuote.run(rowid(message), rowid(source)),
    quoteOf(message) {
      const row = quote.get(rowid(message))
      return row === undefined ? undefined : String(row.source)
    },

    readings: () =>
      new Map(
        readings.all().flatMap(({ peer, encoding }) => {
          const chosen = encodingOf(encoding)
          return chosen === undefined ? [] : [[peer, chosen] as const]
        }),
      ),
    saveReading({ peer, encoding, before }) {
      // Back to automatic, and all of it: nothing is left to remember.
      if (encoding === undefined && before === undefined) removeReading.run(peer)
      else saveReading.run(peer, encoding ?? null, before === undefined ? null : rowid(before))
    },
    rereadings: () =>
      readings
        .all()
        .flatMap(({ peer, encoding, before }) =>
          before === null ? [] : { peer, encoding: encodingOf(encoding), before: String(before) },
        ),
    datagramsBefore: (conversation, before, limit) =>
      parts
        .first(conversation, 'falling', limit, (part) => datagrams.all(part, rowid(before), limit))
        .map(({ id, datagram }) => ({ id: String(id), datagram: datagram ?? new Uint8Array(0) })),
    reread(messagesAs) {
      const changed = messagesAs.flatMap(({ id, text, encoding, attachments: named }) => {
        const before = messages.message(id)
        if (before === undefined) return []
        attachments.rename(rowid(id), named)
        reread.run(text, encoding, rowid(id))
        const after = messages.message(id)
        return after === undefined || JSON.stringify(after) === JSON.stringify(before) ? [] : after
      })
      if (changed.length > 0) index.renewAll(changed.map(({ id }) => rowid(id)).sort((a, b) => a - b))
      return changed
    },
    merge(from, into) {
      // What came under the other name is read anew, too.
      moveReading.run(into, NEWER_THAN_ALL, from)
      removeReading.run(from)
    },
  }
}
