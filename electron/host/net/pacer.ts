/** Holds the sum of all transfers to a rate. */
import { setTimeout as delay } from 'node:timers/promises'

export interface Pacer {
  /** Bytes a second; 0 is as fast as it goes. */
  setRate(rate: number): void
  /** Resolves when `bytes` more may follow. */
  pace(bytes: number): Promise<void>
}

/** Shorter waits are left to add up: a timer for each block would be slower than the rate. */
const MIN_WAIT = 5

export function createPacer(now: () => number): Pacer {
  let rate = 0
  let free = 0
  return {
    setRate(next) {
      rate = next
      free = 0
    },
    async pace(bytes) {
      if (rate === 0) return
      const start = now()
      free = Math.max(free, start) + (bytes / rate) * 1000
      const wait = free - start
      if (wait >= MIN_WAIT) await delay(wait)
    },
  }
}
