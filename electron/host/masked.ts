/**
 * Takes out of a text what is nobody's business but the user's: who his colleagues are, where they and his files are. What the same thing
 * was stays visible: each name and each path has its number.
 */
import { maskAddresses } from '../../shared/model/doctor.ts'

export interface Private {
  /** Of people, departments, groups, computers and accounts. */
  readonly names: readonly string[]
  /** Folders that may be told from others, longest first, with what stands in their place. */
  readonly places: readonly (readonly [path: string, word: string])[]
}

/** A single letter is in every word; a single character of Chinese can be one, too. */
const SHORTEST = 2
/** No program shows more of a name than this; a longer one is found by its beginning. */
const LONGEST = 64

/** Of colleagues as the log names them: kind, user, computer. */
const personId = /\b[a-z]:[^\s@:,;'"]+@[^\s:,;'"]+/giu
const hardware = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi
/** Eight groups, or fewer around `::`; a time of the day has three. */
const wideAddress =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?::[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)(?![\w:]|\.\w)/gi
/** What is left of absolute paths, of a share, and below a folder that has a word of its own. */
const path = /(?<=^|[\s'"(=])(?:[a-z]:[\\/]|\\\\|\/|~[\\/]|<data>[\\/])[^\s'"()<>]*[^\s'"()<>:,.;]/gi

export function maskFor({ names, places }: Private): (text: string) => string {
  const known = finderOf(names)
  const numberOf = counter()
  const pathOf = counter()
  return (text) => {
    let masked = text
    for (const [folder, stand] of places) masked = masked.replaceAll(folder, stand)
    masked = masked.replace(path, (found) => own(found) ?? `path-${pathOf(found)}`)
    masked = masked.replace(personId, (found) => `person-${numberOf(found)}`)
    masked = known(masked, (name) => `name-${numberOf(name)}`)
    return maskAddresses(masked.replace(hardware, 'xx:xx:xx:xx:xx:xx').replace(wideAddress, 'x:x'))
  }
}

/**
 * Replaces known names, the longest at each place. There may be tens of thousands, and strangers choose them: each place of the text costs a
 * look at its next two characters, and then one for each length of the names that begin with them.
 */
function finderOf(names: readonly string[]): (text: string, stand: (name: string) => string) => string {
  const all = new Set<string>()
  const lengths = new Map<string, Set<number>>()
  for (const name of names) {
    const word = name.trim().slice(0, LONGEST).toLowerCase()
    if (word.length < SHORTEST || all.has(word)) continue
    all.add(word)
    const start = word.slice(0, SHORTEST)
    const known = lengths.get(start) ?? new Set()
    lengths.set(start, known.add(word.length))
  }
  const longestFirst = new Map(
    [...lengths].map(([start, known]) => [start, [...known].sort((one, other) => other - one)]),
  )

  return (text, stand) => {
    const lower = text.toLowerCase()
    // A few letters of other languages become two: then only what is written the same is found.
    const folded = lower.length === text.length ? lower : text
    let masked = ''
    let copied = 0
    for (let at = 0; at < folded.length; at += 1) {
      const length = longestFirst
        .get(folded.slice(at, at + SHORTEST))
        ?.find((each) => all.has(folded.slice(at, at + each)) && isWord(folded, at, at + each))
      if (length === undefined) continue
      masked += text.slice(copied, at) + stand(text.slice(at, at + length))
      copied = at + length
      at = copied - 1
    }
    return masked + text.slice(copied)
  }
}

const latin = /[\p{Script=Latin}\p{Nd}]/u
const isLatin = (character: string | undefined): boolean => character !== undefined && latin.test(character)

/** `al` is not in `also`: a Latin name is a word of its own. Chinese and Japanese put nothing between words. */
const isWord = (text: string, start: number, end: number): boolean =>
  !(isLatin(text[start]) && isLatin(text[start - 1])) && !(isLatin(text[end - 1]) && isLatin(text[end]))

/** A file of the data folder itself is no secret; what lies deeper is called as others called it. */
function own(found: string): string | undefined {
  const [folder, first, deeper] = found.split(/[\\/]/)
  if (folder !== '<data>') return undefined
  return deeper === undefined ? found : `<data>/${first}/…`
}

function counter(): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const key = text.toLowerCase()
    const number = known.get(key) ?? known.size + 1
    known.set(key, number)
    return number
  }
}
