/**
 * Folding for search: two texts that a reader takes for the same become the same. Width (full, half), case, diacritics of Latin, Greek and
 * Cyrillic, katakana → hiragana, composed and decomposed forms, ligatures and squared words. The index and the query are folded by this
 * one function, so the rules never depend on the Unicode version inside SQLite. A change here needs a migration that builds the index anew.
 *
 * Folding changes lengths (`㍿` becomes four characters, `ｶﾞ` one), hence every folded character comes with its range in the source.
 */

/** `start` and `end` are UTF-16 offsets in the source: the range of the cluster from which the character came. */
export type TakeFolded = (codePoint: number, start: number, end: number) => void

/** What belongs to the character before it: marks, half-width voiced marks, Hangul vowels and finals. */
const EXTENDS = /^[\p{M}\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7fb]$/u
/** Marks that people leave out when they type, and variation selectors. */
const DROPPED_MARKS = /[\u0300-\u036f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu
/** Kana voicing that has no composed form. */
const LOOSE_VOICING = /[\u3099\u309a]/gu
/** Zero-width and direction characters: neither part of a word nor its end. */
const INVISIBLE = /\p{Cf}/gu

const FIRST_EXTENDER = 0x300

const isPlainCjk = (codePoint: number): boolean =>
  (codePoint >= 0x4e00 && codePoint <= 0x9fff) ||
  (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
  (codePoint >= 0x3041 && codePoint <= 0x3094)

const isKatakana = (codePoint: number): boolean =>
  (codePoint >= 0x30a1 && codePoint <= 0x30f6) || codePoint === 0x30fd || codePoint === 0x30fe

const KATAKANA_TO_HIRAGANA = -0x60

/** Cheap test for what most texts consist of; only the rest is asked with a regular expression. */
function extendsCluster(text: string, at: number): boolean {
  if (at >= text.length) return false
  const codePoint = text.codePointAt(at) ?? 0
  if (codePoint < FIRST_EXTENDER || isPlainCjk(codePoint)) return false
  return EXTENDS.test(String.fromCodePoint(codePoint))
}

/** Calls `take` for each folded character in order. */
export function fold(text: string, take: TakeFolded): void {
  for (let start = 0; start < text.length; ) {
    const codePoint = text.codePointAt(start) ?? 0
    let end = start + (codePoint > 0xffff ? 2 : 1)
    if (!extendsCluster(text, end)) {
      if (codePoint < 0x80) {
        take(codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 0x20 : codePoint, start, end)
        start = end
        continue
      }
      if (isPlainCjk(codePoint)) {
        take(codePoint, start, end)
        start = end
        continue
      }
    } else {
      do end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
      while (extendsCluster(text, end))
    }
    for (const character of foldCluster(text.slice(start, end))) take(character.codePointAt(0) ?? 0, start, end)
    start = end
  }
}

/** The whole text folded, for comparing two of them. */
export function foldText(text: string): string {
  let folded = ''
  fold(text, (codePoint) => {
    folded += String.fromCodePoint(codePoint)
  })
  return folded
}

/** What somebody typed to find something, word by word. */
export const foldedWords = (text: string): readonly string[] =>
  foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '')

function foldCluster(cluster: string): string {
  const composed = cluster
    .normalize('NFKD')
    .toLowerCase()
    .replace(DROPPED_MARKS, '')
    .replace(INVISIBLE, '')
    .replaceAll('ς', 'σ')
    .normalize('NFC')
    .replace(LOOSE_VOICING, '')
  let folded = ''
  for (const character of composed) {
    const codePoint = character.codePointAt(0) ?? 0
    folded += isKatakana(codePoint) ? String.fromCodePoint(codePoint + KATAKANA_TO_HIRAGANA) : character
  }
  return folded
}
