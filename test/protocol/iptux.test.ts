import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import {
  ALLSTAT,
  COMMAND,
  clientName,
  decodeHello,
  decodeNumberBody,
  decodeShareList,
  decodeText,
  encodePacket,
  hasFlag,
  OPT,
  type Packet,
} from '../../shared/protocol/index.ts'
import { readDirStream, readRequest } from './streams.ts'
import { cuts, hexBytes, packetOf, readVectors } from './vectors.ts'

const vectors = readVectors(
  'iptux.jsonl',
  z.object({
    name: z.string(),
    from: z.string(),
    transport: z.enum(['udp', 'tcp']),
    direction: z.enum(['client-to-server', 'server-to-client']).optional(),
    encoding: z.string().optional(),
    note: z.string(),
    hex: hexBytes,
  }),
)
const datagrams = vectors.filter(({ transport }) => transport === 'udp')

/** All of that name, of both versions and both code pages, with the iptux that wrote it. */
const named = (...names: readonly string[]) => {
  const found = vectors.filter(({ name, from }) => names.includes(name) && from !== 'test script')
  return found.length > 0 ? found : expect.unreachable(names.join())
}
const packets = (...names: readonly string[]): Packet[] => named(...names).map(({ hex }) => packetOf(hex))
const distinct = (values: readonly unknown[]) => [...new Set(values.map((value) => JSON.stringify(value)))].sort()
const context = { charset, legacy: 'gb18030' } as const

test('every datagram is a packet of iptux that encodes to the same bytes', () => {
  expect([vectors.length, datagrams.length]).toEqual([151, 108])
  for (const { hex, from } of datagrams) {
    const packet = packetOf(hex)
    expect(packet.version).toBe(`1_${from}`)
    expect(encodePacket(packet)).toEqual(hex)
  }
})

describe('hellos of iptux', () => {
  const hellos = datagrams
    .map(({ hex }) => packetOf(hex))
    .filter(({ command }) =>
      [COMMAND.BR_ENTRY, COMMAND.ANSENTRY, COMMAND.BR_ABSENCE].some((hello) => hello === command),
    )

  test('all name utf-8 in section 4, whatever their names are in', () => {
    expect(distinct(hellos.map((packet) => decodeHello(packet, context).encoding))).toEqual(['"utf-8"'])
    expect(hellos.length).toBeGreaterThan(20)
  })

  test('the names are right in UTF-8 and in GBK', () => {
    const names = hellos.map((packet) => {
      const { name, group } = decodeHello(packet, context)
      return `${name}/${group}`
    })
    expect([...new Set(names)].sort()).toEqual(
      ['Alice/Lab', '爱丽丝/研发部', '爱丽丝2/研发部', '乙/组二', '甲/组一'].sort(),
    )
  })

  test('the whole of one', () => {
    const [packet] = packets('br_entry_broadcast_limited')
    const hello = packet === undefined ? expect.unreachable() : decodeHello(packet, context)
    expect(hello).toEqual({
      user: 'alice',
      host: 'h1',
      name: '爱丽丝',
      group: '研发部',
      encoding: 'utf-8',
      icon: 'icon-tux.png',
      iptux: true,
    })
    expect(clientName('1_iptux 0.9.4', hello, 0x101 & ALLSTAT)).toEqual({ dialect: 'iptux', client: 'iptux 0.9.4' })
  })

  test('the exit has an empty body', () => {
    const [packet] = packets('br_exit')
    expect(packet && decodeHello(packet, context)).toMatchObject({ name: '', group: '', iptux: false })
  })
})

