import { expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { at, brief, settledBench } from './bench.ts'

const BOB = at('192.168.1.20')
const RULES = { ask: true, serve: true }

const hello = (bench: Bench, user = 'bob', from = BOB): void => {
  bench.hear(from, `1:100:${user}:${user}-pc:6291457:${user}\0\0`, 'gb18030')
  bench.pass(2_000)
  bench.takeSent()
}
const entry = (user: string, status: number, ip: string, port = 30_985): string =>
  [user, `${user}-pc`, status, ip, port, user, '\b', ''].join('\x07')
const list = (next: number, entries: readonly string[]): string =>
  `${String(next).padStart(5)}\x07${String(entries.length).padStart(5)}\x07${entries.join('')}`

test('a list is asked for at the start, once more for those who ask themselves, and read to its last page', () => {
  const bench = settledBench({ lists: RULES })
  const asked = bench.sent.filter(({ word }) => (word & 0xff) === 0x18).map(({ at, word }) => [word, at])
  expect(asked.map(([word]) => word)).toEqual([0x18, 0x4018])
  hello(bench)
  bench.input({ type: 'lists', rules: { ask: false, serve: true } })
  bench.input({ type: 'lists', rules: RULES })
  bench.takeSent()
  bench.hear(BOB, '1:101:bob:bob-pc:17:\0')
  bench.hear(BOB, `1:102:bob:bob-pc:19:${list(2, [entry('a', 1, '192.168.1.41'), entry('b', 1, '192.168.1.42')])}\0`)
  bench.hear(BOB, `1:103:bob:bob-pc:19:${list(0, [entry('c', 1, '192.168.1.43')])}\0`)
  bench.hear(BOB, `1:104:bob:bob-pc:19:${list(0, [entry('d', 1, '192.168.1.44')])}\0`)
  bench.pass(200)
  const sent = bench.takeSent()
  expect(sent.filter(({ word }) => (word & 0xff) === 0x12).map(({ body }) => body)).toEqual(['0|', '2|'])
  expect(sent.filter(({ word }) => (word & 0xff) === 1).map(({ to }) => to.address)).toEqual([
    '192.168.1.41',
    '192.168.1.42',
    '192.168.1.43',
  ])
})

test('a list names addresses and nothing else: whoever it deletes, renames or moves stays what he is', () => {
  const bench = settledBench({ lists: RULES })
  hello(bench)
  hello(bench, 'eve', at('192.168.1.66'))
  bench.input({ type: 'lists', rules: { ask: false, serve: true } })
  bench.input({ type: 'lists', rules: RULES })
  bench.hear(at('192.168.1.66'), '1:101:eve:eve-pc:17:\0')
  bench.takeSent()
  bench.takeEvents()
  const before = bench.peer('u:bob@bob-pc')
  const poison = [
    entry('bob', 0, '192.168.1.20'),
    entry('bob', 2, '192.168.1.20'),
    entry('bob', 1, '192.168.1.66'),
    entry('bob', 1, '8.8.8.8'),
    entry('bob', 1, '192.168.1.99', 0x3500),
    entry('us', 1, '192.168.1.10'),
  ]
  bench.hear(at('192.168.1.66'), `1:102:eve:eve-pc:19:${list(0, poison)}\0`)
  bench.pass(1_000)
  expect(bench.peer('u:bob@bob-pc')).toEqual(before)
  expect(bench.takeEvents().filter(({ type }) => type !== 'packet-numbers')).toEqual([])
  expect(bench.takeSent().map(brief)).toEqual([])
})

test('a list that goes in circles, or has no end, ends; and two thousand greetings are all that lists can make us send', () => {
  const bench = settledBench({ lists: RULES })
  hello(bench)
  bench.input({ type: 'lists', rules: { ask: false, serve: true } })
  bench.input({ type: 'lists', rules: RULES })
  bench.hear(BOB, '1:101:bob:bob-pc:17:\0')
  bench.takeSent()
  for (let page = 0; page < 300; page++) {
    const entries = Array.from({ length: 50 }, (_, n) => entry(`x${n}`, 1, `10.${page}.1.${n}`))
    bench.hear(BOB, `1:${200 + page}:bob:bob-pc:19:${list((page + 1) * 50, entries)}\0`)
  }
  bench.pass(600_000)
  const sent = bench.takeSent()
  expect(sent.filter(({ word }) => (word & 0xff) === 0x12).length).toBe(63)
  // Far away addresses of the same kind as ours: each is greeted once.
  expect(
    new Set(
      sent.filter(({ word, to }) => (word & 0xff) === 1 && to.address.startsWith('10.')).map(({ to }) => to.address),
    ).size,
  ).toBe(2_000)
  const circling = settledBench({ lists: RULES })
  hello(circling)
  circling.input({ type: 'lists', rules: { ask: false, serve: true } })
  circling.input({ type: 'lists', rules: RULES })
  circling.hear(BOB, '1:101:bob:bob-pc:17:\0')
  circling.takeSent()
  for (let round = 0; round < 5; round++)
    circling.hear(BOB, `1:${200 + round}:bob:bob-pc:19:${list(1, [entry('a', 1, '192.168.1.20')])}\0`)
  expect(circling.takeSent().filter(({ word }) => (word & 0xff) === 0x12).length).toBe(1)
})

test('ours is given in pages to a colleague who said hello from there, so often as is no flood, and to nobody else', () => {
  const bench = settledBench({ lists: { ask: false, serve: true } })
  for (let n = 0; n < 100; n++) hello(bench, `p${n}`, at(`192.168.2.${n}`))
  hello(bench)
  bench.hear(at('192.168.1.77'), '1:5:stranger:pc:24:\0')
  bench.hear(at('192.168.1.77'), '1:6:bob:bob-pc:18:0\0')
  // Under his names from elsewhere nothing is given; that one is asked for a hello.
  expect(bench.takeSent().filter(({ word }) => (word & 0xff) !== 0x01)).toEqual([])
  bench.hear(BOB, '1:101:bob:bob-pc:24:\0')
  bench.hear(BOB, '1:102:bob:bob-pc:18:0\0')
  bench.hear(BOB, '1:103:bob:bob-pc:18:60\0')
  const [offer, first, second] = bench.takeSent()
  const head = (body = ''): string[] => body.split('\x07').slice(0, 2)
  expect([offer?.word, head(first?.body), head(second?.body)]).toEqual([0x11, ['   60', '   60'], ['    0', '   42']])
  expect(first?.body.split('\x07').slice(2, 8)).toEqual([
    'me',
    'my-pc',
    String(0x9200000),
    '192.168.1.10',
    '30985',
    '小王',
  ])
  for (let request = 0; request < 200; request++) bench.hear(BOB, `1:${200 + request}:bob:bob-pc:18:0\0`)
  expect(bench.takeSent().length).toBeLessThan(50)
})
