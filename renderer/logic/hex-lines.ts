/** Bytes of a line, as everybody knows it. */
export const LINE_BYTES = 16

export interface HexLine {
  readonly offset: number
  /** Two digits each. */
  readonly bytes: readonly string[]
  /** What can be printed of ASCII, dots for the rest. */
  readonly text: string
}

/** Of a text of hex digits, two a byte. */
export const lineCount = (hex: string): number => Math.ceil(hex.length / 2 / LINE_BYTES)

export function hexLine(hex: string, index: number): HexLine {
  const offset = index * LINE_BYTES
  const bytes = hex.slice(offset * 2, (offset + LINE_BYTES) * 2).match(/../g) ?? []
  const text = bytes.map((pair) => printable(Number.parseInt(pair, 16))).join('')
  return { offset, bytes, text }
}

const printable = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')
