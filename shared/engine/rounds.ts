/** When a message leaves again: the waits within one round of transmissions, and the pauses between rounds (protocol.md 3.2). Milliseconds. */
import type { Millis } from './io.ts'
import type { Random } from './random.ts'

/** Before each repeat, and after the last one. At first like IPMsg and iptux, which wait 1 to 1.5 s, then gentler. */
const WAITS = [1_000, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000] as const
/** Per cent. Two colleagues who were cut off together do not repeat together. */
const JITTER = 10
/** Before the next round of somebody who is heard but does not acknowledge: his program may show every repeat to him. */
const PAUSES = [0, 60_000, 600_000, 3_600_000] as const

/** Before the next round of somebody who is not asked in another way. */
export const QUIET_PAUSE: Millis = 20_000

/** How long to wait after this transmission of a round, from 1 on; undefined when it was one too many. */
export function waitAfter(transmission: number, random: Random): Millis | undefined {
  const wait = WAITS[transmission - 1]
  return wait === undefined ? undefined : Math.round((wait * random.between(100 - JITTER, 100 + JITTER)) / 100)
}

/** How long to wait after this many rounds, from 0 on, that nobody answered. */
export const pauseAfter = (rounds: number): Millis => PAUSES[Math.min(rounds, PAUSES.length - 1)] ?? 0

/** Transmissions of an encrypted message without an answer, after which its receiver may have another key (protocol.md 5.3). */
export const UNREAD_AFTER = 2
