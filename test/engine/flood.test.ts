import { expect, test } from 'vitest'
import { createBuckets } from '../../shared/engine/flood.ts'
import { at, createBench } from './bench.ts'

test('a bucket gives its burst, then what flows in, and keeps the sources apart', () => {
  const buckets = createBuckets(10, 3, 1)
  const take = (key: string, now: number) => buckets.take(key, now)
  expect([take('a', 0), take('a', 0), take('a', 0), take('a', 0)]).toEqual([true, true, true, false])
  expect([take('b', 0), take('a', 500), take('a', 1_000), take('a', 1_500)]).toEqual([true, false, true, false])
})

test('of more sources than there is room for, the one unheard for longest is forgotten', () => {
  const buckets = createBuckets(2, 1, 0)
  for (const key of ['a', 'b', 'a', 'c']) buckets.take(key, 0)
  expect([buckets.take('a', 0), buckets.take('b', 0)]).toEqual([false, true])
})

test('a flood from one address is dropped and counted while the others are heard', () => {
  const bench = createBench({ limits: { datagramBurst: 10, datagramsPerSecond: 10 } })
  bench.takeEvents()
  for (let i = 0; i < 100; i++) bench.hear(at('192.168.1.66'), `1:${i}:x:y:121:\0`)
  bench.hear(at('192.168.1.20'), '1:1:zs:zs-pc:288:hello\0')
  const dropped = bench.eventsOf('dropped').map(({ reason }) => reason)
  expect([dropped.filter((reason) => reason === 'flood').length, bench.eventsOf('message-received').length]).toEqual([
    90, 1,
  ])
})

test('what is no IPMsg packet is dropped, counted, and has no other effect', () => {
  const bench = createBench()
  bench.takeEvents()
  bench.takeSent()
  for (const text of ['', 'IP2:1:Z', '1', '1:2:3:4:5', '2:1:a:b:32:x', '1:x:a:b:32:x', '\0\0\0'])
    bench.hear(at('192.168.1.66'), text)
  expect(bench.takeEvents().map((event) => event.type === 'dropped' && event.reason)).toEqual(
    Array(7).fill('malformed'),
  )
  expect(bench.takeSent()).toEqual([])
})
