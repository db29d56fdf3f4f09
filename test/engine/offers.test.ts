import { expect, test } from 'vitest'
import type { Attachment } from '../../shared/protocol/index.ts'
import { at, type Bench, geziHello, IDENTITY, outgoing, settledBench } from './bench.ts'

const ALICE = 'a11ce000000000000000000000000001'
const PEER = at('192.168.1.20')
const FEIQ = '1_lbt6_0#128#000C29AABBCC#0#0#0#4001#9:5:zs:zs-pc:6291459:zs\0\0'
const OWN = geziHello(3, { installation: ALICE }).replace('0.1.0\n\0utf-8', '0.1.0 xfer1\n\0utf-8')
const IPTUX = '1_iptux 0.10.0:5:zs:zs-pc:257:zs\0\0icon.png\0utf-8\0'

const entry = (id: number, name: string, change: Partial<Attachment> = {}): Attachment => ({
  id,
  name,
  size: 0x6c00,
  modified: 0x6a23b4c0,
  kind: 'file',
  attributes: 1,
  extended: [],
  ...change,
})
const folder = (id: number, name: string) => entry(id, name, { kind: 'folder', attributes: 2, size: 0x11170 })

function withPeer(hello: string): Bench {
  const bench = settledBench({ identity: { ...IDENTITY, user: 'bob', host: 'BOB-PC' } })
  bench.hear(PEER, hello)
  bench.pass(2_000)
  bench.takeSent()
  bench.takeEvents()
  return bench
}

const offer = (bench: Bench, peer: string, attachments: readonly Attachment[], text = '看') => {
  bench.input({ type: 'send', message: { ...outgoing('m1', peer, text), attachments } })
  return bench.takeSent().filter(({ word }) => (word & 0xff) === 0x20)
}
const latin1 = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1')

test('FeiQ is offered files in GBK, with small ids, plain attributes, a folder with its total, and no character that Windows forbids', () => {
  const bench = withPeer(FEIQ)
  const [sent] = offer(bench, 'u:zs@zs-pc', [entry(0, '报告.doc'), folder(1, '目录'), entry(2, '12:30?.txt')])
  expect([sent?.to, latin1(sent?.bytes)]).toEqual([
    PEER,
    `1_lbt6_0#128#024700000001#0#0#0#4001#9:${sent?.packetNo}:bob:BOB-PC:2097440:\xbf\xb4\0` +
      '0:\xb1\xa8\xb8\xe6.doc:6c00:6a23b4c0:1:\x07' +
      '1:\xc4\xbf\xc2\xbc:11170:6a23b4c0:2:\x07' +
      '2:12\xa3\xba30\xa3\xbf.txt:6c00:6a23b4c0:1:\x07\0',
  ])
})

test('iptux and own peers get names as they are, colons doubled, in UTF-8', () => {
  const offers = [
    [IPTUX, 'u:zs@zs-pc'],
    [OWN, `g:${ALICE}`],
  ].map(([hello = '', peer = '']) => {
    const [sent] = offer(withPeer(hello), peer, [entry(0, '12:30 报告?.txt')], '')
    return [(sent?.word ?? 0).toString(16), sent?.body]
  })
  expect(offers).toEqual([
    ['200120', '|0:12::30 报告?.txt:6c00:6a23b4c0:1:\x07|'],
    ['1a00120', '|0:12::30 报告?.txt:6c00:6a23b4c0:1:\x07|'],
  ])
})

test('an offer is delivered like a text: repeated until it is acknowledged', () => {
  const bench = withPeer(FEIQ)
  const [first] = offer(bench, 'u:zs@zs-pc', [entry(0, 'a.txt')])
  bench.pass(3_000)
  const repeats = bench.takeSent().map(({ bytes }) => latin1(bytes))
  bench.hear(PEER, `1:6:zs:zs-pc:33:${first?.packetNo}\0`)
  expect([new Set(repeats), bench.eventsOf('message-state').at(-1)?.delivery.state]).toEqual([
    new Set([latin1(first?.bytes)]),
    'delivered',
  ])
})

