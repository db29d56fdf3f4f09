import { MAX_TEXT } from '../../shared/api/contract.ts'

/** What a datagram holds (protocol.md 1.3): IPMsg's buffer, and the shorter one of programs that cut or cannot split long texts. */
const USUAL_BYTES = 32_768
const SHORT_BYTES = 8_192
const shortPrograms = /^(?:FeiQ|iptux)/
/** Headers, names and room for an error in our estimate. */
const RESERVE = 256
/** Of a Chinese character in UTF-8. */
const WIDE_BYTES = 3

/** FeiQ reads its code page, in which a Chinese character takes two bytes; the others read UTF-8. */
const bytesOf = (text: string, client: string): number => {
  if (!client.startsWith('FeiQ')) return new TextEncoder().encode(text).length
  let bytes = 0
  for (const character of text) bytes += character.charCodeAt(0) < 0x80 ? 1 : 2
  return bytes
}

/**
 * How many more Chinese characters fit into one message to somebody with that program; negative when there are too many. The host decides:
 * this is for saying it while there is still time to shorten.
 */
export function roomLeft(text: string, client: string): number {
  const limit = (shortPrograms.test(client) ? SHORT_BYTES : USUAL_BYTES) - RESERVE
  const unitsLeft = MAX_TEXT - text.length
  // No text this short comes near the limit, whatever it consists of.
  if (text.length * 4 < SHORT_BYTES / 2) return Math.floor((limit - text.length * WIDE_BYTES) / WIDE_BYTES)
  return Math.min(unitsLeft, Math.floor((limit - bytesOf(text, client)) / WIDE_BYTES))
}
