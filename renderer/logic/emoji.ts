/** The emoji of the picker: what is searched, how a skin tone is put on, where the arrow keys go, what was used last. */

import { type EmojiRow, withTone } from '../../shared/model/emoji.ts'

export const emojiGroups = [
  { group: 0, name: 'smileys', sign: '😀' },
  { group: 1, name: 'people', sign: '👋' },
  { group: 3, name: 'nature', sign: '🐻' },
  { group: 4, name: 'food', sign: '🍔' },
  { group: 5, name: 'travel', sign: '🚗' },
  { group: 6, name: 'activities', sign: '⚽' },
  { group: 7, name: 'objects', sign: '💡' },
  { group: 8, name: 'symbols', sign: '🔣' },
  { group: 9, name: 'flags', sign: '🏁' },
] as const

/** What can be picked: what goes into the text, how it is called, and the face that is drawn for it. */
export interface Pick {
  readonly text: string
  readonly name: string
  readonly words: string
  readonly face: string | undefined
}

export const pickOf = ([emoji, name, words, , toned]: EmojiRow, tone: number): Pick => ({
  text: toned === 1 ? withTone(emoji, tone) : emoji,
  name,
  words,
  face: undefined,
})

/** Width and case do not matter. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** More than this is not looked through. */
const MOST_FOUND = 180

/** Those in whose name or words each typed word occurs: names that begin with it first, then other names, then words. */
export function findPicks(picks: readonly Pick[], query: string): readonly Pick[] {
  const words = folded(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  const [first] = words
  if (first === undefined) return []
  const ranked = picks.flatMap((pick) => {
    const name = folded(pick.name)
    const all = `${name} ${folded(pick.words)} ${pick.text}`
    if (!words.every((word) => all.includes(word))) return []
    return [{ pick, rank: name.startsWith(first) ? 0 : name.includes(first) ? 1 : 2 }]
  })
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_FOUND)
    .map(({ pick }) => pick)
}

/** As many as three rows hold. */
export const MOST_RECENT = 27
export const withRecent = (recent: readonly string[], text: string): readonly string[] =>
  [text, ...recent.filter((other) => other !== text)].slice(0, MOST_RECENT)

/** Where a key leads in a grid of `count` cells; undefined for keys that are not its own, and -1 above the first row. */
export function gridMove(
  key: { readonly key: string; readonly ctrlKey: boolean },
  at: number,
  count: number,
  columns: number,
): number | undefined {
  const rowStart = at - (at % columns)
  switch (key.key) {
    case 'ArrowRight':
      return Math.min(count - 1, at + 1)
    case 'ArrowLeft':
      return Math.max(0, at - 1)
    case 'ArrowDown':
      return at + columns < count ? at + columns : Math.max(at, rowStart + columns < count ? count - 1 : at)
    case 'ArrowUp':
      return at < columns ? -1 : at - columns
    case 'Home':
      return key.ctrlKey ? 0 : rowStart
    case 'End':
      return key.ctrlKey ? count - 1 : Math.min(count - 1, rowStart + columns - 1)
    case 'PageDown':
      return Math.min(count - 1, at + columns * 5)
    case 'PageUp':
      return Math.max(at % columns, at - columns * 5)
    default:
      return undefined
  }
}
