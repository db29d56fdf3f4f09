import { expect, test } from 'vitest'
import type { DeliveryState, OutgoingMessage, PeerRecord } from '../../shared/engine/io.ts'
import { LIMITS } from '../../shared/engine/limits.ts'
import { at, type Bench, geziHello, IDENTITY, outgoing, START, settledBench } from './bench.ts'

const ALICE = 'a11ce000000000000000000000000001'
const PEER = at('192.168.1.20')
const ZS = 'u:zs@zs-pc'
const HELLO = '1:5:zs:zs-pc:6291459:zs\0\0'

const send = (bench: Bench, id: string, text = id, peer = ZS) =>
  bench.input({ type: 'send', message: outgoing(id, peer, text) })
const states = (bench: Bench, id: string): DeliveryState[] =>
  bench.eventsOf('message-state').flatMap((event) => (event.id === id ? [event.delivery] : []))
const lastState = (bench: Bench, id: string) => states(bench, id).at(-1)
/** `state` or `state reason`. */
const short = (delivery: DeliveryState | undefined): string =>
  delivery === undefined ? 'none' : 'reason' in delivery ? `${delivery.state} ${delivery.reason}` : delivery.state
const texts = (bench: Bench) => bench.takeSent().filter(({ word }) => (word & 0xff) === 0x20)
const acknowledge = (bench: Bench, packetNo: string | undefined, from = PEER) =>
  bench.hear(from, `1:6:zs:zs-pc:33:${packetNo}\0`)

function withPeer(hello = HELLO): Bench {
  const bench = settledBench()
  bench.hear(PEER, hello)
  bench.takeSent()
  bench.takeEvents()
  return bench
}

test('a message to an old client is SENDMSG with SENDCHECKOPT in its code page, ended by NUL', () => {
  const bench = settledBench({ identity: { ...IDENTITY, user: 'bob', host: 'BOB-PC' } })
  bench.hear(PEER, HELLO)
  bench.takeSent()
  send(bench, 'm1', '你好\r\n第二行😀')
  const [sent] = texts(bench)
  expect([sent?.to, Buffer.from(sent?.bytes ?? []).toString('latin1')]).toEqual([
    PEER,
    `1_lbt6_0#128#024700000001#0#0#0#4001#9:${sent?.packetNo}:bob:BOB-PC:288:\xc4\xe3\xba\xc3\n\xb5\xda\xb6\xfe\xd0\xd0?\0`,
  ])
})

test('a message to a client that claims it is UTF-8 with UTF8OPT', () => {
  const bench = withPeer(geziHello(3, { installation: ALICE }))
  send(bench, 'm1', '你好😀', `g:${ALICE}`)
  expect(texts(bench).map(({ word, body }) => [word, body])).toEqual([[0x1800120, '你好😀|']])
})

test('a number is reserved and the state told before the datagram leaves', () => {
  const bench = withPeer()
  send(bench, 'm1')
  const [sent] = texts(bench)
  const [state] = bench.takeEvents()
  expect(state).toEqual({
    type: 'message-state',
    id: 'm1',
    delivery: {
      ...{ state: 'sent', packetNo: Number(sent?.packetNo), attempts: 1, retryAt: expect.any(Number) },
      to: PEER,
    },
  })
  const reserved = bench.eventsOf('packet-numbers').at(-1)?.upTo ?? 0
  expect(Number(sent?.packetNo)).toBeLessThanOrEqual(reserved)
})

