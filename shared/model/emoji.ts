/** Emoji, its name, words to find it by, its group in Unicode's order, and 1 when it takes a skin tone. */
export type EmojiRow = readonly [emoji: string, name: string, words: string, group: number, toned: 0 | 1]

const MODIFIERS = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const

/** `tone` from 1 (light) to 5; 0 leaves the emoji yellow. */
export function withTone(emoji: string, tone: number): string {
  const modifier = MODIFIERS[tone] ?? ''
  if (modifier === '') return emoji
  return emoji.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${modifier}`)
}
export const withoutTone = (emoji: string): string => emoji.replace(/[\u{1f3fb}-\u{1f3ff}]/gu, '')
