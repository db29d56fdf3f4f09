import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  acknowledgeImageChunk,
  addImageChunk,
  COMMAND,
  decodeDib,
  decodeImageAck,
  decodeImageChunk,
  decodeLzw,
  decodePacket,
  dropIdleImages,
  emptyImageAssemblies,
  encodeDib,
  encodeImageAck,
  encodeImageChunk,
  encodeImageChunks,
  encodeImageMarker,
  encodeLzw,
  type ImageChunk,
  imageChunkCount,
  imageDeadline,
  latin1Bytes,
  missingImageChunks,
  openImageWindow,
  splitImageMarkers,
} from '../../shared/protocol/index.ts'
import { LZW_CONTENTS } from './lzw-contents.ts'
import { noise } from './noise.ts'
import { bytesOf, hexBytes, readVectors } from './vectors.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

const DIB =
  '28000000020000000200000001001800000000001000000000000000000000000000000000000000ff000000ff0000000000ffffffff0000'
const CONTAINER = '4c5a572138000000387d4b371400202808080303018000060418084342e1f0e87fc4148c47fcd18080'

describe('the LZW! container', () => {
  test('vectors both ways', () => {
    const codes = { ABC: '82213080', AAAAAA: '82006020', ABABABA: '8221002810' }
    for (const [text, wanted] of Object.entries(codes)) expect(hex(encodeLzw(bytesOf(text)).subarray(12))).toBe(wanted)
    expect(hex(encodeLzw(fromHex(DIB)))).toBe(CONTAINER)
    const decoded = decodeLzw(fromHex(CONTAINER))
    expect(decoded.ok && hex(decoded.value)).toBe(DIB)
  })

  test.each(LZW_CONTENTS)('%s: comes back', (_, content) => {
    const decoded = decodeLzw(encodeLzw(content))
    expect(decoded.ok && Buffer.compare(decoded.value, content)).toBe(0)
  })

  test('promises that the codes cannot keep get no memory; other damage is told by kind', () => {
    const container = fromHex(CONTAINER)
    const changed = (change: (view: DataView, bytes: Uint8Array) => void) => {
      const copy = container.slice()
      change(new DataView(copy.buffer), copy)
      const decoded = decodeLzw(copy)
      return decoded.ok ? 'ok' : decoded.error
    }
    expect([
      changed((view) => view.setUint32(4, 0xffffffff, true)),
      changed((view) => view.setUint32(4, 0x4000001, true)),
      changed((view) => view.setUint32(4, 0x4000000, true)),
      changed((view) => view.setUint32(4, 60, true)),
      changed((view) => view.setUint32(8, 0, true)),
      changed((_, bytes) => bytes.set([0xff, 0xff], 12)),
      changed((_, bytes) => bytes.set([0], 0)),
    ]).toEqual(['too-large', 'too-large', 'truncated', 'truncated', 'bad-checksum', 'bad-code', 'not-lzw'])
    expect(decodeLzw(container.subarray(0, 20))).toEqual({ ok: false, error: 'truncated' })
    expect(decodeLzw(bytesOf('LZW!'))).toEqual({ ok: false, error: 'not-lzw' })
    expect(decodeLzw(container, 55)).toEqual({ ok: false, error: 'too-large' })
  })

  test('a bomb stays within its promise: the longest strings that a few codes can make', () => {
    const bomb = encodeLzw(new Uint8Array(0x400000))
    const decoded = decodeLzw(bomb)
    expect([bomb.length < 5000, decoded.ok && decoded.value.length, decodeLzw(bomb, 0x3fffff)]).toEqual([
      true,
      0x400000,
      { ok: false, error: 'too-large' },
    ])
  })

  test('whatever the bytes, it ends within its limit; whatever the content, it comes back', () => {
    const head = fc.tuple(fc.nat({ max: 5000 }), fc.uint8Array({ maxLength: 400 })).map(([length, codes]) => {
      const bytes = new Uint8Array(12 + codes.length)
      bytes.set(latin1Bytes('LZW!'))
      new DataView(bytes.buffer).setUint32(4, length, true)
      bytes.set(codes, 12)
      return bytes
    })
    fc.assert(
      fc.property(fc.oneof(head, fc.uint8Array()), (bytes) => {
        const decoded = decodeLzw(bytes)
        if (decoded.ok) expect(decoded.value.length).toBeLessThanOrEqual(5000)
      }),
      { numRuns: 2000 },
    )
    const content = fc
      .array(fc.integer({ min: 0, max: 3 }), { maxLength: 5000 })
      .map((values) => Uint8Array.from(values))
    fc.assert(
      fc.property(fc.oneof(content, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
        const decoded = decodeLzw(encodeLzw(bytes))
        expect(decoded.ok && hex(decoded.value)).toBe(hex(bytes))
      }),
      { numRuns: 300 },
    )
  })
})

