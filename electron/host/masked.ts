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

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** A Latin name is a word of its own: `Al` is not in `also`. Chinese and Japanese put nothing between words. */
const edge = (character: string | undefined, look: string): string =>
  character !== undefined && /[\p{Script=Latin}\p{Nd}]/u.test(character) ? look : ''

/** Of colleagues as the log names them: kind, user, computer. */
const personId = /\b[a-z]:[^\s@:,;'"]+@[^\s:,;'"]+/giu
const hardware = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi
/** Eight groups, or fewer around `::`; a time of the day has three. */
const wideAddress =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?::[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)(?![\w:])/gi
/** What is left of absolute paths, of a share, and below a folder that has a word of its own. */
const path = /(?<=^|[\s'"(=])(?:[a-z]:[\\/]|\\\\|\/|~[\\/]|<data>[\\/])[^\s'"()<>]*[^\s'"()<>:,.;]/gi

export function maskFor({ names, places }: Private): (text: string) => string {
  const known = [...new Set(names.map((name) => name.trim()))]
    .filter((name) => name.length >= SHORTEST)
    .sort((one, other) => other.length - one.length)
  const word = (name: string): string =>
    `${edge(name[0], '(?<![\\p{Script=Latin}\\p{Nd}])')}${escaped(name)}${edge(name.at(-1), '(?![\\p{Script=Latin}\\p{Nd}])')}`
  const anyName = known.length === 0 ? undefined : new RegExp(known.map(word).join('|'), 'giu')
  const numberOf = counter()
  const pathOf = counter()
  return (text) => {
    let masked = text
    for (const [folder, stand] of places) masked = masked.replaceAll(folder, stand)
    masked = masked.replace(path, (found) => own(found) ?? `path-${pathOf(found)}`)
    masked = masked.replace(personId, (found) => `person-${numberOf(found)}`)
    if (anyName !== undefined) masked = masked.replace(anyName, (found) => `name-${numberOf(found)}`)
    return maskAddresses(masked.replace(hardware, 'xx:xx:xx:xx:xx:xx').replace(wideAddress, 'x:x'))
  }
}

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
