/** Messages: what is written when one comes, goes or changes, and how they are read. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { MessageQuery, OfferedItem } from '../../../shared/core/ports.ts'
import type { DeliveryState, IncomingMessage, Millis, OutgoingMessage } from '../../../shared/engine/io.ts'
import { unreadableKey } from '../../../shared/engine/key-record.ts'
import type { MessageOptions } from '../../../shared/engine/records.ts'
import type { Message } from '../../../shared/model/message.ts'
import { imageAttachment, openAttachments } from './attachments.ts'
import { cipherFlags, FLAG, protectionOf, systemOf } from './message-flags.ts'
import { type Parts, SHOWN_IN } from './parts.ts'
import type { Recipients } from './recipients.ts'
import type { TextIndex } from './text-index.ts'

export interface MessageRow {
  readonly id: number
  readonly conversation: string
  readonly direction: Message['direction']
  readonly text: string
  readonly at: number
  readonly state: Message['state']
  readonly reason: NonNullable<Message['reason']> | null
  readonly attempts: number
  readonly retryAt: number | null
  readonly sentAt: number | null
  readonly deliveredAt: number | null
  readonly openedAt: number | null
  readonly encoding: string
  readonly flags: number
}

interface OutboxRow extends Omit<OutgoingMessage, 'id' | 'packetNo' | 'attachments' | 'images'> {
  readonly id: number
  readonly packetNo: string | null
  readonly flags: number
}

export const MESSAGE_COLUMNS = `m.id, ${SHOWN_IN} AS conversation, m.direction, m.text, m.at, m.state, m.reason, m.attempts, m.retry_at AS retryAt,
  m.sent_at AS sentAt, m.delivered_at AS deliveredAt, m.opened_at AS openedAt, m.encoding, m.flags`

/** Own messages `m` that are still to be delivered; word for word the condition of the index message_outbox. */
export const UNFINISHED = `m.direction = 'out' AND (m.state IN ('queued', 'sent') OR (m.state = 'failed' AND m.reason NOT IN ('too-long', 'expired', 'cancelled')))`

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const messageSql = {
  before: `SELECT ${MESSAGE_COLUMNS} FROM conversation c JOIN message m ON m.conversation = c.number
    WHERE c.id = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?`,
  from: `SELECT ${MESSAGE_COLUMNS} FROM conversation c JOIN message m ON m.conversation = c.number
    WHERE c.id = ? AND m.id >= ? ORDER BY m.id LIMIT ?`,
  repeat: 'SELECT id FROM message WHERE conversation = ? AND repeat_key = ? AND at >= ? LIMIT 1',
  outbox: `SELECT m.id, ${SHOWN_IN} AS peer, m.text, m.packet_no AS packetNo, m.at AS queuedAt, m.attempts, m.flags
    FROM message m CROSS JOIN conversation c ON c.number = m.conversation
    WHERE ${UNFINISHED} AND (m.flags & ${FLAG.group}) = 0
    ORDER BY m.id`,
  one: `SELECT ${MESSAGE_COLUMNS} FROM message m CROSS JOIN conversation c ON c.number = m.conversation WHERE m.id = ?`,
} as const

/** Newer than every message. */
export const NO_BOUND = Number.MAX_SAFE_INTEGER

/** Ids travel as decimal text; what is none names no message. */
export const rowid = (id: string): number => (/^\d{1,15}$/.test(id) ? Number(id) : -1)

const flagsOf = (message: IncomingMessage): number =>
  (message.sealed ? FLAG.sealed : 0) |
  (message.confirmOpening ? FLAG.confirmOpening : 0) |
  (message.locked ? FLAG.locked : 0) |
  (message.broadcast ? FLAG.broadcast : 0) |
  (message.multicast ? FLAG.multicast : 0) |
  (message.automatic ? FLAG.automatic : 0) |
  (message.attachments.length + (message.images?.length ?? 0) > 0 ? FLAG.attachments : 0) |
  (message.unprotected ? FLAG.unprotected : 0) |
  cipherFlags(message.cipher) |
  (message.recipients === undefined ? 0 : FLAG.addressed) |
  (message.quiet ? FLAG.quiet : 0) |
  (message.fleeting ? FLAG.fleeting : 0)

