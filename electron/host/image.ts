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
import { readPictureHeader } from './picture-header.ts'

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
  const found = readPictureHeader(bytes)
  if (found === undefined || found.type === 'webp' || found.type === 'bmp') return err('unknown')
  const { type, width, height } = found
  return width * height > MAX_PIXELS ? err('too-large') : ok({ type, width, height, bytes })
}

const PNG_MARK = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

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