/** A header of 40 bytes, then whatever follows. */
function dib(
  fields: { width: number; height: number; depth: number; compression?: number; colours?: number },
  rest: number[],
): Uint8Array {
  const bytes = new Uint8Array(40 + rest.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 40, true)
  view.setInt32(4, fields.width, true)
  view.setInt32(8, fields.height, true)
  view.setUint16(12, 1, true)
  view.setUint16(14, fields.depth, true)
  view.setUint32(16, fields.compression ?? 0, true)
  view.setUint32(32, fields.colours ?? 0, true)
  bytes.set(rest, 40)
  return bytes
}

describe('bitmaps', () => {
  const masks = [0, 0, 0xff, 0, 0, 0xff, 0, 0, 0xff, 0, 0, 0]
  const dots = (bytes: Uint8Array) => {
    const decoded = decodeDib(bytes)
    if (!decoded.ok) return decoded.error
    const { width, height, rgba } = decoded.value
    return [
      width,
      height,
      hex(rgba)
        .replace(/(.{6})ff/g, '$1 ')
        .trim(),
    ]
  }

  test('FeiQ’s own, both ways', () => {
    expect(dots(fromHex(DIB))).toEqual([2, 2, 'ff0000 ffffff 0000ff 00ff00'])
    const decoded = decodeDib(fromHex(DIB))
    expect(hex(encodeDib(decoded.ok ? decoded.value : expect.unreachable()))).toBe(DIB)
  })

  test('every depth, palettes whole and short, rows from the top, masks', () => {
    const [red, green, grey] = [
      [0, 0, 255, 0],
      [0, 255, 0, 0],
      [9, 9, 9, 0],
    ]
    expect([
      dots(dib({ width: 3, height: 1, depth: 1 }, [...red, ...green, 0b01000000, 0, 0, 0])),
      dots(dib({ width: 3, height: 1, depth: 4, colours: 2 }, [...red, ...green, 0x01, 0xf0, 0, 0])),
      dots(dib({ width: 2, height: -2, depth: 8, colours: 3 }, [...red, ...green, ...grey, 0, 1, 0, 0, 2, 2, 0, 0])),
      dots(dib({ width: 1, height: 2, depth: 32 }, [1, 2, 3, 0, 4, 5, 6, 99])),
      dots(dib({ width: 1, height: 1, depth: 32, compression: 3 }, [...masks, 1, 2, 3, 0])),
    ]).toEqual([
      [3, 1, 'ff0000 00ff00 ff0000'],
      [3, 1, 'ff0000 00ff00 000000'],
      [2, 2, 'ff0000 00ff00 090909 090909'],
      [1, 2, '060504 030201'],
      [1, 1, '030201'],
    ])
  })

  test('sizes that lie, that are too large, and forms that nobody sends', () => {
    const pixel = [1, 2, 3, 0]
    expect([
      dots(dib({ width: 2, height: 1, depth: 24 }, pixel)),
      dots(dib({ width: 0, height: 1, depth: 24 }, pixel)),
      dots(dib({ width: -1, height: 1, depth: 24 }, pixel)),
      dots(dib({ width: 1, height: 1, depth: 8, colours: 257 }, [...Array(257 * 4).fill(1), ...pixel])),
      dots(dib({ width: 0x7fffffff, height: -0x80000000, depth: 1 }, pixel)),
      dots(dib({ width: 4097, height: 4096, depth: 1 }, pixel)),
      dots(dib({ width: 1, height: 1, depth: 16 }, pixel)),
      dots(dib({ width: 1, height: 1, depth: 8, compression: 1 }, pixel)),
      dots(dib({ width: 1, height: 1, depth: 32, compression: 3 }, [...Array(12).fill(1), ...pixel])),
      dots(new Uint8Array(39)),
    ]).toEqual([
      ...Array(4).fill('malformed'),
      ...Array(2).fill('too-large'),
      ...Array(3).fill('unsupported'),
      'malformed',
    ])
  })

  test('the long header of newer programs holds the masks itself, and pictures have one plane', () => {
    const long = dib({ width: 1, height: 1, depth: 32, compression: 3 }, [...masks, ...Array(56).fill(0), 1, 2, 3, 0])
    new DataView(long.buffer).setUint32(0, 108, true)
    const planes = dib({ width: 1, height: 1, depth: 24 }, [1, 2, 3, 0])
    new DataView(planes.buffer).setUint16(12, 2, true)
    expect([dots(long), dots(planes)]).toEqual([[1, 1, '030201'], 'unsupported'])
  })

  test('what is not opaque stands on white', () => {
    const half = encodeDib({ width: 1, height: 1, rgba: Uint8Array.of(255, 0, 0, 128) })
    expect(dots(half)).toEqual([1, 1, 'ff7f7f'])
  })

  test('any opaque picture comes back; any bytes are a picture or an error', () => {
    const picture = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([width, height]) =>
      fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }).map((rgba) => ({
        width,
        height,
        rgba: rgba.map((byte, index) => (index % 4 === 3 ? 255 : byte)),
      })),
    )
    fc.assert(
      fc.property(picture, (pixels) => {
        expect(decodeDib(encodeDib(pixels))).toEqual({ ok: true, value: pixels })
      }),
    )
    fc.assert(
      fc.property(
        fc.record({
          width: fc.integer({ min: -2, max: 70 }),
          height: fc.integer({ min: -70, max: 70 }),
          depth: fc.constantFrom(1, 4, 8, 16, 24, 32),
          compression: fc.constantFrom(0, 3),
          colours: fc.nat({ max: 300 }),
        }),
        fc.array(fc.nat({ max: 255 }), { maxLength: 2000 }),
        (fields, rest) => {
          const decoded = decodeDib(dib(fields, rest))
          if (decoded.ok) expect(decoded.value.rgba.length).toBe(decoded.value.width * decoded.value.height * 4)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('chunks', () => {
  const golden = (command: number) =>
    readVectors('golden.jsonl', z.object({ hex: hexBytes }))
      .map(({ hex: bytes }) => decodePacket(bytes))
      .flatMap((packet) => (packet.ok && packet.value.command === command ? [packet.value.body] : []))[0] ??
    expect.unreachable()

  test('FeiQ’s chunk and acknowledgement, both ways', () => {
    const chunk = decodeImageChunk(golden(COMMAND.FEIQ_IMAGE))
    const value = chunk.ok ? chunk.value : expect.unreachable()
    expect({ ...value, data: hex(value.data) }).toEqual({
      id: '64ea4edd',
      total: 41,
      offset: 0,
      chunks: 1,
      index: 1,
      data: CONTAINER,
    })
    expect(encodeImageChunk('64ea4edd', 'lzw', fromHex(CONTAINER), 1)).toEqual(golden(COMMAND.FEIQ_IMAGE))
    expect(decodeImageAck(golden(COMMAND.FEIQ_IMAGE_ACK))).toEqual({ id: '64ea4edd', index: 1 })
    expect(encodeImageAck({ id: '64ea4edd', index: 1 })).toEqual(golden(COMMAND.FEIQ_IMAGE_ACK))
  })

  test('as others wrote them: counted from 0, ids without leading zeros', () => {
    const heads = ['64ea4edd|622241|0|1216|1|512|0|2|0|00000000#', 'A3b4|353687|512|691|1|512|0|2|0|00000000#']
    const chunks = heads.map((head) => {
      const chunk = decodeImageChunk(latin1Bytes(`${head}\0${'\0'.repeat(512)}`))
      return chunk.ok && [chunk.value.id, chunk.value.offset, chunk.value.index, chunk.value.data.length]
    })
    expect(chunks).toEqual([
      ['64ea4edd', 0, 1, 512],
      ['0000a3b4', 512, 1, 512],
    ])
  })

  test('lies of one chunk', () => {
    const decode = (head: string, data = 'x'.repeat(512)) => {
      const chunk = decodeImageChunk(latin1Bytes(`${head}|0|1|0|00000000#\0${data}`))
      return chunk.ok ? 'ok' : chunk.error
    }
    expect([
      decode('1|16777217|0|1|1|512'),
      decode('1|1024|0|32769|1|512'),
      decode('1|1024|1024|2|1|512'),
      decode('1|1024|0|0|0|512'),
      decode('1|1024|0|2|3|512'),
      decode('1|1024|0|2|1|0'),
      decode('1|1024|0|2|1|513'),
      decode('123456789|1024|0|2|1|512'),
      decode('1|-1024|0|2|1|512'),
      decode('1|1024|0|2|1|512'),
    ]).toEqual(['too-large', 'too-large', ...Array(7).fill('malformed'), 'ok'])
    expect(
      ['', '64ea4edd|', 'x|1#', '64ea4edd|1', '64ea4edd|1234567#'].map((text) => decodeImageAck(bytesOf(text))),
    ).toEqual(Array(5).fill(undefined))
  })

  test('any body is a chunk within its limits, or none', () => {
    const near = fc
      .tuple(fc.array(fc.constantFrom(...'0123456789abf|#'), { maxLength: 80 }), fc.uint8Array({ maxLength: 600 }))
      .map(([head, data]) => Uint8Array.of(...bytesOf(head.join('')), 0, ...data))
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array()), (body) => {
        const chunk = decodeImageChunk(body)
        if (chunk.ok) expect(chunk.value.data.length).toBeLessThanOrEqual(body.length)
        decodeImageAck(body)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('assembly', () => {
  const picture = noise(7, 5000)
  const chunksOf = (bytes: Uint8Array, id = '0000000a') =>
    [...encodeImageChunks(id, 'file', bytes)].map((body) => {
      const chunk = decodeImageChunk(body)
      return chunk.ok ? chunk.value : expect.unreachable()
    })
  const feed = (chunks: readonly ImageChunk[], assemblies = emptyImageAssemblies()) =>
    chunks.map((chunk) => addImageChunk(assemblies, 0, chunk))

  test('any order, any repeats, either way of counting, the last chunk filled up', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 4000 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        fc.boolean(),
        (bytes, order, fromZero, filled) => {
          const chunks = chunksOf(bytes).map((chunk) => ({
            ...chunk,
            index: fromZero ? chunk.index - 1 : chunk.index,
            data: filled ? Uint8Array.of(...chunk.data, ...new Uint8Array(512 - chunk.data.length)) : chunk.data,
          }))
          const shuffled = [...chunks, ...chunks].map((chunk) => ({ chunk, key: order.next().value }))
          shuffled.sort((left, right) => left.key - right.key)
          const progress = feed(shuffled.map(({ chunk }) => chunk))
          const complete = progress.filter((step) => step.type === 'complete')
          expect(progress.map(({ type }) => type)).not.toContain('refused')
          expect(complete.map((step) => hex(step.bytes))).toEqual([hex(bytes)])
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a chunk is copied: the datagram’s memory may be used again', () => {
    const chunks = chunksOf(picture)
    const progress = chunks.map(
      (() => {
        const assemblies = emptyImageAssemblies()
        return (chunk: ImageChunk) => {
          const reused = { ...chunk, data: chunk.data.slice() }
          const step = addImageChunk(assemblies, 0, reused)
          reused.data.fill(0)
          return step
        }
      })(),
    )
    const last = progress.at(-1)
    expect(last?.type === 'complete' && hex(last.bytes)).toBe(hex(picture))
  })

  test('chunks that contradict themselves or the ones before are refused, and the picture still completes', () => {
    const [first, second, ...rest] = chunksOf(picture)
    if (first === undefined || second === undefined) expect.unreachable()
    const lies: readonly ImageChunk[] = [
      { ...second, total: 5001 },
      { ...second, chunks: 11 },
      { ...second, offset: 513 },
      { ...second, offset: 1024 },
      { ...second, index: 9 },
      { ...second, data: second.data.subarray(1) },
    ]
    const progress = feed([first, ...lies, second, ...rest])
    const complete = progress.at(-1)
    expect(progress.slice(1, 7)).toEqual(Array(6).fill({ type: 'refused', reason: 'inconsistent' }))
    expect(complete?.type === 'complete' && hex(complete.bytes)).toBe(hex(picture))
    const alone = [
      { ...first, chunks: 3 },
      { ...first, chunks: 5000 },
      { ...first, total: 16 },
    ]
    expect(alone.flatMap((lie) => feed([lie]))).toEqual(Array(3).fill({ type: 'refused', reason: 'inconsistent' }))
  })

  test('eight pictures at once; silent ones make room after a minute; finished ones are only acknowledged', () => {
    const assemblies = emptyImageAssemblies()
    const firsts = Array.from(
      { length: 9 },
      (_, index) => chunksOf(picture, `0000000${index}`)[0] ?? expect.unreachable(),
    )
    const progress = firsts.map((chunk) => addImageChunk(assemblies, 0, chunk))
    expect(progress.map(({ type }) => type)).toEqual([...Array(8).fill('kept'), 'refused'])
    const [, second] = chunksOf(picture, '00000003')
    addImageChunk(assemblies, 59_999, second ?? expect.unreachable())
    expect([
      imageDeadline(assemblies),
      dropIdleImages(assemblies, 59_999),
      imageDeadline(emptyImageAssemblies()),
    ]).toEqual([60_000, [], undefined])
    expect(dropIdleImages(assemblies, 60_000)).toEqual(['0', '1', '2', '4', '5', '6', '7'].map((n) => `0000000${n}`))
    expect(imageDeadline(assemblies)).toBe(119_999)
    expect(addImageChunk(assemblies, 60_000, firsts[8] ?? expect.unreachable()).type).toBe('kept')
    const short = chunksOf(bytesOf('short'), '000000ff')
    expect([...feed(short, assemblies), ...feed(short, assemblies)].map(({ type }) => type)).toEqual([
      'complete',
      'repeated',
    ])
  })

  test('what one peer leaves unfinished is at most 32 MiB, and only what came counts', () => {
    const assemblies = emptyImageAssemblies()
    const data = new Uint8Array(60_000)
    const chunks = Math.ceil(16_000_000 / data.length)
    let kept = 0
    for (const id of ['a', 'b', 'c']) {
      for (let place = 0; place < chunks - 1; place++) {
        const step = addImageChunk(assemblies, 0, {
          id,
          total: 16_000_000,
          offset: place * data.length,
          chunks,
          index: place,
          data,
        })
        if (step.type === 'kept') kept += data.length
      }
    }
    expect([
      kept <= 0x2000000,
      kept > 0x1f00000,
      [...assemblies.open.values()].reduce((sum, { held }) => sum + held, 0),
    ]).toEqual([true, true, kept])
  })

  test('the memory of finished pictures is bounded', () => {
    const assemblies = emptyImageAssemblies()
    for (let id = 0; id < 200; id++) feed(chunksOf(bytesOf('x'), id.toString(16).padStart(8, '0')), assemblies)
    expect([assemblies.open.size, assemblies.finished.size, assemblies.finished.has('000000c7')]).toEqual([0, 64, true])
  })
})

describe('the window of an outgoing picture', () => {
  test('a hundred chunks at once, gaps first, until all are acknowledged', () => {
    const window = openImageWindow(250)
    const start = missingImageChunks(window)
    expect([start.length, start[0], start.at(-1)]).toEqual([100, 1, 100])
    for (const index of start) if (index !== 3) acknowledgeImageChunk(window, index)
    expect(missingImageChunks(window)).toEqual([3, 101, 102])
    for (let index = 1; index <= 250; index++) acknowledgeImageChunk(window, index)
    expect(missingImageChunks(window)).toEqual([])
  })

  test('acknowledgements of others and repeats change nothing', () => {
    const window = openImageWindow(2)
    expect([0, 3, -1, 1.5, 1, 1].map((index) => acknowledgeImageChunk(window, index))).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
    ])
    expect(missingImageChunks(window)).toEqual([2])
  })

  test('a picture has as many chunks as are made of it', () => {
    expect([1, 512, 513, 1024].map((length) => imageChunkCount(new Uint8Array(length)))).toEqual([1, 1, 2, 2])
  })
})

describe('markers', () => {
  const parts = ['看', { id: '64ea4edd', kind: 'bitmap' }, { id: '0000000a', kind: 'face' }, '\n图'] as const

  test('come apart and go together', () => {
    const text = parts.map((part) => (typeof part === 'string' ? part : encodeImageMarker(part))).join('')
    expect(text).toBe('看/~#>64ea4edd<B~/~#>0000000a<G~\n图')
    expect(splitImageMarkers(text)).toEqual(parts)
  })

  test('what only looks like one stays text, and so does what is too many', () => {
    expect(splitImageMarkers('/~#>64ea4ed<B~ /~#>64ea4edd<C~ /~#>64ea4edd<B')).toEqual([
      '/~#>64ea4ed<B~ /~#>64ea4edd<C~ /~#>64ea4edd<B',
    ])
    expect(splitImageMarkers('/~#>64ea4edd<B~'.repeat(70))).toHaveLength(65)
    expect(splitImageMarkers('')).toEqual([])
  })
})
