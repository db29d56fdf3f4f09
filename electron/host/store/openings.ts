/** Sealed messages that the user opened, and those whose senders do not know it yet (protocol.md 3.3). Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { Millis } from '../../../shared/engine/io.ts'
import type { Notice } from '../../../shared/engine/records.ts'
import { FLAG } from './message-flags.ts'
import { rowid } from './messages.ts'
import { SHOWN_IN } from './parts.ts'

interface NoticeRow {
  readonly id: number
  readonly peer: string
  readonly packetNo: string
  readonly flags: number
}

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const openingSql = {
  untold: `SELECT m.id, ${SHOWN_IN} AS peer, m.packet_no AS packetNo, m.flags FROM message m CROSS JOIN conversation c ON c.number = m.conversation
    WHERE (m.flags & ${FLAG.openingUntold}) <> 0 ORDER BY m.id`,
} as const

export interface Openings {
  /** False when there is nothing to open: no such message, or it is open already. */
  open(id: string, at: Millis): boolean
  told(id: string): void
  /** Oldest first. */
  untold(): Notice[]
}

export function openOpenings(raw: Database.Database): Openings {
  const open = raw.prepare<[number, number]>(
    `UPDATE message SET opened_at = ?, flags = flags | CASE WHEN (flags & ${FLAG.sealed}) <> 0 THEN ${FLAG.openingUntold} ELSE 0 END
     WHERE id = ? AND direction = 'in' AND opened_at IS NULL AND (flags & ${FLAG.sealed | FLAG.locked}) <> 0`,
  )
  const told = raw.prepare<[number]>(`UPDATE message SET flags = flags & ~${FLAG.openingUntold} WHERE id = ?`)
  const untold = raw.prepare<[], NoticeRow>(openingSql.untold)

  return {
    open: (id, at) => open.run(at, rowid(id)).changes > 0,
    told: (id) => void told.run(rowid(id)),
    untold: () =>
      untold.all().map(({ id, flags, ...notice }) => ({
        ...notice,
        id: String(id),
        confirmed: (flags & FLAG.confirmOpening) !== 0,
      })),
  }
}
