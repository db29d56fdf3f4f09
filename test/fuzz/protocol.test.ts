/** No input throws, nothing grows beyond its limit, and what we write reads back; the cuts of the network never matter. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import {
  ALLSTAT,
  type Attachment,
  clientName,
  createDirStreamReader,
  createFileRequestReader,
  decodeFeiqVersion,
  decodeHello,
  decodeHostList,
  decodeNumberBody,
  decodePacket,
  decodeShareList,
  decodeText,
  type Encoding,
  encodeDirRecord,
  encodeFileRequest,
  encodeHelloBody,
  encodeName,
  encodePacket,
  encodeShareList,
  encodeTextBody,
  isUtf8,
  MAX_ATTACHMENTS,
  OPT,
  sections,
} from '../../shared/protocol/index.ts'
import { readDirStream, readRequest } from '../protocol/streams.ts'
import { bytesOf, hexBytes, packetOf, readVectors } from '../protocol/vectors.ts'

const encodings: readonly Encoding[] = ['utf-8', 'gb18030', 'shift_jis', 'big5', 'euc-kr', 'windows-1252']
const real = ['golden', 'iptux', 'feiq-2.4', 'ipmsg-4.11'].flatMap((file) =>
  readVectors(`${file}.jsonl`, z.object({ hex: hexBytes })).map(({ hex }) => hex),
)

/** Real packets and streams, with some bytes changed, left out or repeated. */
const mutated = fc
  .tuple(
    fc.constantFrom(...real),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'cut', 'double'), fc.integer({ min: 0, max: 255 })), {
      maxLength: 12,
    }),
  )
  .map(([bytes, changes]) => {
    const changed = [...bytes.subarray(0, 4096)]
    for (const [place, change, value] of changes) {
      const at = changed.length === 0 ? 0 : place % changed.length
      if (change === 'set') changed[at] = value
      else if (change === 'cut') changed.splice(at, value)
      else changed.splice(at, 0, ...changed.slice(at, at + value))
    }
    return Uint8Array.from(changed)
  })

/** Only the characters that are structure, so that the parsers get far. */
const structural = fc
  .array(fc.constantFrom(...'1:0a\x07\0=,\n.5f2'), { maxLength: 400 })
  .map((characters) => bytesOf(characters.join('')))

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), mutated, structural)
const encoding = fc.constantFrom(...encodings)
const text = fc.string({ unit: 'grapheme', maxLength: 200 })

function pieces(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = []
  let at = 0
  for (const length of lengths) {
    parts.push(bytes.subarray(at, at + length))
    at += length
  }
  return [...parts, bytes.subarray(at)]
}

