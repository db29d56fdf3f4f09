/** FeiQ's pictures on their way from the network to a file: bombs, and what is no picture, cost nothing but an answer. */
import { expect, test } from 'vitest'
import { createImageReader } from '../../electron/host/image-thread.ts'
import { encodeDib, encodeLzw } from '../../shared/protocol/index.ts'
import { noise } from '../protocol/noise.ts'

/** `LZW!`, the length that it promises, a checksum, and codes. */
function container(length: number, codes: number): Uint8Array {
  const bytes = Buffer.alloc(12 + codes)
  bytes.write('LZW!', 'latin1')
  bytes.writeUInt32LE(length, 4)
  return new Uint8Array(bytes)
}

const outcome = async (read: ReturnType<typeof createImageReader>, bytes: Uint8Array) => {
  const image = await read(bytes)
  return image.ok ? [image.value.type, image.value.width, image.value.height] : image.error
}

test('a bitmap is read in a thread of its own, one after the other; a bomb and a lie end as such', async () => {
  const read = createImageReader()
  const dib = encodeDib({ width: 40, height: 30, rgba: noise(1, 40 * 30 * 4) })
  const wide = Buffer.from(dib)
  wide.writeInt32LE(60_000, 4)
  const all = [
    encodeLzw(dib),
    container(0xffffffff, 4_000),
    container(0x4000000, 64),
    encodeLzw(new Uint8Array(wide)),
    new Uint8Array(0),
    Uint8Array.of(0x4d, 0x5a),
  ]
  expect(await Promise.all(all.map((bytes) => outcome(read, bytes)))).toEqual([
    ['png', 40, 30],
    'too-large',
    'damaged',
    'damaged',
    'unknown',
    'unknown',
  ])
})
