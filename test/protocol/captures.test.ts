import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import {
  ALLSTAT,
  COMMAND,
  clientName,
  decodeHello,
  decodeHostList,
  decodeNumberBody,
  decodeShareList,
  decodeText,
  encodePacket,
} from '../../shared/protocol/index.ts'
import { readDirStream, readRequest } from './streams.ts'
import { cuts, hexBytes, packetOf, readVectors } from './vectors.ts'

/** Two programs as they were heard (appendix F); `expect` was parsed by another program. */
const schema = z.object({
  n: z.number(),
  transport: z.enum(['udp', 'tcp']),
  from: z.string(),
  to: z.string(),
  hex: hexBytes,
  expect: z
    .object({
      version: z.string(),
      packetNo: z.string(),
      user: z.string(),
      host: z.string(),
      word: z.number(),
      sections: z.array(z.string().nullable()),
    })
    .optional(),
})

const gbk = (bytes: Uint8Array) => charset.decode(bytes, 'gb18030')
const context = { charset, legacy: 'gb18030' } as const

describe.each(['feiq-2.4', 'ipmsg-4.11'])('capture of %s', (name) => {
  const capture = readVectors(`${name}.jsonl`, schema)
  const real = name.slice(0, name.startsWith('feiq') ? 4 : undefined)
  const number = (n: number) => capture.find((record) => record.n === n) ?? expect.unreachable(`no packet ${n}`)
  const texts = () =>
    capture
      .filter((record) => record.from === real && record.transport === 'udp')
      .map((record) => packetOf(record.hex))
      .filter(({ command }) => command === COMMAND.SENDMSG)
      .map((packet) => decodeText(packet, context))

  test('every datagram and request parses as it did elsewhere, and encodes to the same bytes', () => {
    const parsed = capture.flatMap(({ hex, expect: wanted }) => (wanted === undefined ? [] : [[hex, wanted] as const]))
    expect(parsed.length).toBeGreaterThan(44)
    for (const [hex, { sections: _, ...wanted }] of parsed) {
      const packet = packetOf(hex)
      const { version, packetNo, command, flags } = packet
      const header = { version, packetNo, user: gbk(packet.user), host: gbk(packet.host), word: command + flags }
      expect(header).toEqual(wanted)
      expect(encodePacket(packet)).toEqual(hex)
    }
  })

  test('every text decodes as it did elsewhere, but for the font block', () => {
    const messages = capture.filter(
      ({ hex, transport }) => transport === 'udp' && packetOf(hex).command === COMMAND.SENDMSG,
    )
    const decoded = messages.map(({ hex }) => decodeText(packetOf(hex), context).text)
    const wanted = messages.map((record) => record.expect?.sections[0]?.replace(/\{\/font;.*\}$/, ''))
    expect(decoded).toEqual(wanted)
  })

  test('each acknowledgement quotes a message of the other side', () => {
    const sent = new Set(capture.map((record) => record.expect?.packetNo))
    const quoted = capture
      .filter(({ transport }) => transport === 'udp')
      .map(({ hex }) => packetOf(hex))
      .filter(({ command }) => command === COMMAND.RECVMSG || command === COMMAND.READMSG)
      .map(({ body }) => decodeNumberBody(body))
    expect(quoted.length).toBeGreaterThan(7)
    expect(quoted.filter((packetNo) => !sent.has(packetNo))).toEqual([])
  })

  test('the list of the offer: the folder, the file with a space in its name, sizes with a leading zero', () => {
    const list = texts().find((text) => text.shareList !== undefined)?.shareList ?? expect.unreachable()
    const { attachments, dropped } = decodeShareList(list, gbk)
    const folderSize = real === 'feiq' ? 0x1392 : 0
    expect(dropped).toBe(0)
    expect(attachments.map(({ name: file, size, kind }) => [file, size, kind])).toEqual([
      ['hello.txt', 11, 'file'],
      ['文件夹', folderSize, 'folder'],
      ['数据 样本.bin', 70_000, 'file'],
    ])
  })

  const requests = capture.filter((record) => record.transport === 'tcp' && record.expect !== undefined)
  test.each(
    requests.flatMap(({ n, hex }) =>
      cuts(hex)
        .slice(0, 2)
        .map(([cut, chunks]) => [n, cut, chunks] as const),
    ),
  )('request %i, %s', (n, _, chunks) => {
    const request = readRequest(chunks)
    const { command, body } = packetOf(number(n).hex)
    const [packetNo = '', fileId = ''] = Buffer.from(body).toString('latin1').split(':')
    expect(
      request.ok && { ...request.value.readings[0], kind: request.value.kind, offset: request.value.offset },
    ).toEqual({
      packetNo: String(Number.parseInt(packetNo, 16)),
      fileId: Number.parseInt(fileId, 16),
      kind: command === COMMAND.GETFILEDATA ? 'file' : 'folder',
      offset: 0,
    })
  })

  const folder = capture.find(
    (record) => record.from === real && record.transport === 'tcp' && record.hex.length > 5000,
  )
  test.each(cuts(folder?.hex ?? new Uint8Array(0)))('the folder that it sends, %s', (_, chunks) => {
    const result = readDirStream(chunks)
    const events = result.ok ? result.value : expect.unreachable(result.error)
    expect(events.map((event) => ('name' in event ? `${event.type} ${event.name}` : event.type))).toEqual([
      'directory 文件夹',
      'file 一.txt',
      'data',
      'file-end',
      'directory 子目录',
      'file empty',
      'file-end',
      'file two.bin',
      'data',
      'file-end',
      'return',
      'directory 空目录',
      'return',
      'return',
      'end',
    ])
  })

  const hosts = real === 'feiq' ? 22 : 23
  test('the host list, with the port swapped and whatever follows the status', () => {
    const list = decodeHostList(packetOf(number(hosts).hex).body, gbk)
    expect(list.ok && list.value.hosts.map(({ host, port, group }) => [host, port, group])).toEqual([
      [real === 'feiq' ? 'WIN-FEIQ' : 'WIN-I411', 2425, ''],
      ['LISIPC', 2425, '测试组'],
    ])
  })
})

test('who they are', () => {
  const first = (file: string) => {
    const record = readVectors(file, schema).find(({ hex }) => packetOf(hex).command === COMMAND.BR_ENTRY)
    const packet = packetOf(record?.hex ?? expect.unreachable())
    const hello = decodeHello(packet, context)
    return { ...hello, ...clientName(packet.version, hello, (packet.flags & ALLSTAT) >>> 0) }
  }
  expect([first('feiq-2.4.jsonl'), first('ipmsg-4.11.jsonl')]).toEqual([
    {
      user: 'peer',
      host: 'WIN-FEIQ',
      name: 'peer',
      group: '',
      encoding: 'gb18030',
      iptux: false,
      dialect: 'feiq',
      client: 'FeiQ 2',
    },
    {
      user: 'peer-<3380ed1cfd895794>',
      host: 'WIN-I411',
      name: 'peer',
      group: '',
      encoding: 'gb18030',
      clientVersion: '4.11',
      platform: 'Win32',
      iptux: false,
      dialect: 'ipmsg-4',
      client: 'IPMsg 4.11',
    },
  ])
})
