/** What stands in a person's avatar: the last character of a Chinese, Japanese or Korean name, initials otherwise. */
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const letters = /[\p{Letter}\p{Number}]/u

/** Hues that stay apart from each other and keep white text readable at the avatar's lightness. */
const hues = [12, 35, 145, 168, 200, 232, 258, 285, 312, 340] as const

export function avatarText(name: string): string {
  const characters = [...name.trim()]
  const lastWide = characters.findLast((character) => wide.test(character))
  if (lastWide !== undefined) return lastWide
  const words = name
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word][0] ?? '')
  const first = words[0]
  if (first === undefined) return characters.find((character) => letters.test(character)) ?? characters[0] ?? '?'
  const last = words.length > 1 ? words.at(-1) : ''
  return `${first}${last ?? ''}`.toLocaleUpperCase('en')
}

/** The same person has the same hue on every computer: it hangs on the id alone. */
export function avatarHue(id: string): number {
  let hash = 0x811c9dc5
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hues[hash % hues.length] ?? hues[0]
}
