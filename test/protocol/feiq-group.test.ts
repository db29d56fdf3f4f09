import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import { createCipher } from '../../electron/host/cipher.ts'
import {
  COMMAND,
  commandWord,
  decodeFeiqVersion,
  decodeGroupPacket,
  decodePacket,
  encodeGroupPacket,
  encodePacket,
  feiqSignal,
  type GroupBlock,
  type GroupPacket,
  localMac,
  type Packet,
} from '../../shared/protocol/index.ts'
import { KEYS } from './keys.ts'
import { noise } from './noise.ts'
import { bytesOf, hexBytes, packetOf, readVectors } from './vectors.ts'

const cipher = createCipher(KEYS.alice)
const mac = 'F8B46AA55B28'
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const gbk = (text: string) => charset.encode(text, 'gb18030')

const golden = readVectors('golden.jsonl', z.object({ hex: hexBytes })).flatMap(({ hex: bytes }) => {
  const packet = decodePacket(bytes)
  return packet.ok ? [packet.value] : []
})
const goldenPacket = (command: number): Packet =>
  golden.find((packet) => packet.command === command) ?? expect.unreachable()

const read = (packet: Packet) => decodeGroupPacket(packet, charset, cipher)
/** A packet of a FeiQ with `plaintext` and what follows the cipher. */
function packetWith(command: number, plaintext: Uint8Array, tail: Uint8Array, claimed?: number): Packet {
  const filled = new Uint8Array(Math.ceil((plaintext.length + 1) / 8) * 8).fill(8 - (plaintext.length % 8))
  filled.set(plaintext)
  const blocks = cipher.encryptBlocks('blowfish', bytesOf(mac), new Uint8Array(8), filled)
  const version = `1_lbt4_0#128#${mac}#0#0#${claimed ?? blocks.length}`
  const body = Uint8Array.of(...blocks, ...tail)
  return packetOf(
    encodePacket({ version, packetNo: 1, user: bytesOf('u'), host: bytesOf('h'), command, flags: 0, body }),
  )
}

const block: GroupBlock = {
  id: '3b199b07',
  name: '项目组',
  introduction: '我们的项目',
  notice: '周五开会',
  creator: mac,
  question: '口令？',
  answer: '鸽子',
  created: 46_346.5,
  changed: 46_347.25,
  sender: '02770000000A',
}

describe('real packets', () => {
  test('a message and an announcement without a block', () => {
    expect([read(goldenPacket(COMMAND.FEIQ_GROUP_MESSAGE)), read(goldenPacket(COMMAND.FEIQ_GROUP_ANNOUNCE))]).toEqual([
      { ok: true, value: { type: 'message', group: '3b199b07', text: '大家好' } },
      { ok: true, value: { type: 'announce', group: '3b199b07', block: undefined } },
    ])
  })

  test('ours have the same cipher, its length in the version field, and one byte behind it', () => {
    const made = encodeGroupPacket({ type: 'message', group: '3b199b07', text: '大家好' }, mac, charset, cipher)
    const { version, flags, body } = goldenPacket(COMMAND.FEIQ_GROUP_MESSAGE)
    expect({ ...made, body: hex(made.body) }).toEqual({ version, command: 0x23, flags, body: `${hex(body)}00` })
    const announced = encodeGroupPacket({ type: 'announce', group: '3b199b07', block: undefined }, mac, charset, cipher)
    expect(hex(announced.body.subarray(0, -1))).toBe(hex(goldenPacket(COMMAND.FEIQ_GROUP_ANNOUNCE).body))
  })
})

describe('all six kinds', () => {
  const packets: readonly (readonly [number, GroupPacket])[] = [
    [0x400023, { type: 'message', group: '3b199b07', text: '两行\n文字' }],
    [0xc6, { type: 'query', group: '3b199b07' }],
    [0x2000c9, { type: 'announce', group: '3b199b07', block }],
    [0xca, { type: 'present', group: '3b199b07' }],
    [0x2000c5, { type: 'invite', group: '3b199b07', block: { ...block, sender: '' } }],
    [0xcb, { type: 'accept' }],
  ]

  test.each(packets)('%i is read as it was written', (word, packet) => {
    const { version, command, flags, body } = encodeGroupPacket(packet, mac, charset, cipher)
    const bytes = encodePacket({ version, packetNo: 1, user: bytesOf('u'), host: bytesOf('h'), command, flags, body })
    expect([commandWord(command, flags), read(packetOf(bytes))]).toEqual([word, { ok: true, value: packet }])
    const length = decodeFeiqVersion(version)?.groupCipherLength ?? 0
    expect(body.length - length).toBe('block' in packet ? 617 : 1)
  })
})

