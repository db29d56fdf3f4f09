/**
 * FeiQ's faces and emoji that mean the same, for the wire. What the user wrote is kept as he wrote it; only its way out is put into the
 * signs that the receiver's program can show: codes for FeiQ, which has no emoji, and for Gezi, which draws the codes; emoji for everybody
 * else. What has no counterpart, and what a program that reads no UTF-8 would get, stays what it is.
 */
import { type Dialect, traits } from './dialect.ts'
import { FACES, type Face, replaceFaces } from './faces.ts'

/** Emoji that FeiQ's faces say well enough, besides the one that each face stands for. */
const near: Readonly<Record<string, readonly string[]>> = {
  grin: ['😀', '😃', '😆'],
  laugh: ['😂', '🤣'],
  playful: ['😜', '😝', '😋'],
  sad: ['☹', '😟'],
  kiss: ['😙', '😗'],
  heart: ['🧡', '💛', '💚', '💙', '💜', '🖤', '🤍'],
  sun: ['🌞'],
  moon: ['🌛', '🌜', '🌝'],
  fist: ['✊', '🤛', '🤜'],
  beer: ['🍻'],
}

/** Skin tones and the sign that asks for colour: the faces have neither. */
const variations = /[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu
const plain = (emoji: string): string => emoji.replace(variations, '')

function byEmoji(): ReadonlyMap<string, Face> {
  const found = new Map<string, Face>()
  // The first of two faces with the same emoji stands for it.
  for (const face of FACES.toReversed()) if (face.emoji !== '') found.set(plain(face.emoji), face)
  for (const face of FACES) for (const emoji of near[face.name] ?? []) found.set(emoji, face)
  return found
}
const FACE_OF = byEmoji()

const anyEmoji = /\p{RGI_Emoji}|\p{Extended_Pictographic}/gv

/** For FeiQ. */
export const emojiToFaces = (text: string): string =>
  text.replace(anyEmoji, (emoji) => FACE_OF.get(plain(emoji))?.code ?? emoji)

/** A code that ends in a letter and goes on as a word is none: `/:Project` is no face with a tongue. */
const wordGoesOn = /[A-Za-z0-9]$/

/** For programs that show emoji and know no codes. */
export const facesToEmoji = (text: string): string =>
  replaceFaces(text, ({ code, emoji }, next) =>
    emoji === '' || (wordGoesOn.test(code) && wordGoesOn.test(next)) ? code : emoji,
  )

/** The text as a program of that dialect is to get it. */
export function facesFor(text: string, dialect: Dialect, utf8: boolean): string {
  if (dialect === 'gezi') return text
  if (traits[dialect].faces === 'codes') return emojiToFaces(text)
  return utf8 ? facesToEmoji(text) : text
}
