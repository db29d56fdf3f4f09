/**
 * Quotes in messages. On the wire a quote is what people of IPMsg have always written: lines that begin with `> `, above the answer.
 * Every program shows that in its own way; here it becomes a block again that leads to its source. What is read is a stranger's text:
 * nothing of it is believed but that it stood there.
 */
import { inertName, inertText } from './inert.ts'

export interface Quote {
  /** Whom it quotes, if it says so; as sent. */
  readonly name: string | undefined
  /** Its lines without their marks, and without the name; as sent. */
  readonly text: string
}

export interface QuotedText {
  readonly quote: Quote | undefined
  /** What was written below. All of the text where there is no quote. */
  readonly answer: string
}

/** So much is enough to know what is meant; it takes room in a datagram of 8 KiB. */
const MAX_SNIPPET = 160
const MAX_LINES = 4
/** Longer quotes are text like any other: nobody reads a block of that size, and looking for its end takes time. */
const MAX_QUOTED_LINES = 200
/** More names a person than a sentence. */
const MAX_NAME = 40

const MARK = /^[>＞][ \u3000]?/
const NAMED = /^([^:：\n]{1,40})(?:: |：)(.*)$/su
/** `>_<` is a face and quotes nothing. */
const WORDS = /[\p{L}\p{N}]/u

/** Never throws, in time that grows with the text. */
export function readQuote(text: string): QuotedText {
  const none: QuotedText = { quote: undefined, answer: text }
  if (!MARK.test(text)) return none
  const lines: string[] = []
  let start = 0
  while (start < text.length && MARK.test(text.slice(start, start + 2))) {
    if (lines.length === MAX_QUOTED_LINES) return none
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end === -1 ? text.length : end)
    lines.push(line.replace(MARK, ''))
    start = end === -1 ? text.length : end + 1
  }
  const answer = text.slice(start).replace(/^\s*\n/, '')
  const quoted = lines.join('\n').trim()
  // Without an answer it is not a reply but a text with a strange first character.
  if (answer.trim() === '' || !WORDS.test(quoted)) return none
  const [, name, rest] = NAMED.exec(quoted) ?? []
  return name === undefined || rest === undefined || rest.trim() === ''
    ? { quote: { name: undefined, text: quoted }, answer }
    : { quote: { name: name.trim(), text: rest.trim() }, answer }
}

/** The text without what it quotes, for lists and notifications. */
export const withoutQuote = (text: string): string => readQuote(text).answer

/** The beginning of a text, in few lines; an answer is quoted without what it quotes itself. */
export function snippetOf(text: string): string {
  const lines = inertText(withoutQuote(text).slice(0, MAX_SNIPPET * 4))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const shown = lines.slice(0, MAX_LINES).join('\n')
  const characters = [...shown]
  const cut = characters.length > MAX_SNIPPET || lines.length > MAX_LINES
  return cut ? `${characters.slice(0, MAX_SNIPPET).join('').trimEnd()}…` : shown
}

/** What goes onto the wire: name and snippet, each line marked, then the answer. */
export function withQuote(name: string, quoted: string, answer: string): string {
  const spoken = inertName(name, MAX_NAME).replace(/[:：]/g, ' ').trim()
  const snippet = snippetOf(quoted)
  const text = spoken === '' ? snippet : `${spoken}: ${snippet}`
  return `${text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n${answer}`
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim()

/** What to look for to find the source: the first words of the quote, without the mark of a cut. */
export function needlesOf({ name, text }: Quote): readonly string[] {
  const whole = name === undefined ? [text] : [text, `${name}: ${text}`]
  return whole.map((candidate) => plain(candidate.replace(/(?:…|\.\.\.)\s*$/u, ''))).filter((needle) => needle !== '')
}

/** Whether a message with that text can be what is quoted. */
export function isQuoted(needle: string, text: string): boolean {
  const own = plain(withoutQuote(text))
  return own.startsWith(needle) || plain(text).startsWith(needle) || (needle.length >= 8 && own.includes(needle))
}
