/**
 * Whether a person is meant by what is typed: letters as they are (width, case and kana folded), pinyin whole or by initials or mixed
 * (`zhangs`, `zs`, `张s`), and, last of all, letters that only stand in that order.
 */
import { fold, foldedWords, foldText } from '../../shared/model/fold.ts'
import type { Peer } from '../../shared/model/peer.ts'
import type { Highlight } from '../../shared/model/segment.ts'
import { readingsOf } from './pinyin.ts'

/** Lower is better. From `scattered` on it is a guess. */
export const rank = {
  start: 0,
  wordStart: 1,
  pinyinStart: 2,
  inside: 3,
  pinyinInside: 4,
  field: 5,
  scattered: 6,
} as const
export type Rank = (typeof rank)[keyof typeof rank]

export interface PersonMatch {
  readonly rank: Rank
  /** In the name. */
  readonly marks: readonly Highlight[]
}

interface Unit extends Highlight {
  readonly text: string
  readonly isGap: boolean
}

/** A longer name or word is compared as far as this. */
const LONGEST = 64
/** Fewer letters stand in every second name in some order. */
const FEWEST_SCATTERED = 3

const otherFields = ['alias', 'nickname', 'note', 'signature', 'group', 'user', 'host', 'address', 'client'] as const

function unitsOf(text: string): Unit[] {
  const units: Unit[] = []
  fold(text.slice(0, LONGEST), (codePoint, start, end) => {
    const character = String.fromCodePoint(codePoint)
    units.push({ text: character, start, end, isGap: /[\s·・._-]/u.test(character) })
  })
  return units
}

/** The index after the last unit that `typed` takes from `at` on; blanks in the name need not be typed. */
function take(units: readonly Unit[], at: number, typed: string): { end: number; pinyin: boolean } | undefined {
  if (typed === '') return { end: at, pinyin: false }
  const unit = units[at]
  if (unit === undefined) return undefined
  if (typed.startsWith(unit.text)) {
    const rest = take(units, at + 1, typed.slice(unit.text.length))
    if (rest !== undefined) return rest
  }
  for (const reading of readingsOf(unit.text)) {
    if (reading.startsWith(typed)) return { end: at + 1, pinyin: true }
    // The whole reading first: `xian` is 先 before it is 西安.
    for (const part of [reading, ...initials(reading)]) {
      if (!typed.startsWith(part)) continue
      const rest = take(units, at + 1, typed.slice(part.length))
      if (rest !== undefined) return { ...rest, pinyin: true }
    }
  }
  return unit.isGap ? take(units, at + 1, typed) : undefined
}

const initials = (reading: string): readonly string[] =>
  /^[zcs]h/.test(reading) ? [reading.slice(0, 2), reading.slice(0, 1)] : [reading.slice(0, 1)]

const isWordStart = (units: readonly Unit[], at: number): boolean =>
  at === 0 || units[at - 1]?.isGap === true || !/^[\p{L}\p{N}]$/u.test(units[at - 1]?.text ?? '')

function inName(units: readonly Unit[], typed: string): PersonMatch | undefined {
  let best: PersonMatch | undefined
  for (const [at, unit] of units.entries()) {
    if (unit.isGap) continue
    const found = take(units, at, typed)
    if (found === undefined) continue
    const literal = at === 0 ? rank.start : isWordStart(units, at) ? rank.wordStart : rank.inside
    const by = found.pinyin ? (at === 0 ? rank.pinyinStart : rank.pinyinInside) : literal
    if (best !== undefined && best.rank <= by) continue
    best = { rank: by, marks: [{ start: unit.start, end: units[found.end - 1]?.end ?? unit.end }] }
  }
  return best
}

function scattered(units: readonly Unit[], typed: string): PersonMatch | undefined {
  const letters = [...typed]
  if (letters.length < FEWEST_SCATTERED) return undefined
  const marks: Highlight[] = []
  for (const unit of units) {
    if (unit.text !== letters[marks.length]) continue
    marks.push({ start: unit.start, end: unit.end })
    if (marks.length === letters.length) return { rank: rank.scattered, marks }
  }
  return undefined
}

/** Whether a name begins with what is typed, as letters or as pinyin: what a list goes to. */
export function beginsWith(name: string, typed: string): boolean {
  const letters = foldText(typed.slice(0, LONGEST))
  return letters !== '' && take(unitsOf(name), 0, letters) !== undefined
}

/** Each typed word has to be found somewhere. */
export function matchPerson(peer: Peer, query: string): PersonMatch | undefined {
  const words = wordsOf(query)
  if (words.length === 0) return undefined
  const units = unitsOf(peer.name)
  const fields = otherFields.map((field) => foldText(peer[field] ?? ''))
  const found: PersonMatch[] = []
  for (const word of words) {
    const match =
      inName(units, word) ??
      (fields.some((field) => field.includes(word)) ? { rank: rank.field, marks: [] } : scattered(units, word))
    if (match === undefined) return undefined
    found.push(match)
  }
  const worst = found.reduce((worse, match) => (match.rank > worse.rank ? match : worse))
  return { rank: worst.rank, marks: merged(found.flatMap(({ marks }) => marks)) }
}

const wordsOf = (query: string): readonly string[] => foldedWords(query.slice(0, LONGEST))

function merged(marks: readonly Highlight[]): readonly Highlight[] {
  const rows: { start: number; end: number }[] = []
  for (const { start, end } of marks.toSorted((a, b) => a.start - b.start)) {
    const last = rows.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else rows.push({ start, end })
  }
  return rows
}

/** Where the typed words stand in a text that is no name: an address, a department. */
export function literalMarks(text: string, query: string): readonly Highlight[] {
  const units: Highlight[] = []
  let folded = ''
  fold(text, (codePoint, start, end) => {
    const character = String.fromCodePoint(codePoint)
    folded += character
    for (let unit = 0; unit < character.length; unit++) units.push({ start, end })
  })
  const marks: Highlight[] = []
  for (const word of wordsOf(query)) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      marks.push({ start: units[at]?.start ?? 0, end: units[at + word.length - 1]?.end ?? 0 })
    }
  }
  return merged(marks)
}
