/** Counts what the engine dropped, per sender and reason, for the log: a line per datagram would let a stranger fill the disk. */

import type { DropReason } from '../engine/events.ts'
import type { Endpoint } from '../engine/io.ts'

export interface Drop {
  readonly address: string
  readonly reason: DropReason
  readonly count: number
}

/** A /24 of misbehaving programs with each of the reasons fits several times; forged senders beyond it push out the oldest. */
export const MAX_DROPS = 1_024

export interface Drops {
  count(from: Endpoint, reason: DropReason): void
  list(): readonly Drop[]
}

export function createDrops(): Drops {
  const counts = new Map<string, Drop>()
  return {
    count({ address }, reason) {
      const key = `${reason} ${address}`
      const before = counts.get(key)
      const oldest = counts.keys().next()
      if (before === undefined && counts.size >= MAX_DROPS && !oldest.done) counts.delete(oldest.value)
      counts.set(key, { address, reason, count: (before?.count ?? 0) + 1 })
    },
    list: () => [...counts.values()],
  }
}
