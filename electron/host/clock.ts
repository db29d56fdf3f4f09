import type { Millis } from '../../shared/engine/io.ts'

/**
 * The time of day that never goes back: after somebody sets the clock back, it goes on from where it was at the speed of the monotonic
 * clock until the program ends or the time of day has caught up. Repeats and answers wait for times in the future; with a clock that
 * falls back an hour they would wait an hour longer.
 */
export function createClock(wall: () => Millis, monotonic: () => number): () => Millis {
  let shown = wall()
  let seen = monotonic()
  return () => {
    const elapsed = monotonic() - seen
    seen += elapsed
    shown = Math.max(wall(), shown + elapsed)
    return Math.floor(shown)
  }
}
