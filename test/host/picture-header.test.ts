/** Headers of pictures, and files that only look like one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPictureHeader } from '../../electron/host/picture-header.ts'
import { isShowable } from '../../shared/model/picture.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const said = (bytes: Uint8Array): string => {
  const found = readPictureHeader(bytes)
  return found === undefined ? 'nothing' : `${found.type} ${found.width}×${found.height}`
}

const png = hex('89504e470d0a1a0a 0000000d 49484452 00000280 000001e0 0806000000 00000000')
const gif = hex('474946383961 0300 0200 000000')
const frame = 'ffc0 0011 08 0200 0300 0301110000000000'
/** Orientation 6: the camera was turned by a right angle. */
const exif = 'ffe1 0022 457869660000 4d4d002a00000008 0001 0112 0003 00000001 00060000 00000000'
const lossy = hex('52494646 24000000 57454250 56503820 18000000 300100 9d012a 2001 b400 0000')
const lossless = hex('52494646 24000000 57454250 5650384c 18000000 2f 1f c1 2c 10 0000000000 00000000')
const extended = hex('52494646 24000000 57454250 56503858 0a000000 10000000 3f0100 ef0000')
const bmp = hex(`424d 36000000 00000000 36000000 28000000 05000000 fdffffff 0100 1800 ${'00'.repeat(24)}`)

test('each type tells its size; a turned photograph stands upright', () => {
  expect({
    png: said(png),
    gif: said(gif),
    jpeg: said(hex(`ffd8 ffe0 0004 0000 ${frame}`)),
    turned: said(hex(`ffd8 ${exif} ${frame}`)),
    lossy: said(lossy),
    lossless: said(lossless),
    extended: said(extended),
    bmp: said(bmp),
  }).toEqual({
    png: 'png 640×480',
    gif: 'gif 3×2',
    jpeg: 'jpeg 768×512',
    turned: 'jpeg 512×768',
    lossy: 'webp 288×180',
    lossless: 'webp 288×180',
    extended: 'webp 320×240',
    bmp: 'bmp 5×3',
  })
})

test('what is none is nothing: documents, programs, cut headers, no size', () => {
  const text = (words: string): Uint8Array => new TextEncoder().encode(words.padEnd(64))
  const others = [
    text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'),
    text('<!doctype html><script>'),
    text('MZ'),
    new Uint8Array(0),
    png.subarray(0, 20),
    png.map((byte, at) => (at >= 16 && at < 20 ? 0 : byte)),
    hex('ffd8ffe0'),
  ]
  expect(others.map(said)).toEqual(others.map(() => 'nothing'))
})

test('a header that promises more dots than a page may decode is known, and not shown', () => {
  const bomb = readPictureHeader(png.map((byte, at) => (at === 16 || at === 20 ? 0x10 : byte)))
  expect([bomb !== undefined && isShowable(bomb), isShowable({ type: 'png', width: 8_000, height: 8_000 })]).toEqual([
    false,
    true,
  ])
})

test('never throws, and never reads beyond the bytes, whatever they are', () => {
  const starts = [png, gif, hex(`ffd8 ${exif} ${frame}`), lossy, lossless, extended, bmp]
  const mutated = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 80 }), fc.nat(80), fc.nat(80))
    .map(([start, noise, keep, cut]) => Uint8Array.of(...start.subarray(0, keep), ...noise, ...start.subarray(cut)))
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const found = readPictureHeader(bytes)
      return found === undefined || (found.width > 0 && found.height > 0 && found.width < 2 ** 32)
    }),
    { numRuns: 20_000 },
  )
})
