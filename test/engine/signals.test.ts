import { expect, test } from 'vitest'
import { at, type Bench, brief, geziHello, settledBench } from './bench.ts'

const PEER = at('192.168.1.20')
const FEIQ = '1_lbt6_0#128#000C29AABBCC#0#0#0#4001#9'
const ID = 'u:zs@zs-pc'
const hear = (bench: Bench, word: number, body = '\0', from = PEER) =>
  bench.hear(from, `${FEIQ}:${word}:zs:zs-pc:${word}:${body}`)

function withFeiq(): Bench {
  const bench = settledBench()
  hear(bench, 0x600003, '张三\0研发\0')
  bench.takeSent()
  bench.takeEvents()
  return bench
}

const typing = (bench: Bench) => bench.eventsOf('typing').map((event) => event.typing)

test('who types is shown until he stops, writes, or says no more for ten seconds', () => {
  const bench = withFeiq()
  hear(bench, 0x79)
  hear(bench, 0x79)
  hear(bench, 0x7a)
  hear(bench, 0x79)
  hear(bench, 0x120, 'here it is\0')
  // FeiQ's own echo of a text says nothing.
  hear(bench, 0x79)
  expect(typing(bench)).toEqual([true, false, true, false])
  bench.pass(1_000)
  hear(bench, 0x79)
  bench.pass(9_000)
  hear(bench, 0x79)
  bench.pass(9_000)
  expect(typing(bench)).toEqual([true, false, true, false, true])
  bench.pass(1_000)
  expect(typing(bench)).toEqual([true, false, true, false, true, false])
})

test('FeiQ gets the answers that it waits for: to an open chat, to one that is alive, and to a shake', () => {
  const bench = withFeiq()
  hear(bench, 0x77, '0\0')
  hear(bench, 0xd3)
  hear(bench, 0xd1)
  expect(bench.takeSent().map(brief)).toEqual(['192.168.1.20 0x78 |', '192.168.1.20 0x7a |', '192.168.1.20 0xd2 |'])
})

test('a flood of shakes shakes once in five seconds, and strangers shake nobody', () => {
  const bench = withFeiq()
  for (let n = 0; n < 50; n++) {
    hear(bench, 0xd1)
    bench.pass(100)
  }
  bench.hear(at('192.168.1.66'), '1:5:mallory:pc:209:\0')
  expect([bench.eventsOf('shaken').length, bench.eventsOf('dropped').length]).toEqual([1, 1])
  bench.pass(5_000)
  hear(bench, 0xd1)
  expect(bench.eventsOf('shaken')).toEqual(Array(2).fill({ type: 'shaken', peer: ID }))
})

test('whoever calls himself by a hundred names shakes us no more often than one person', () => {
  const bench = settledBench()
  for (let i = 0; i < 100; i++) {
    bench.hear(PEER, `1:${i}:x${i}:x-pc:6291459:x${i}\0\0`)
    bench.hear(PEER, `1:${200 + i}:x${i}:x-pc:209:\0`)
  }
  expect(bench.eventsOf('shaken').length).toBe(1)
})

test('ours go to FeiQ and Gezi alone, no more often than is polite, and only an answer to our shake counts', () => {
  const bench = withFeiq()
  hear(bench, 0xd2)
  expect(bench.eventsOf('shake-answered')).toEqual([])
  const signal = (peer: string, name: 'typing' | 'typing-end' | 'shake') =>
    bench.input({ type: 'signal', peer, signal: name })
  for (let n = 0; n < 9; n++) {
    signal(ID, 'typing')
    bench.pass(1_000)
  }
  signal(ID, 'typing-end')
  signal(ID, 'typing')
  signal(ID, 'shake')
  signal(ID, 'shake')
  expect(bench.takeSent().map(({ word }) => word)).toEqual([0x79, 0x79, 0x79, 0x7a, 0x79, 0xd1])
  hear(bench, 0xd2)
  hear(bench, 0xd2)
  expect(bench.eventsOf('shake-answered')).toEqual([{ type: 'shake-answered', peer: ID }])

  bench.hear(at('192.168.1.30'), '1:9:ls:ls-pc:6291459:李四\0\0')
  bench.hear(at('192.168.1.40'), geziHello(3, { installation: 'a'.repeat(32) }))
  bench.takeSent()
  signal('u:ls@ls-pc', 'shake')
  signal(`g:${'a'.repeat(32)}`, 'shake')
  expect(bench.takeSent().map(({ to }) => to.address)).toEqual(['192.168.1.40'])
})
