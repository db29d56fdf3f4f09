import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { logMessages, looksLikeLog } from '../../electron/host/history/ipmsg-log.ts'

const TOP = '='.repeat(37)
const END = '-'.repeat(37)

const entry = (head: readonly string[], text: string): string => [TOP, ...head, END, text, '', ''].join('\r\n')

const read = (bytes: Uint8Array, hint: 'gb18030' | 'shift_jis' = 'gb18030') => [...logMessages(bytes, charset, hint)]

const local = (...parts: readonly [number, number, number, number, number, number]): number =>
  new Date(parts[0], parts[1] - 1, ...(parts.slice(2) as [number, number, number, number])).getTime()

describe('people', () => {
  test.each([
    [
      '张三 (研发部/PC-1/192.168.1.7/zhangsan)',
      { name: '张三', group: '研发部', host: 'PC-1', address: '192.168.1.7', user: 'zhangsan' },
    ],
    ['张三 (研发部/PC-1/zhangsan)', { name: '张三', group: '研发部', host: 'PC-1', address: '', user: 'zhangsan' }],
    [
      'Sato (PC-1/192.168.1.7/sato-<a1b2c3d4e5f60718>)',
      { name: 'Sato', group: '', host: 'PC-1', address: '192.168.1.7', user: 'sato-<a1b2c3d4e5f60718>' },
    ],
    ['田中 (営業/PC-9/10.0.0.9)', { name: '田中', group: '営業', host: 'PC-9', address: '10.0.0.9', user: '田中' }],
    ['Li (PC-1/li)', { name: 'Li', group: '', host: 'PC-1', address: '', user: 'li' }],
    ['Li (DEV/PC-1)', { name: 'Li', group: 'DEV', host: 'PC-1', address: '', user: 'Li' }],
    ['Li (PC-1)', { name: 'Li', group: '', host: 'PC-1', address: '', user: 'Li' }],
    ['李(四) (a/b/PC-1/li)', { name: '李(四)', group: 'a/b', host: 'PC-1', address: '', user: 'li' }],
  ])('%s', (who, person) => {
    const [message] = read(Buffer.from(entry([` From: ${who}`, '  at Mon Jul 02 12:50:56 2012'], '你好')))
    expect(message?.people).toEqual([person])
  })
})

describe('messages', () => {
  test('what comes and goes, to several people, with marks and files, in three languages', () => {
    const text = [
      entry([' From: A (G/H/a)', '   Cc: B (G/I/b)', '  at Mon Jul 02 12:50:56 2012 (RSA2/Signed)(sealed)'], 'hello'),
      entry(
        [
          ' To: A (G/H/a)',
          ' To: B (G/I/b)',
          '  at Mon Jul 02 12:51:00 2012 (多)(封)(錠)',
          '  (添付/画像) 図.dwg, ipmsgclip_1.png',
        ],
        '二行\r\n目',
      ),
      entry([' From: A (G/H/a)', '  at Mon Jul 02 12:52:00 2012 (自动)', '  (文件) a b.txt'], '不在'),
    ].join('')
    expect(
      read(Buffer.from(text)).map(({ people, ...rest }) => ({ ...rest, people: people.map(({ user }) => user) })),
    ).toEqual([
      {
        direction: 'in',
        people: ['a'],
        at: local(2012, 7, 2, 12, 50, 56),
        text: 'hello',
        files: [],
        sealed: true,
        locked: false,
        automatic: false,
        multicast: false,
      },
      {
        direction: 'out',
        people: ['a', 'b'],
        at: local(2012, 7, 2, 12, 51, 0),
        text: '二行\n目',
        files: [
          { name: '図.dwg', kind: 'file' },
          { name: 'ipmsgclip_1.png', kind: 'clipboard' },
        ],
        sealed: true,
        locked: true,
        automatic: false,
        multicast: true,
      },
      {
        direction: 'in',
        people: ['a'],
        at: local(2012, 7, 2, 12, 52, 0),
        text: '不在',
        files: [{ name: 'a b.txt', kind: 'file' }],
        sealed: false,
        locked: false,
        automatic: true,
        multicast: false,
      },
    ])
  })

  test("the Mac's dates, and files with bare line feeds", () => {
    const text = entry([' From: A (G/H/a)', '  at 2012/07/02 12:50:56'], 'x').replaceAll('\r\n', '\n')
    expect(read(Buffer.from(text))).toMatchObject([{ at: local(2012, 7, 2, 12, 50, 56), text: 'x' }])
  })

  test('a line of = in a text, a quoted older message, and an empty text', () => {
    const quoted = entry([' From: B (G/I/b)', '  at Sun Jul 01 09:00:00 2012'], 'old')
    const text = [
      entry([' From: A (G/H/a)', '  at Mon Jul 02 12:50:56 2012'], `see\r\n${TOP}\r\nnot a head`),
      entry([' From: A (G/H/a)', '  at Mon Jul 02 12:51:56 2012'], `fwd:\r\n${quoted.trimEnd()}`),
      entry([' To: A (G/H/a)', '  at Mon Jul 02 12:52:56 2012'], ''),
    ].join('')
    const found = read(Buffer.from(text))
    expect(found.map((message) => message.text)).toEqual([
      `see\n${TOP}\nnot a head`,
      `fwd:\n${quoted.trimEnd().replaceAll('\r\n', '\n')}`,
      '',
    ])
  })

  test('bytes that are nothing', () => {
    const noise = Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7919) % 256))
    expect([
      read(noise),
      read(Buffer.alloc(0)),
      read(Buffer.from(`${TOP}\n`)),
      read(Buffer.from(`${TOP}\n${TOP}`)),
    ]).toEqual([[], [], [], []])
    expect([looksLikeLog(noise), looksLikeLog(Buffer.from(entry([' From: A (H)', '  at x'], '')))]).toEqual([
      false,
      true,
    ])
  })
})

test.each([
  ['cp932', 'こんにちは、会議は三時からです。よろしくお願いします'],
  ['gbk', '明天上午十点开会，请大家准时参加，谢谢'],
  ['big5', '明天早上十點開會，請大家準時參加，謝謝你們'],
  ['utf-8', '明天上午十点开会 こんにちは'],
])('%s is recognised, whatever the settings say', (page, words) => {
  const text = entry([' From: 張三 (H)', '  at Mon Jul 02 12:50:56 2012'], words).replace(
    '張三',
    page === 'gbk' ? '张三' : '佐藤',
  )
  for (const hint of ['gb18030', 'shift_jis'] as const) {
    expect(read(iconv.encode(text, page), hint).map((message) => message.text)).toEqual([words])
  }
})

test('one file may hold two code pages', () => {
  const old = iconv.encode(entry([' From: 王 (H)', '  at Mon Jul 02 12:50:56 2012'], '以前的消息，你好'), 'gbk')
  const now = Buffer.from(entry([' From: 王 (H)', '  at Tue Jul 03 12:50:56 2012'], '现在的消息'))
  expect(read(Buffer.concat([old, now])).map(({ text }) => text)).toEqual(['以前的消息，你好', '现在的消息'])
})
