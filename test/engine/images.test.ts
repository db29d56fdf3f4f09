import { expect, test } from 'vitest'
import { createRandom } from '../../shared/engine/random.ts'
import { decodePacket, encodeImageAck, encodeImageChunks, encodePacket } from '../../shared/protocol/index.ts'
import { at, type Bench, settledBench } from './bench.ts'

const PEER = at('192.168.1.20')
const VERSION = '1_lbt6_0#128#000C29AABBCC#0#0#0#4001#9'
const ID = 'u:zs@zs-pc'
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

let numbers = 0
const packet = (command: number, body: Uint8Array, flags = 0): Uint8Array =>
  encodePacket({ version: VERSION, packetNo: ++numbers, user: ascii('zs'), host: ascii('zs-pc'), command, flags, body })
const say = (bench: Bench, bytes: Uint8Array, from = PEER) => bench.input({ type: 'datagram', from, bytes })

function withFeiq(): Bench {
  const bench = settledBench()
  say(bench, packet(0x03, ascii('zs\0\0'), 0x600000))
  bench.takeSent()
  bench.takeEvents()
  return bench
}

const picture = (length: number): Uint8Array => Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) & 0xff)
const acks = (bench: Bench) =>
  bench
    .takeSent()
    .filter(({ word }) => word === 0xc1)
    .map(({ body }) => body)

test('a picture is put together from chunks in any order; its last chunk is acknowledged when the store has it', () => {
  const bench = withFeiq()
  const bytes = picture(2_000)
  const chunks = [...encodeImageChunks('64ea4edd', 'file', bytes)]
  for (const body of chunks.toReversed()) say(bench, packet(0xc0, body, 0x200000))
  const [received] = bench.eventsOf('image-received')
  expect([received?.imageId, received?.bytes, acks(bench)]).toEqual([
    '64ea4edd',
    bytes,
    ['64ea4edd|4#|', '64ea4edd|3#|', '64ea4edd|2#|'],
  ])
  // Before the store answers, a repeat is not acknowledged either; a second later it is another chance for the store.
  const last = chunks[0] ?? expect.unreachable()
  say(bench, packet(0xc0, last))
  bench.pass(2_000)
  say(bench, packet(0xc0, last))
  expect([acks(bench), bench.eventsOf('image-received').length]).toEqual([[], 2])
  bench.input({ type: 'image-stored', receipt: received?.receipt ?? 0 })
  say(bench, packet(0xc0, last))
  expect([acks(bench), bench.eventsOf('image-received').length]).toEqual([['64ea4edd|1#|', '64ea4edd|1#|'], 2])
})

test('how far a picture is that comes is told at its first chunk and about every 32 KiB', () => {
  const bench = withFeiq()
  const chunks = [...encodeImageChunks('64ea4edd', 'file', picture(100_000))]
  for (const chunk of chunks) say(bench, packet(0xc0, chunk))
  for (const chunk of chunks.slice(0, 9)) say(bench, packet(0xc0, chunk))
  expect(bench.eventsOf('image-coming').map(({ done, size }) => [done, size])).toEqual([
    [512, 100_000],
    [32_768, 100_000],
    [65_536, 100_000],
    [98_304, 100_000],
  ])
})

test('a picture whose rest never comes is given up; strangers and floods take no memory', () => {
  const bench = withFeiq()
  const [first] = encodeImageChunks('00000001', 'file', picture(2_000))
  say(bench, packet(0xc0, first ?? expect.unreachable()))
  bench.pass(61_000)
  expect(bench.eventsOf('image-lost')).toEqual([{ type: 'image-lost', peer: ID, imageId: '00000001' }])

  bench.takeEvents()
  say(bench, packet(0xc0, ascii('zzz')))
  bench.input({
    type: 'datagram',
    from: at('192.168.1.66'),
    bytes: encodePacket({
      ...{ version: VERSION, packetNo: 1, user: ascii('mallory'), host: ascii('pc'), command: 0xc0, flags: 0 },
      body: first ?? expect.unreachable(),
    }),
  })
  for (let id = 0; id < 20; id++) {
    const [chunk] = encodeImageChunks(id.toString(16).padStart(8, '0'), 'file', picture(2_000))
    say(bench, packet(0xc0, chunk ?? expect.unreachable()))
  }
  const dropped = bench.takeEvents().flatMap((event) => (event.type === 'dropped' ? event.reason : []))
  expect([dropped.slice(0, 2), dropped.length]).toEqual([['malformed', 'flood'], 2 + 20 - 8])
})

test('ours is sent in windows, repeated where a chunk or its acknowledgement was lost, and ends when all are acknowledged', () => {
  const bench = withFeiq()
  const random = createRandom(5)
  const bytes = picture(200_000)
  const held = new Map<number, Uint8Array>()
  let most = 0
  bench.input({ type: 'image', image: { transfer: 't', peer: ID, imageId: '0000abcd', form: 'file', bytes } })
  for (let round = 0; round < 400 && bench.eventsOf('image-sent').length === 0; round++) {
    const sent = bench.takeSent().filter(({ word }) => word === 0x2000c0)
    most = Math.max(most, sent.length)
    for (const { bytes: datagram } of sent) {
      if (random.between(1, 100) <= 20) continue
      const read = decodePacket(datagram)
      const body = read.ok ? read.value.body : expect.unreachable()
      const nul = body.indexOf(0)
      const index = Number(new TextDecoder('latin1').decode(body.subarray(0, nul)).split('|')[4])
      held.set(index, body.slice(nul + 1))
      if (random.between(1, 100) > 20) say(bench, packet(0xc1, encodeImageAck({ id: '0000abcd', index })))
    }
    bench.pass(100)
  }
  const whole = Buffer.concat([...held].sort(([a], [b]) => a - b).map(([, part]) => part))
  expect([bench.eventsOf('image-sent'), whole.equals(bytes), most <= 100]).toEqual([
    [{ type: 'image-sent', transfer: 't' }],
    true,
    true,
  ])
  expect(bench.eventsOf('image-progress').length).toBeGreaterThan(3)
})

