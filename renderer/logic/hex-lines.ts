/** Bytes of a line: as everybody knows it, and where there is less room. */
export const lineLengths = [16, 8, 4] as const
export type LineLength = (typeof lineLengths)[number]

export interface HexLine {
  readonly offset: number
  /** Two digits each. */
  readonly bytes: readonly string[]
  /** What can be printed of ASCII, dots for the rest. */
  readonly text: string
}

/** `hex`: two digits a byte. */
export const lineCount = (hex: string, length: LineLength): number => Math.ceil(hex.length / 2 / length)

export function hexLine(hex: string, index: number, length: LineLength): HexLine {
  const offset = index * length
  const bytes = hex.slice(offset * 2, (offset + length) * 2).match(/../g) ?? []
  const text = bytes.map((pair) => printable(Number.parseInt(pair, 16))).join('')
  return { offset, bytes, text }
}

const printable = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')

/** Signs of the bytes of a whole line: three each, and a gap in the middle. */
export const bytesWidth = (length: LineLength): number => length * 3 + 1

/** Of a whole line in signs: the offset, the bytes, the text, and two gaps that are a little less than two signs each. */
const lineWidth = (length: LineLength): number => 4 + 2 + bytesWidth(length) + 2 + length

/** The longest that fits into so many signs. */
export const fittingLength = (signs: number): LineLength =>
  lineLengths.find((length) => lineWidth(length) <= signs) ?? 4
