/**
 * Type and size of a picture by its first bytes. Only headers are read: pixels are decoded by the sandboxed page alone. What a file is
 * called, or claims to be, does not count.
 */
import type { Picture } from '../../shared/model/picture.ts'

/** Cameras put a preview and a colour profile, each in pieces of 64 KiB, before the size. */
export const HEADER_BYTES = 1024 * 1024

/** Undefined for everything else, and for a header that is cut off or names no size. Never throws. */
export function readPictureHeader(bytes: Uint8Array): Picture | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = pngSize(data) ?? jpegSize(data) ?? gifSize(data) ?? webpSize(data) ?? bmpSize(data)
  return found === undefined || found.width === 0 || found.height === 0 ? undefined : found
}

const starts = (data: DataView, at: number, text: string): boolean =>
  data.byteLength >= at + text.length &&
  [...text].every((character, index) => data.getUint8(at + index) === character.charCodeAt(0))

function pngSize(data: DataView): Picture | undefined {
  if (data.byteLength < 33 || !starts(data, 0, '\x89PNG\r\n\x1a\n') || !starts(data, 12, 'IHDR')) return undefined
  return { type: 'png', width: data.getUint32(16), height: data.getUint32(20) }
}

function gifSize(data: DataView): Picture | undefined {
  if (data.byteLength < 13 || !(starts(data, 0, 'GIF87a') || starts(data, 0, 'GIF89a'))) return undefined
  return { type: 'gif', width: data.getUint16(6, true), height: data.getUint16(8, true) }
}

/** No picture has as many segments in front of its size. */
const MAX_SEGMENTS = 256
/** The other markers from C0 to CF start a frame, which tells the size. */
const TABLES: readonly number[] = [0xc4, 0xc8, 0xcc]
const APP1 = 0xe1
/** EXIF's orientations from here on are turned by a right angle. */
const TURNED = 5

function jpegSize(data: DataView): Picture | undefined {
  if (data.byteLength < 4 || data.getUint16(0) !== 0xffd8) return undefined
  let turned = false
  for (let at = 2, seen = 0; at + 9 <= data.byteLength && seen < MAX_SEGMENTS; seen++) {
    const marker = data.getUint8(at + 1)
    if (data.getUint8(at) !== 0xff) return undefined
    if (marker >= 0xc0 && marker <= 0xcf && !TABLES.includes(marker)) {
      const [height, width] = [data.getUint16(at + 5), data.getUint16(at + 7)]
      return { type: 'jpeg', width: turned ? height : width, height: turned ? width : height }
    }
    if (marker === APP1) turned ||= orientation(data, at + 4, at + 2 + data.getUint16(at + 2)) >= TURNED
    // 0xFF before a marker may be repeated.
    at += marker === 0xff ? 1 : 2 + data.getUint16(at + 2)
  }
  return undefined
}

const ORIENTATION_TAG = 0x0112
/** Tags of the first directory; cameras write a dozen. */
const MAX_TAGS = 64

/** EXIF's orientation, 1 to 8; 1 where it says none. */
function orientation(data: DataView, start: number, segmentEnd: number): number {
  const end = Math.min(segmentEnd, data.byteLength)
  const tiff = start + 6
  if (!starts(data, start, 'Exif\0\0') || tiff + 8 > end) return 1
  const little = starts(data, tiff, 'II')
  const directory = tiff + data.getUint32(tiff + 4, little)
  if (directory + 2 > end) return 1
  const count = Math.min(MAX_TAGS, data.getUint16(directory, little))
  for (let tag = 0; tag < count; tag++) {
    const at = directory + 2 + tag * 12
    if (at + 12 > end) return 1
    if (data.getUint16(at, little) === ORIENTATION_TAG) return data.getUint16(at + 8, little)
  }
  return 1
}

function webpSize(data: DataView): Picture | undefined {
  if (data.byteLength < 30 || !starts(data, 0, 'RIFF') || !starts(data, 8, 'WEBP')) return undefined
  if (starts(data, 12, 'VP8X')) {
    const [width, height] = [24, 27].map((at) => (data.getUint8(at) | (data.getUint16(at + 1, true) << 8)) + 1)
    return { type: 'webp', width: width ?? 0, height: height ?? 0 }
  }
  if (starts(data, 12, 'VP8L')) {
    const bits = data.getUint32(21, true)
    return { type: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (!starts(data, 12, 'VP8 ')) return undefined
  return { type: 'webp', width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff }
}

/** The header of Windows 3; older and stranger ones are nobody's pictures. */
const BITMAP_HEADER = 40

function bmpSize(data: DataView): Picture | undefined {
  if (data.byteLength < 54 || !starts(data, 0, 'BM') || data.getUint32(14, true) < BITMAP_HEADER) return undefined
  // Rows from top to bottom are a negative height.
  return { type: 'bmp', width: Math.abs(data.getInt32(18, true)), height: Math.abs(data.getInt32(22, true)) }
}