test('a list that does not fit into the receiver’s datagram is too long, and nothing is sent', () => {
  const names = Array.from({ length: 80 }, (_, index) => entry(index, `${'长'.repeat(50)}${index}.txt`))
  const results = [FEIQ, OWN].map((hello, index) => {
    const bench = withPeer(hello)
    const sent = offer(bench, index === 0 ? 'u:zs@zs-pc' : `g:${ALICE}`, names)
    return [sent.length, bench.eventsOf('message-state').map(({ delivery }) => delivery.state)]
  })
  expect(results).toEqual([
    [0, ['failed']],
    [1, ['sent']],
  ])
})

test('files that the user does not want are released: the decimal number, to the port it came from and to the usual one', () => {
  const bench = withPeer(FEIQ)
  bench.input({ type: 'release', peer: 'u:zs@zs-pc', packetNo: '1795199415', files: [], as: 'declined' })
  const elsewhere = withPeer(FEIQ)
  elsewhere.hear(at('192.168.1.20', 4000), FEIQ)
  elsewhere.takeSent()
  elsewhere.input({ type: 'release', peer: 'u:zs@zs-pc', packetNo: '7', files: [], as: 'declined' })
  const brief = (one: Bench) => one.takeSent().map(({ to, word, body }) => [to.port, word, body])
  expect([brief(bench), brief(elsewhere)]).toEqual([
    [[2425, 0x61, '1795199415|']],
    [
      [4000, 0x61, '7|'],
      [2425, 0x61, '7|'],
    ],
  ])
})

test('own peers are told which files, and of a withdrawal; others of neither', () => {
  const own = withPeer(OWN)
  const feiq = withPeer(FEIQ)
  for (const as of ['declined', 'withdrawn'] as const) {
    own.input({ type: 'release', peer: `g:${ALICE}`, packetNo: '7', files: [0, 11], as })
    feiq.input({ type: 'release', peer: 'u:zs@zs-pc', packetNo: '7', files: [0, 11], as })
  }
  expect([own, feiq].map((bench) => bench.takeSent().map(({ body }) => body))).toEqual([
    ['7|d:0,b|', '7|w:0,b|'],
    ['7|'],
  ])
})

test('RELEASEFILES comes out with who sent it; what it means is for the store to know', () => {
  const bench = withPeer(FEIQ)
  const hear = (body: string, user = 'zs') => bench.hear(PEER, `1:6:${user}:zs-pc:97:${body}`)
  hear('1795199415\0')
  hear('7\0w:0,b\0')
  hear('8\0x:zz\0')
  hear('none\0')
  hear('9\0', 'stranger')
  const released = { type: 'released', peer: 'u:zs@zs-pc' }
  expect([bench.eventsOf('released'), bench.eventsOf('dropped').map(({ reason }) => reason)]).toEqual([
    [
      { ...released, packetNo: '1795199415', files: [], as: 'declined' },
      { ...released, packetNo: '7', files: [0, 11], as: 'withdrawn' },
      { ...released, packetNo: '8', files: [], as: 'declined' },
    ],
    ['not-understood', 'not-understood'],
  ])
})

test('nobody ends the transfers of somebody else, or his sealed messages, by writing his names into a packet', () => {
  const bench = withPeer(FEIQ)
  for (const word of [0x61, 0x31]) bench.hear(at('192.168.1.66'), `1:9:zs:zs-pc:${word}:4711\0w:0\0`)
  expect([bench.eventsOf('released'), bench.eventsOf('notice-heard')]).toEqual([[], []])
  for (const word of [0x61, 0x31]) bench.hear(PEER, `1:10:zs:zs-pc:${word}:4711\0`)
  expect([bench.eventsOf('released').length, bench.eventsOf('notice-heard').length]).toEqual([1, 1])
})

test('what the code page of Windows lacks is no question mark in the name of a file, which it could not save', () => {
  const bench = withPeer(FEIQ)
  const [sent] = offer(bench, 'u:zs@zs-pc', [entry(0, '报告 한글.doc')], '')
  expect(latin1(sent?.bytes)).toContain(':\x000:\xb1\xa8\xb8\xe6 __.doc:6c00:')
})
