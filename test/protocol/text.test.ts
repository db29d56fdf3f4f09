import { describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import {
  detectEncoding,
  type Encoding,
  encodingFromName,
  fromWireNewlines,
  isUtf8,
  latin1,
  latin1Bytes,
} from '../../shared/protocol/index.ts'

const bytes = (...values: readonly number[]) => Uint8Array.from(values)
const gbk = (text: string) => charset.encode(text, 'gb18030')
const utf8 = (text: string) => charset.encode(text, 'utf-8')

describe('strict UTF-8', () => {
  test.each([
    ['nothing', bytes(), true],
    ['the ends of each length', utf8('\x7f\x80\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}'), true],
    ['an overlong slash', bytes(0xc0, 0xaf), false],
    ['an overlong form of three bytes', bytes(0xe0, 0x9f, 0xbf), false],
    ['an overlong form of four bytes', bytes(0xf0, 0x8f, 0xbf, 0xbf), false],
    ['a surrogate', bytes(0xed, 0xa0, 0x80), false],
    ['beyond U+10FFFF', bytes(0xf4, 0x90, 0x80, 0x80), false],
    ['a lead byte that never is', bytes(0xf5, 0x80, 0x80, 0x80), false],
    ['a lone continuation', bytes(0x80), false],
    ['a cut character', bytes(0xe4, 0xbd), false],
    ['GBK', gbk('你好'), false],
  ])('%s', (_, input, valid) => {
    expect(isUtf8(input)).toBe(valid)
  })
})

describe('which encoding (protocol.md 1.5)', () => {
  const detect = (input: Partial<Parameters<typeof detectEncoding>[0]>): Encoding =>
    detectEncoding({ bytes: utf8('你好'), utf8Flag: false, version: '1', legacy: 'shift_jis', ...input })

  test.each<readonly [string, Partial<Parameters<typeof detectEncoding>[0]>, Encoding]>([
    ['the flag comes first', { utf8Flag: true, named: 'big5', version: '1_lbt6_0#', remembered: 'euc-kr' }, 'utf-8'],
    [
      'a flag that the bytes refute is passed over',
      { utf8Flag: true, bytes: gbk('你好'), remembered: 'gb18030' },
      'gb18030',
    ],
    ['then the named one', { named: 'big5', version: '1_lbt6_0#' }, 'big5'],
    [
      'a named utf-8 that the bytes refute is passed over',
      { named: 'utf-8', bytes: gbk('乙'), legacy: 'gb18030' },
      'gb18030',
    ],
    ['FeiQ always writes GBK', { version: '1_lbt4_0#', remembered: 'utf-8' }, 'gb18030'],
    ['shiyeline too', { version: '1@shiyeline' }, 'gb18030'],
    ['then what was found before', { remembered: 'gb18030' }, 'gb18030'],
    ['unless the bytes refute it', { remembered: 'utf-8', bytes: gbk('你好') }, 'shift_jis'],
    ['valid UTF-8 that is not ASCII', {}, 'utf-8'],
    ['a GBK word that is valid UTF-8 by chance', { bytes: gbk('目录'), legacy: 'gb18030' }, 'gb18030'],
    ['the same bytes in a Western LAN', { bytes: gbk('目录'), legacy: 'windows-1252' }, 'utf-8'],
    ['ASCII tells nothing', { bytes: utf8('hello') }, 'shift_jis'],
    ['else the code page of the LAN', { bytes: gbk('你好') }, 'shift_jis'],
  ])('%s', (_, input, encoding) => {
    expect(detect(input)).toBe(encoding)
  })

  test('a long text cut in the middle of its last character still is UTF-8, a short one is not', () => {
    const long = utf8('长文本'.repeat(200))
    expect([
      detect({ utf8Flag: true, bytes: long.subarray(0, -1) }),
      detect({ remembered: 'utf-8', bytes: long.subarray(0, -2) }),
    ]).toEqual(['utf-8', 'utf-8'])
    expect(detect({ utf8Flag: true, bytes: utf8('你好').subarray(0, -1) })).toBe('shift_jis')
  })
})

test('names of encodings as peers and people write them; UTF-16 never is one', () => {
  const names = [
    'utf-8',
    'UTF8',
    'GBK',
    'gb2312',
    'CP936',
    'Shift_JIS',
    'sjis',
    'cp950',
    'EUC-KR',
    'windows-1252',
    'utf-16',
    '',
  ]
  expect(names.map(encodingFromName)).toEqual([
    'utf-8',
    'utf-8',
    'gb18030',
    'gb18030',
    'gb18030',
    'shift_jis',
    'shift_jis',
    'big5',
    'euc-kr',
    'windows-1252',
    undefined,
    undefined,
  ])
})

test('Latin-1 is byte for byte', () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(latin1Bytes(latin1(all))).toEqual(all)
  expect(latin1Bytes('é中')).toEqual(bytes(0xe9, 0x3f))
})

test('each kind of line end becomes LF', () => {
  expect(fromWireNewlines('a\r\nb\rc\nd')).toBe('a\nb\nc\nd')
})

describe('the code pages of the host', () => {
  test.each<readonly [Encoding, string, string]>([
    ['gb18030', '你好', 'c4e3bac3'],
    ['gb18030', '€', '80'],
    ['shift_jis', 'こんにちは表', '82b182f182c982bf82cd955c'],
    ['big5', '你好', 'a741a66e'],
    ['euc-kr', '안녕', 'bec8b3e7'],
    ['windows-1252', 'né€', '6ee980'],
    ['utf-8', '\ufeff你', 'efbbbfe4bda0'],
  ])('%s: %s both ways', (encoding, text, hex) => {
    const encoded = charset.encode(text, encoding)
    expect([Buffer.from(encoded).toString('hex'), charset.decode(encoded, encoding)]).toEqual([hex, text])
  })

  test.each<readonly [Encoding, string, string]>([
    // What a Mac and a browser put into texts.
    ['gb18030', '共\u00a0¥100 • 3\u2011 5 − 2〜', '共 ￥100 · 3- 5 － 2～'],
    ['shift_jis', '10時〜12時 — 5−3‖£2 · a\u00a0b', '10時～12時 ― 5－3∥￡2 ・ a b'],
    ['big5', '¥5\u200b ・ José', '￥5 · Jose'],
    ['gb18030', 'Jörg \ufeffÑandú', 'Jorg Nandú'],
    ['windows-1252', 'é ‑ ① 你', 'é - 1 ?'],
    // Nothing that is structure comes out of it.
    ['windows-1252', 'a：b／c ℅ ⩴', 'a?b?c ? ?'],
  ])('in %s what looks alike stands for what the code page lacks: %s', (encoding, text, read) => {
    expect(charset.decode(charset.encode(text, encoding), encoding)).toBe(read)
  })

  test('what a code page lacks becomes a question mark, for FeiQ also what only GB18030 has', () => {
    expect(latin1(charset.encode('a\u0e01b', 'shift_jis'))).toBe('a?b')
    expect(latin1(charset.encode('a😀b', 'gb18030'))).toMatch(/^a\?+b$/)
  })

  test('bytes that mean nothing become U+FFFD; four-byte GB18030 is read', () => {
    expect(charset.decode(bytes(0x41, 0xff, 0x42), 'utf-8')).toBe('A\ufffdB')
    expect(charset.decode(bytes(0x95, 0x30, 0x85, 0x32), 'gb18030')).toBe('🙂')
    expect(charset.decode(bytes(0x41, 0xc4), 'gb18030')).toBe('A\ufffd')
  })
})