describe('messages of iptux', () => {
  test('texts in both code pages', () => {
    const texts = (...names: readonly string[]) => [
      ...new Set(packets(...names).map((packet) => decodeText(packet, context).text)),
    ]
    expect(texts('sendmsg_ascii')).toEqual(['hello from iptux'])
    expect(texts('sendmsg_zh', 'sendmsg_zh_to_gbk_stranger', 'sendmsg_zh_to_compatible_peer')).toEqual(['你好，世界'])
    expect(texts('sendmsg_multiline')).toEqual(['line1\nline2:with colon\ttab'])
    expect(texts('sendmsg_emoji_to_gb18030_peer')).toEqual(['笑脸🙂€'])
    expect(texts('two_sendmsg', 'two_sendmsg_from_gbk_side')).toEqual(['你好乙', '你好甲'])
    expect(texts('sendmsg_long_fragmented').map((text) => [...text].length)).toEqual([1203])
  })

  test('an acknowledgement carries the flag that asks for one', () => {
    for (const packet of packets('recvmsg_ascii', 'recvmsg_zh', 'two_recvmsg', 'recvmsg_to_stranger')) {
      expect([packet.command, hasFlag(packet.flags, OPT.SENDCHECK)]).toEqual([COMMAND.RECVMSG, true])
      expect(decodeNumberBody(packet.body)).toMatch(/^\d+$/)
    }
  })

  const offered = (...names: readonly string[]) =>
    distinct(
      packets(...names).map((packet) => {
        const { shareList, encoding } = decodeText(packet, context)
        const { attachments, dropped } = decodeShareList(shareList ?? new Uint8Array(0), (name) =>
          charset.decode(name, encoding),
        )
        return { dropped, files: attachments.map(({ id, name, size, kind }) => [id, name, size, kind]) }
      }),
    )

  test('offers, with the colon of a name doubled', () => {
    const files = [
      [10000, 'hello.txt', 13, 'file'],
      [10001, '文件 1.txt', 15, 'file'],
      [10002, 'a:b.txt', 6, 'file'],
      [10003, 'empty.bin', 0, 'file'],
    ]
    expect(offered('offer_files')).toEqual([JSON.stringify({ dropped: 0, files })])
    expect(offered('offer_dir')).toEqual([JSON.stringify({ dropped: 0, files: [[10004, '目录dir', 12, 'folder']] })])
    expect(offered('two_offer')).toEqual([JSON.stringify({ dropped: 0, files: files.slice(0, 2) })])
  })

  test('lists of shared files come with the 32nd bit', () => {
    const shared = packets('shared_files_answer', 'shared_after_password', 'shared_password_required')
    expect(
      distinct(shared.map(({ flags }) => [hasFlag(flags, OPT.IPTUX_SHARED), hasFlag(flags, OPT.IPTUX_PASSWORD)])),
    ).toEqual(['[true,false]', '[true,true]'])
    expect(offered('shared_password_required')).toEqual([JSON.stringify({ dropped: 0, files: [] })])
  })

  test('its own commands are packets with a body to leave alone', () => {
    const own = packets('iptux_sendsign', 'iptux_sendicon', 'iptux_askshared', 'iptux_sendmsg_broadcast')
    expect(distinct(own.map(({ command }) => command))).toEqual(['251', '252', '254', '255'])
    const pictures = packets('iptux_sendsublayer_photo', 'iptux_sendsublayer_msgpic')
    expect(distinct(pictures.map(({ command, flags }) => [command, flags]))).toEqual(['[253,256]', '[253,512]'])
  })
})

describe('transfers of iptux', () => {
  const requests = vectors.filter(({ name }) => /^(get|two_get).*request/.test(name))

  test.each(cuts(new Uint8Array(1)).map(([cut], index) => [cut, index] as const))(
    'requests without a last colon, %s',
    (_, index) => {
      const read = requests.map(({ hex }) => readRequest(cuts(hex)[index]?.[1] ?? []))
      const kinds = distinct(read.map((request) => request.ok && [request.value.kind, request.value.offset]))
      expect([requests.length, kinds]).toEqual([17, ['["file",0]', '["folder",0]']])
    },
  )

  test('requests to iptux end with a colon and no NUL', () => {
    const ours = vectors.filter(({ name, from }) => from === 'test script' && name.includes('request'))
    const read = ours.map(({ hex }) => readRequest([hex]))
    expect([ours.length, distinct(read.map((request) => request.ok && request.value.readings[0]?.fileId))]).toEqual([
      8,
      ['10000', '10004'],
    ])
  })

  const streams = vectors.filter(({ name }) => /dirfiles_(from_iptux|data)$/.test(name))
  test.each(
    streams.flatMap(({ name, from, encoding, hex }) =>
      cuts(hex).map(([cut, chunks]) => [from, encoding ?? '', name, cut, chunks] as const),
    ),
  )('directory stream of %s %s (%s), %s', (_, encoding, __, ___, chunks) => {
    const result = readDirStream(chunks, encoding === 'gbk' ? 'gb18030' : 'utf-8')
    const events = result.ok ? result.value : expect.unreachable(result.error)
    const entries = events.flatMap((event) => (event.type === 'directory' || event.type === 'file' ? [event.name] : []))
    expect(entries[0]).toBe('目录dir')
    expect(entries).toEqual(expect.arrayContaining(['emptydir', 'one.txt']))
    expect(events.filter(({ type }) => type === 'return')).toHaveLength(
      events.filter(({ type }) => type === 'directory').length,
    )
    expect(events.at(-1)).toEqual({ type: 'end' })
  })
})