test('a picture that nobody acknowledges is given up after a minute, a cancelled one at once', () => {
  const bench = withFeiq()
  const image = { peer: ID, imageId: '00000007', form: 'file', bytes: picture(600) } as const
  bench.input({ type: 'image', image: { ...image, transfer: 'a' } })
  bench.pass(61_000)
  expect(bench.eventsOf('image-unsent')).toEqual([{ type: 'image-unsent', transfer: 'a', reason: 'no-answer' }])
  bench.takeSent()
  bench.input({ type: 'image', image: { ...image, transfer: 'b' } })
  bench.input({ type: 'cancel-image', transfer: 'b' })
  bench.takeSent()
  bench.pass(61_000)
  expect(bench.takeSent().filter(({ word }) => word === 0x2000c0)).toEqual([])
})

test('a flood of halves of pictures, from many people at once, takes the memory of four large ones', () => {
  const bench = settledBench()
  const total = 16 * 1024 * 1024
  const data = new Uint8Array(65_000)
  const heads = (id: string, index: number) => {
    const head = `${id}|${total}|${(index - 1) * data.length}|${Math.ceil(total / data.length)}|${index}|${data.length}|0|2|0|00000000#\0`
    return Buffer.concat([Buffer.from(head, 'latin1'), data])
  }
  for (let person = 0; person < 12; person++) {
    const from = at(`192.168.1.${30 + person}`)
    const user = ascii(`flood${person}`)
    const packetOf = (command: number, body: Uint8Array) =>
      encodePacket({ version: VERSION, packetNo: ++numbers, user, host: ascii('pc'), command, flags: 0, body })
    say(bench, packetOf(0x03, ascii(`flood${person}\0\0`)), from)
    for (let index = 1; index <= 150; index++) say(bench, packetOf(0xc0, heads('0000beef', index)), from)
    bench.takeSent()
  }
  const refused = bench.takeEvents().filter((event) => event.type === 'dropped').length
  const held = 12 * 150 - refused
  expect([held * data.length <= 4 * total, held]).toEqual([true, Math.floor((4 * total) / data.length)])
})

/** A FeiQ of its own, at its own address. */
function another(bench: Bench, n: number) {
  const [user, host, from] = [ascii(`u${n}`), ascii(`pc${n}`), at(`192.168.1.${100 + n}`)]
  const version = VERSION.replace('000C29AABBCC', `0010000000${n.toString(16).padStart(2, '0')}`.toUpperCase())
  const say = (command: number, body: Uint8Array, flags = 0) =>
    bench.input({
      type: 'datagram',
      from,
      bytes: encodePacket({ version, packetNo: ++numbers, user, host, command, flags, body }),
    })
  say(0x03, ascii(`u${n}\0\0`), 0x600000)
  return (id: string, bytes: Uint8Array): void => {
    for (const body of encodeImageChunks(id, 'file', bytes)) say(0xc0, body, 0x200000)
  }
}

test('everybody in the office may have sent a picture, and one more colleague still can', () => {
  const bench = settledBench()
  for (let n = 0; n < 40; n++) {
    another(bench, n)(`000000${n.toString(16).padStart(2, '0')}`, picture(900))
    for (const { receipt } of bench.eventsOf('image-received').slice(-1)) bench.input({ type: 'image-stored', receipt })
  }
  expect(bench.eventsOf('image-received').length).toBe(40)
})

test('what waits for the store in vain keeps nobody out for ever, and is never acknowledged', () => {
  const bench = settledBench()
  const people = Array.from({ length: 5 }, (_, n) => another(bench, n))
  // Twice: FeiQ sends again what was not acknowledged, and whose last chunk found no room comes whole once more.
  for (const round of [0, 1]) {
    for (const [n, send] of people.entries())
      for (let id = 0; id < 5; id++) send(`0000${round}0${n}${id}`, picture(900))
    for (const [n, send] of people.entries()) for (let id = 0; id < 5; id++) send(`000000${n}${id}`, picture(900))
  }
  expect(bench.eventsOf('image-received').map(({ imageId }) => imageId)).toEqual(
    ['00', '01', '02', '03', '10', '11', '12', '13', '20', '21', '22', '23', '30', '31', '32', '33'].map(
      (id) => `000000${id}`,
    ),
  )
  expect(acks(bench).filter((ack) => ack.endsWith('|2#|'))).toEqual([])
  bench.pass(180_000)
  people[4]?.('0000abcd', picture(900))
  people[0]?.('00000000', picture(900))
  expect(
    bench
      .eventsOf('image-received')
      .slice(16)
      .map(({ imageId }) => imageId),
  ).toEqual(['0000abcd', '00000000'])
})

test('pictures without end of one computer fill the disk at the pace of its messages, and others still send theirs', () => {
  const bench = settledBench({ limits: { writtenBurst: 10_000, writtenPerSecond: 100 } })
  const flood = another(bench, 0)
  for (let id = 0; id < 40; id++) {
    flood(`000000${id.toString(16).padStart(2, '0')}`, picture(900))
    for (const { receipt } of bench.eventsOf('image-received')) bench.input({ type: 'image-stored', receipt })
    bench.pass(1_000)
  }
  const written = bench.eventsOf('image-received').length
  expect([written >= 10, written <= 16]).toEqual([true, true])
  another(bench, 1)('0000abcd', picture(900))
  expect(bench.eventsOf('image-received').at(-1)).toMatchObject({ imageId: '0000abcd' })
})
