/** A history as people read it, chat by chat and page by page, from one moment: what comes meanwhile is not in it. */
import type Database from 'better-sqlite3'
import type { Message } from '../../../shared/model/message.ts'
import { openRaw } from './database.ts'
import { countMessages, type ExportScope, messageScope } from './export-rows.ts'
import { FLAG, systemOf } from './message-flags.ts'
import { isCovered } from './messages.ts'
import { SHOWN_IN } from './parts.ts'
import { isDamage } from './storage-error.ts'

export interface ExportedChat {
  readonly id: string
  /** As the peer said them; alias first. Not inert. */
  readonly name: string
  readonly user: string
  readonly host: string
  readonly group: string
  readonly messages: number
}

export interface ExportedMessage {
  readonly direction: Message['direction']
  readonly at: number
  readonly state: Message['state']
  readonly text: string
  readonly sealed: boolean
  readonly locked: boolean
  readonly automatic: boolean
  readonly files: readonly ExportedFile[]
}

export interface ExportedFile {
  readonly name: string
  readonly size: number
  /** Where it is on this computer, if it came or was sent from here. */
  readonly path: string | undefined
}

export interface HistoryReader {
  readonly raw: Database.Database
  readonly total: number
  /** Our own name; empty when none was set. */
  readonly self: string
  chats(): readonly ExportedChat[]
  messages(chat: string): Generator<readonly ExportedMessage[]>
  close(): void
}

const PAGE = 500

interface Row {
  readonly id: number
  readonly direction: Message['direction']
  readonly at: number
  readonly state: Message['state']
  readonly text: string
  readonly flags: number
  readonly openedAt: number | null
}

/** Throws SqliteError. */
export function readHistory(path: string, scope: ExportScope): HistoryReader {
  const raw = openRaw(path, { readonly: true })
  try {
    // Holds this moment until the end; in the write-ahead log nobody waits for it.
    raw.exec('BEGIN')
    const total = countMessages(raw, scope)
    return reader(raw, scope, total)
  } catch (error) {
    raw.close()
    throw error
  }
}

function reader(raw: Database.Database, scope: ExportScope, total: number): HistoryReader {
  const sender = raw.prepare<[number], { name: string }>('SELECT name FROM group_sender WHERE message = ?')
  /** In a group each line says whose it is. */
  const said = (text: string, message: number, flags: number): string => {
    const event = systemOf(flags)
    if (event !== undefined)
      return `[${[event, sender.get(message)?.name ?? '', text].filter((part) => part !== '').join(': ')}]`
    const name = (flags & FLAG.group) === 0 ? undefined : sender.get(message)?.name
    return name === undefined ? text : `${name}: ${text}`
  }
  const files = raw.prepare<[number], { name: string; size: number; path: string | null; source: string | null }>(
    `SELECT a.name, a.size, t.path, t.source FROM attachment a LEFT JOIN transfer t ON t.message = a.message AND t.position = a.position
     WHERE a.message = ? ORDER BY a.position`,
  )
  return {
    raw,
    total,
    self: selfName(raw),
    chats() {
      const [condition, values] = messageScope(raw, scope)
      return raw
        .prepare<unknown[], ExportedChat>(
          `SELECT c.id, coalesce(nullif(l.alias, ''), nullif(p.name, ''), nullif(p.user, ''), nullif(r.name, ''), c.id) AS name, coalesce(p.user, '') AS user,
             coalesce(p.host, '') AS host, coalesce(p.department, '') AS "group", g.messages
           FROM (SELECT ${SHOWN_IN} AS id, sum(n.messages) AS messages, max(n.newest) AS newest
             FROM (SELECT conversation, count(*) AS messages, max(id) AS newest FROM message WHERE ${condition} GROUP BY conversation) n
             JOIN conversation c ON c.number = n.conversation GROUP BY 1) g
           JOIN conversation c ON c.id = g.id LEFT JOIN peer p ON p.id = c.id LEFT JOIN alias l ON l.peer = c.id
           LEFT JOIN chat_group r ON c.id = 'group:' || r.id
           ORDER BY g.newest DESC`,
        )
        .all(...values)
    },
    *messages(chat) {
      const [condition, values] = messageScope(raw, { ...scope, conversation: chat })
      const page = raw.prepare<unknown[], Row>(
        `SELECT id, direction, at, state, text, flags, opened_at AS openedAt FROM message WHERE id > ? AND ${condition} ORDER BY id LIMIT ${PAGE}`,
      )
      for (let after = -1; ; ) {
        const rows = page.all(after, ...values)
        if (rows.length === 0) return
        after = rows.at(-1)?.id ?? after
        yield rows.map(({ id: number, flags, openedAt, ...row }) => ({
          ...row,
          // In its envelope until its receiver opens it, here as everywhere.
          text: isCovered({ direction: row.direction, flags, openedAt }) ? '' : said(row.text, number, flags),
          sealed: (flags & FLAG.sealed) !== 0,
          locked: (flags & FLAG.locked) !== 0,
          automatic: (flags & FLAG.automatic) !== 0,
          files:
            (flags & FLAG.attachments) === 0
              ? []
              : files
                  .all(number)
                  .map(({ name, size, path, source }) => ({ name, size, path: path ?? source ?? undefined })),
        }))
      }
    },
    close() {
      try {
        raw.exec('COMMIT')
      } catch (error) {
        if (!isDamage(error)) throw error
      } finally {
        raw.close()
      }
    },
  }
}

function selfName(raw: Database.Database): string {
  const stored = raw.prepare<[], { value: string }>("SELECT value FROM setting WHERE key = 'name'").get()?.value
  const name: unknown = stored === undefined ? '' : JSON.parse(stored)
  return typeof name === 'string' ? name : ''
}