/** In its envelope, or locked: nobody sees its text, not even a view, before the user opens it. */
export const isCovered = ({
  direction,
  flags,
  openedAt,
}: Pick<MessageRow, 'direction' | 'flags' | 'openedAt'>): boolean =>
  direction === 'in' && openedAt === null && (flags & (FLAG.sealed | FLAG.locked)) !== 0

const OPTIONS = FLAG.sealed | FLAG.locked | FLAG.multicast

const optionFlags = (options: MessageOptions | undefined): number =>
  options === undefined
    ? 0
    : (options.sealed ? FLAG.sealed : 0) |
      (options.locked ? FLAG.locked : 0) |
      (options.multicast ? FLAG.multicast : 0) |
      (options.recipients === undefined ? 0 : FLAG.addressed)

const optionsOf = (flags: number): MessageOptions => ({
  sealed: (flags & FLAG.sealed) !== 0,
  locked: (flags & FLAG.locked) !== 0,
  multicast: (flags & FLAG.multicast) !== 0,
})

export interface Messages {
  /** Whether one of the chats has it. */
  isRepeat(conversations: readonly number[], message: IncomingMessage): boolean
  insertIncoming(conversation: number, message: IncomingMessage): Message
  /** The message under the same number that nobody could read when it came. */
  unreadable(conversations: readonly number[], message: IncomingMessage): number | undefined
  /** What it says after all. */
  fill(id: number, message: IncomingMessage): Message
  insertOutgoing(
    conversation: number,
    message: {
      readonly text: string
      readonly at: Millis
      readonly items?: readonly OfferedItem[]
      readonly options?: MessageOptions | undefined
    },
  ): number
  /** False for what is too late to matter: an answer is known, or the message is gone. */
  setDelivery(id: string, delivery: DeliveryState, at: Millis): boolean
  remove(id: string): void
  message(id: string): Message | undefined
  toMessage(row: MessageRow): Message
  outbox(): OutgoingMessage[]
  page(query: MessageQuery): { messages: Message[]; hasBefore: boolean; hasAfter: boolean }
}

