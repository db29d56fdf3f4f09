/** What happened to own messages on their way: one row each, bounded. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { DeliveryState, Millis } from '../../../shared/engine/io.ts'
import { LedgerEntry, MAX_LEDGER } from '../../../shared/model/ledger.ts'
import { assertNever } from '../../../shared/result.ts'

/**
 * Messages back from the newest one whose ledgers are kept: some months of a busy office, and about 10 MB. Who asks why a message was late
 * asks within days.
 */
export const LEDGERS = 50_000

export interface Ledger {
  note(message: number, delivery: DeliveryState, at: Millis): void
  of(message: number): LedgerEntry[]
}

export function openLedger(raw: Database.Database): Ledger {
  const note = raw.prepare<{ message: number; entry: string }>(
    `INSERT INTO ledger VALUES (@message, json_array(json(@entry))) ON CONFLICT (message) DO UPDATE SET entries =
       json_insert(CASE WHEN json_array_length(entries) < ${MAX_LEDGER} THEN entries ELSE json_remove(entries, '$[1]') END,
         '$[#]', json(@entry))`,
  )
  // Behind the same index as every other use of the table: what is too old lies at its very beginning.
  const forget = raw.prepare<[number]>('DELETE FROM ledger WHERE message <= ?')
  const one = raw.prepare<[number], { entries: string }>('SELECT entries FROM ledger WHERE message = ?')
  const Entries = z.array(LedgerEntry)

  return {
    note(message, delivery, at) {
      note.run({ message, entry: JSON.stringify({ at, event: delivery.state, ...factsOf(delivery) }) })
      forget.run(message - LEDGERS)
    },
    of(message) {
      const found = Entries.safeParse(JSON.parse(one.get(message)?.entries ?? '[]'))
      return found.success ? found.data : []
    },
  }
}

function factsOf(delivery: DeliveryState): Omit<LedgerEntry, 'at' | 'event'> {
  switch (delivery.state) {
    case 'sent':
      return { ...delivery.to, retryAt: delivery.retryAt }
    case 'delivered':
    case 'opened':
      return { ...delivery.from }
    case 'queued':
    case 'failed':
      return { reason: delivery.reason }
    default:
      return assertNever(delivery)
  }
}