describe('anything', () => {
  test('as a datagram', () => {
    fc.assert(
      fc.property(anyBytes, encoding, (bytes, legacy) => {
        const decoded = decodePacket(bytes)
        if (!decoded.ok) return
        const packet = decoded.value
        const context = { charset, legacy }
        const hello = decodeHello(packet, context)
        for (const name of [hello.user, hello.host, hello.name, hello.group])
          expect(name.length).toBeLessThanOrEqual(255)
        expect(clientName(packet.version, hello, packet.flags & ALLSTAT).client.length).toBeLessThan(80)
        decodeFeiqVersion(packet.version)
        decodeNumberBody(packet.body)
        expect(sections(packet.body).length).toBeLessThanOrEqual(8)
        expect(decodeText(packet, context).text.length).toBeLessThanOrEqual(packet.body.length)
        const again = packetOf(encodePacket(packet))
        expect({ ...again, body: [...again.body] }).toEqual({ ...packet, body: [...packet.body] })
      }),
      { numRuns: 3000 },
    )
  })

  test('as a share list', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { attachments, dropped } = decodeShareList(bytes, (name) => charset.decode(name, 'gb18030'))
        expect(attachments.length + dropped).toBeLessThanOrEqual(bytes.length)
        expect(attachments.length).toBeLessThanOrEqual(MAX_ATTACHMENTS)
        for (const { name, id, size, modified, extended } of attachments) {
          expect(name.length > 0 && name.length <= 765 && extended.length <= 16).toBe(true)
          expect([id, size, modified].every((number) => Number.isSafeInteger(number) && number >= 0)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('as a host list', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const list = decodeHostList(bytes, (name) => charset.decode(name, 'gb18030'))
        if (list.ok) expect(list.value.hosts.length).toBeLessThanOrEqual(Math.min(1024, bytes.length / 7))
      }),
      { numRuns: 2000 },
    )
  })

  test('as a request, in any pieces', () => {
    fc.assert(
      fc.property(anyBytes, fc.array(fc.nat({ max: 40 })), (bytes, lengths) => {
        const whole = readRequest([bytes])
        const cut = readRequest(pieces(bytes, lengths))
        // The header's views differ in what lies behind them, and bytes after the request may come with it or not.
        const brief = (request: typeof whole) =>
          request.ok ? [request.value.kind, request.value.readings, request.value.offset] : request.error
        expect(brief(cut)).toEqual(brief(whole))
        const reader = createFileRequestReader(64)
        for (const piece of pieces(bytes, lengths)) reader.push(piece)
        expect(reader.end()).toHaveProperty('ok')
      }),
      { numRuns: 2000 },
    )
  })

  test('as a directory stream, in any pieces', () => {
    fc.assert(
      fc.property(anyBytes, fc.array(fc.nat({ max: 40 })), (bytes, lengths) => {
        expect(readDirStream(pieces(bytes, lengths))).toEqual(readDirStream([bytes]))
      }),
      { numRuns: 2000 },
    )
  })

  test('as a directory stream leaves no name that is a path, and never more returns than directories', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const reader = createDirStreamReader((name) => charset.decode(name, 'gb18030'))
        const events = reader.push(bytes)
        if (!events.ok) return
        let depth = 0
        for (const event of events.value) {
          if (event.type === 'directory') depth++
          if (event.type === 'return') depth--
          expect(depth >= 0 && depth <= 64).toBe(true)
          if (event.type === 'directory' || event.type === 'file') {
            expect(event.name).not.toMatch(/[/\\\0]|^\.{0,2}$/)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('as UTF-8, judged as the platform judges', () => {
    const strict = new TextDecoder('utf-8', { fatal: true })
    const valid = (bytes: Uint8Array) => {
      try {
        strict.decode(bytes)
        return true
      } catch {
        return false
      }
    }
    const near = fc.array(
      fc.constantFrom(0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xe4, 0xed, 0xf0, 0xf4, 0xf5),
      {
        maxLength: 6,
      },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          near.map((bytes) => Uint8Array.from(bytes)),
          fc.uint8Array(),
        ),
        (bytes) => {
          expect(isUtf8(bytes)).toBe(valid(bytes))
        },
      ),
      { numRuns: 5000 },
    )
  })
})

