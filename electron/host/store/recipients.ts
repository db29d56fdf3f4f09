/** To whom else messages went, and what their senders and readers wish of them besides (protocol.md 2.2, 3.3, 5.5). Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { Millis, PeerId } from '../../../shared/engine/io.ts'
import { FLAG } from './message-flags.ts'
import { SHOWN_IN } from './parts.ts'

/** The texts of the statements whose plans test/store/recipients.test.ts asserts. */
export const recipientSql = {
  /** A sealed message of ours under that number to that person, the newest. */
  sealed: `SELECT m.id, m.opened_at AS openedAt FROM message m CROSS JOIN conversation c ON c.number = m.conversation
    WHERE m.packet_no = ? AND (m.flags & ${FLAG.sealed}) <> 0 AND m.direction = 'out' AND ${SHOWN_IN} = ? ORDER BY m.id DESC LIMIT 1`,
  fleeting: `SELECT m.id FROM message m CROSS JOIN conversation c ON c.number = m.conversation
    WHERE (m.flags & ${FLAG.fleeting}) <> 0 AND m.id <= c.read_up_to ORDER BY m.id LIMIT ?`,
} as const

/** Some tens of milliseconds of deleting; more of them stay until the next start. */
const MAX_FLEETING = 500

export interface Recipients {
  save(message: number, peers: readonly PeerId[]): void
  of(message: number): PeerId[]
  /** The reader of a sealed message opened it, or threw it away. Its id, or undefined when there is none, or that is known. */
  noticed(peer: PeerId, packetNo: string, as: 'opened' | 'discarded', at: Millis): number | undefined
  /** Messages that were read and that their senders want in no log. */
  fleeting(): number[]
}

export function openRecipients(raw: Database.Database): Recipients {
  const insert = raw.prepare<[number, string]>('INSERT INTO recipients VALUES (?, ?)')
  const one = raw.prepare<[number], { peers: string }>('SELECT peers FROM recipients WHERE message = ?')
  const sealed = raw.prepare<[string, string], { id: number; openedAt: number | null }>(recipientSql.sealed)
  const fleeting = raw.prepare<[number], { id: number }>(recipientSql.fleeting)
  const opened = raw.prepare<[number, number, number]>(
    `UPDATE message SET state = 'opened', reason = NULL, retry_at = NULL, opened_at = ?, delivered_at = coalesce(delivered_at, ?) WHERE id = ?`,
  )
  const discarded = raw.prepare<[number]>(
    `UPDATE message SET flags = flags | ${FLAG.discarded} WHERE id = ? AND (flags & ${FLAG.discarded}) = 0`,
  )

  return {
    save: (message, peers) => void insert.run(message, JSON.stringify(peers)),
    of(message) {
      const peers: unknown = JSON.parse(one.get(message)?.peers ?? '[]')
      return Array.isArray(peers) ? peers.filter((peer) => typeof peer === 'string') : []
    },
    noticed(peer, packetNo, as, at) {
      const found = sealed.get(packetNo, peer)
      if (found === undefined || found.openedAt !== null) return undefined
      const { changes } = as === 'opened' ? opened.run(at, at, found.id) : discarded.run(found.id)
      return changes > 0 ? found.id : undefined
    },
    fleeting: () => fleeting.all(MAX_FLEETING).map(({ id }) => id),
  }
}
