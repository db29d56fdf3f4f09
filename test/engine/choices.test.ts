import { expect, test } from 'vitest'
import { at, brief, geziHello, IDENTITY, outgoing, settledBench } from './bench.ts'

const ZS = 'u:zs@zs-pc'
const PEER = at('192.168.1.20')
const MOVED = at('192.168.1.30')
const GEZI = '11111111111111111111111111111111'

const hello = (from = PEER, host = 'zs-pc', number = 1): [typeof PEER, string] => [
  from,
  `1:${number}:zs:${host}:${0x1}:张三\0研发\0`,
]
const write = (number: number, text: string, host = 'zs-pc'): string => `1:${number}:zs:${host}:288:${text}\0`

test('who is blocked gets his acknowledgement and nothing else, is counted, and is heard again when he is not', () => {
  const bench = settledBench({ identity: { ...IDENTITY, absence: '开会' } })
  bench.hear(...hello())
  bench.pass(5_000)
  bench.input({ type: 'block', peer: ZS, blocked: true })
  bench.takeSent()
  bench.takeEvents()
  bench.hear(PEER, write(2, 'let me in'))
  bench.hear(PEER, write(2, 'let me in'))
  bench.hear(PEER, '1:3:zs:zs-pc:80:\0')
  bench.hear(PEER, '1:4:zs:zs-pc:209:\0')
  expect({
    sent: bench.takeSent().map(brief),
    events: bench.takeEvents().map((event) => (event.type === 'dropped' ? event.reason : event.type)),
  }).toEqual({
    sent: ['192.168.1.20 0x21 2|', '192.168.1.20 0x21 2|'],
    events: expect.arrayContaining(['blocked', 'blocked', 'blocked', 'blocked']),
  })
  expect(bench.eventsOf('message-received')).toEqual([])

  bench.input({ type: 'block', peer: ZS, blocked: false })
  bench.hear(PEER, write(5, 'thanks'))
  expect(bench.eventsOf('message-received').map(({ message }) => message.text)).toEqual(['thanks'])
})

test('a block holds in the next run, and for a Gezi that writes before its hello', () => {
  const first = settledBench({ blocked: [ZS] })
  first.hear(...hello())
  first.hear(PEER, write(2, 'again'))
  const second = settledBench()
  second.hear(PEER, geziHello(1, { installation: GEZI, user: 'alice' }))
  const record = second.peer(`g:${GEZI}`)
  const third = settledBench({ blocked: [`g:${GEZI}`], peers: record === undefined ? [] : [record] })
  third.hear(MOVED, '1_gezi 0.1.0:7:alice:alice-pc:288:psst\0')
  third.pass(5_000)
  expect([first, third].map((bench) => bench.eventsOf('message-received').length)).toEqual([0, 0])
})

test('two that the user merged are one whichever is heard, in this run and the next, and messages find the one who is there', () => {
  const bench = settledBench()
  bench.hear(...hello(PEER, 'old-pc'))
  bench.hear(...hello(MOVED, 'new-pc'))
  bench.hear(PEER, `1:9:zs:old-pc:${0x2}:\0`)
  bench.input({ type: 'send', message: outgoing('m1', 'u:zs@old-pc', 'are you there?') })
  bench.takeSent()
  bench.input({ type: 'merge', from: 'u:zs@old-pc', into: 'u:zs@new-pc' })
  const waiting = bench.takeSent().filter(({ word }) => (word & 0xff) === 0x20)
  expect(waiting.map(({ to, body }) => `${to.address} ${body}`)).toEqual(['192.168.1.30 are you there?|'])

  bench.hear(at('192.168.1.40'), write(20, 'old computer', 'old-pc'))
  bench.hear(...hello(at('192.168.1.40'), 'old-pc', 21))
  bench.pass(5_000)
  expect({
    from: bench.eventsOf('message-received').map(({ message }) => message.peer),
    address: bench.peer('u:zs@new-pc')?.endpoint.address,
  }).toEqual({ from: ['u:zs@new-pc'], address: '192.168.1.40' })

  const record = bench.peer('u:zs@new-pc')
  const next = settledBench({
    peers: record === undefined ? [] : [record],
    formerIds: new Map([['u:zs@old-pc', 'u:zs@new-pc']]),
  })
  next.hear(PEER, write(30, 'next day', 'old-pc'))
  expect(next.eventsOf('message-received').map(({ message }) => message.peer)).toEqual(['u:zs@new-pc'])
})

