/**
 * Words for full-text search, and what to highlight (design.md 6). Chinese and Japanese write no spaces, so every CJK character is a token
 * of its own and a phrase of tokens finds any length, one and two characters included; elsewhere a word is a run of letters and digits.
 *
 * The index gets finished tokens separated by spaces. Words carry the letter `w` in front, CJK characters do not: thereby the index of
 * two to four characters' prefixes holds the beginnings of words only (one to three typed letters) and not every CJK character again.
 */
import { fold } from './fold.ts'

/** UTF-16 offsets, `end` exclusive. */
export interface Highlight {
  readonly start: number
  readonly end: number
}

/** One blank-separated part of a query: tokens in a row, in index form. */
export interface SearchTerm {
  readonly tokens: readonly string[]
  /** The last token is a word that may go on: "rep" finds "report". */
  readonly prefix: boolean
}

interface Token {
  /** As the index holds it. */
  readonly text: string
  readonly word: boolean
  readonly start: number
  /** For each UTF-16 unit of `text` without the mark: where its source ends. */
  readonly ends: readonly number[]
}

/** A longer run (a key, a link in base 64) is found by its beginning. */
const MAX_WORD_UNITS = 64
/** The contract takes 200 characters; what is after so many terms narrows nothing. */
const MAX_TERMS = 16

const WORD_MARK = 'w'

/**
 * Characters that are tokens by themselves: CJK scripts, pictographs, private use (rare names of GB 18030 and HKSCS), and the planes of
 * rare Chinese characters whole, since newer Unicode versions go on filling them.
 */
const SINGLE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}ー\p{Extended_Pictographic}\p{Co}\u{20000}-\u{3ffff}]$/u
const IN_WORD = /^[\p{L}\p{N}\p{M}]$/u

type CharacterClass = 'single' | 'word' | 'gap'

function classify(codePoint: number, character: string): CharacterClass {
  if (codePoint < 0x80) {
    const letter = codePoint >= 0x61 && codePoint <= 0x7a
    return letter || (codePoint >= 0x30 && codePoint <= 0x39) ? 'word' : 'gap'
  }
  if (codePoint >= 0x4e00 && codePoint <= 0x9fff) return 'single'
  if (SINGLE.test(character)) return 'single'
  return IN_WORD.test(character) ? 'word' : 'gap'
}

function tokens(text: string): Token[] {
  const found: Token[] = []
  let word = ''
  let wordStart = 0
  let ends: number[] = []
  const endWord = (): void => {
    if (word !== '') found.push({ text: WORD_MARK + word, word: true, start: wordStart, ends })
    word = ''
    ends = []
  }
  fold(text, (codePoint, start, end) => {
    const character = String.fromCodePoint(codePoint)
    switch (classify(codePoint, character)) {
      case 'single':
        endWord()
        found.push({ text: character, word: false, start, ends: [end] })
        return
      case 'word':
        if (word === '') wordStart = start
        if (word.length + character.length > MAX_WORD_UNITS) return
        word += character
        for (let unit = 0; unit < character.length; unit++) ends.push(end)
        return
      case 'gap':
        endWord()
    }
  })
  endWord()
  return found
}

/** The text as the index takes it: tokens separated by one space; empty when there is nothing to find. */
export const segment = (text: string): string =>
  tokens(text)
    .map((token) => token.text)
    .join(' ')

/** All terms must be found. None when the query has nothing but blanks and punctuation: then there are no hits. */
export function searchTerms(query: string): SearchTerm[] {
  const terms = new Map<string, SearchTerm>()
  for (const part of query.split(/\s+/u)) {
    const parts = tokens(part)
    const last = parts.at(-1)
    if (last === undefined) continue
    const term = { tokens: parts.map((token) => token.text), prefix: last.word }
    terms.set(term.tokens.join(' '), term)
    if (terms.size === MAX_TERMS) break
  }
  return [...terms.values()]
}

/** Where the terms of `query` stand in `text`: in order, without overlap. */
export function highlights(text: string, query: string): Highlight[] {
  const terms = searchTerms(query)
  if (terms.length === 0) return []
  const row = tokens(text)
  const found: Highlight[] = []
  for (const term of terms) {
    for (let from = 0; from + term.tokens.length <= row.length; from++) {
      const highlight = matchAt(row, from, term)
      if (highlight !== undefined) found.push(highlight)
    }
  }
  return merge(found)
}

function matchAt(row: readonly Token[], from: number, term: SearchTerm): Highlight | undefined {
  const lastIndex = term.tokens.length - 1
  for (let index = 0; index < lastIndex; index++) {
    if (row[from + index]?.text !== term.tokens[index]) return undefined
  }
  const first = row[from]
  const last = row[from + lastIndex]
  const wanted = term.tokens[lastIndex]
  if (first === undefined || last === undefined || wanted === undefined) return undefined
  if (term.prefix ? !last.text.startsWith(wanted) : last.text !== wanted) return undefined
  const end = last.ends[wanted.length - (last.word ? WORD_MARK.length : 0) - 1] ?? last.ends.at(-1)
  return end === undefined ? undefined : { start: first.start, end }
}

function merge(found: readonly Highlight[]): Highlight[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const previous = merged.at(-1)
    if (previous !== undefined && start <= previous.end) previous.end = Math.max(previous.end, end)
    else merged.push({ start, end })
  }
  return merged
}
