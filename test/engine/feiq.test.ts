/** What FeiQ does that no other program does, as it was seen on the wire (protocol.md 7, appendix F), and how we answer. */
import { expect, test } from 'vitest'
import { at, type Bench, brief, outgoing, settledBench } from './bench.ts'

const PEER = at('192.168.1.20')
const MAC = '000C29AABBCC'
const ID = 'u:zs@zs-pc'
let numbers = 0
const hear = (bench: Bench, word: number, body = '\0', version = `1_lbt4_0#128#${MAC}#0#0#0`) =>
  bench.hear(PEER, `${version}:${++numbers}:zs:zs-pc:${word}:${body}`, 'gb18030')

function withFeiq(identity = {}): Bench {
  const bench = settledBench(identity)
  hear(bench, 0x600003, '张三\0研发\0')
  bench.takeSent()
  bench.takeEvents()
  return bench
}

test('it finds one of its own in us: every packet has its version field, with a MAC that is ours and stays', () => {
  const bench = withFeiq()
  bench.input({ type: 'send', message: outgoing('1', ID, 'hello') })
  bench.input({ type: 'signal', peer: ID, signal: 'shake' })
  hear(bench, 0x600001, '张三\0研发\0')
  bench.pass(2_000)
  const versions = new Set(bench.takeSent().map(({ version }) => version))
  expect([...versions]).toEqual(['1_lbt6_0#128#024700000001#0#0#0#4001#9'])
})

test('the drawing that the user chose is the avatar that FeiQ shows', () => {
  const bench = settledBench()
  bench.input({
    type: 'identity',
    identity: {
      installation: '00000001',
      mac: '024700000001',
      user: 'me',
      host: 'my-pc',
      name: '我',
      group: '',
      absence: undefined,
      picture: 'drawn-7',
    },
  })
  expect(bench.takeSent()[0]?.version).toBe('1_lbt6_7#128#024700000001#0#0#0#4001#9')
})

test('away it is called by its name, with the mark as the word for it; going invisible it is gone', () => {
  const bench = withFeiq()
  hear(bench, 0x600104, '张三[暂离]\0研发\0')
  expect(bench.peer(ID)).toMatchObject({ name: '张三', presence: 'away' })
  hear(bench, 0x600104, '[暂离]\0\0')
  expect(bench.peer(ID)).toMatchObject({ name: '[暂离]' })
  hear(bench, 0x600004, '张三[研发]\0\0')
  expect(bench.peer(ID)).toMatchObject({ name: '张三[研发]', presence: 'online' })
  hear(bench, 0x2600002)
  expect(bench.peer(ID)).toMatchObject({ presence: 'offline' })
})

test('to its text an absent user is said to be so once, as FeiQ says it: without a wish for an answer, in GBK', () => {
  const bench = withFeiq()
  bench.input({
    type: 'identity',
    identity: {
      installation: '00000001',
      mac: '024700000001',
      user: 'me',
      host: 'my-pc',
      name: '我',
      group: '',
      absence: '开会',
    },
  })
  bench.pass(5_000)
  bench.takeSent()
  hear(bench, 0x120, '在吗{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋体 0;}\0\0')
  hear(bench, 0x120, '喂\0\0')
  const sent = bench.takeSent()
  expect(sent.filter(({ word }) => (word & 0xff) === 0x20).map(brief)).toEqual(['192.168.1.20 0x2020 开会|'])
})

test('what we do not know is not answered: remote assistance by its version field, a poll by its, lost dictionaries, others', () => {
  const bench = withFeiq()
  hear(bench, 0xb0, '1\0')
  hear(bench, 0xb0, 'PL:3\0', '1')
  for (const word of [0xd8, 0xdb, 0xee, 0x7f]) hear(bench, word, '0\0')
  bench.hear(PEER, 'IP2:3d:key1:3:3e8:key2:4:str1:key3:c:key31:4:-7d0:key4:b:3:3e8:3:7d0:Z')
  expect([bench.takeSent(), bench.eventsOf('message-received')]).toEqual([[], []])
  expect(bench.takeEvents().flatMap((event) => (event.type === 'dropped' ? event.reason : []))).toEqual([
    ...Array<string>(6).fill('unsupported'),
    'malformed',
  ])
})