test('a Gezi that was merged with an old program of the same person speaks as either', () => {
  const bench = settledBench()
  bench.hear(PEER, geziHello(1, { installation: GEZI, user: 'alice' }))
  bench.hear(...hello(MOVED))
  bench.input({ type: 'merge', from: ZS, into: `g:${GEZI}` })
  bench.hear(MOVED, write(2, 'same number'))
  bench.pass(700_000)
  bench.hear(MOVED, write(2, 'same number'))
  bench.hear(PEER, geziHello(1, { installation: GEZI, user: 'alice', packetNo: 200 }))
  bench.hear(PEER, '1_gezi 0.1.0:201:alice:alice-pc:288:back\0')
  expect(bench.eventsOf('message-received').map(({ message }) => [message.peer, message.text])).toEqual([
    [`g:${GEZI}`, 'same number'],
    [`g:${GEZI}`, 'same number'],
    [`g:${GEZI}`, 'back'],
  ])
})

test('who was merged into somebody that turns out to be a Gezi is that Gezi, in the same run', () => {
  const bench = settledBench()
  bench.hear(...hello())
  bench.hear(MOVED, '1_gezi 0.1.0:7:alice:alice-pc:288:first\0')
  bench.pass(5_000)
  bench.input({ type: 'merge', from: ZS, into: 'u:alice@alice-pc' })
  bench.hear(MOVED, geziHello(1, { installation: GEZI, user: 'alice', packetNo: 200 }))
  bench.pass(5_000)
  bench.hear(PEER, write(9, 'by the old one'))
  expect({
    merged: bench.eventsOf('peer-merged').map(({ into }) => into),
    said: bench.eventsOf('message-received').map(({ message }) => [message.text, message.peer]),
  }).toEqual({
    merged: [`g:${GEZI}`],
    said: [
      ['first', 'u:alice@alice-pc'],
      ['by the old one', `g:${GEZI}`],
    ],
  })
})

test('what somebody says who is two entries has the entry by which he spoke, and once they are two again each is where he was, with his queue', () => {
  const bench = settledBench()
  const [OLD, NEW] = ['u:zs@old-pc', 'u:zs@new-pc'] as const
  bench.hear(...hello(PEER, 'old-pc'))
  bench.hear(...hello(MOVED, 'new-pc'))
  bench.input({ type: 'merge', from: OLD, into: NEW })
  bench.hear(PEER, write(20, 'from the old one', 'old-pc'))
  bench.hear(MOVED, write(20, 'from the new one', 'new-pc'))
  bench.pass(10_000)
  bench.hear(MOVED, `1:21:zs:new-pc:${0x2}:\0`)
  bench.input({ type: 'send', message: outgoing('m1', NEW, 'for the old one') })
  bench.input({ type: 'send', message: outgoing('m2', NEW, 'for the new one') })
  const said = bench.eventsOf('message-received').map(({ message }) => [message.text, message.peer, message.as])
  const [now, was] = [bench.peer(NEW), bench.peer(NEW)]
  bench.takeSent()
  if (now === undefined || was === undefined) throw new Error('nobody is there')
  const former = { ...was, id: OLD, host: 'old-pc', endpoint: PEER, presence: 'offline', routes: undefined } as const
  bench.input({
    type: 'separate',
    parted: {
      ...{ former, from: now, ids: [], blocked: [], encodings: new Map(), keys: [] },
      ...{ messages: ['m1'], notices: [] },
    },
  })
  const asked = bench.takeSent().map(({ to, word }) => [to.address, word & 0xff])
  bench.hear(...hello(PEER, 'old-pc', 40))
  const sent = bench.takeSent().filter(({ word }) => (word & 0xff) === 0x20)
  bench.hear(PEER, write(41, 'again from the old one', 'old-pc'))
  bench.hear(...hello(MOVED, 'new-pc', 42))
  const later = bench.takeSent().filter(({ word }) => (word & 0xff) === 0x20)
  expect({
    said,
    asked,
    sent: [...sent, ...later].map(({ to, body }) => `${to.address} ${body}`),
    last: bench
      .eventsOf('message-received')
      .slice(2)
      .map(({ message }) => [message.peer, message.as]),
    people: [OLD, NEW].map((id) => bench.peer(id)?.endpoint.address),
  }).toEqual({
    said: [
      ['from the old one', NEW, OLD],
      ['from the new one', NEW, undefined],
    ],
    asked: expect.arrayContaining([['192.168.1.20', 0x1]]),
    sent: ['192.168.1.20 for the old one|', '192.168.1.30 for the new one|'],
    last: [[OLD, undefined]],
    people: ['192.168.1.20', '192.168.1.30'],
  })
})

