/**
 * How a search goes back through the history: in windows of ids, the newest first. A window that was quick is followed by a larger one, and
 * when the time for one answer is over, the answer says from where to go on. So no query, however unlucky, holds up the host: what is rare
 * is found in a handful of windows, what is common in the first.
 */
import type Database from 'better-sqlite3'
import { BLOCK_BITS } from './text-index.ts'

/** Ids from `low` to before `high`. */
export interface Span {
  readonly low: number
  readonly high: number
}

/** Messages in the first window: a few milliseconds even if every one of them has to be looked at. */
const FIRST_WINDOW = 16_384
const SMALLEST_WINDOW = 2_048
/**
 * Milliseconds: a window that took less is followed by one eight times as large, one that took more by one of a quarter. Most of what a
 * window takes is the way to its first id, in the lists of all words: many small ones take a hundred times as long as a single large one.
 */
const QUICK = 5
const SLOW = 10
/** Milliseconds for one answer, about: the last window may go over. */
const TIME = 15

/** Undefined: everything was looked at, or `take` had enough; else the id below which nothing was. */
export function walk(
  spans: readonly Span[],
  take: (window: Span) => 'enough' | 'more',
  clock: () => number,
  time = TIME,
): number | undefined {
  const start = clock()
  let size = FIRST_WINDOW
  for (const { low, high } of spans) {
    for (let top = high; top > low; ) {
      const window = { low: Math.max(low, top - size), high: top }
      const began = clock()
      if (take(window) === 'enough') return undefined
      top = window.low
      const now = clock()
      if (now - start > time) return top > 0 ? top : undefined
      if (now - began < QUICK) size *= 8
      else if (now - began > SLOW) size = Math.max(SMALLEST_WINDOW, size / 4)
    }
  }
  return undefined
}

export interface Times {
  readonly since: number
  readonly until: number
}

/** Where messages of that time can be: newest ids first, all below `high`. */
export function openSpans(raw: Database.Database): (high: number, times: Times) => Span[] {
  const blocks = raw.prepare<[], { block: number; first: number; last: number }>(
    'SELECT block, first_at AS first, last_at AS last FROM message_span ORDER BY block',
  )
  return (high, { since, until }) => {
    if (since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY) return [{ low: 0, high }]
    const outside = new Set(
      blocks.all().flatMap(({ block, first, last }) => (last < since || first >= until ? [block] : [])),
    )
    const spans: Span[] = []
    for (let block = Math.floor((high - 1) / 2 ** BLOCK_BITS); block >= 0; block--) {
      if (outside.has(block)) continue
      const low = block * 2 ** BLOCK_BITS
      const span = { low, high: Math.min(high, low + 2 ** BLOCK_BITS) }
      const previous = spans.at(-1)
      if (previous?.low === span.high) spans[spans.length - 1] = { low, high: previous.high }
      else spans.push(span)
    }
    return spans
  }
}
