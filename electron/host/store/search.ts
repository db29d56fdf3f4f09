/** Searches in messages and in the names of files. The index is up to date (text-index.ts); how much is looked at is search-walk.ts's. */
import type Database from 'better-sqlite3'
import type { FileSearchQuery, SearchQuery, SearchStore } from '../../../shared/core/ports.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { SearchFilter } from '../../../shared/model/search-filter.ts'
import { openAttachments } from './attachments.ts'
import { matchExpression } from './match.ts'
import { type MessageRow, messageSql, rowid } from './messages.ts'
import { type Parts, SHOWN_IN } from './parts.ts'
import { type Candidate, openSpans, type Span, walk } from './search-walk.ts'
import { PLACES } from './text-index.ts'

/** Hits are counted as far as anybody steps through them. */
const MOST_COUNTED = 1_000
/** Milliseconds for counting beyond the page, as search-walk.ts has them for finding. */
const COUNT_TIME = 10

/**
 * FTS5 ends at a bound only when it is an integer, and the library binds every number as a real one: without the cast a search reads all
 * that lies beyond, and the rows are dropped afterwards.
 */
const WINDOW = 'f.rowid >= CAST(? AS INTEGER) AND f.rowid < CAST(? AS INTEGER)'

/** The texts of the statements whose plans test/store/plans.test.ts asserts. All of them are read from the newest row on. */
export const searchSql = {
  search: `SELECT f.rowid AS place, m.at, m.direction FROM message_text f CROSS JOIN message m ON m.id = f.rowid
    WHERE f.message_text MATCH ? AND ${WINDOW} ORDER BY f.rowid DESC`,
  all: 'SELECT id AS place, at, direction FROM message WHERE id >= ? AND id < ? ORDER BY id DESC',
  files: `SELECT f.rowid AS place, m.at, m.direction FROM attachment_text f CROSS JOIN message m ON m.id = f.rowid / ${PLACES}
    WHERE f.attachment_text MATCH ? AND ${WINDOW} ORDER BY f.rowid DESC`,
} as const

type Bound = [match: string, low: number, high: number]

interface FileRow {
  readonly conversation: string
  readonly direction: Message['direction']
  readonly at: number
}

const fits =
  ({ since, until, direction }: SearchFilter) =>
  (row: Candidate): boolean =>
    row.at >= (since ?? row.at) &&
    row.at < (until ?? Number.POSITIVE_INFINITY) &&
    row.direction === (direction ?? row.direction)

const placeOf = (place: number): string => `${Math.floor(place / PLACES)}.${place % PLACES}`

export function openSearch(
  raw: Database.Database,
  toMessage: (row: MessageRow) => Message,
  parts: Parts,
  clock: () => number = () => performance.now(),
): SearchStore {
  const search = raw.prepare<Bound, Candidate>(searchSql.search)
  const all = raw.prepare<[low: number, high: number], Candidate>(searchSql.all)
  const files = raw.prepare<Bound, Candidate>(searchSql.files)
  const one = raw.prepare<[number], MessageRow>(messageSql.one)
  const fileOf = raw.prepare<[number], FileRow>(
    `SELECT ${SHOWN_IN} AS conversation, m.direction, m.at FROM message m CROSS JOIN conversation c ON c.number = m.conversation
     WHERE m.id = ?`,
  )
  const newest = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message')
  const attachments = openAttachments(raw)
  const spanBelow = openSpans(raw)

  const end = (): number => (newest.get()?.id ?? 0) + 1
  const span = (high: number, { since, until }: SearchFilter): Span =>
    spanBelow(high, { since: since ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY })
  /** `nothing` when no chat or no word is left that anything could fit, or nothing was asked for. */
  const expressionOf = (
    column: 'text' | 'name',
    text: string,
    filter: SearchFilter,
  ): string | undefined | { readonly nothing: true } => {
    const { chats, has } = filter
    if (text.trim() === '' && Object.keys(filter).length === 0) return { nothing: true }
    const numbers = chats?.flatMap(parts.numbers)
    if (numbers?.length === 0) return { nothing: true }
    const expression = matchExpression(column, text, numbers, has)
    const hasWords = text.trim() !== ''
    return hasWords && matchExpression(column, text, undefined) === undefined ? { nothing: true } : expression
  }

  return {
    search({ text, filter = {}, before, limit, count }: SearchQuery) {
      const expression = expressionOf('text', text, filter)
      const isCounted = count === true && before === undefined
      const nothing = { messages: [], hasMore: false }
      if (typeof expression === 'object') return isCounted ? { ...nothing, total: { count: 0, more: false } } : nothing
      const { low, high } = span(before === undefined ? end() : Math.min(end(), rowid(before)), filter)
      const rows = expression === undefined ? all.iterate(low, high) : search.iterate(expression, low, high)
      const { found, next, total } = walk(
        rows,
        fits(filter),
        limit,
        clock,
        isCounted ? { most: MOST_COUNTED, time: COUNT_TIME } : undefined,
      )
      return {
        messages: found.flatMap((id) => one.get(id) ?? []).map(toMessage),
        hasMore: next !== undefined,
        ...(next !== undefined && { next: String(next) }),
        ...(total !== undefined && { total }),
      }
    },

    searchFiles({ text, filter = {}, before, limit }: FileSearchQuery) {
      const expression = expressionOf('name', text, filter)
      if (expression === undefined || typeof expression === 'object') return { files: [], hasMore: false }
      const [message = '', index = ''] = before?.split('.') ?? []
      const start = before === undefined ? end() * PLACES : rowid(message) * PLACES + rowid(index)
      const { low, high } = span(Math.ceil(start / PLACES), filter)
      const rows = files.iterate(expression, low * PLACES, Math.min(start, high * PLACES))
      const { found, next } = walk(rows, fits(filter), limit, clock)
      const hits = found.flatMap((place) => {
        const message = Math.floor(place / PLACES)
        const attachment = attachments.shown(message).find(({ index }) => index === place % PLACES)
        const of = fileOf.get(message)
        return attachment === undefined || of === undefined ? [] : [{ message: String(message), ...of, attachment }]
      })
      return { files: hits, hasMore: next !== undefined, ...(next !== undefined && { next: placeOf(next) }) }
    },
  }
}
