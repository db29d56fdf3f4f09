/** Searches in messages and in the names of files. The index is up to date (text-index.ts); how much is looked at is search-walk.ts's. */
import type Database from 'better-sqlite3'
import type { FileSearchQuery, SearchQuery, SearchStore } from '../../../shared/core/ports.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { SearchFilter } from '../../../shared/model/search-filter.ts'
import { openAttachments } from './attachments.ts'
import { matchExpression } from './match.ts'
import { MESSAGE_COLUMNS, type MessageRow, rowid } from './messages.ts'
import { openSpans, type Span, walk } from './search-walk.ts'
import { PLACES } from './text-index.ts'

/** Hits are counted as far as anybody steps through them. */
const MOST_COUNTED = 1_000
/** Milliseconds for counting, as search-walk.ts has them for finding. */
const COUNT_TIME = 10

const HITS = 'message_text f CROSS JOIN message m ON m.id = f.rowid'
const FITS = 'm.at >= ? AND m.at < ? AND m.direction IN (?, ?)'

/**
 * FTS5 ends at a bound only when it is an integer, and the library binds every number as a real one: without the cast a search reads all
 * that lies beyond, and the rows are dropped afterwards.
 */
const WINDOW = 'f.rowid >= CAST(? AS INTEGER) AND f.rowid < CAST(? AS INTEGER)'

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const searchSql = {
  search: `SELECT ${MESSAGE_COLUMNS} FROM ${HITS} CROSS JOIN conversation c ON c.number = m.conversation
    WHERE f.message_text MATCH ? AND ${WINDOW} AND ${FITS} ORDER BY f.rowid DESC LIMIT ?`,
  all: `SELECT ${MESSAGE_COLUMNS} FROM message m CROSS JOIN conversation c ON c.number = m.conversation
    WHERE m.id >= ? AND m.id < ? AND ${FITS} ORDER BY m.id DESC LIMIT ?`,
  count: `SELECT count(*) AS count FROM (SELECT 1 FROM ${HITS}
    WHERE f.message_text MATCH ? AND ${WINDOW} AND ${FITS} LIMIT ?)`,
  files: `SELECT f.rowid AS place, m.id AS message, c.id AS conversation, m.direction, m.at
    FROM attachment_text f CROSS JOIN message m ON m.id = f.rowid / ${PLACES} CROSS JOIN conversation c ON c.number = m.conversation
    WHERE f.attachment_text MATCH ? AND ${WINDOW} AND ${FITS} ORDER BY f.rowid DESC LIMIT ?`,
} as const

type Fits = [since: number, until: number, direction: string, other: string]
type Bound = [match: string, low: number, high: number, ...Fits, limit: number]

interface FileRow {
  readonly place: number
  readonly message: number
  readonly conversation: string
  readonly direction: Message['direction']
  readonly at: number
}

const fits = ({ since, until, direction }: SearchFilter): Fits => [
  since ?? Number.NEGATIVE_INFINITY,
  until ?? Number.POSITIVE_INFINITY,
  direction ?? 'in',
  direction ?? 'out',
]

const placeOf = (place: number): string => `${Math.floor(place / PLACES)}.${place % PLACES}`