export function openMessages(raw: Database.Database, index: TextIndex, recipients: Recipients, parts: Parts): Messages {
  const insertIn = raw.prepare<[number, number, string, string, number, string, string, Uint8Array, string | null]>(
    `INSERT INTO message (conversation, direction, at, state, packet_no, encoding, flags, repeat_key, text, raw, address)
     VALUES (?, 'in', ?, 'received', ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertOut = raw.prepare<[number, number, number, string]>(
    `INSERT INTO message (conversation, direction, at, state, encoding, flags, text)
     VALUES (?, 'out', ?, 'queued', 'utf-8', ?, ?)`,
  )
  const sender = raw.prepare<[number], NonNullable<Message['sender']>>(
    'SELECT peer, name FROM group_sender WHERE message = ?',
  )
  const senderOf = (id: number): Pick<Message, 'sender'> => {
    const found = sender.get(id)
    return found === undefined ? {} : { sender: found }
  }
  const fillRow = raw.prepare<[string, number, string, string, Uint8Array, number]>(
    'UPDATE message SET text = ?, flags = ?, encoding = ?, repeat_key = ?, raw = ? WHERE id = ?',
  )
  const attachments = openAttachments(raw)
  const removeRow = raw.prepare<[number]>('DELETE FROM message WHERE id = ?')
  const one = raw.prepare<[number], MessageRow>(messageSql.one)
  const before = raw.prepare<[string, number, number], MessageRow>(messageSql.before)
  const from = raw.prepare<[string, number, number], MessageRow>(messageSql.from)
  const repeat = raw.prepare<[number, string, number], { id: number }>(messageSql.repeat)
  const outbox = raw.prepare<[], OutboxRow>(messageSql.outbox)
  const update = {
    queued: raw.prepare<[string, number]>(
      `UPDATE message SET state = 'queued', reason = ?, retry_at = NULL WHERE id = ?`,
    ),
    sent: raw.prepare<[string, number, number, number, number, string, number]>(
      `UPDATE message SET state = 'sent', reason = NULL, packet_no = ?, attempts = ?, retry_at = ?, sent_at = coalesce(sent_at, ?), flags = (flags & ~${FLAG.encrypted}) | ?,
         address = coalesce((SELECT address FROM peer WHERE id = ?), address)
       WHERE id = ?`,
    ),
    delivered: raw.prepare<[number, number]>(
      `UPDATE message SET state = 'delivered', reason = NULL, retry_at = NULL, delivered_at = ? WHERE id = ?`,
    ),
    opened: raw.prepare<[number, number, number]>(
      `UPDATE message SET state = 'opened', reason = NULL, retry_at = NULL, opened_at = ?, delivered_at = coalesce(delivered_at, ?)
       WHERE id = ?`,
    ),
    failed: raw.prepare<[string, number, number]>(
      `UPDATE message SET state = 'failed', reason = ?, attempts = ?, retry_at = NULL WHERE id = ?`,
    ),
  }

  const toMessage = (row: MessageRow): Message => ({
    id: String(row.id),
    conversation: row.conversation,
    direction: row.direction,
    text: isCovered(row) ? '' : row.text,
    at: row.at,
    state: row.state,
    ...(row.reason !== null && { reason: row.reason }),
    attempts: row.attempts,
    ...(row.retryAt !== null && { retryAt: row.retryAt }),
    ...(row.sentAt !== null && { sentAt: row.sentAt }),
    ...(row.deliveredAt !== null && { deliveredAt: row.deliveredAt }),
    ...(row.openedAt !== null && { openedAt: row.openedAt }),
    encoding: row.encoding,
    sealed: (row.flags & FLAG.sealed) !== 0,
    locked: (row.flags & FLAG.locked) !== 0,
    broadcast: (row.flags & FLAG.broadcast) !== 0,
    ...((row.flags & FLAG.shake) !== 0 && { shake: true }),
    ...((row.flags & FLAG.system) !== 0 && { system: systemOf(row.flags) }),
    automatic: (row.flags & FLAG.automatic) !== 0,
    ...protectionOf(row),
    ...((row.flags & FLAG.imported) !== 0 && { imported: true }),
    attachments: (row.flags & FLAG.attachments) !== 0 ? attachments.shown(row.id) : [],
    ...((row.flags & FLAG.group) !== 0 && senderOf(row.id)),
    ...((row.flags & FLAG.starred) !== 0 && { starred: true }),
    ...((row.flags & FLAG.addressed) !== 0 && { recipients: recipients.of(row.id) }),
    ...((row.flags & FLAG.quiet) !== 0 && { quiet: true }),
    ...((row.flags & FLAG.discarded) !== 0 && { discarded: true }),
  })

  const message = (id: string): Message | undefined => {
    const row = one.get(rowid(id))
    return row === undefined ? undefined : toMessage(row)
  }

  return {
    message,
    toMessage,

    isRepeat: (conversations, { repeatKey, repeatSince }) =>
      conversations.some((conversation) => repeat.get(conversation, repeatKey, repeatSince) !== undefined),

    insertIncoming(conversation, incoming) {
      const { receivedAt, packetNo, encoding, repeatKey, text } = incoming
      const flags = flagsOf(incoming)
      const address = incoming.from?.address ?? null
      const id = Number(
        insertIn.run(conversation, receivedAt, packetNo, encoding, flags, repeatKey, text, incoming.raw, address)
          .lastInsertRowid,
      )
      attachments.insert(id, [...incoming.attachments, ...(incoming.images ?? []).map(imageAttachment)])
      if (incoming.recipients !== undefined) recipients.save(id, incoming.recipients)
      index.added()
      // Not read back: this is what each acknowledgement waits for.
      return toMessage({
        ...{ id, conversation: incoming.peer, direction: 'in', text, at: receivedAt, state: 'received', reason: null },
        ...{ attempts: 0, retryAt: null, sentAt: null, deliveredAt: null, openedAt: null, encoding, flags },
      })
    },

    unreadable: (conversations, { packetNo }) =>
      conversations.flatMap((conversation) => repeat.get(conversation, unreadableKey(packetNo), 0)?.id ?? [])[0],

    fill(id, incoming) {
      fillRow.run(incoming.text, flagsOf(incoming), incoming.encoding, incoming.repeatKey, incoming.raw, id)
      attachments.insert(id, incoming.attachments)
      index.renew(id)
      const filled = message(String(id))
      if (filled === undefined) throw new Error('a message that was just found is missing')
      return filled
    },

    insertOutgoing(conversation, { text, at, items = [], options }) {
      const flags = (items.length > 0 ? FLAG.attachments : 0) | optionFlags(options)
      const id = Number(insertOut.run(conversation, at, flags, text).lastInsertRowid)
      attachments.insert(
        id,
        items.map(({ attachment }) => attachment),
      )
      if (options?.recipients !== undefined) recipients.save(id, options.recipients)
      index.added()
      return id
    },

    // An answer can be late or double: what was delivered stays so, and the first time counts.
    setDelivery(id, delivery, at) {
      const row = one.get(rowid(id))
      if (row === undefined || row.direction === 'in' || row.state === 'opened') return false
      if (row.state === 'delivered' && delivery.state !== 'opened') return false
      switch (delivery.state) {
        case 'queued':
          update.queued.run(delivery.reason, row.id)
          break
        case 'sent':
          update.sent.run(
            ...([String(delivery.packetNo), delivery.attempts, delivery.retryAt, at] as const),
            ...([delivery.encrypted ? FLAG.encrypted : 0, row.conversation, row.id] as const),
          )
          break
        case 'delivered':
          update.delivered.run(delivery.at, row.id)
          break
        case 'opened':
          update.opened.run(delivery.at, delivery.at, row.id)
          break
        case 'failed':
          update.failed.run(delivery.reason, delivery.attempts, row.id)
      }
      return true
    },

    remove(id) {
      index.remove(rowid(id))
      removeRow.run(rowid(id))
    },

    outbox: () =>
      outbox.all().map(({ id, packetNo, flags, ...rest }) => ({
        ...rest,
        id: String(id),
        packetNo: packetNo === null ? undefined : Number(packetNo),
        ...((flags & FLAG.attachments) !== 0 && attachments.sent(id)),
        ...((flags & OPTIONS) !== 0 && {
          options: { ...optionsOf(flags), ...((flags & FLAG.addressed) !== 0 && { recipients: recipients.of(id) }) },
        }),
      })),

    page({ conversation, before: older, after: newer, around, limit }) {
      // One row more on each side tells whether there is more.
      const down = (bound: number, most = limit + 1): MessageRow[] =>
        parts.first(conversation, 'falling', most, (part) => before.all(part, bound, most))
      const up = (bound: number, most = limit + 1): MessageRow[] =>
        parts.first(conversation, 'rising', most, (part) => from.all(part, bound, most))
      if (around !== undefined) {
        const below = down(rowid(around))
        const above = up(rowid(around))
        const half = Math.floor(limit / 2)
        const belowCount = Math.min(below.length, Math.max(half, limit - above.length))
        const aboveCount = Math.min(above.length, limit - belowCount)
        const rows = [...below.slice(0, belowCount).toReversed(), ...above.slice(0, aboveCount)]
        return {
          messages: rows.map(toMessage),
          hasBefore: below.length > belowCount,
          hasAfter: above.length > aboveCount,
        }
      }
      if (newer !== undefined) {
        const rows = up(rowid(newer) + 1)
        const hasBefore = down(rowid(newer) + 1, 1).length > 0
        return { messages: rows.slice(0, limit).map(toMessage), hasBefore, hasAfter: rows.length > limit }
      }
      const rows = down(older === undefined ? NO_BOUND : rowid(older))
      return {
        messages: rows.slice(0, limit).toReversed().map(toMessage),
        hasBefore: rows.length > limit,
        hasAfter: older !== undefined && up(rowid(older), 1).length > 0,
      }
    },
  }
}
