import { expect, test } from 'vitest'
import { createLan } from '../lan/network.ts'
import { at, brief, outgoing, settledBench } from './bench.ts'

const PEER = at('192.168.1.20')
const HELLO = '1:90:zs:zs-pc:6291459:张三\0研发\0'
const notice = (confirmed: boolean) => ({ id: 'm7', peer: 'u:zs@zs-pc', packetNo: '4711', confirmed })
const withPeer = () => {
  const bench = settledBench()
  bench.hear(PEER, HELLO)
  bench.takeSent()
  return bench
}
const numberOf = (sent: { readonly packetNo: string } | undefined): string => sent?.packetNo ?? ''

test('a sealed message of ours asks for a confirmed notice; a locked one is sealed too', () => {
  const bench = withPeer()
  const send = (id: string, options: { sealed: boolean; locked: boolean }): void => {
    bench.input({
      type: 'send',
      message: { ...outgoing(id, 'u:zs@zs-pc', 'x'), options: { ...options, multicast: false } },
    })
    bench.hear(PEER, `1:91:zs:zs-pc:33:${numberOf(bench.sent.at(-1))}\0`)
  }
  send('m1', { sealed: true, locked: false })
  send('m2', { sealed: false, locked: true })
  expect(bench.takeSent().map(({ word }) => word)).toEqual([0x100320, 0x108320])
})

test('an opening is told once, or, where its sender asks for it, until he confirms the number of the notice', () => {
  const bench = withPeer()
  bench.input({ type: 'opened', notice: notice(false) })
  expect(bench.takeSent().map(brief)).toEqual(['192.168.1.20 0x30 4711|'])
  expect(bench.eventsOf('opening-told')).toEqual([{ type: 'opening-told', id: 'm7' }])

  const careful = withPeer()
  careful.input({ type: 'opened', notice: notice(true) })
  careful.pass(1_700)
  const sent = careful.takeSent()
  expect([sent.map(brief), new Set(sent.map(numberOf)).size]).toEqual([Array(3).fill('192.168.1.20 0x100030 4711|'), 1])
  // A confirmation of another number is none of ours.
  careful.hear(PEER, '1:92:zs:zs-pc:50:4711\0')
  expect(careful.eventsOf('opening-told')).toEqual([])
  careful.hear(PEER, `1:93:zs:zs-pc:50:${numberOf(sent[0])}\0`)
  careful.pass(60_000)
  expect([careful.takeSent(), careful.eventsOf('opening-told').length]).toEqual([[], 1])
})

test('nobody else can confirm a notice, in whose name ever, and who never confirms is told in three rounds, no more', () => {
  const bench = withPeer()
  bench.input({ type: 'opened', notice: notice(true) })
  const number = numberOf(bench.takeSent()[0])
  bench.hear(at('192.168.1.66'), `1:94:mallory:pc:50:${number}\0`)
  bench.hear(at('192.168.1.66'), `1:95:zs:zs-pc:50:${number}\0`)
  expect(bench.eventsOf('opening-told')).toEqual([])
  for (let round = 0; round < 5; round++) {
    bench.pass(70_000)
    bench.hear(PEER, HELLO)
  }
  const notices = bench.takeSent().filter(({ word }) => word === 0x100030)
  expect([notices.length + 1, bench.eventsOf('opening-told').length]).toEqual([18, 1])
})

test('the notice follows the person to another address, and waits while he is away', () => {
  const bench = settledBench()
  bench.input({ type: 'opened', notice: notice(false) })
  expect(bench.takeSent()).toEqual([])
  bench.hear(at('192.168.1.77'), HELLO)
  expect(bench.takeSent().map(brief)).toEqual(['192.168.1.77 0x30 4711|'])
})

test('two Gezis: the opening reaches the sender through loss, also when the reader restarts before it could be told', () => {
  const lan = createLan({ seed: 7, loss: 30, duplication: 10 })
  const [a, b] = [lan.computer('a'), lan.computer('b')]
  lan.run(20_000)
  const message = {
    id: 'a-1',
    peer: a.peerIdOf(b),
    text: 'in an envelope',
    packetNo: undefined,
    queuedAt: lan.clock.now,
    attempts: 0,
    options: { sealed: true, locked: false, multicast: false },
  }
  a.store.addOutgoing(message)
  a.input({ type: 'send', message })
  lan.runUntil(() => b.store.received.length === 1, 60_000)
  const [received] = b.store.received
  expect([received?.sealed, received?.confirmOpening]).toEqual([true, true])
  const packetNo = received?.packetNo ?? ''
  b.input({ type: 'opened', notice: { id: '1', peer: b.peerIdOf(a), packetNo, confirmed: true } })
  lan.runUntil(() => b.events.some(({ type }) => type === 'opening-told'), 60_000)
  expect(a.store.sent.get('a-1')?.delivery.state).toBe('opened')
})
