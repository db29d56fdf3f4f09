/** Time that moves only when a test says so. */
import type { Millis } from '../../shared/engine/io.ts'

export interface ManualClock {
  readonly now: () => Millis
  readonly schedule: (delay: Millis, work: () => void) => void
  /** Runs what falls due, in order, each at its own time. */
  advance(by: Millis): void
  /** Sets the clock without running anything: a user or a time server did. */
  set(to: Millis): void
}

export function createManualClock(start: Millis): ManualClock {
  const due: { readonly at: Millis; readonly work: () => void }[] = []
  let now = start
  return {
    now: () => now,
    schedule: (delay, work) => void due.push({ at: now + delay, work }),
    advance(by) {
      const end = now + by
      for (;;) {
        const next = due.toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > end) break
        due.splice(due.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.work()
      }
      now = end
    },
    set(to) {
      now = to
    },
  }
}
