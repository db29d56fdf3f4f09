import { describe, expect, test } from 'vitest'
import { createFileRequestReader, encodeFileRequest } from '../../shared/protocol/index.ts'
import { readAnyRequest, readRequest } from './streams.ts'
import { bytesOf, cuts, textOf } from './vectors.ts'

const HEADER = '1:5:u:h'
const file = (body: string) => `${HEADER}:96:${body}`
const folder = (body: string) => `${HEADER}:98:${body}`
const brief = (request: ReturnType<typeof readRequest>) =>
  request.ok
    ? [
        request.value.kind,
        ...request.value.readings.map((reading) => `${reading.packetNo}/${reading.fileId}`),
        request.value.offset,
      ]
    : request.error

describe('a request reads the same whole and byte by byte', () => {
  test.each<readonly [string, string, unknown]>([
    ['as specified', file('a:b:c:\0'), ['file', '10/11', 12]],
    ['FeiQ, without NUL', file('a:b:c:'), ['file', '10/11', 12]],
    ['iptux, without the last colon', file('a:b:c\0'), ['file', '10/11', 12]],
    ['with nothing behind the last number', file('a:b:c'), ['file', '10/11', 12]],
    ['a folder by two fields', folder('a:b:'), ['folder', '10/11', 0]],
    ['a folder by two fields and NUL', folder('a:b\0'), ['folder', '10/11', 0]],
    ['a folder by two fields and silence', folder('a:b'), ['folder', '10/11', 0]],
    ['a folder of iptux', folder('a:b:0\0'), ['folder', '10/11', 0]],
    ['flags of iptux', `${HEADER}:2097248:a:b:0\0`, ['file', '10/11', 0]],
    ['no offset, closed by NUL', file('a:b:\0'), ['file', '10/11', 0]],
    ['an id that reads as decimal too', file('6a20ab8a:10000:0:'), ['file', '1780525962/65536', '1780525962/10000', 0]],
    ['numbers that all read as decimal', file('10:20:0:'), ['file', '16/32', '16/20', '10/20', 0]],
    ['a packet number of a script', file('6399dda953240:1:0:'), ['file', '1752200000123456/1', 0]],
    ['an offset above 32 bits', file('a:b:123456789a:'), ['file', '10/11', 0x123456789a]],
  ])('%s', (_, text, wanted) => {
    const [whole, pieces] = cuts(bytesOf(text))
    expect([brief(readRequest(whole?.[1] ?? [])), brief(readRequest(pieces?.[1] ?? []))]).toEqual([wanted, wanted])
  })
})

describe('a request is refused', () => {
  test.each([
    ['not ours at the first byte', 'GET / HTTP/1.1\r\n', 'malformed'],
    ['another command', `${HEADER}:32:a:b:c:\0`, 'malformed'],
    ['a header of nonsense', '1:x:u:h:96:a:b:c:\0', 'malformed'],
    ['no numbers', file('::\0'), 'malformed'],
    ['letters', file('xyz:1:0:'), 'malformed'],
    ['a negative offset', file('a:b:-1:'), 'malformed'],
    ['an offset above 2^53', file('a:b:20000000000000:'), 'malformed'],
    ['cut in the header', '1:5:u', 'incomplete'],
    ['cut in the body', file('a:b'), 'incomplete'],
    ['never ending', file('0'.repeat(5000)), 'too-long'],
  ])('%s', (_, text, error) => {
    expect(readRequest([bytesOf(text)])).toEqual({ ok: false, error })
  })
})

test('an encrypted request is handed on whole, once its end is there: only its receiver can read it', () => {
  const [whole, pieces] = cuts(bytesOf(`${HEADER}:4196448:41900004:AAAA:BBBB:CCCC\0`))
  const reads = [whole, pieces].map((chunks) => readAnyRequest(chunks?.[1] ?? []))
  for (const read of reads) {
    expect(read).toMatchObject({ ok: true, value: { locked: true, kind: 'file', header: { flags: 0x400800 } } })
  }
  expect(createFileRequestReader().push(bytesOf(`${HEADER}:4196448:41900004:AA`))).toBe('more')
})

describe('the reader', () => {
  test('waits for the rest of a number until the line is idle', () => {
    const reader = createFileRequestReader()
    expect([reader.push(bytesOf(file('a:b:1'))), reader.push(bytesOf('0'))]).toEqual(['more', 'more'])
    expect(reader.idle()).toMatchObject({ ok: true, value: { offset: 0x10 } })
  })

  test('does not take a missing offset for 0 while more may come', () => {
    const reader = createFileRequestReader()
    expect([reader.push(bytesOf(file('a:b:'))), reader.idle()]).toEqual(['more', 'more'])
    expect(reader.end()).toMatchObject({ ok: true, value: { offset: 0 } })
  })

  test('holds no more than its limit, and repeats its answer', () => {
    const reader = createFileRequestReader(32)
    expect(reader.push(new Uint8Array(1_000_000).fill(0x31))).toEqual({ ok: false, error: 'too-long' })
    expect([reader.push(bytesOf(file('a:b:c:'))), reader.end()]).toEqual([
      { ok: false, error: 'too-long' },
      { ok: false, error: 'too-long' },
    ])
  })

  test('is idle at first', () => {
    const reader = createFileRequestReader()
    expect([reader.idle(), reader.end()]).toEqual(['more', { ok: false, error: 'incomplete' }])
  })

  test('tells who asks', () => {
    const request = readRequest([bytesOf(file('a:b:c:\0'))])
    const header = request.ok ? request.value.header : expect.unreachable()
    expect([header.version, header.packetNo, textOf(header.user), textOf(header.host)]).toEqual(['1', '5', 'u', 'h'])
  })
})

test('what we send reads back, at any size of number', () => {
  const request = { version: '1', requestNo: 9, user: bytesOf('u'), host: bytesOf('h'), flags: 0x800000 }
  const wide = { packetNo: '1752200000123456', fileId: 0xffffffff, offset: 2 ** 40 }
  const bytes = encodeFileRequest({ ...request, ...wide, kind: 'file' })
  expect(textOf(bytes)).toBe('1:9:u:h:8388704:6399dda953240:ffffffff:10000000000:\0')
  expect(brief(readRequest([bytes]))).toEqual(['file', '1752200000123456/4294967295', 2 ** 40])
  const folderRequest = encodeFileRequest({ ...request, ...wide, kind: 'folder' })
  expect(textOf(folderRequest)).toMatch(/:8388706:6399dda953240:ffffffff:0:\0$/)
})
