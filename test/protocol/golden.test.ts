import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import {
  ATTRIBUTE,
  type Attachment,
  COMMAND,
  createDirStreamReader,
  decodeFeiqVersion,
  decodeHello,
  decodeHostList,
  decodeNumberBody,
  decodePacket,
  decodeShareList,
  decodeText,
  type Encoding,
  emptyBody,
  encodeDirRecord,
  encodeFeiqVersion,
  encodeFileRequest,
  encodeHostList,
  encodeNumberBody,
  encodePacket,
  encodeShareList,
  encodeTextBody,
  OPT,
  sections,
} from '../../shared/protocol/index.ts'
import { readDirStream, readRequest } from './streams.ts'
import { bytesOf, cuts, hexBytes, packetOf, readVectors, textOf } from './vectors.ts'

const golden = new Map(
  readVectors(
    'golden.jsonl',
    z.object({
      id: z.string(),
      title: z.string(),
      hex: hexBytes,
      expect: z.object({
        ver: z.string().optional(),
        pkt: z.string().optional(),
        user: z.string().optional(),
        host: z.string().optional(),
        cmd: z.number().optional(),
        encoding: z.string().optional(),
        sections: z.array(z.string()).optional(),
        feiq: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        files: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).optional(),
        request: z.object({ packetNo: z.number(), fileId: z.number(), offset: z.number().optional() }).optional(),
      }),
    }),
  ).map((vector) => [vector.id, vector]),
)

const bytes = (id: string): Uint8Array => golden.get(id)?.hex ?? expect.unreachable(id)
const packet = (id: string) => packetOf(bytes(id))
const utf8 = (text: string) => charset.encode(text, 'utf-8')
const context = { charset, legacy: 'gb18030' } as const
const packets = [...golden.values()].filter((vector) => vector.expect.cmd !== undefined)

