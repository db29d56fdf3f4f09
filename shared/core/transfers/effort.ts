/** How often, and how soon, an interrupted download is tried again by itself. */
import type { Millis } from '../../engine/io.ts'
import type { TransferReason } from '../../model/transfer.ts'

export interface Effort {
  /** Tries since bytes last came that nobody had seen before. */
  tries: number
  /** Most bytes that were ever here. */
  best: number
  lastTry: Millis
}

export const newEffort = (): Effort => ({ tries: 0, best: 0, lastTry: 0 })

const WAITS: readonly Millis[] = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000]
const LONGEST: Millis = 60_000

/** A lamp of a switch, a laptop asleep, a sender with too much to do: these end by themselves, however long it takes. */
const PATIENT: ReadonlySet<TransferReason> = new Set(['no-answer', 'peer-offline', 'limit'])
/** The connection breaks each time at the same place, or earlier: somebody has to look. */
const MAX_TRIES = 8
/** A file that is never what it should be will not become so. */
const MAX_WRONG = 3
const WRONG: ReadonlySet<TransferReason> = new Set(['hash-mismatch', 'changed', 'protocol'])

/** FeiQ refuses a second connection that comes too soon after the first (protocol.md 4.3). */
const FEIQ_TRIES = 3
export const FEIQ_PAUSE: Millis = 500

/** Milliseconds to wait for the next try; undefined when it makes no sense any more. */
export function nextTry(
  effort: Effort,
  failure: { readonly reason: TransferReason; readonly retry: 'auto' | 'manual' },
  isFeiq: boolean,
): Millis | undefined {
  const { tries } = effort
  if (isFeiq && tries <= FEIQ_TRIES && (failure.reason === 'refused' || failure.retry === 'auto')) return FEIQ_PAUSE
  if (failure.retry === 'manual') return undefined
  if (WRONG.has(failure.reason) && tries >= MAX_WRONG) return undefined
  if (!PATIENT.has(failure.reason) && tries >= MAX_TRIES) return undefined
  return WAITS[tries - 1] ?? LONGEST
}
