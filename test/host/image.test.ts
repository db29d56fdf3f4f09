import { deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFeiqImage, sniffImage } from '../../electron/host/image.ts'
import { encodeDib, encodeLzw } from '../../shared/protocol/index.ts'
import { noise } from '../protocol/noise.ts'
import { bytesOf } from '../protocol/vectors.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const opaque = (width: number, height: number) => ({
  width,
  height,
  rgba: noise(width * height, width * height * 4).map((byte, index) => (index % 4 === 3 ? 255 : byte)),
})

const gif = Uint8Array.of(...bytesOf('GIF89a'), 3, 0, 2, 0, 0, 0, 0)
/** A preview, a filler byte, tables and then the frame of 2 rows of 3 dots. */
const jpeg = Uint8Array.from(
  Buffer.from('ffd8ffe00004abcdffffc40004000 0ffc2000b08000200030101110000'.replace(' ', ''), 'hex'),
)

const told = (bytes: Uint8Array) => {
  const file = sniffImage(bytes)
  return file.ok ? [file.value.type, file.value.width, file.value.height] : file.error
}

describe('pictures of FeiQ', () => {
  test('a container and a bare bitmap become the same PNG, with each row as the difference to the one above', async () => {
    const pixels = { width: 1, height: 2, rgba: Uint8Array.of(1, 2, 3, 255, 0, 4, 3, 255) }
    const dib = encodeDib(pixels)
    const [packed, bare] = await Promise.all([encodeLzw(dib), dib].map(readFeiqImage))
    expect(bare).toEqual(packed)
    const { bytes, ...file } = packed?.ok ? packed.value : expect.unreachable()
    expect([file, told(bytes)]).toEqual([{ type: 'png', width: 1, height: 2 }, ['png', 1, 2]])
    const [length, data] = [Buffer.from(bytes).readUInt32BE(33), bytes.subarray(41)]
    expect(hex(inflateSync(data.subarray(0, length)))).toBe('02010203ff02ff020000')
  })

  test('files stay as they are', async () => {
    expect(await Promise.all([gif, jpeg].map(readFeiqImage))).toEqual([
      { ok: true, value: { type: 'gif', width: 3, height: 2, bytes: gif } },
      { ok: true, value: { type: 'jpeg', width: 3, height: 2, bytes: jpeg } },
    ])
  })

  test('what is none, is damaged or too large', async () => {
    const container = encodeLzw(encodeDib(opaque(9, 9)))
    const promising = container.slice()
    new DataView(promising.buffer).setUint32(4, 0x7fffffff, true)
    const huge = encodeDib(opaque(1, 1))
    new DataView(huge.buffer).setInt32(4, 0x1000001, true)
    const pictures = [
      bytesOf('hello'),
      new Uint8Array(0),
      container.subarray(0, 40),
      encodeLzw(bytesOf('no bitmap')),
      promising,
      huge,
      encodeLzw(huge),
      new Uint8Array(0x1000001),
    ]
    const errors = await Promise.all(pictures.map(readFeiqImage))
    expect(errors.map((picture) => (picture.ok ? 'ok' : picture.error))).toEqual([
      'unknown',
      'unknown',
      'damaged',
      'damaged',
      ...Array(4).fill('too-large'),
    ])
  })
})

describe('sniffing', () => {
  test('a picture that promises more dots than anybody shows is refused by its header', () => {
    const png = Buffer.alloc(33)
    png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    png.write('IHDR', 12)
    png.writeUInt32BE(0xffffffff, 16)
    png.writeUInt32BE(0xffffffff, 20)
    expect([told(Uint8Array.from(png)), told(gif.map((byte, at) => (at > 5 && at < 10 ? 0xff : byte)))]).toEqual([
      'too-large',
      'too-large',
    ])
  })

  test('a header that is cut, has no size or is of something else', () => {
    const cut = [
      gif.subarray(0, 12),
      jpeg.subarray(0, 20),
      Uint8Array.of(0xff, 0xd8),
      gif.map((byte, at) => (at === 6 ? 0 : byte)),
    ]
    const other = [
      deflateSync('x'),
      bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      bytesOf('GIF90a-------'),
      bytesOf('BM'),
    ]
    expect([...cut, ...other].map((bytes) => told(Uint8Array.from(bytes)))).toEqual(Array(8).fill('unknown'))
  })

  test('any bytes behind any beginning end in a type or none', async () => {
    const beginnings = [
      gif,
      jpeg,
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      bytesOf('LZW!'),
      Uint8Array.of(40, 0, 0, 0),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...beginnings),
        fc.nat({ max: 30 }),
        fc.uint8Array({ maxLength: 200 }),
        async (beginning, kept, rest) => {
          const picture = await readFeiqImage(Uint8Array.of(...beginning.subarray(0, kept), ...rest))
          if (picture.ok) expect(picture.value.width * picture.value.height).toBeLessThanOrEqual(0x1000000)
        },
      ),
      { numRuns: 500 },
    )
  })
})
