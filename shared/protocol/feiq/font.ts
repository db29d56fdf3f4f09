/** FeiQ ends a text with the font it was written in: `{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋体 0;}` (protocol.md 7.4). */

const OPENING = '{/font;'
/** LOGFONT integers, a face name of 32 characters and a colour need about 120. */
const MAX_FONT_BLOCK = 256

/** Cuts the block at the very end only, since users write braces too; linear in the length of the text. */
export function stripFontBlock(text: string): string {
  const trimmed = text.trimEnd()
  if (!trimmed.endsWith('}')) return text
  const start = trimmed.lastIndexOf(OPENING)
  if (start < 0 || trimmed.length - start > MAX_FONT_BLOCK) return text
  return trimmed.indexOf('}', start) === trimmed.length - 1 ? trimmed.slice(0, start) : text
}
