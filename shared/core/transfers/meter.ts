/** How fast a transfer is: an average over the last seconds, so that a number on a screen can be read. */
import type { Millis } from '../../engine/io.ts'

/** After this time what was before counts for a third. */
const MEMORY: Millis = 3_000
/** Bytes come in blocks: shorter samples would jump. */
const MIN_SAMPLE: Millis = 200

export interface Meter {
  /** `done`: bytes so far. */
  sample(now: Millis, done: number): void
  /** Bytes a second; undefined before the first sample. */
  readonly rate: number | undefined
}

export function createMeter(start: Millis, begun: number): Meter {
  let at = start
  let seen = begun
  let rate: number | undefined
  return {
    sample(now, done) {
      const elapsed = now - at
      if (elapsed < MIN_SAMPLE) return
      const current = Math.max(0, done - seen) / (elapsed / 1_000)
      // At first the plain average: one slow beginning must not be remembered for long.
      const weight = Math.max(1 - Math.exp(-elapsed / MEMORY), elapsed / (now - start))
      rate = (rate ?? 0) + weight * (current - (rate ?? 0))
      at = now
      seen = done
    },
    get rate() {
      return rate
    },
  }
}