export function openSearch(
  raw: Database.Database,
  toMessage: (row: MessageRow) => Message,
  clock: () => number = () => performance.now(),
): SearchStore {
  const search = raw.prepare<Bound, MessageRow>(searchSql.search)
  const all = raw.prepare<[low: number, high: number, ...Fits, limit: number], MessageRow>(searchSql.all)
  const count = raw.prepare<Bound, { count: number }>(searchSql.count)
  const files = raw.prepare<Bound, FileRow>(searchSql.files)
  const newest = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message')
  const numberOf = raw.prepare<[string], { number: number }>('SELECT number FROM conversation WHERE id = ?')
  const attachments = openAttachments(raw)
  const spansBelow = openSpans(raw)

  const end = (): number => (newest.get()?.id ?? 0) + 1
  const spans = (high: number, { since, until }: SearchFilter): Span[] =>
    spansBelow(high, { since: since ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY })
  /** `nothing` when no chat or no word is left that anything could fit, or nothing was asked for. */
  const expressionOf = (
    column: 'text' | 'name',
    text: string,
    filter: SearchFilter,
  ): string | undefined | { readonly nothing: true } => {
    const { chats, has } = filter
    if (text.trim() === '' && Object.keys(filter).length === 0) return { nothing: true }
    const numbers = chats?.flatMap((id) => numberOf.get(id)?.number ?? [])
    if (numbers?.length === 0) return { nothing: true }
    const expression = matchExpression(column, text, numbers, has)
    const hasWords = text.trim() !== ''
    return hasWords && matchExpression(column, text, undefined) === undefined ? { nothing: true } : expression
  }

  function countHits(expression: string, filter: SearchFilter): { count: number; more: boolean } {
    let counted = 0
    const unseen = walk(
      spans(end(), filter),
      ({ low, high }) => {
        counted += count.get(expression, low, high, ...fits(filter), MOST_COUNTED - counted)?.count ?? 0
        return counted < MOST_COUNTED ? 'more' : 'enough'
      },
      clock,
      COUNT_TIME,
    )
    return { count: counted, more: unseen !== undefined || counted >= MOST_COUNTED }
  }

  return {
    search({ text, filter = {}, before, limit, count: isCounted }: SearchQuery) {
      const expression = expressionOf('text', text, filter)
      const nothing = { messages: [], hasMore: false }
      if (typeof expression === 'object') return isCounted ? { ...nothing, total: { count: 0, more: false } } : nothing
      const rows: MessageRow[] = []
      const unseen = walk(
        spans(before === undefined ? end() : Math.min(end(), rowid(before)), filter),
        ({ low, high }) => {
          const missing = limit + 1 - rows.length
          const found =
            expression === undefined
              ? all.all(low, high, ...fits(filter), missing)
              : search.all(expression, low, high, ...fits(filter), missing)
          rows.push(...found)
          return rows.length > limit ? 'enough' : 'more'
        },
        clock,
      )
      const messages = rows.slice(0, limit).map(toMessage)
      const next = rows.length > limit ? rows[limit - 1]?.id : unseen
      return {
        messages,
        hasMore: next !== undefined,
        ...(next !== undefined && { next: String(next) }),
        ...(isCounted && expression !== undefined && { total: countHits(expression, filter) }),
      }
    },

    searchFiles({ text, filter = {}, before, limit }: FileSearchQuery) {
      const expression = expressionOf('name', text, filter)
      if (expression === undefined || typeof expression === 'object') return { files: [], hasMore: false }
      const [message = '', index = ''] = before?.split('.') ?? []
      const start = before === undefined ? end() * PLACES : rowid(message) * PLACES + rowid(index)
      const rows: FileRow[] = []
      const unseen = walk(
        spans(Math.ceil(start / PLACES), filter),
        ({ low, high }) => {
          const top = Math.min(start, high * PLACES)
          rows.push(...files.all(expression, low * PLACES, top, ...fits(filter), limit + 1 - rows.length))
          return rows.length > limit ? 'enough' : 'more'
        },
        clock,
      )
      const found = rows.slice(0, limit).flatMap(({ place, message, conversation, direction, at }) => {
        const attachment = attachments.shown(message).find(({ index }) => index === place % PLACES)
        return attachment === undefined ? [] : [{ message: String(message), conversation, direction, at, attachment }]
      })
      const last = rows[limit - 1]
      const next = rows.length > limit && last !== undefined ? last.place : unseen && unseen * PLACES
      return { files: found, hasMore: next !== undefined, ...(next !== undefined && { next: placeOf(next) }) }
    },
  }
}
