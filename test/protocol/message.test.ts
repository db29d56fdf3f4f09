import { describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import {
  type Attachment,
  decodeHostList,
  decodeNumberBody,
  decodeShareList,
  decodeText,
  encodeHostList,
  encodeShareList,
  encodeTextBody,
  MAX_ATTACHMENTS,
  OPT,
} from '../../shared/protocol/index.ts'
import { bytesOf, packetOf, textOf } from './vectors.ts'

const context = { charset, legacy: 'gb18030' } as const
const gbk = (text: string) => textOf(charset.encode(text, 'gb18030'))
const message = (body: string, flags = 0x100) => decodeText(packetOf(`1:1:u:h:${flags + 0x20}:${body}`), context)

describe('texts', () => {
  test('the second section is a list only with FILEATTACHOPT: FeiQ leaves old ones behind', () => {
    const body = 'text\x000:old.txt:1:1:1:\x07\0'
    expect([message(body).shareList, message(body, OPT.FILEATTACH).shareList]).toEqual([
      undefined,
      bytesOf('0:old.txt:1:1:1:\x07'),
    ])
  })

  test('an offer without words tells its code page by the names in it', () => {
    expect(message(`\x000:${textOf(charset.encode('文件', 'utf-8'))}:1:1:1:\x07\0`, OPT.FILEATTACH).encoding).toBe(
      'utf-8',
    )
    expect(message(`\x000:${gbk('文件')}:1:1:1:\x07\0`, OPT.FILEATTACH).encoding).toBe('gb18030')
  })

  test.each([
    ['the block at the end', 'a{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋体 0;}', 'a'],
    ['a block without its last semicolon, and blanks', 'a{/font;-16 0}  \n', 'a'],
    ['only the last of two', '{/font;1}{/font;2}', '{/font;1}'],
    ['no braces of the user', 'if (a) { b {/font; } c', 'if (a) { b {/font; } c'],
    ['nothing in the middle', '{/font;1} a', '{/font;1} a'],
    ['nothing with a brace inside', 'a{/font;1}}', 'a{/font;1}}'],
    ['nothing without end', 'a{/font;1', 'a{/font;1'],
    ['nothing that is far too long', `a{/font;${'1 '.repeat(200)}}`, `a{/font;${'1 '.repeat(200)}}`],
  ])("of FeiQ's font block goes %s", (_, text, rest) => {
    expect(message(`${gbk(text)}\0\0`).text).toBe(rest)
  })

  test('a colon, CR LF and no NUL at the end', () => {
    expect(message('a:b\r\nc').text).toBe('a:b\nc')
  })

  test('what we send has LF, one NUL, and no NUL inside', () => {
    expect(textOf(encodeTextBody('a\0b\r\nc', 'utf-8', charset))).toBe('ab\nc\0')
    expect(textOf(encodeTextBody('', 'utf-8', charset, bytesOf('list')))).toBe('\0list\0')
  })
})

test.each([
  ['1780525950\0', '1780525950'],
  ['1780525950', '1780525950'],
  ['  7\0', '7'],
  ['12 and more', '12'],
  ['18446744073709551615', '18446744073709551615'],
  ['184467440737095516150', undefined],
  ['', undefined],
  ['\0', undefined],
  ['-1', undefined],
  ['x1', undefined],
])('the number quoted in %j', (body, packetNo) => {
  expect(decodeNumberBody(bytesOf(body))).toBe(packetNo)
})

describe('share lists', () => {
  const read = (list: string) => decodeShareList(bytesOf(list), (name) => charset.decode(name, 'gb18030'))
  const entry = { size: 10, modified: 0x6a23b4c0, kind: 'file', attributes: 1, extended: [] } as const
  const two: readonly Attachment[] = [
    { ...entry, id: 1, name: 'a.txt' },
    { ...entry, id: 2, name: 'b.txt' },
  ]

  test.each([
    ['BEL after a colon (IPMsg, FeiQ)', '1:a.txt:a:6a23b4c0:1:\x072:b.txt:a:6a23b4c0:1:\x07'],
    ['with a colon behind BEL (iptux)', '1:a.txt:a:6a23b4c0:1:\x07:2:b.txt:a:6a23b4c0:1:\x07:'],
    ['BEL alone', '1:a.txt:a:6a23b4c0:1\x072:b.txt:a:6a23b4c0:1\x07'],
    ['BEL and a colon', '1:a.txt:a:6a23b4c0:1\x07:2:b.txt:a:6a23b4c0:1'],
    ['a leading zero and upper case', '1:a.txt:0A:6A23B4C0:1:\x072:b.txt:000a:6a23b4c0:01:\x07'],
    ['NUL at the end, and old memory behind', '1:a.txt:a:6a23b4c0:1:\x072:b.txt:a:6a23b4c0:1:\x07\x003:c:1:1:1:\x07'],
  ])('%s', (_, list) => {
    expect(read(list)).toEqual({ attachments: two, dropped: 0 })
  })

  test('IPMsg for Mac: extended attributes, and names with colons', () => {
    expect(read('0:a::b:::F:6A23B4C0:1:16=6A23B4C0:14=6A23B4C0:10=1A4:21=0:20=0:\x07').attachments).toEqual([
      {
        id: 0,
        name: 'a:b:',
        size: 15,
        modified: 0x6a23b4c0,
        kind: 'file',
        attributes: 1,
        extended: [
          { key: 0x16, values: ['6A23B4C0'] },
          { key: 0x14, values: ['6A23B4C0'] },
          { key: 0x10, values: ['1A4'] },
          { key: 0x21, values: ['0'] },
          { key: 0x20, values: ['0'] },
        ],
      },
    ])
  })

  test('kinds, flags and what is missing', () => {
    const list = '0:dir:0:1:102:\x071:image:5:1:20:8=3,4:\x072:pipe:0:1:7:\x073:old:5\x074:big:1fffffffffffff:1:1:\x07'
    const rows = read(list).attachments.map(({ kind, attributes, size, modified }) => [
      kind,
      attributes,
      size,
      modified,
    ])
    expect(rows).toEqual([
      ['folder', 0x102, 0, 1],
      ['clipboard', 0x20, 5, 1],
      ['other', 7, 0, 1],
      ['file', 1, 5, 0],
      ['file', 1, Number.MAX_SAFE_INTEGER, 1],
    ])
  })

  test.each([
    ['an id in hex', 'ff:a:1:1:1:'],
    ['no name', '1::1:1:1:'],
    ['no size', '1:a'],
    ['a negative size', '1:a:-1:1:1:'],
    ['a size above 2^53', '1:a:20000000000000:1:1:'],
    ['attributes that are none', '1:a:1:1:zz:'],
    ['a name without end', `1:${'n'.repeat(766)}:1:1:1:`],
  ])('drops an entry with %s and reads on', (_, bad) => {
    expect(read(`${bad}\x071:a.txt:a:6a23b4c0:1:\x07`)).toEqual({ attachments: two.slice(0, 1), dropped: 1 })
  })

  test('takes no more entries than the limit, and counts the rest', () => {
    const { attachments, dropped } = read('1:a:1:1:1:\x07'.repeat(MAX_ATTACHMENTS + 5))
    expect([attachments.length, dropped]).toEqual([MAX_ATTACHMENTS, 5])
  })

  test('a name cannot break out of its field', () => {
    const list = encodeShareList([{ ...entry, id: 7, name: 'a:\x07b\0c\n' }], (text) => charset.encode(text, 'utf-8'))
    expect(textOf(list)).toBe('7:a::_b_c_:a:6a23b4c0:1:\x07')
  })
})

describe('host lists', () => {
  const decode = (bytes: Uint8Array) => charset.decode(bytes, 'utf-8')
  const host = (port: string, status = '1', address = '10.0.0.1') =>
    `u\x07h\x07${status}\x07${address}\x07${port}\x07n\x07\b\x07`

  test('a port is swapped, unless it is the usual one as people write it', () => {
    const list = decodeHostList(bytesOf(`    9\x07    3\x07${host('30985')}${host('2425')}${host('31241')}\0`), decode)
    expect(list.ok && [list.value.next, list.value.hosts.map(({ port }) => port)]).toEqual([9, [2425, 2425, 2426]])
  })

  test('entries that make no sense or are cut off are left out', () => {
    const entries = [host('x'), host('99999'), host('1', 'x'), host('1', '1', 'evil.example'), host('30985'), 'u\x07h']
    const list = decodeHostList(bytesOf(`0\x07${entries.length}\x07${entries.join('')}`), decode)
    expect(list.ok && list.value.hosts).toHaveLength(1)
  })

  test.each(['', '\0', 'x\x071\x07', '1'])('%j is none', (body) => {
    expect(decodeHostList(bytesOf(body), decode)).toEqual({ ok: false, error: 'malformed' })
  })

  test('a count that lies allocates nothing', () => {
    expect(decodeHostList(bytesOf('0\x079999999999\x07'), decode)).toEqual({ ok: true, value: { next: 0, hosts: [] } })
  })

  test('names with separators stay in their field', () => {
    const one = { user: 'a\x07b', host: '', status: 1, address: '10.0.0.1', port: 2425, name: '', group: 'g' }
    const body = encodeHostList({ next: 3, hosts: [one] }, (text) => charset.encode(text, 'utf-8'))
    expect(textOf(body)).toBe('    3\x07    1\x07a b\x07-\x071\x0710.0.0.1\x0730985\x07\b\x07g\x07\0')
  })
})
