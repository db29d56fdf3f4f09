/**
 * Pictures of strangers at the border of the host: FeiQ's bitmaps become PNG, files are named by what they are and never by what they
 * claim. Pixels are decoded by the sandboxed view alone; here only headers are read.
 *
 * PNG is written with zlib and 40 lines instead of a library: libraries of the registry that write PNG also read it, which is where
 * their weaknesses are, or bring native code.
 */
import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import { decodeDib, decodeLzw, isLzw, MAX_IMAGE_BYTES, MAX_PIXELS, type Pixels } from '../../shared/protocol/index.ts'
import { err, ok, type Result } from '../../shared/result.ts'

export type ImageType = 'png' | 'jpeg' | 'gif'

export interface ImageFile {
  readonly type: ImageType
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

export type ImageError =
  /** None of the types that we show, or none that it could be. */
  | 'unknown'
  /** More than 16 MiB or 4096 × 4096 dots. */
  | 'too-large'
  | 'damaged'

/** A finished picture of FeiQ: its container or a bare bitmap as PNG, other files as they are. */
export async function readFeiqImage(bytes: Uint8Array): Promise<Result<ImageFile, ImageError>> {
  const file = sniffImage(bytes)
  if (file.ok || file.error === 'too-large') return file
  const content = isLzw(bytes) ? decodeLzw(bytes) : ok(bytes)
  if (!content.ok) return err(content.error === 'too-large' ? 'too-large' : 'damaged')
  const pixels = decodeDib(content.value)
  if (pixels.ok) {
    const { width, height } = pixels.value
    return ok({ type: 'png', width, height, bytes: await encodePng(pixels.value) })
  }
  if (pixels.error === 'too-large') return err('too-large')
  return err(isLzw(bytes) ? 'damaged' : 'unknown')
}

/** The type and size by the first bytes; limits are those of FeiQ's pictures. */
export function sniffImage(bytes: Uint8Array): Result<ImageFile, ImageError> {
  if (bytes.length > MAX_IMAGE_BYTES) return err('too-large')
  const found = pngSize(bytes) ?? gifSize(bytes) ?? jpegSize(bytes)
  if (found === undefined || found.width === 0 || found.height === 0) return err('unknown')
  return found.width * found.height > MAX_PIXELS ? err('too-large') : ok({ ...found, bytes })
}

type Size = Omit<ImageFile, 'bytes'>

const PNG_MARK = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

function pngSize(bytes: Uint8Array): Size | undefined {
  const header = viewOf(bytes)
  if (!PNG_MARK.every((byte, index) => bytes[index] === byte) || bytes.length < 33) return undefined
  if (header.getUint32(12) !== 0x49484452) return undefined
  return { type: 'png', width: header.getUint32(16), height: header.getUint32(20) }
}

function gifSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 13 || !/^GIF8[79]a/.test(String.fromCharCode(...bytes.subarray(0, 6)))) return undefined
  const header = viewOf(bytes)
  return { type: 'gif', width: header.getUint16(6, true), height: header.getUint16(8, true) }
}

/** Cameras put a preview and a colour profile before the size; no picture has as many segments. */
const MAX_JPEG_SEGMENTS = 256
/** The other markers from C0 to CF start a frame, which tells the size. */
const JPEG_TABLES: readonly number[] = [0xc4, 0xc8, 0xcc]

function jpegSize(bytes: Uint8Array): Size | undefined {
  const header = viewOf(bytes)
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  for (let at = 2, seen = 0; at + 9 <= bytes.length && seen < MAX_JPEG_SEGMENTS; seen++) {
    const marker = bytes[at + 1]!
    if (bytes[at] !== 0xff) return undefined
    if (marker >= 0xc0 && marker <= 0xcf && !JPEG_TABLES.includes(marker)) return jpegFrame(header, at)
    // 0xFF before a marker may be repeated.
    at += marker === 0xff ? 1 : 2 + header.getUint16(at + 2)
  }
  return undefined
}

const jpegFrame = (header: DataView, at: number): Size => ({
  type: 'jpeg',
  height: header.getUint16(at + 5),
  width: header.getUint16(at + 7),
})

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const compress = promisify(deflate)
/** Each byte as the difference to the one above it: half the size for screenshots, one subtraction. */
const FILTER_UP = 2

/** Eight bits of red, green, blue and opacity; compressed by another thread. */
export async function encodePng({ width, height, rgba }: Pixels): Promise<Uint8Array> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6], 8)
  const stride = width * 4
  const rows = new Uint8Array((stride + 1) * height)
  for (let y = 0, to = 0; y < height; y++) {
    rows[to++] = FILTER_UP
    for (let from = y * stride; from < (y + 1) * stride; from++) {
      rows[to++] = rgba[from]! - (y === 0 ? 0 : rgba[from - stride]!)
    }
  }
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', await compress(rows)), pngChunk('IEND', new Uint8Array(0))]
  return new Uint8Array(Buffer.concat([PNG_MARK, ...chunks]))
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(data, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length)
  return chunk
}
