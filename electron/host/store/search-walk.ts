/**
 * How a search goes back through the history: along the rows that the index has for its words, from the newest on. Each row is looked at
 * here, and when the time for one answer is over, the answer says from where to go on: so what is common, and then dropped for its time or
 * its side, never holds up the host. A query that the index has no row for is one statement without an end in between: it takes two
 * milliseconds for rare words and some tens for a sentence of the most common ones, in 1,000,000 messages. (Windows of ids do not shorten
 * it: FTS5 compares a bound only with rows that fit, and finds its way to the first of them from the newest anew each time.)
 */
import type Database from 'better-sqlite3'
import type { Message } from '../../../shared/model/message.ts'
import { BLOCK_BITS } from './text-index.ts'

/** Ids from `low` to before `high`. */
export interface Span {
  readonly low: number
  readonly high: number
}

/** A row that has the words. */
export interface Candidate {
  /** The id of the message, or the place of the file (text-index.ts). */
  readonly place: number
  readonly at: number
  readonly direction: Message['direction']
}

export interface Found {
  readonly found: readonly number[]
  /** Below it nothing was looked at; undefined when everything was. */
  readonly next: number | undefined
  readonly total?: { readonly count: number; readonly more: boolean }
}

/** Milliseconds for one answer, about. */
const TIME = 15

/** The first `limit` that fit. `counting`: goes on behind them, for as long again, up to so many. */
export function walk(
  rows: Iterable<Candidate>,
  fits: (row: Candidate) => boolean,
  limit: number,
  clock: () => number,
  counting?: { readonly most: number; readonly time: number },
): Found {
  const start = clock()
  const found: number[] = []
  let count = 0
  let next: number | undefined
  let isWhole = true
  for (const row of rows) {
    if (fits(row)) {
      count += 1
      if (found.length < limit) found.push(row.place)
      else next ??= found.at(-1)
    }
    const took = clock() - start
    // More than the page is known to be there: the rest is only counted.
    const isPage = next !== undefined
    if (isPage && counting !== undefined && count < counting.most && took <= TIME + counting.time) continue
    if (!isPage && took <= TIME) continue
    next ??= row.place
    isWhole = false
    break
  }
  const total = { count: Math.min(count, counting?.most ?? 0), more: !isWhole }
  return { found, next, ...(counting !== undefined && { total }) }
}

export interface Times {
  readonly since: number
  readonly until: number
}

/** Between which ids, all below `high`, messages of that time can be. */
export function openSpans(raw: Database.Database): (high: number, times: Times) => Span {
  const blocks = raw.prepare<[], { block: number; first: number; last: number }>(
    'SELECT block, first_at AS first, last_at AS last FROM message_span ORDER BY block',
  )
  return (high, { since, until }) => {
    if (since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY) return { low: 0, high }
    const outside = new Set(
      blocks.all().flatMap(({ block, first, last }) => (last < since || first >= until ? [block] : [])),
    )
    let low = 0
    while (outside.has(low) && low * 2 ** BLOCK_BITS < high) low++
    let top = Math.floor((high - 1) / 2 ** BLOCK_BITS)
    while (top >= low && outside.has(top)) top--
    return { low: low * 2 ** BLOCK_BITS, high: Math.min(high, (top + 1) * 2 ** BLOCK_BITS) }
  }
}
