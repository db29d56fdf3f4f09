import { describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import {
  type ClientName,
  COMMAND,
  clientName,
  decodeHello,
  encodeHelloBody,
  encodeName,
  encodePacket,
  type Hello,
  OPT,
  sections,
} from '../../shared/protocol/index.ts'
import { packetOf, textOf } from './vectors.ts'

const context = { charset, legacy: 'gb18030' } as const
const installation = '0123456789abcdef0123456789abcdef'
const ours = {
  user: 'zhang',
  host: 'ZHANG-PC',
  name: '张三',
  group: '研发',
  installation,
  version: '0.1.0',
  capabilities: ['resume', 'folders'],
}
const gbk = (text: string) => textOf(charset.encode(text, 'gb18030'))
const utf8 = (text: string) => textOf(charset.encode(text, 'utf-8'))
const bodyText = (hello: typeof ours, encoding: 'gb18030' | 'utf-8' = 'gb18030') =>
  textOf(encodeHelloBody(hello, encoding, charset))

function hello(flags: number, body: string, version = '1', command: number = COMMAND.BR_ENTRY): Hello {
  return decodeHello(packetOf(`${version}:1:u:h:${flags + command}:${body}`), context)
}

describe('our hello', () => {
  test('serves every dialect: names in the code page, UTF-8 list, encoding of iptux', () => {
    expect(bodyText(ours)).toBe(
      `${gbk('张三')}\0${gbk('研发')}\0\nUN:zhang\nHN:ZHANG-PC\nNN:${utf8('张三')}\nGN:${utf8('研发')}\n` +
        `GZ:${installation} 0.1.0 resume folders\n\0utf-8\0`,
    )
  })

  test('beside names in GB18030 leaves out a line that is none, because iptux would take the whole for UTF-16', () => {
    expect(bodyText({ ...ours, name: '小鸽子' })).toBe(
      `${gbk('小鸽子')}\0${gbk('研发')}\0\nUN:zhang\nHN:ZHANG-PC\nGN:${utf8('研发')}\n` +
        `GZ:${installation} 0.1.0 resume folders\n\0utf-8\0`,
    )
  })

  test('ends an empty group with NUL, because FeiQ reads on otherwise', () => {
    expect(bodyText({ ...ours, group: '' })).toMatch(/^[^\0]+\0\0\nUN:/)
  })

  test.each(['gb18030', 'utf-8'] as const)('reads back whole (%s)', (encoding) => {
    const packet = packetOf(
      encodePacket({
        version: '1_lbt6_0#128#020000000001#0#0#0#4001#9',
        packetNo: 1,
        user: encodeName(ours.user, 'header', encoding, charset),
        host: encodeName(ours.host, 'header', encoding, charset),
        command: COMMAND.ANSENTRY,
        flags: OPT.CAPUTF8 | (encoding === 'utf-8' ? OPT.UTF8 : 0),
        body: encodeHelloBody(ours, encoding, charset),
      }),
    )
    const { installation: _, version, capabilities, ...names } = ours
    expect(decodeHello(packet, context)).toEqual({
      ...names,
      encoding: 'utf-8',
      own: { installation, version, capabilities },
      iptux: true,
    })
  })

  test('names cannot break out of their place', () => {
    const body = bodyText({ ...ours, user: 'a:b\nUN:x', host: '', name: 'n\0m\r\nNN:evil', group: ' : ' })
    expect(sections(new Uint8Array(Buffer.from(body, 'latin1'))).map(textOf)).toEqual([
      'n m NN:evil',
      ':',
      `\nUN:a;b UN;x\nHN:-\nNN:n m NN${utf8('：')}evil\nGN:${utf8('：')}\nGZ:${installation} 0.1.0 resume folders\n`,
      'utf-8',
    ])
  })

  test('long names are cut between characters, to what IPMsg keeps', () => {
    const cut = encodeName('长'.repeat(200), 'header', 'utf-8', charset)
    expect([cut.length, charset.decode(cut, 'utf-8')]).toEqual([78, '长'.repeat(26)])
    expect(bodyText({ ...ours, name: '名'.repeat(500), group: '组'.repeat(500) }, 'utf-8').length).toBeLessThan(1024)
  })
})

describe('hellos of others', () => {
  test('the list counts only with CAPUTF8OPT', () => {
    const body = `${gbk('张三')}\0\0\nNN:${utf8('李四')}\n\0`
    expect([hello(0, body).name, hello(OPT.CAPUTF8, body).name]).toEqual(['张三', '李四'])
  })

  test('a list without a group before it is found too', () => {
    expect(hello(OPT.CAPUTF8, 'nick\0\nGN:team\nVS:00020000:1:5:0\n\0')).toMatchObject({
      name: 'nick',
      group: 'team',
      clientVersion: '1.5',
      platform: 'Mac',
    })
  })

  test('unknown keys, broken lines and values that are not UTF-8 are skipped', () => {
    const list = `\nXX:1\nno key\n:\n\nNN:${gbk('张三')}\nUN:\nHN:pc:2\nVS:nonsense\nGZ:short 1\nGN:\n`
    expect(hello(OPT.CAPUTF8, `plain\0group\0${list}\0`)).toEqual({
      user: 'u',
      host: 'pc:2',
      name: 'plain',
      group: '',
      encoding: 'gb18030',
      iptux: false,
    })
  })

  test('iptux in GBK mode names utf-8 and writes GBK', () => {
    expect(hello(0x100, `${gbk('乙')}\0${gbk('组二')}\0icon\0utf-8\0`)).toMatchObject({
      name: '乙',
      group: '组二',
      encoding: 'utf-8',
      icon: 'icon',
      iptux: true,
    })
  })

  test('a fourth section that is no encoding means nothing', () => {
    expect(hello(0, 'nick\0group\0third\0utf-16\0')).toMatchObject({ encoding: 'gb18030', iptux: false })
  })

  test('what was found before decides when the packet does not', () => {
    const packet = packetOf('1:1:u:h:1:nick\0\0')
    expect(decodeHello(packet, { ...context, remembered: 'shift_jis' }).encoding).toBe('shift_jis')
  })

  test('names are bounded', () => {
    const { name, group } = hello(0, `${'n'.repeat(30_000)}\0${'g'.repeat(30_000)}\0`)
    expect([name.length, group.length]).toEqual([255, 255])
  })
})

test.each<readonly [string, string, number, Partial<Hello>, ClientName]>([
  [
    'our own',
    '1_lbt6_0#128#020000000001#0#0#0#4001#9',
    0,
    { own: { installation, version: '0.1.0', capabilities: [] } },
    { dialect: 'gezi', client: 'Gezi 0.1.0' },
  ],
  ['FeiQ 2013', '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9', 0x600000, {}, { dialect: 'feiq', client: 'FeiQ 2013' }],
  ['FeiQ 2.5a', '1_lbt4_0#128#F8B46AA55B28#0#0#0#2.5a', 0x600000, {}, { dialect: 'feiq', client: 'FeiQ 2.5a' }],
  ['shiyeline', '1@shiyeline', 0, {}, { dialect: 'shiyeline', client: '内网通' }],
  ['iptux', '1_iptux 0.10.0', 0x100, { iptux: true }, { dialect: 'iptux', client: 'iptux 0.10.0' }],
  [
    'IPMsg for Mac',
    '1',
    0x0d600000,
    { clientVersion: '1.5', platform: 'Mac' },
    { dialect: 'ipmsg-mac', client: 'IPMsg 1.5 (Mac)' },
  ],
  [
    'IPMsg 4.99',
    '1',
    0x0d640000,
    { clientVersion: '4.99r3', platform: 'Win64' },
    { dialect: 'ipmsg-4', client: 'IPMsg 4.99r3' },
  ],
  [
    'IPMsg 5.7',
    '1',
    0x0f640000,
    { clientVersion: '5.7r2', platform: 'Win64' },
    { dialect: 'ipmsg-5', client: 'IPMsg 5.7r2' },
  ],
  ['IPMsg 4 without a version', '1', 0x0d640000, {}, { dialect: 'ipmsg-4', client: 'IPMsg 4' }],
  ['IPMsg 3', '1', 0x0d600000, {}, { dialect: 'ipmsg-3', client: 'IPMsg 3' }],
  ['IPMsg 2', '1', 0x600000, {}, { dialect: 'ipmsg-2', client: 'IPMsg 2' }],
  ['a script', '1', 0, {}, { dialect: 'script', client: '' }],
  ['nobody known', '1_other', 0, {}, { dialect: 'script', client: '' }],
])('the program of %s', (_, version, status, known, name) => {
  const plain: Hello = { user: 'u', host: 'h', name: '', group: '', encoding: 'gb18030', iptux: false, ...known }
  expect(clientName(version, plain, status)).toEqual(name)
})