test('who was merged into somebody who is forgotten is himself again when he is heard, and is written to', () => {
  const bench = settledBench()
  bench.hear(...hello(PEER, 'old-pc'))
  bench.hear(...hello(MOVED, 'new-pc'))
  bench.input({ type: 'merge', from: 'u:zs@old-pc', into: 'u:zs@new-pc' })
  bench.input({ type: 'forget', peer: 'u:zs@new-pc' })
  bench.hear(...hello(PEER, 'old-pc', 50))
  bench.pass(5_000)
  bench.hear(PEER, write(51, 'here again', 'old-pc'))
  bench.takeSent()
  bench.input({ type: 'send', message: outgoing('m1', 'u:zs@old-pc', 'good') })
  expect({
    said: bench.eventsOf('message-received').map(({ message }) => [message.peer, message.as]),
    sent: bench.takeSent().map(({ to, body }) => `${to.address} ${body}`),
  }).toEqual({ said: [['u:zs@old-pc', undefined]], sent: ['192.168.1.20 good|'] })
})

test('who is forgotten is new when he is heard again', () => {
  const bench = settledBench()
  bench.hear(...hello())
  bench.input({ type: 'forget', peer: ZS })
  bench.takeEvents()
  bench.pass(400_000)
  expect(bench.takeEvents()).toEqual([])
  bench.hear(...hello(PEER, 'zs-pc', 2))
  expect(bench.eventsOf('peer-changed').at(-1)?.peer).toMatchObject({ id: ZS, presence: 'online' })
})

test('a signature and a picture travel between Gezis only, and iptux says its own in a packet of its own', () => {
  const bench = settledBench({ identity: { ...IDENTITY, signature: '忙: 请留言', picture: 'drawn-3' } })
  bench.input({ type: 'announce' })
  const [said] = bench.takeSent()
  expect(said?.body).toMatch(/\nGZ:\S+ 0\.1\.0 xfer1 drawn-3\nSG:忙： 请留言\n/)

  const other = settledBench()
  if (said !== undefined) other.input({ type: 'datagram', from: PEER, bytes: said.bytes })
  other.hear(MOVED, `1_iptux 0.9.4:1:li:li-pc:${0x101}:李四\0\0\0utf-8\0`)
  other.hear(MOVED, `1_iptux 0.9.4:2:li:li-pc:${0xfc}:天道酬勤\0`)
  // What the other installation says of itself; ours is the same here, so it is our own echo.
  expect(other.peer('u:li@li-pc')?.signature).toBe('天道酬勤')
  const third = settledBench({ identity: { ...IDENTITY, installation: '2222222222222222' } })
  if (said !== undefined) third.input({ type: 'datagram', from: PEER, bytes: said.bytes })
  expect(third.peer(`g:${IDENTITY.installation}`)).toMatchObject({
    signature: '忙： 请留言',
    capabilities: ['xfer1', 'drawn-3'],
  })
})
