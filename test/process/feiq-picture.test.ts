/** FeiQ's picture container and our PNG beside another program, written in another language from the description alone. */
import { describe, expect, test } from 'vitest'
import { encodePng } from '../../electron/host/image.ts'
import { decodeLzw, encodeDib, encodeLzw } from '../../shared/protocol/index.ts'
import { LZW_CONTENTS } from '../protocol/lzw-contents.ts'
import { noise } from '../protocol/noise.ts'
import { feiqPeer } from './feiq-peer.ts'

const same = (one: Uint8Array, two: Uint8Array) => Buffer.compare(one, two) === 0

describe('the LZW! container', () => {
  test.each(LZW_CONTENTS)('%s: each side decodes what the other encodes', (_, content) => {
    const theirs = decodeLzw(feiqPeer('encode', content))
    const ours = feiqPeer('decode', encodeLzw(content))
    expect([theirs.ok && same(theirs.value, content), same(ours, content)]).toEqual([true, true])
  })
})

describe('PNG', () => {
  test.each([
    [1, 1],
    [3, 2],
    [64, 40],
    [257, 3],
  ])('%i × %i: the other program reads the same dots and agrees with the checksums', async (width, height) => {
    const rgba = noise(width * height, width * height * 4).map((byte, index) => (index % 4 === 3 ? 255 : byte))
    const png = await encodePng({ width, height, rgba })
    expect(same(feiqPeer('png', png), encodeDib({ width, height, rgba }))).toBe(true)
  })
})
