/**
 * What a user types into a search field: words, and filters like `from:"张 三"`, `has:file` or `before:2026-11-20`. The typed text is the
 * only state there is: a picker writes a filter into it, and a chip takes one out. Never throws; what is no filter is words.
 */
import { foldText } from './fold.ts'
import {
  type FilterKind,
  filterKinds,
  filterWords,
  type HasKind,
  hasKinds,
  hasWords,
  meWords,
  todayWords,
  yesterdayWords,
} from './search-words.ts'

export interface Day {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
}

/** From the first day to before the day that follows the last; a month of thirteen or a day of zero is put right by who counts the time. */
export interface Period {
  readonly first: Day
  readonly next: Day
}

/** Where it stands in the typed text: UTF-16 offsets, `end` exclusive. */
interface Place {
  readonly start: number
  readonly end: number
}

export type QueryFilter = Place &
  (
    | { readonly kind: 'from' | 'in'; readonly value: string; readonly me: boolean }
    | { readonly kind: 'has'; readonly value: HasKind }
    | { readonly kind: 'before' | 'after' | 'on'; readonly value: string; readonly period: Period }
    /** Its value is missing, or not understood yet: it narrows nothing while it is being typed. */
    | { readonly kind: 'unfinished'; readonly of: FilterKind; readonly value: string }
  )

export interface ParsedQuery {
  /** The words alone, separated by one space. */
  readonly words: string
  readonly filters: readonly QueryFilter[]
}

/** More filters than this say nothing more. */
const MAX_FILTERS = 20

const kindOf = new Map(filterKinds.flatMap((kind) => filterWords[kind].map((word) => [foldText(word), kind] as const)))
const hasOf = new Map(hasKinds.flatMap((kind) => hasWords[kind].map((word) => [foldText(word), kind] as const)))
const isOneOf = (words: readonly string[]): ((value: string) => boolean) => {
  const folded = new Set(words.map(foldText))
  return (value) => folded.has(foldText(value))
}
const isMe = isOneOf(meWords)
const isToday = isOneOf(todayWords)
const isYesterday = isOneOf(yesterdayWords)

/** A key, a colon of either width, and a value that may stand in quotes; or anything else up to a blank. */
const PART = /([\p{L}]{1,12})[:：](?:["“”「『]([^"“”」』]*)["“”」』]?|(\S*))|\S+/gu

/** `today`: the day of who searches, for `today` and dates without a year. */
export function parseQuery(text: string, today: Day): ParsedQuery {
  const words: string[] = []
  const filters: QueryFilter[] = []
  for (const match of text.matchAll(PART)) {
    const [whole, key = '', quoted, plain = ''] = match
    const kind = key === '' ? undefined : kindOf.get(foldText(key))
    const place = { start: match.index, end: match.index + whole.length }
    const startsPart = match.index === 0 || /\s/u.test(text[match.index - 1] ?? '')
    if (kind === undefined || !startsPart) words.push(whole)
    else if (filters.length < MAX_FILTERS)
      filters.push({ ...place, ...filterOf(kind, (quoted ?? plain).trim(), today) })
  }
  return { words: words.join(' '), filters }
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

function filterOf(kind: FilterKind, value: string, today: Day): Without<QueryFilter, keyof Place> {
  const unfinished = { kind: 'unfinished', of: kind, value } as const
  if (value === '') return unfinished
  switch (kind) {
    case 'from':
    case 'in':
      return { kind, value, me: kind === 'from' && isMe(value) }
    case 'has': {
      const has = hasOf.get(foldText(value))
      return has === undefined ? unfinished : { kind, value: has }
    }
    case 'before':
    case 'after':
    case 'on': {
      const period = periodOf(value, today)
      return period === undefined ? unfinished : { kind, value, period }
    }
  }
}

const FULL = /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const WITHOUT_YEAR = /^(\d{1,2})[-/.月](\d{1,2})日?$/

/** `2026-11-20`, `2026/11`, `2026`, `20261120`, `11-20`, `2026年11月20日`, `today`, and the words of the other languages. */
export function periodOf(value: string, today: Day): Period | undefined {
  const text = value.normalize('NFKC')
  if (isToday(text)) return dayPeriod(today)
  if (isYesterday(text)) return dayPeriod({ ...today, day: today.day - 1 })
  const short = WITHOUT_YEAR.exec(text)
  if (short !== null) return checked(today.year, Number(short[1]), Number(short[2]))
  const found = COMPACT.exec(text) ?? FULL.exec(text)
  if (found === null) return undefined
  const [, year, month, day] = found
  return checked(
    Number(year),
    month === undefined ? undefined : Number(month),
    day === undefined ? undefined : Number(day),
  )
}

const dayPeriod = (first: Day): Period => ({ first, next: { ...first, day: first.day + 1 } })

function checked(year: number, month: number | undefined, day: number | undefined): Period | undefined {
  if (year < 1970 || year > 9998) return undefined
  if (month === undefined) return { first: { year, month: 1, day: 1 }, next: { year: year + 1, month: 1, day: 1 } }
  if (month < 1 || month > 12) return undefined
  if (day === undefined) return { first: { year, month, day: 1 }, next: { year, month: month + 1, day: 1 } }
  return day < 1 || day > 31 ? undefined : dayPeriod({ year, month, day })
}

/** The query with one filter more, at its end. */
export function withFilter(text: string, kind: FilterKind, value: string): string {
  const inert = value.replace(/["“”「」『』]/gu, '')
  const written = /[\s:：]/u.test(inert) || inert === '' ? `"${inert}"` : inert
  const before = text.trimEnd()
  return `${before}${before === '' ? '' : ' '}${kind}:${written} `
}

/** The query without that filter. */
export const withoutFilter = (text: string, { start, end }: Place): string =>
  [text.slice(0, start).trimEnd(), text.slice(end).trimStart()].filter((part) => part !== '').join(' ')
