/** Bytes as text: hex and Base64, as the parts of encrypted bodies are written (protocol.md 5.3). */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower case, as IPMsg writes it. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i]!]
  return text
}

/** Either case; undefined for an odd number of digits or anything else than digits. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const SEXTETS: ReadonlyMap<number, number> = new Map(
  Array.from(ALPHABET, (letter, sextet) => [letter.charCodeAt(0), sextet]),
)

/** Padded, no line breaks. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = (bytes[i]! << 16) | ((left > 1 ? bytes[i + 1]! : 0) << 8) | (left > 2 ? bytes[i + 2]! : 0)
    text += ALPHABET[group >>> 18]! + ALPHABET[(group >>> 12) & 63]!
    text += left > 1 ? ALPHABET[(group >>> 6) & 63]! : '='
    text += left > 2 ? ALPHABET[group & 63]! : '='
  }
  return text
}

/** Standard alphabet; padding may be missing, bits beyond the last byte are ignored. */
export function fromBase64(text: string): Uint8Array | undefined {
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  if (end % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((end * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (let i = 0; i < end; i++) {
    const sextet = SEXTETS.get(text.charCodeAt(i))
    if (sextet === undefined) return undefined
    held = ((held << 6) | sextet) & 0xfff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >>> bits
    }
  }
  return bytes
}
