/** Device-independent bitmaps, a BMP without its file header: what FeiQ's picture containers hold (protocol.md 7.6). */
import { err, ok, type Result } from '../../result.ts'

/** Four bytes a dot: red, green, blue, opacity; rows from the top. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

/** 4096 × 4096; with four bytes each what a container may hold at most. */
export const MAX_PIXELS = 0x1000000

const INFO_HEADER = 40
/** The later headers (colour spaces) begin with the same fields. */
const HEADERS: readonly number[] = [INFO_HEADER, 108, 124]
const DEPTHS: readonly number[] = [1, 4, 8, 24, 32]
const UNCOMPRESSED = 0
const BIT_FIELDS = 3
/** Red, green, blue of a 32-bit dot: the only masks that Windows writes for screenshots. */
const USUAL_MASKS: readonly number[] = [0x00ff0000, 0x0000ff00, 0x000000ff]

export type DibError = 'malformed' | 'unsupported' | 'too-large'

interface Header {
  readonly width: number
  readonly height: number
  readonly topDown: boolean
  readonly depth: number
  /** Colours of 1, 4 and 8 bits a dot: blue, green, red, nothing. */
  readonly palette: Uint8Array
  readonly rows: Uint8Array
  readonly stride: number
}

/** Every dot is opaque: the fourth byte of 32-bit bitmaps is seldom opacity, mostly zero. */
export function decodeDib(bytes: Uint8Array): Result<Pixels, DibError> {
  const header = decodeHeader(bytes)
  if (!header.ok) return header
  const { width, height, topDown, rows, stride } = header.value
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const row = topDown ? y : height - 1 - y
    decodeRow(header.value, rows.subarray(row * stride, (row + 1) * stride), rgba.subarray(y * width * 4))
  }
  return ok({ width, height, rgba })
}

function decodeHeader(bytes: Uint8Array): Result<Header, DibError> {
  if (bytes.length < INFO_HEADER) return err('malformed')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getUint32(0, true)
  const [width, signedHeight] = [view.getInt32(4, true), view.getInt32(8, true)]
  const [depth, compression] = [view.getUint16(14, true), view.getUint32(16, true)]
  const height = Math.abs(signedHeight)
  if (!HEADERS.includes(size) || bytes.length < size || width < 1 || height < 1) return err('malformed')
  if (width * height > MAX_PIXELS) return err('too-large')
  if (!DEPTHS.includes(depth) || view.getUint16(12, true) !== 1) return err('unsupported')
  if (compression !== UNCOMPRESSED && !(compression === BIT_FIELDS && depth === 32)) return err('unsupported')
  let start = size
  if (compression === BIT_FIELDS) {
    // The masks follow the short header and are part of the long ones, at the same place.
    if (bytes.length < INFO_HEADER + 12) return err('malformed')
    if (USUAL_MASKS.some((mask, index) => view.getUint32(INFO_HEADER + index * 4, true) !== mask))
      return err('unsupported')
    if (size === INFO_HEADER) start += 12
  }
  const most = depth <= 8 ? 1 << depth : 0
  const named = view.getUint32(32, true)
  const colours = depth <= 8 ? (named === 0 ? most : named) : 0
  if (colours > most) return err('malformed')
  const palette = bytes.subarray(start, start + colours * 4)
  const stride = Math.ceil((width * depth) / 32) * 4
  const rows = bytes.subarray(start + colours * 4)
  if (palette.length < colours * 4 || rows.length < stride * height) return err('malformed')
  return ok({ width, height, topDown: signedHeight < 0, depth, palette, rows, stride })
}

function decodeRow({ width, depth, palette }: Header, row: Uint8Array, rgba: Uint8Array): void {
  const indexed = depth <= 8
  const colours = indexed ? palette : row
  const mask = (1 << depth) - 1
  for (let x = 0; x < width; x++) {
    const bit = x * depth
    const from = indexed ? ((row[bit >>> 3]! >>> (8 - depth - (bit & 7))) & mask) * 4 : bit >>> 3
    const to = x * 4
    // A dot of a colour that the palette lacks is black.
    rgba[to] = colours[from + 2] ?? 0
    rgba[to + 1] = colours[from + 1] ?? 0
    rgba[to + 2] = colours[from] ?? 0
    rgba[to + 3] = 0xff
  }
}

/** 24 bits a dot, rows from the bottom, on white: FeiQ knows no opacity. */
export function encodeDib({ width, height, rgba }: Pixels): Uint8Array {
  const stride = Math.ceil((width * 3) / 4) * 4
  const bytes = new Uint8Array(INFO_HEADER + stride * height)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, INFO_HEADER, true)
  view.setInt32(4, width, true)
  view.setInt32(8, height, true)
  view.setUint16(12, 1, true)
  view.setUint16(14, 24, true)
  view.setUint32(20, stride * height, true)
  for (let y = 0; y < height; y++) {
    let to = INFO_HEADER + (height - 1 - y) * stride
    for (let from = y * width * 4; from < (y + 1) * width * 4; from += 4) {
      const opacity = rgba[from + 3]!
      for (const channel of [2, 1, 0]) {
        bytes[to++] = Math.round((rgba[from + channel]! * opacity + 255 * (255 - opacity)) / 255)
      }
    }
  }
  return bytes
}
