import { z } from 'zod'
import { MessageReason } from './message.ts'

/** Lines that are kept of one message: the first one, and the newest. A message that waits for a week is tried some hundreds of times. */
export const MAX_LEDGER = 32

/**
 * What happened to an own message, one line each: it waits (`queued`), it left for an address (`sent`), its receiver answered
 * (`delivered`, `opened`), or a round of attempts ended without an answer (`failed`).
 */
export const LedgerEntry = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  event: z.enum(['queued', 'sent', 'delivered', 'opened', 'failed']),
  /** The route: where it went, or from where the answer came. */
  address: z.string().optional(),
  port: z.number().int().optional(),
  reason: MessageReason.optional(),
  /** Of `sent`: when it leaves again unless an answer comes. */
  retryAt: z.number().optional(),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>