describe('what we write reads back', () => {
  test('texts in UTF-8', () => {
    fc.assert(
      fc.property(text, (message) => {
        const packet = packetOf(
          encodePacket({
            version: '1',
            packetNo: 1,
            user: bytesOf('u'),
            host: bytesOf('h'),
            command: 0x20,
            flags: OPT.UTF8,
            body: encodeTextBody(message, 'utf-8', charset),
          }),
        )
        const wanted = message.replaceAll('\0', '').replace(/\r\n?/g, '\n')
        expect(decodeText(packet, { charset, legacy: 'gb18030' })).toEqual({
          text: wanted,
          encoding: 'utf-8',
          shareList: undefined,
          images: [],
        })
      }),
    )
  })

  test('names in every code page stay within their field', () => {
    fc.assert(
      fc.property(text, encoding, (name, page) => {
        const bytes = encodeName(name, 'header', page, charset)
        expect(bytes.length > 0 && bytes.length <= 79 && !bytes.includes(0x3a) && !bytes.includes(0)).toBe(true)
        const hello = {
          user: name,
          host: name,
          name,
          group: name,
          installation: 'x'.repeat(32),
          version: '1',
          capabilities: [],
        }
        const body = encodeHelloBody(hello, page, charset)
        expect(
          sections(body)
            .map((part) => Buffer.from(part).toString('latin1'))
            .slice(2),
        ).toEqual([
          expect.stringMatching(/^\n(UN:[^\n:]*\n)?(HN:[^\n:]*\n)?(NN:[^\n:]*\n)?(GN:[^\n:]*\n)?GZ:[^\n:]*\n$/),
          'utf-8',
        ])
      }),
    )
  })

  test('share lists', () => {
    const attachment: fc.Arbitrary<Attachment> = fc.record({
      id: fc.integer({ min: 0, max: 0x3fffffff }),
      name: text.map(
        (name) =>
          name
            .replace(/[\x00-\x1f\x7f]/g, '')
            .slice(0, 120)
            .toWellFormed() || 'x',
      ),
      size: fc.maxSafeNat(),
      modified: fc.nat(),
      kind: fc.constant('file'),
      attributes: fc.constant(1),
      extended: fc.array(fc.record({ key: fc.nat({ max: 0xff }), values: fc.constant(['1', '2f']) }), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(attachment, { maxLength: 20 }), (attachments) => {
        const bytes = encodeShareList(attachments, (name) => charset.encode(name, 'utf-8'))
        const read = decodeShareList(bytes, (name) => charset.decode(name, 'utf-8'))
        expect(read).toEqual({ attachments, dropped: 0 })
      }),
    )
  })

  test('requests, in any pieces', () => {
    const request = fc.record({
      kind: fc.constantFrom('file', 'folder'),
      packetNo: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
      fileId: fc.nat(),
      offset: fc.maxSafeNat(),
    })
    fc.assert(
      fc.property(request, fc.array(fc.nat({ max: 8 })), (wanted, lengths) => {
        const fixed = { version: '1', requestNo: 1, user: bytesOf('u'), host: bytesOf('h'), flags: 0 }
        const read = readRequest(pieces(encodeFileRequest({ ...fixed, ...wanted }), lengths))
        expect(read.ok && { ...read.value.readings[0], kind: read.value.kind, offset: read.value.offset }).toEqual({
          ...wanted,
          offset: wanted.kind === 'file' ? wanted.offset : 0,
        })
      }),
    )
  })

  test('directory trees, in any pieces', () => {
    const name = text
      .map((raw) =>
        raw
          .replace(/[\x00-\x1f\x7f/\\]/g, '')
          .slice(0, 60)
          .toWellFormed(),
      )
      .filter((raw) => raw !== '' && raw !== '.' && raw !== '..')
    const entry = fc.record({ name, data: fc.uint8Array({ maxLength: 40 }) })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 10 }), fc.array(fc.nat({ max: 30 })), (entries, lengths) => {
        const utf8 = (raw: string) => charset.encode(raw, 'utf-8')
        const root = encodeDirRecord({ name: 'root', size: 0, attributes: 2 }, utf8)
        const files = entries.flatMap(({ name: file, data }) => [
          encodeDirRecord({ name: file, size: data.length, attributes: 1 }, utf8),
          data,
        ])
        const leave = encodeDirRecord({ name: '.', size: 0, attributes: 3 }, utf8)
        const stream = new Uint8Array(Buffer.concat([root, ...files, leave]))
        const read = readDirStream(pieces(stream, lengths), 'utf-8')
        const events = read.ok ? read.value : expect.unreachable(read.error)
        expect(events.flatMap((event) => (event.type === 'file' ? [[event.name, event.size]] : []))).toEqual(
          entries.map(({ name: file, data }) => [file, data.length]),
        )
        expect(events.flatMap((event) => (event.type === 'data' ? [event.hex] : [])).join('')).toBe(
          entries.map(({ data }) => Buffer.from(data).toString('hex')).join(''),
        )
        expect(events.at(-1)).toEqual({ type: 'end' })
      }),
    )
  })
})
