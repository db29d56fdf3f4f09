import { expect, test } from 'vitest'
import { at, brief, IDENTITY, outgoing, settledBench } from './bench.ts'
import { golden } from './golden.ts'

const PEER = at('192.168.1.20')
const AWAY = { ...IDENTITY, absence: '开会' }

test('GETINFO and GETABSENCEINFO are answered, in the words of the time', () => {
  const bench = settledBench()
  bench.input({ type: 'datagram', from: PEER, bytes: golden('G22') })
  bench.hear(PEER, '1:5:zs:zs-pc:80:\0')
  bench.input({ type: 'identity', identity: AWAY })
  bench.hear(PEER, '1:5:zs:zs-pc:80:\0')
  const answers = bench.takeSent().filter(({ to }) => to.address === PEER.address)
  expect(answers.map(brief)).toEqual([
    '192.168.1.20 0x41 Gezi 0.1.0|',
    '192.168.1.20 0x51 Not absence mode|',
    '192.168.1.20 0x51 开会|',
  ])
})

test('who is away answers each person once a minute, never a broadcast or an automatic message', () => {
  const bench = settledBench({ identity: AWAY })
  const write = (number: number, user: string, word = 288) =>
    bench.hear(PEER, `1:${number}:${user}:pc:${word}:hi ${number}\0`)
  write(1, 'zs')
  write(2, 'zs')
  write(3, 'ls')
  write(4, 'ww', 0x2020)
  write(5, 'ww', 0x420)
  bench.pass(60_000)
  write(6, 'zs')
  const automatic = bench.takeSent().filter(({ word }) => word === 0x2020)
  expect(automatic.map(({ body }) => body)).toEqual(['开会|', '开会|', '开会|'])
})

test('a repeat of a message gets no second automatic answer, and nobody gets an empty one', () => {
  const bench = settledBench({ identity: { ...IDENTITY, absence: '' } })
  bench.hear(PEER, '1:1:zs:pc:288:hi\0')
  bench.input({ type: 'identity', identity: AWAY })
  bench.hear(PEER, '1:1:zs:pc:288:hi\0')
  expect(bench.takeSent().filter(({ word }) => word === 0x2020)).toEqual([])
})

test('an automatic answer does not overtake a message: iptux would throw the lower number away', () => {
  const bench = settledBench({ identity: AWAY })
  bench.hear(PEER, '1_iptux 0.9.4:5:zs:zs-pc:259:zs\0\0icon-tux.png\0utf-8\0')
  bench.input({ type: 'send', message: outgoing('m1', 'u:zs@zs-pc', 'mine') })
  bench.hear(PEER, '1_iptux 0.9.4:6:zs:zs-pc:288:yours\0')
  expect(bench.takeSent().map(({ word }) => word)).toEqual([0x120, 0x21])
})

test('what is not for us is counted and not answered', () => {
  const bench = settledBench()
  for (const word of [0x72, 0x18, 0x12, 0xd1, 0x79, 0xb0, 0x2000c9, 0xfc]) bench.hear(PEER, `1:5:zs:zs-pc:${word}:\0`)
  for (const word of [0, 0x31, 0x32, 0x41, 0x51]) bench.hear(PEER, `1:5:zs:zs-pc:${word}:1\0`)
  expect([bench.takeSent(), bench.takeEvents().map((event) => event.type === 'dropped' && event.reason)]).toEqual([
    [],
    Array(10).fill('unsupported'),
  ])
})
