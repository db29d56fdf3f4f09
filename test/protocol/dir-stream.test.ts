import { describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import {
  ATTRIBUTE,
  createDirStreamReader,
  type DirRecord,
  encodeDirRecord,
  isEntryName,
} from '../../shared/protocol/index.ts'
import { type JoinedEvent, readDirStream } from './streams.ts'
import { bytesOf, cuts, textOf } from './vectors.ts'

/** `hlen:` and the rest, with the right length. */
const record = (rest: string) => `${(rest.length + 5).toString(16).padStart(4, '0')}:${rest}`
const ROOT = record('root:000000000:2:')
const RETURN = record('.:0:3:')
const read = (text: string) => readDirStream([bytesOf(text)])
const names = (text: string) => {
  const result = read(text)
  return result.ok ? result.value.flatMap((event) => ('name' in event ? [event.name] : [])) : result.error
}

describe('records', () => {
  test('FeiQ takes records without times, so we read them too', () => {
    expect([ROOT, RETURN]).toEqual(['0016:root:000000000:2:', '000b:.:0:3:'])
    expect(read(ROOT + RETURN)).toEqual({
      ok: true,
      value: [{ type: 'directory', name: 'root', attributes: 2 }, { type: 'return' }, { type: 'end' }],
    })
  })

  test.each([
    ['the size split in two words by IPMsg', 'f:000000005:1:'],
    ['a size of any width', 'f:0000000000000005:1:'],
    ['a size without zeros, in a long header length', 'f:5:1:'],
    ['flags', 'f:5:5101:'],
    ['extended attributes without sense', 'f:5:1:14=zz:0=16:nonsense:'],
  ])('of a file with %s', (_, rest) => {
    const result = read(`${ROOT}${record(rest)}HELLO${RETURN}`)
    expect(result.ok && result.value.slice(1, 4)).toEqual([
      { type: 'file', name: 'f', size: 5, attributes: rest.includes('5101') ? 0x5101 : 1 },
      { type: 'data', hex: '48454c4c4f' },
      { type: 'file-end' },
    ])
  })

  test('a header length of up to eight digits', () => {
    const rest = 'f:0:1:'
    expect(names(`${ROOT}${(rest.length + 9).toString(16).padStart(8, '0')}:${rest}${RETURN}`)).toEqual(['root', 'f'])
  })

  test('a doubled colon is one', () => {
    expect(names(`${ROOT}${record('a::b:::0:1:')}${RETURN}`)).toEqual(['root', 'a:b:'])
  })

  test('what is neither file nor folder is passed over with its data', () => {
    const result = read(`${ROOT}${record('fork:3:10:')}abc${record('link:0:4:')}${RETURN}`)
    expect(result.ok && result.value.slice(1, 3)).toEqual([
      { type: 'skipped', name: 'fork', size: 3 },
      { type: 'skipped', name: 'link', size: 0 },
    ])
  })

  test('a GBK name whose second byte looks like a backslash is a name', () => {
    const name = charset.encode('誠', 'gb18030')
    expect(name.at(-1)).toBe(0x5c)
    expect(names(`${ROOT}${record(`${textOf(name)}:0:1:`)}${RETURN}`)).toEqual(['root', '誠'])
  })
})

describe('a stream is refused', () => {
  const deep = (depth: number) => ROOT.repeat(depth)
  test.each([
    ['header too short', '0009:a:0:2:', 'bad-header'],
    ['header of length 0', '0000:', 'bad-header'],
    ['header too long', `2001:${'n'.repeat(9000)}`, 'bad-header'],
    ['no length at all', `${'x'.repeat(5000)}:`, 'bad-header'],
    ['no length in a later record', `${ROOT}00zz:`, 'bad-header'],
    ['a length of nine digits in a later record', `${ROOT}000000016:root:0:2:`, 'bad-header'],
    ['junk between records', `${ROOT}\0\0\0\0${RETURN}`, 'bad-header'],
    ['a header that ends without a colon', '0016:root:000000000:2x', 'bad-header'],
    ['no attributes', record('root:0:'), 'bad-header'],
    ['a size above 2^53', record('root:20000000000000:2:'), 'bad-header'],
    ['a negative size', `${ROOT}${record('f:-1:1:')}`, 'bad-header'],
    ['a file before the root', record('f:000000000:1:'), 'no-root'],
    ['a return before the root', record('.:000:3:'), 'no-root'],
    ['a path', `${ROOT}${record('../etc:0:2:')}`, 'bad-name'],
    ['a path of Windows', `${ROOT}${record('a\\b:0:1:')}`, 'bad-name'],
    ['the parent', `${ROOT}${record('..:000:2:')}`, 'bad-name'],
    ['the folder itself', `${ROOT}${record('.:0000:1:')}`, 'bad-name'],
    ['no name', `${ROOT}${record(':00000:1:')}`, 'bad-name'],
    ['a NUL in a name', `${ROOT}${record('a\0b:0:1:')}`, 'bad-name'],
    ['a name without end', `${ROOT}${record(`${'n'.repeat(766)}:0:1:`)}`, 'bad-name'],
    ['a folder deeper than 64', deep(65), 'too-deep'],
    ['a close in a header', ROOT.slice(0, -3), 'truncated'],
    ['a close between records, which iptux takes for success', ROOT, 'truncated'],
    ['a close in data', `${ROOT}${record('f:5:1:')}HEL`, 'truncated'],
    ['nothing', '', 'truncated'],
  ])('%s', (_, text, error) => {
    for (const [cut, chunks] of cuts(bytesOf(text)).slice(0, 2)) {
      expect([cut, readDirStream(chunks)]).toEqual([cut, { ok: false, error }])
    }
  })

  test('64 folders deep is accepted', () => {
    const result = read(deep(64) + RETURN.repeat(64))
    expect(result.ok && result.value.length).toBe(129)
  })

  test('after too many records', () => {
    const reader = createDirStreamReader(textOf, { depth: 64, records: 2 })
    expect(reader.push(bytesOf(ROOT + record('f:000:1:'))).ok).toBe(true)
    expect(reader.push(bytesOf(record('g:000:1:')))).toEqual({ ok: false, error: 'too-many' })
    expect([reader.push(bytesOf(RETURN)), reader.end()]).toEqual(Array(2).fill({ ok: false, error: 'too-many' }))
  })
})

test('data comes as views of the chunk', () => {
  const reader = createDirStreamReader(textOf)
  const chunk = bytesOf(`${ROOT}${record('f:000005:1:')}HEL`)
  const events = reader.push(chunk)
  const data = events.ok ? events.value.at(-1) : undefined
  expect(data?.type === 'data' && [data.bytes.buffer === chunk.buffer, textOf(data.bytes)]).toEqual([true, 'HEL'])
})

test('after the end more returns do not leave the root', () => {
  expect(read(ROOT + RETURN + RETURN + RETURN)).toEqual(read(ROOT + RETURN))
})

describe('records that we send', () => {
  const utf8 = (text: string) => charset.encode(text, 'utf-8')

  test.each<readonly [string, DirRecord, string]>([
    ['a folder', { name: 'sub', size: 0, attributes: ATTRIBUTE.DIRECTORY }, '0015:sub:000000000:2:'],
    ['a file of 4 GiB', { name: 'f', size: 2 ** 32, attributes: ATTRIBUTE.REGULAR }, '0013:f:100000000:1:'],
    [
      'a file with times',
      { name: 'f', size: 1, attributes: 0x101, modified: 0x6a23b4c0, created: 0x10 },
      '0027:f:000000001:101:14=6a23b4c0:16=10:',
    ],
    ['a return', { name: 'whatever', size: 0, attributes: ATTRIBUTE.RETURN_TO_PARENT }, '000b:.:0:3:'],
    ['a name that is structure', { name: 'a:b\n', size: 0, attributes: 1 }, '0017:a::b_:000000000:1:'],
  ])('%s', (_, one, text) => {
    expect(textOf(encodeDirRecord(one, utf8))).toBe(text)
  })

  test('a tree written by us reads back', () => {
    const times = { modified: 1, created: 2 }
    const chunks = [
      encodeDirRecord({ name: '根', size: 0, attributes: 2, ...times }, utf8),
      encodeDirRecord({ name: 'x:y', size: 2, attributes: 1, ...times }, utf8),
      bytesOf('hi'),
      encodeDirRecord({ name: '.', size: 0, attributes: 3, ...times }, utf8),
    ]
    const events: JoinedEvent[] = [
      { type: 'directory', name: '根', attributes: 2, ...times },
      { type: 'file', name: 'x:y', size: 2, attributes: 1, ...times },
      { type: 'data', hex: '6869' },
      { type: 'file-end' },
      { type: 'return', ...times },
      { type: 'end' },
    ]
    expect(readDirStream(chunks, 'utf-8')).toEqual({ ok: true, value: events })
  })
})

test('names of one entry', () => {
  const all = ['a', 'a.b', '...', 'con', 'C:', '', '.', '..', 'a/b', 'a\\b', 'a\0']
  expect(all.map(isEntryName)).toEqual([true, true, true, true, true, false, false, false, false, false, false])
})
