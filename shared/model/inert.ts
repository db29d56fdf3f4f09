/**
 * Makes what a stranger wrote harmless to look at: no terminal controls, no text that runs backwards over its surroundings, no names
 * that fill the screen. Applied where text leaves the wire for people (lists, notifications, the log, the command line); what is stored
 * stays as it was sent.
 */

/** A name in a list has room for far fewer. */
const MAX_NAME_CHARACTERS = 64

/** C0 but tab and line feed, DEL, C1. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g
/** Embeddings, overrides, isolates: they reorder what stands around them. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g
/** Left-to-right and right-to-left marks, zero-width space, word joiner, byte order mark, soft hyphen, annotations, Hangul fillers: names that look alike or empty. */
const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/g
/** No script stacks more marks on one letter; towers of them cover the lines above. */
const TOWERS = /(\p{M}{4})\p{M}+/gu

/** A message may quote any script, so a little more than in a name; still none that paints over the lines around it. */
const MESSAGE_TOWERS = /(\p{M}{6})\p{M}+/gu

/** A message: lines and tabs stay, other line ends become LF; marks stay, because right-to-left scripts need them. */
export function inertText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
    .replace(MESSAGE_TOWERS, '$1')
}

/** A name of a person, group, host or file: one line of at most `limit` characters, the end of a longer one replaced by `…`. */
export function inertName(name: string, limit = MAX_NAME_CHARACTERS): string {
  const characters = [
    ...inertText(name.slice(0, limit * SLACK))
      .replace(INVISIBLE, '')
      .replace(TOWERS, '$1')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
  return characters.length > limit
    ? `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`
    : characters.join('')
}

/** Code units looked at for each character shown, so that a huge name costs nothing. */
const SLACK = 8
