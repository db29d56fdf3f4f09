/**
 * What stands for a character that a code page of Windows lacks: the one that looks alike, as Windows itself does it, or nothing for one that
 * nobody sees. Keyboards and web pages are full of such: the yen sign and the dash of a Mac, the space that does not break.
 */

/** In the order in which they are tried. */
const ALIKE: ReadonlyMap<string, readonly string[]> = new Map([
  ['\u2010', ['-']],
  ['\u2011', ['-']],
  ['\u2013', ['-']],
  ['\u2014', ['\u2015', '-']],
  ['\u2015', ['\u2014', '-']],
  ['\u2212', ['\uff0d', '-']],
  ['\u2016', ['\u2225']],
  ['\u2225', ['\u2016']],
  ['\u301c', ['\uff5e', '~']],
  ['\u00a2', ['\uffe0']],
  ['\u00a3', ['\uffe1']],
  ['\u00a5', ['\uffe5']],
  ['\u00ac', ['\uffe2']],
  ['\u00b7', ['\u30fb']],
  ['\u30fb', ['\u00b7']],
  ['\u2022', ['\u00b7', '\u30fb']],
])

/** Format characters, soft hyphens, byte order marks, and what chooses the form of the character before it. */
const UNSEEN = /^[\p{Cf}\p{Mn}\p{Me}]$/u

const HARMLESS = /^[\p{L}\p{N} ]+$/u

/** `fits`: whether the code page has all of these. What has no substitute stays as it is. */
export function alike(text: string, fits: (part: string) => boolean): string {
  const known = new Map<string, string>()
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const found = known.get(character) ?? substituteOf(character, fits)
    known.set(character, found)
    return found
  })
}

function substituteOf(character: string, fits: (part: string) => boolean): string {
  if (fits(character)) return character
  const similar = ALIKE.get(character)?.find(fits)
  if (similar !== undefined) return similar
  if (UNSEEN.test(character)) return ''
  // `ö` without its dots, a space of another width; never a colon or a slash, which are structure where they stand.
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '')
  return HARMLESS.test(plain) && fits(plain) ? plain : character
}
