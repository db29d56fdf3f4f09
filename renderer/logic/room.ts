/** Whether a text fits into one message. The host decides: this is for saying it while there is still time to do something about it. */
import { MAX_TEXT } from '../../shared/api/contract.ts'
import { type Dialect, traits } from '../../shared/model/dialect.ts'
import { facesFor } from '../../shared/model/face-emoji.ts'
import type { Trust } from '../../shared/model/trust.ts'

/** Headers, names and room for an error in our estimate. */
const RESERVE = 256
/** Of a Chinese character in UTF-8. */
const WIDE_BYTES = 3

/** Somebody who is to get the text. */
export interface Receiver {
  readonly name: string
  readonly dialect: Dialect
  /** Of somebody to whom messages are encrypted. */
  readonly trust?: Trust | undefined
}

/** Bytes; `over` is more than 0 when the text does not fit. */
export interface Room {
  readonly name: string
  readonly size: number
  readonly limit: number
  readonly over: number
}

/** The session key and the signature in their text form, beside the text. */
const CIPHER_RESERVE = 1_024

/** A cipher is written in Base64, for the oldest programs in hex (protocol.md 5.3). */
function limitOf({ dialect, trust }: Receiver): number {
  const { datagram } = traits[dialect]
  // Two Gezis that have not met yet exchange their keys before the first message leaves.
  const encrypts = trust === undefined ? dialect === 'gezi' : trust !== 'plain-chosen'
  if (!encrypts) return Math.min(MAX_TEXT, datagram - RESERVE)
  const part = dialect === 'feiq' || dialect === 'ipmsg-2' ? 1 / 2 : 3 / 4
  return Math.floor((datagram - RESERVE - CIPHER_RESERVE) * part)
}

/** In GB 18030: two bytes for what GBK has, four for everything else. */
const gbkBytes = (character: string): number => {
  if (character < '\x80') return 1
  return /[\u4e00-\u9fa5\u3000-\u30ff\uff00-\uffef\u2010-\u266f\u0391-\u0451]/.test(character) ? 2 : 4
}

/** Some read their code page, the others UTF-8. */
function bytesOf(text: string, dialect: Dialect): number {
  const worded = facesFor(text, dialect, true)
  if (traits[dialect].reads === undefined) return new TextEncoder().encode(worded).length
  let bytes = 0
  for (const character of worded) bytes += gbkBytes(character)
  return bytes
}

/** For whom the text is longest, measured by what his program takes; undefined while nobody is chosen. */
export function tightest(text: string, receivers: readonly Receiver[]): Room | undefined {
  const rooms = new Map<string, Room>()
  for (const receiver of receivers) {
    const { name, dialect } = receiver
    const limit = limitOf(receiver)
    const kind = `${dialect} ${limit}`
    if (rooms.has(kind)) continue
    // No text this short comes near the limit, whatever it consists of.
    const size = text.length * 4 < limit ? text.length * WIDE_BYTES : bytesOf(text, dialect)
    rooms.set(kind, { name, size, limit, over: size - limit })
  }
  return [...rooms.values()].reduce<Room | undefined>(
    (worst, room) => (worst === undefined || room.over > worst.over ? room : worst),
    undefined,
  )
}

/** How many more Chinese characters fit; negative when there are too many. */
export const charactersLeft = ({ over }: Room): number => Math.floor(-over / WIDE_BYTES)

/** Where a text is cut, the best place first: between paragraphs, lines, sentences, words. */
const seams = [/\n\s*\n/g, /\n/g, /[。！？；…]|[.!?;](?=\s)/g, /\s|[，、,]/g] as const

/** The end of the last seam of the best kind that does not make the part shorter than half. */
function seamIn(part: string): number {
  for (const seam of seams) {
    const ends = [...part.matchAll(seam)].map((match) => match.index + match[0].length)
    const last = ends.at(-1)
    if (last !== undefined && last > part.length / 2) return last
  }
  return part.length
}

/**
 * Parts that each fit for all of them, in order; nothing is lost but the blanks at the seams. `quoting`: what the first part becomes on
 * the wire, with the quote above it.
 */
export function splitText(
  text: string,
  receivers: readonly Receiver[],
  quoting: (first: string) => string = (first) => first,
): readonly string[] {
  const parts: string[] = []
  const fits = (part: string): boolean =>
    (tightest(parts.length === 0 ? quoting(part) : part, receivers)?.over ?? 0) <= 0
  let rest = text.trim()
  while (rest !== '') {
    if (fits(rest)) return [...parts, rest]
    // The longest beginning that fits, found by halving.
    let [low, high] = [1, Math.min(rest.length, MAX_TEXT)]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (fits(rest.slice(0, middle))) low = middle
      else high = middle - 1
    }
    const longest = wholeCharacters(rest, low)
    const cut = seamIn(rest.slice(0, longest))
    parts.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return parts.filter((part) => part !== '')
}

/** Not between the parts of what is one character on screen. */
function wholeCharacters(text: string, length: number): number {
  const from = Math.max(0, length - 64)
  const segments = new Intl.Segmenter().segment(text.slice(from, length + 64))
  const found = segments.containing(length - from)
  return found === undefined || found.index === 0 ? length : from + found.index
}