test('repeats are the same bytes, ever more seldom, and after the last one the message shows as failed', () => {
  const bench = withPeer()
  send(bench, 'm1')
  bench.pass(40_000)
  const sent = texts(bench)
  const waits = [1_000, 1_500, 2_000, 3_000, 4_000, 6_000]
  const gaps = sent.slice(1).map((repeat, i) => repeat.at - sent[i]!.at)
  expect(new Set(sent.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(1)
  expect(gaps.map((gap, i) => Math.abs(gap - waits[i]!) <= waits[i]! / 10)).toEqual(Array(6).fill(true))
  expect(states(bench, 'm1').find(({ state }) => state === 'failed')).toEqual({
    state: 'failed',
    reason: 'no-answer',
    attempts: 7,
  })
})

test('one message is under way at a time, and the next follows the acknowledgement', () => {
  const bench = withPeer()
  for (const id of ['m1', 'm2', 'm3']) send(bench, id)
  const first = texts(bench)
  acknowledge(bench, first[0]?.packetNo)
  const second = texts(bench)
  acknowledge(bench, second[0]?.packetNo)
  const third = texts(bench)
  expect([first, second, third].map((sent) => sent.map(({ body }) => body))).toEqual([['m1|'], ['m2|'], ['m3|']])
  expect([
    Number(second[0]?.packetNo) > Number(first[0]?.packetNo),
    ['m1', 'm2', 'm3'].map((id) => states(bench, id).map(short)),
  ]).toEqual([
    true,
    [
      ['sent', 'delivered'],
      ['queued behind-another', 'sent', 'delivered'],
      ['queued behind-another', 'sent'],
    ],
  ])
})

test('after no answer the queue waits, and goes on by itself when anything is heard', () => {
  const bench = withPeer()
  send(bench, 'm1')
  send(bench, 'm2')
  bench.pass(29_000)
  const waiting = [lastState(bench, 'm1'), lastState(bench, 'm2')].map(short)
  texts(bench)
  bench.hear(PEER, '1:7:zs:zs-pc:121:\0')
  const [again] = texts(bench)
  acknowledge(bench, again?.packetNo)
  expect([waiting, again?.body, [lastState(bench, 'm1'), lastState(bench, 'm2')].map(short)]).toEqual([
    ['failed no-answer', 'queued no-answer'],
    'm1|',
    ['delivered', 'sent'],
  ])
})

test('a program that is heard but never acknowledges gets further rounds ever later', () => {
  const bench = withPeer()
  send(bench, 'm1')
  for (let i = 0; i < 3_600; i++) {
    bench.pass(1_000)
    bench.hear(PEER, '1:7:zs:zs-pc:121:\0')
  }
  const sent = texts(bench)
  const rounds = sent.filter((repeat, i) => i === 0 || repeat.at - sent[i - 1]!.at > 20_000)
  expect([sent.length, rounds.map(({ at: time }) => Math.round((time - START) / 60_000))]).toEqual([28, [0, 2, 13]])
})

test('a late acknowledgement delivers what had failed, been cancelled or expired', () => {
  const bench = withPeer()
  send(bench, 'm1')
  const [m1] = texts(bench)
  bench.pass(26_500)
  const failed = short(lastState(bench, 'm1'))
  acknowledge(bench, m1?.packetNo)
  texts(bench)
  send(bench, 'm2')
  const [m2] = texts(bench)
  bench.input({ type: 'cancel', message: 'm2' })
  const cancelled = short(lastState(bench, 'm2'))
  acknowledge(bench, m2?.packetNo)
  acknowledge(bench, m2?.packetNo)
  expect([failed, short(lastState(bench, 'm1')), cancelled, states(bench, 'm2').map(short)]).toEqual([
    'failed no-answer',
    'delivered',
    'failed cancelled',
    ['sent', 'failed cancelled', 'delivered'],
  ])
})

test('an acknowledgement counts from his address; under his names from elsewhere it only makes us ask there, and no unknown number does any harm', () => {
  const bench = withPeer()
  send(bench, 'm1')
  const [sent] = texts(bench)
  bench.hear(at('192.168.1.66'), `1:6:mallory:evil:33:${sent?.packetNo}\0`)
  for (const number of ['1', '99999999999999999999', 'x', '']) acknowledge(bench, number)
  const before = short(lastState(bench, 'm1'))
  bench.hear(at('192.168.1.21'), `1:6:zs:zs-pc:289:${sent?.packetNo}\0`)
  const asked = bench.takeSent().map(({ to, word }) => [to.address, word & 0xff])
  const elsewhere = short(lastState(bench, 'm1'))
  bench.hear(PEER, `1:7:mallory:evil:33:${sent?.packetNo}\0`)
  expect([before, elsewhere, asked, short(lastState(bench, 'm1'))]).toEqual([
    'sent',
    'sent',
    [['192.168.1.21', 1]],
    'delivered',
  ])
})

test('READMSG opens a message, and is confirmed with its own number when asked to be', () => {
  const bench = withPeer()
  send(bench, 'm1')
  const [sent] = texts(bench)
  acknowledge(bench, sent?.packetNo)
  bench.hear(PEER, `1:77:zs:zs-pc:${0x30 | 0x100000}:${sent?.packetNo}\0`)
  bench.hear(PEER, `1:78:zs:zs-pc:48:${sent?.packetNo}\0`)
  expect([states(bench, 'm1').map(short), bench.takeSent().map(({ word, body }) => [word, body])]).toEqual([
    ['sent', 'delivered', 'opened'],
    [[0x32, '77|']],
  ])
})

test('an offline peer makes messages wait and is sought; they leave when he is heard', () => {
  const bench = withPeer()
  bench.hear(PEER, '1:8:zs:zs-pc:2:zs\0\0')
  send(bench, 'm1')
  send(bench, 'm2')
  bench.pass(300)
  const greetings = bench.takeSent().map(({ word }) => word)
  const waiting = ['m1', 'm2'].map((id) => short(lastState(bench, id)))
  bench.hear(PEER, HELLO)
  expect([greetings, waiting, texts(bench).map(({ body }) => body)]).toEqual([
    [0x9200001],
    ['queued peer-offline', 'queued peer-offline'],
    ['m1|'],
  ])
})

test('BR_EXIT stops the repeats, and the same number is used when he is back', () => {
  const bench = withPeer()
  send(bench, 'm1')
  const [first] = texts(bench)
  bench.hear(PEER, '1:8:zs:zs-pc:2:zs\0\0')
  bench.pass(60_000)
  const meanwhile = texts(bench)
  bench.hear(PEER, HELLO)
  expect([meanwhile, texts(bench).map(({ packetNo }) => packetNo), short(states(bench, 'm1')[1])]).toEqual([
    [],
    [first?.packetNo],
    'queued peer-offline',
  ])
})

test('without a network messages wait, and leave when it is there', () => {
  const bench = withPeer()
  send(bench, 'm1')
  bench.input({ type: 'reach', reach: undefined })
  send(bench, 'm2')
  bench.pass(60_000)
  const waiting = ['m1', 'm2'].map((id) => short(lastState(bench, id)))
  const sent = texts(bench).length
  bench.input({ type: 'reach', reach: { own: [at('192.168.1.11')], broadcasts: [], configured: [] } })
  expect([waiting, sent, texts(bench).map(({ body }) => body)]).toEqual([
    ['queued network-down', 'queued network-down'],
    1,
    ['m1|'],
  ])
})

test('a program that just started gets the message again at once', () => {
  const bench = withPeer()
  send(bench, 'm1')
  bench.pass(15_000)
  texts(bench)
  const now = bench.now
  bench.hear(PEER, '1:9:zs:zs-pc:6291457:zs\0\0')
  expect(texts(bench).map((sent) => sent.at)).toEqual([now])
})

test.each([
  ['feiq', '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9:5:zs:zs-pc:6291459:zs\0\0', 8_192],
  ['iptux', '1_iptux 0.9.4:5:zs:zs-pc:259:zs\0\0icon-tux.png\0utf-8\0', 8_192],
  ['IPMsg', HELLO, 32_768],
])('what %s would cut is too long, and the next message goes', (_client, hello, limit) => {
  const overhead = '1_lbt6_0#128#024700000001#0#0#0#4001#9:1795161620:me:my-pc:288:\0'.length
  const bench = withPeer(hello)
  send(bench, 'long', 'x'.repeat(limit - overhead + 1))
  send(bench, 'fits', 'x'.repeat(limit - overhead))
  expect([states(bench, 'long'), texts(bench).map(({ bytes }) => bytes.length)]).toEqual([
    [{ state: 'failed', reason: 'too-long', attempts: 0 }],
    [limit],
  ])
})

test('after two weeks an undelivered message has expired, and the next goes on waiting', () => {
  const bench = withPeer()
  bench.hear(PEER, '1:8:zs:zs-pc:2:zs\0\0')
  send(bench, 'm1')
  bench.pass(86_400_000)
  bench.input({ type: 'send', message: { ...outgoing('m2', ZS, 'm2'), queuedAt: bench.now } })
  bench.pass(LIMITS.outgoingAge - 86_400_000)
  expect([short(lastState(bench, 'm1')), short(lastState(bench, 'm2'))]).toEqual([
    'failed expired',
    'queued peer-offline',
  ])
})

test('cancelling the message under way lets the next go; cancelling a waiting one leaves the first alone', () => {
  const bench = withPeer()
  for (const id of ['m1', 'm2', 'm3']) send(bench, id)
  texts(bench)
  bench.input({ type: 'cancel', message: 'm2' })
  const between = texts(bench)
  bench.input({ type: 'cancel', message: 'm1' })
  expect([between, texts(bench).map(({ body }) => body), short(lastState(bench, 'm2'))]).toEqual([
    [],
    ['m3|'],
    'failed cancelled',
  ])
})

test('the user may try again what failed, at once', () => {
  const bench = withPeer()
  send(bench, 'm1')
  bench.pass(27_000)
  texts(bench)
  bench.input({ type: 'retry', message: 'm1' })
  bench.input({ type: 'retry', message: 'unknown' })
  expect([texts(bench).length, short(lastState(bench, 'm1'))]).toEqual([1, 'sent'])
})

test('a restart resumes the outbox in order with the numbers that were used', () => {
  const peer: PeerRecord = {
    id: ZS,
    user: 'zs',
    host: 'zs-pc',
    name: 'zs',
    group: '',
    endpoint: PEER,
    version: '1',
    dialect: 'ipmsg-3',
    client: '',
    status: 0x600000,
    capabilities: [],
    encoding: 'gb18030',
    presence: 'online',
    lastHeard: START,
    epoch: 0,
    highestPacketNo: 5,
  }
  const outbox: OutgoingMessage[] = [
    { ...outgoing('m1', ZS, 'm1'), packetNo: 1_795_000_000, attempts: 3 },
    outgoing('m2', ZS, 'm2'),
  ]
  const bench = settledBench({ peers: [peer], outbox, packetNo: 1_795_000_255 })
  const waiting = short(lastState(bench, 'm1'))
  bench.hear(PEER, HELLO)
  const [m1] = texts(bench)
  acknowledge(bench, m1?.packetNo)
  const [m2] = texts(bench)
  expect([waiting, m1?.packetNo, states(bench, 'm1').map(short), Number(m2?.packetNo) > 1_795_000_255]).toEqual([
    'queued peer-offline',
    '1795000000',
    ['queued peer-offline', 'sent', 'delivered'],
    true,
  ])
})

test('a queue of thousands tells each change only for what a person sees', () => {
  const bench = withPeer()
  for (let i = 0; i < 5_000; i++) send(bench, `m${i}`)
  bench.takeEvents()
  bench.hear(PEER, '1:8:zs:zs-pc:2:zs\0\0')
  expect(bench.takeEvents().length).toBeLessThanOrEqual(LIMITS.relabelled + 1)
})