describe('golden packets', () => {
  test('the file is whole', () => {
    expect([golden.size, packets.length]).toEqual([56, 53])
  })

  test.each(packets.map((vector) => [`${vector.id} ${vector.title}`, vector] as const))('%s: header', (_, vector) => {
    const { version, packetNo, user, host, command, flags } = packetOf(vector.hex)
    const { ver, pkt, cmd, ...names } = vector.expect
    expect({ version, packetNo, user: textOf(user), host: textOf(host), word: command + flags }).toEqual({
      version: ver,
      packetNo: pkt,
      user: names.user,
      host: names.host,
      word: cmd,
    })
  })

  test.each(packets.map(({ id, hex }) => [id, hex] as const))('%s: encodes to the same bytes', (_, hex) => {
    expect(encodePacket(packetOf(hex))).toEqual(hex)
  })

  const literal = packets.filter(
    ({ expect: { sections: parts = [] } }) => parts.length > 0 && !parts.some((part) => /[…<(]/.test(part)),
  )
  test.each(literal.map((vector) => [vector.id, vector] as const))('%s: sections', (_, { hex, expect: wanted }) => {
    const { body, flags } = packetOf(hex)
    const encoding: Encoding = wanted.encoding === 'utf-8' || (flags & OPT.UTF8) !== 0 ? 'utf-8' : 'gb18030'
    // The vectors leave the UTF-8 list out, and keep the empty section behind a final NUL.
    const decoded = sections(body).map((part) => charset.decode(part, encoding))
    const plain = (parts: readonly string[]) =>
      parts
        .filter((part) => !part.startsWith('\n'))
        .join('\0')
        .replace(/\0+$/, '')
    expect(plain(decoded)).toEqual(plain(wanted.sections ?? []))
  })

  test.each(
    packets.flatMap(({ id, expect: { ver, feiq } }) => (feiq === undefined ? [] : [[id, ver ?? '', feiq] as const])),
  )('%s: version field of FeiQ', (_, version, { groupCipherLen, ...feiq }) => {
    const length = groupCipherLen === undefined ? {} : { groupCipherLength: groupCipherLen }
    expect(decodeFeiqVersion(version)).toMatchObject({ ...feiq, ...length })
  })

  test('a later retransmission with 64 zero bytes reads as the first', () => {
    expect(decodeText(packet('G52'), context)).toEqual(decodeText(packet('G13'), context))
  })

  test('an IPDict is not a packet', () => {
    expect(decodePacket(bytes('G54'))).toEqual({ ok: false, error: 'not-ipmsg' })
  })
})

describe('golden hellos', () => {
  const hello = (id: string) => decodeHello(packet(id), context)

  test('FeiQ, with and without a group', () => {
    const feiq = { group: '', encoding: 'gb18030', iptux: false }
    expect([hello('G03'), hello('G56')]).toEqual([
      { ...feiq, user: '13652', host: 'DESKTOP-4331HHF', name: '13652' },
      { ...feiq, user: 'Apple', host: 'WIN-SMFIBLTAL72', name: 'Apple' },
    ])
  })

  test('shiyeline writes GBK and a third section of its own', () => {
    expect(hello('G06')).toMatchObject({ name: 'LIDAOBIN-3', group: '内网通联系人', encoding: 'gb18030', iptux: false })
  })

  test('IPMsg 4.99 tells its version in the list', () => {
    expect(hello('G07')).toEqual({
      user: 'alice-<bc57ee46ad44b288>',
      host: 'ALICE-PC',
      name: 'Alice',
      group: 'Dev',
      encoding: 'gb18030',
      clientVersion: '4.99r3',
      platform: 'Win64',
      iptux: false,
    })
  })

  test('the UTF-8 list wins, and the code page of the plain names is kept for text', () => {
    expect(hello('G08')).toEqual({
      user: 'zs',
      host: 'ZS-PC',
      name: '张三',
      group: '研发',
      encoding: 'gb18030',
      iptux: false,
    })
    expect(hello('G11')).toMatchObject({ name: 'Bob[Lunch]', group: '' })
  })

  test('UTF8OPT makes the names UTF-8 and says nothing about text without it', () => {
    expect(hello('G10')).toMatchObject({ name: '鲍勃', group: '组', encoding: 'gb18030' })
  })

  test('iptux names its encoding', () => {
    expect(hello('G51')).toEqual({
      user: 'zs',
      host: 'zs-pc',
      name: 'zs',
      group: '研发',
      encoding: 'utf-8',
      icon: 'my-icon',
      iptux: true,
    })
  })
})

describe('golden texts and lists', () => {
  test('texts lose the font block, and markers, line ends stay', () => {
    const read = ['G13', 'G14', 'G15', 'G46', 'G53'].map((id) => decodeText(packet(id), context))
    expect([read.map(({ text }) => text), read.flatMap(({ images }) => images)]).toEqual([
      ['你好\n第二行', '你好', 'hi 🦀', '图:', 'Good Morning'],
      [{ id: '64ea4edd', place: 2 }],
    ])
  })

  test('texts that we send', () => {
    expect(encodeTextBody('hi 🦀', 'utf-8', charset)).toEqual(packet('G15').body)
    expect(encodeTextBody('你好\r\n第二行', 'gb18030', charset)).toEqual(packet('G13').body)
  })

  const shared = ['G25', 'G26', 'G27', 'G28'] as const
  const decoded = (id: string): readonly Attachment[] => {
    const { shareList, encoding } = decodeText(packet(id), context)
    return decodeShareList(shareList ?? new Uint8Array(0), (name) => charset.decode(name, encoding)).attachments
  }
  test.each(shared)('%s: share list', (id) => {
    const rows = decoded(id).map(({ id: fileId, name, size, modified, attributes, extended }) => ({
      id: fileId,
      name,
      size,
      mtime: modified,
      attr: attributes,
      ...(extended[0] !== undefined && { clipboardPos: Number(extended[0].values[0]) }),
    }))
    expect(rows).toMatchObject(golden.get(id)?.expect.files ?? [])
    expect(rows).toHaveLength(golden.get(id)?.expect.files?.length ?? -1)
  })

  test.each([
    ['G25', 'two files', 'utf-8'],
    ['G26', '', 'gb18030'],
    ['G28', 'see  below', 'utf-8'],
  ] as const)('%s: the share list encodes to the same bytes', (id, text, encoding) => {
    const list = encodeShareList(decoded(id), (name) => charset.encode(name, encoding))
    expect(encodeTextBody(text, encoding, charset, list)).toEqual(packet(id).body)
  })

  test('answers quote a packet number', () => {
    const numbers = ['G16', 'G18', 'G19', 'G35', 'G49'].map((id) => decodeNumberBody(packet(id).body))
    expect(numbers).toEqual(['1780525950', '1780525954', '1780525955', '1780525962', '0'])
    expect(encodeNumberBody(1780525950)).toEqual(packet('G16').body)
    expect(['G22', 'G38', 'G40', 'G47'].map((id) => packet(id).body)).toEqual(Array(4).fill(emptyBody()))
  })

  test('host list', () => {
    const list = decodeHostList(packet('G50').body, (name) => charset.decode(name, 'utf-8'))
    const hosts = [
      {
        user: 'carol',
        host: 'CAROL-PC',
        status: 18874368,
        address: '192.168.1.7',
        port: 2425,
        name: 'Carol',
        group: 'QA',
      },
      { user: 'dave', host: 'DAVE-PC', status: 2097152, address: '192.168.1.8', port: 2425, name: '', group: '' },
    ]
    expect(list).toEqual({ ok: true, value: { next: 0, hosts } })
    expect(encodeHostList({ next: 0, hosts }, utf8)).toEqual(packet('G50').body)
  })

  test('binary bodies stay whole: group cipher and image', () => {
    const group = packet('G42')
    expect([group.command, group.flags, group.body.length]).toEqual([COMMAND.FEIQ_GROUP_MESSAGE, OPT.ENCRYPT, 32])
    expect(decodeFeiqVersion(group.version)?.groupCipherLength).toBe(32)
    expect(encodeFeiqVersion('F8B46AA55B28', 32)).toBe(group.version)
    const image = packet('G44')
    expect(image.command).toBe(COMMAND.FEIQ_IMAGE)
    expect(image.body.subarray(-41)).toEqual(bytes('G44').subarray(-41))
  })
})

describe('golden streams', () => {
  const requests = ['G29', 'G30', 'G31', 'G32'] as const
  test.each(requests.flatMap((id) => cuts(bytes(id)).map(([cut, chunks]) => [id, cut, chunks] as const)))(
    '%s: request, %s',
    (id, _, chunks) => {
      const request = readRequest(chunks)
      const wanted = golden.get(id)?.expect.request
      expect(request.ok && { ...request.value.readings[0], offset: request.value.offset }).toEqual({
        packetNo: String(wanted?.packetNo),
        fileId: wanted?.fileId,
        offset: wanted?.offset ?? 0,
      })
    },
  )

  test('the request that we send is the official one', () => {
    const { user, host, version, packetNo, flags } = packet('G29')
    const fixed = { version, requestNo: Number(packetNo), user, host, flags, packetNo: '1780525962', offset: 0 }
    expect(encodeFileRequest({ ...fixed, kind: 'file', fileId: 305419896 })).toEqual(bytes('G29'))
    const folder = encodeFileRequest({ ...fixed, kind: 'folder', fileId: 305419897 })
    expect(textOf(packetOf(folder).body)).toBe('6a20ab8a:12345679:0:\0')
  })

  const times = { modified: 1780724928, created: 1780724928 }
  const tree = [
    { type: 'directory', name: 'dir', attributes: 2, ...times },
    { type: 'file', name: 'hello.txt', size: 5, attributes: 1, ...times },
    { type: 'data', hex: Buffer.from('HELLO').toString('hex') },
    { type: 'file-end' },
    { type: 'directory', name: 'sub', attributes: 2, ...times },
    { type: 'file', name: 'empty.bin', size: 0, attributes: 1, ...times },
    { type: 'file-end' },
    { type: 'return', ...times },
    { type: 'return', ...times },
    { type: 'end' },
  ]
  test.each(cuts(bytes('G33')))('G33: directory stream, %s', (_, chunks) => {
    expect(readDirStream(chunks)).toEqual({ ok: true, value: tree })
  })

  test('the directory stream encodes to the same bytes', () => {
    const record = (name: string, attributes: number, size = 0) =>
      encodeDirRecord({ name, size, attributes, ...times }, utf8)
    const stream = [
      record('dir', ATTRIBUTE.DIRECTORY),
      record('hello.txt', ATTRIBUTE.REGULAR, 5),
      bytesOf('HELLO'),
      record('sub', ATTRIBUTE.DIRECTORY),
      record('empty.bin', ATTRIBUTE.REGULAR),
      record('.', ATTRIBUTE.RETURN_TO_PARENT),
      record('.', ATTRIBUTE.RETURN_TO_PARENT),
    ]
    expect(new Uint8Array(Buffer.concat(stream))).toEqual(bytes('G33'))
  })

  test.each(cuts(bytes('G34')).slice(0, 2))("G34: FeiQ's junk before the first record, %s", (_, chunks) => {
    const reader = createDirStreamReader((name) => charset.decode(name, 'gb18030'))
    const events = chunks.flatMap((chunk) => {
      const result = reader.push(chunk)
      return result.ok ? result.value : expect.unreachable(result.error)
    })
    expect(events).toEqual([{ type: 'directory', name: '资料', attributes: 2, modified: 1780724928 }])
  })
})