describe('what others write', () => {
  test('FeiQ 2013 numbers its messages and names its font; some end the text with NUL', () => {
    const texts = [
      '#3b199b07_24901708#/:bomb{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋体 0;}',
      '#3B199B07#a\r\nb\0old memory',
    ]
    const decoded = texts.map((text) => read(packetWith(0x23, gbk(`QUNMSGMARK${text}`), new Uint8Array(1))))
    expect(decoded.map((packet) => packet.ok && packet.value)).toEqual([
      { type: 'message', group: '3b199b07', text: '/:bomb' },
      { type: 'message', group: '3b199b07', text: 'a\nb' },
    ])
  })

  test.each([0, 7, 9999, 12])('the cipher is found although its length is given as %i', (claimed) => {
    const message = packetWith(0x23, gbk('QUNMSGMARK#3b199b07#大家好'), Uint8Array.of(9), claimed)
    const invitation = packetWith(0xc5, gbk('3b199b07|#'), new Uint8Array(617), claimed)
    expect([read(message), read(invitation)]).toMatchObject([
      { ok: true, value: { text: '大家好' } },
      { ok: true, value: { type: 'invite', group: '3b199b07', block: { id: '00000000', name: '' } } },
    ])
  })

  test('old memory behind the NULs of a block is not read, dates and addresses that are none are left out', () => {
    const { body, version } = encodeGroupPacket({ type: 'announce', group: '3b199b07', block }, mac, charset, cipher)
    const start = decodeFeiqVersion(version)?.groupCipherLength ?? 0
    const dirty = body.slice()
    const old = noise(5, 617)
    for (const [from, to] of [
      [12, 55],
      [66, 119],
      [128, 375],
      [390, 443],
      [458, 511],
      [518, 527],
      [532, 543],
      [586, 617],
    ] as const) {
      dirty.set(old.subarray(from, to), start + from)
    }
    const packet = { ...goldenPacket(COMMAND.FEIQ_GROUP_ANNOUNCE), version, body: dirty }
    expect(read(packet)).toEqual({ ok: true, value: { type: 'announce', group: '3b199b07', block } })
    const view = new DataView(dirty.buffer)
    view.setFloat64(start + 545, Number.NaN, true)
    view.setFloat64(start + 553, -1, true)
    dirty.fill(0x20, start + 375, start + 511)
    expect(read(packet)).toMatchObject({ value: { block: { created: 0, changed: 0, creator: '' } } })
  })

  test('texts that are too long are cut between characters, and what is no group packet is none', () => {
    const long = { ...block, name: '组'.repeat(60), question: 'a'.repeat(40), notice: 'x\0y' }
    const { body, version } = encodeGroupPacket(
      { type: 'invite', group: '3b199b07', block: long },
      mac,
      charset,
      cipher,
    )
    const invitation = { ...goldenPacket(COMMAND.FEIQ_GROUP_ANNOUNCE), command: 0xc5, version, body }
    expect(read(invitation)).toMatchObject({
      value: { block: { name: '组'.repeat(24), question: 'a'.repeat(15), notice: 'xy', answer: '鸽子' } },
    })
    const message = goldenPacket(COMMAND.FEIQ_GROUP_MESSAGE)
    expect(
      [
        read({ ...message, command: 0x20 }),
        read({ ...message, version: '1' }),
        read({ ...message, body: message.body.subarray(0, 7) }),
        read({ ...message, body: noise(1, 64) }),
        read({ ...message, command: 0xcb, body: noise(1, 64) }),
      ].map((packet) => (packet.ok ? 'ok' : packet.error)),
    ).toEqual(['not-a-group-packet', 'no-key', 'malformed', 'malformed', 'malformed'])
  })

  test('any body is a packet or an error, and no text is longer than its cipher', () => {
    const plain = fc
      .array(fc.constantFrom(...'QUNMSGMARK#3b_|\0{/font;}'), { maxLength: 60 })
      .map((text) => bytesOf(`QUNMSGMARK#3b199b07#${text.join('')}`))
    const body = fc.oneof(fc.uint8Array({ maxLength: 700 }), plain)
    fc.assert(
      fc.property(
        body,
        fc.constantFrom(0x23, 0xc5, 0xc6, 0xc9, 0xca, 0xcb),
        fc.nat({ max: 80 }),
        fc.boolean(),
        (bytes, command, claimed, raw) => {
          const packet = raw
            ? { ...goldenPacket(COMMAND.FEIQ_GROUP_MESSAGE), command, body: bytes }
            : packetWith(command, bytes, new Uint8Array(1), claimed)
          const decoded = read(packet)
          if (decoded.ok && decoded.value.type === 'message')
            expect(decoded.value.text.length).toBeLessThanOrEqual(packet.body.length)
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('signals are what FeiQ sends, byte for byte', () => {
  const sent = [
    ...golden,
    ...readVectors('feiq-2.4.jsonl', z.object({ transport: z.string(), hex: hexBytes }))
      .filter(({ transport }) => transport === 'udp')
      .map(({ hex: bytes }) => packetOf(bytes)),
  ]
  const seen = (command: number) => {
    const packet = sent.find((candidate) => candidate.command === command) ?? expect.unreachable()
    return { command, flags: packet.flags, body: packet.body }
  }
  const signals = (['typing', 'typing-end', 'shake', 'shake-answer', 'open'] as const).map(feiqSignal)
  expect(signals).toEqual([0x79, 0x7a, 0xd1, 0xd2, 0x77].map(seen))
  expect(
    (['open-answer', 'alive', 'alive-answer'] as const).map((signal) => commandWord(feiqSignal(signal).command, 0)),
  ).toEqual([0x78, 0xd3, 0x7a])
})

test('our address is stable, ours alone, and no card has it', () => {
  const [one, again, other] = ['0123456789abcdef', '0123456789abcdef', 'fedcba9876543210'].map((installation) =>
    localMac(installation, cipher),
  )
  expect([one === again, one === other, /^02[0-9A-F]{10}$/.test(one ?? ''), fromHex(one ?? '').length]).toEqual([
    true,
    false,
    true,
    6,
  ])
})
