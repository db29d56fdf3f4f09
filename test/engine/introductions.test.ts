/** Introductions between own peers: who is asked, who is greeted, and that nobody is made a cannon. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { introductionsFor } from '../../shared/core/introducing.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { decodeOwnAnswer, encodeOwnAnswer, type Introduced, MAX_INTRODUCED } from '../../shared/protocol/index.ts'
import { ok } from '../../shared/result.ts'
import {
  at,
  type Bench,
  type BenchOptions,
  brief,
  createBench,
  geziHello,
  IDENTITY,
  REACH,
  settledBench,
} from './bench.ts'

const MATE = '00000000000000000000000000000a1a'
const FAR = '00000000000000000000000000000b0b'
const hello = (installation: string, command = 3): string =>
  geziHello(command, { user: installation.slice(-3), installation }).replace(' 0.1.0', ' 0.1.0 xfer1 ask1')

/** A mate in our network. */
function bench(options: BenchOptions = {}): Bench {
  const made = settledBench({ introductions: true, ...options })
  made.hear(at('192.168.1.20'), hello(MATE))
  made.pass(5_000)
  made.takeSent()
  made.takeEvents()
  return made
}

const wanted = (made: Bench) =>
  made.eventsOf('introduction-wanted').map(({ of, request }) => ({
    of: of.slice(-3),
    known: request.known.map(({ address }) => address).sort(),
  }))
const of = (address: string, port = 2425): Introduced => ({ address, port, dialect: 'feiq', ago: 5 })
const introduce = (made: Bench, addresses: readonly Introduced[], more = 0): void =>
  made.input({ type: 'introduced', by: `g:${MATE}`, addresses, more })
const greeted = (made: Bench): string[] =>
  made
    .takeSent()
    .filter(({ word }) => (word & 0xff) === 1)
    .map(({ to }) => `${to.address}:${to.port}`)

test('who hears nobody beyond his network asks nobody, whatever time passes', () => {
  const made = bench()
  made.pass(3_600_000)
  expect(wanted(made)).toEqual([])
})

test('who hears a guest on a port that no broadcast comes to tells own peers of him', () => {
  const made = bench()
  made.hear(at('192.168.1.30', 2_430), hello(FAR))
  made.pass(3_000)
  const everybody = ['192.168.1.20', '192.168.1.30']
  expect(wanted(made).sort((a, b) => (a.of < b.of ? -1 : 1))).toEqual([
    { of: 'a1a', known: everybody },
    { of: 'b0b', known: everybody },
  ])
})

test('who hears somebody beyond asks own peers soon, tells them whom he hears, and asks again now and then', () => {
  const made = bench()
  made.hear(at('10.7.0.5'), hello(FAR))
  made.pass(3_000)
  const everybody = ['10.7.0.5', '192.168.1.20']
  const both = [
    { of: 'a1a', known: everybody },
    { of: 'b0b', known: everybody },
  ]
  expect(wanted(made).sort((a, b) => (a.of < b.of ? -1 : 1))).toEqual(both)
  for (let minute = 0; minute < 60; minute++) {
    made.hear(at('10.7.0.5'), hello(FAR))
    made.hear(at('192.168.1.20'), hello(MATE))
    made.pass(60_000)
  }
  const asked = wanted(made).length
  expect(asked).toBeGreaterThanOrEqual(2 + 2 * 4)
  expect(asked).toBeLessThanOrEqual(2 + 2 * 8)
})

test('a newcomer in the network is asked by who knows somebody beyond', () => {
  const made = settledBench({ introductions: true })
  made.hear(at('10.7.0.5'), '1:5:far:far-pc:3:far\0\0')
  made.pass(5_000)
  expect(wanted(made)).toEqual([])
  made.hear(at('192.168.1.20'), hello(MATE))
  made.pass(3_000)
  expect(wanted(made).map(({ of: id }) => id)).toEqual(['a1a'])
})

test('who asks and hears somebody who is new is asked back; who hears nobody new is not', () => {
  const made = bench()
  made.input({ type: 'introduction-offered', by: `g:${MATE}`, known: [at('192.168.1.20'), at('192.168.1.10')] })
  made.pass(3_000)
  expect(wanted(made)).toEqual([])
  made.input({ type: 'introduction-offered', by: `g:${MATE}`, known: [at('10.7.0.5')] })
  made.pass(3_000)
  expect(wanted(made).map(({ of: id }) => id)).toEqual(['a1a'])
})

test('an introduced address gets one normal entry and a second for the first that was lost; who answers is a person like any other', () => {
  const made = bench()
  introduce(made, [of('10.7.0.5'), of('10.7.0.6')])
  made.pass(100)
  expect(made.takeSent().map(brief)).toEqual(
    ['10.7.0.5', '10.7.0.6'].map((address) => expect.stringMatching(new RegExp(`^${address} 0x\\w+01 小王\\|研发\\|`))),
  )
  made.hear(at('10.7.0.6'), '1:5:bob:bob-pc:3:bob\0\0')
  made.pass(3_000)
  expect(greeted(made)).toEqual(['10.7.0.5:2425'])
  expect(made.peer('u:bob@bob-pc')?.endpoint.address).toBe('10.7.0.6')
  expect(made.eventsOf('peer-changed').map(({ peer }) => peer.endpoint.address)).not.toContain('10.7.0.5')
})

test('only addresses that a colleague can have are greeted, once in a while, whatever is told how often', () => {
  const made = bench()
  const told = [
    of('8.8.8.8'),
    of('10.7.0.7', 53),
    of('192.168.1.10'),
    of('192.168.1.20'),
    of('10.7.0.8'),
    of('10.7.0.8'),
    of('10.7.0.9', 2426),
  ]
  introduce(made, told)
  made.pass(60_000)
  introduce(made, told)
  made.pass(60_000)
  expect([...new Set(greeted(made))]).toEqual(['10.7.0.8:2425', '10.7.0.9:2426'])
  made.pass(600_000)
  made.takeSent()
  introduce(made, told)
  made.pass(1_000)
  expect(greeted(made)).toContain('10.7.0.8:2425')
})

test('who has more is asked on, but not for ever', () => {
  const made = bench()
  made.input({ type: 'introduction-offered', by: `g:${MATE}`, known: [at('10.7.0.5')] })
  made.pass(3_000)
  for (let page = 0; page < 40; page++)
    introduce(
      made,
      Array.from({ length: MAX_INTRODUCED }, (_, index) => of(`10.8.${page}.${index + 1}`)),
      9_999,
    )
  expect(wanted(made).length).toBe(8)
})

test('of two lists within a moment, both are greeted a second time', () => {
  const made = bench()
  introduce(made, [of('10.7.0.5')])
  made.pass(1_000)
  introduce(made, [of('10.7.0.6')])
  made.pass(5_000)
  expect(greeted(made)).toEqual(['10.7.0.5:2425', '10.7.0.6:2425', '10.7.0.5:2425', '10.7.0.6:2425'])
})

test('of one teller, and of all, no more addresses wait than are bounded', () => {
  const made = bench()
  const page = (net: number, number: number) =>
    Array.from({ length: MAX_INTRODUCED }, (_, index) => of(`10.${net}.${number}.${index + 1}`))
  for (let number = 0; number < 60; number++) introduce(made, page(8, number))
  made.pass(30_000)
  expect(new Set(greeted(made)).size).toBe(512)
})

test('switched off, nobody is asked or greeted', () => {
  const made = bench()
  made.input({ type: 'introductions', on: false })
  made.hear(at('10.7.0.5'), hello(FAR))
  made.input({ type: 'introduction-offered', by: `g:${MATE}`, known: [at('10.7.0.9')] })
  introduce(made, [of('10.7.0.10')])
  made.pass(3_600_000)
  expect([wanted(made), greeted(made).filter((to) => to.startsWith('10.7.0.1') || to.startsWith('10.7.0.9'))]).toEqual([
    [],
    [],
  ])
})

test('switched on again, who hears somebody beyond asks soon', () => {
  const made = bench()
  made.input({ type: 'introductions', on: false })
  made.hear(at('10.7.0.5'), hello(FAR))
  made.pass(10_000)
  made.input({ type: 'introductions', on: true })
  made.pass(3_000)
  expect(wanted(made).length).toBe(2)
})

test('nobody is sent more because of an introducer than he sent himself, whatever he says when', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const address = fc
    .tuple(fc.constantFrom('10.7', '192.168', '172.16', '8.8'), byte, byte)
    .map((parts) => parts.join('.'))
  const port = fc.constantFrom(2425, 2425, 2426, 53, 7)
  const told = fc.array(
    fc.record({ address, port, dialect: fc.constantFrom('feiq', 'gezi'), ago: fc.nat({ max: 9_999 }) }),
    { maxLength: MAX_INTRODUCED },
  )
  const deed = fc.record({ told, more: fc.nat({ max: 50 }), wait: fc.constantFrom(0, 10, 3_000, 700_000) })
  const names = fc.constantFrom('小王', '名'.repeat(40))
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 12 }), names, (deeds, name) => {
      const made = createBench({ introductions: true, reach: { type: 'reach', reach: { ...REACH, broadcasts: [] } } })
      made.hear(at('192.168.1.20'), hello(MATE))
      made.pass(20_000)
      made.input({ type: 'identity', identity: { ...IDENTITY, name } })
      made.pass(1_000)
      made.takeSent()
      let received = 0
      for (const { told: introduced, more, wait } of deeds) {
        const bytes = encodeOwnAnswer('introduce', ok({ introduced, more }))
        received += bytes.length
        const answer = decodeOwnAnswer('introduce', bytes)
        if (answer.ok) introduce(made, answer.value.introduced, answer.value.more)
        made.pass(wait)
      }
      made.pass(10_000)
      const caused = made.takeSent().filter(({ to }) => to.address !== '192.168.1.20')
      const sent = caused.reduce((sum, { bytes }) => sum + bytes.length, 0)
      expect(sent).toBeLessThanOrEqual(received)
      expect(caused.every(({ to }) => !to.address.startsWith('8.') && to.port >= 2425)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('told is whom one hears oneself and he does not, latest first, as many as he paid for', () => {
  const person = (address: string, more: Partial<PeerRecord> = {}): PeerRecord => ({
    ...{ id: address, user: 'u', host: 'h', name: '', group: '', version: '1', client: '', dialect: 'feiq', status: 0 },
    ...{ endpoint: at(address), capabilities: [], encoding: 'utf-8', presence: 'online', lastHeard: 1_000, epoch: 0 },
    ...{ highestPacketNo: 0, ...more },
  })
  const asker = person('192.168.1.20')
  const people = [
    asker,
    person('10.7.0.1'),
    person('10.7.0.2', { lastHeard: 5_000 }),
    person('10.7.0.3', { presence: 'offline' }),
    person('10.7.0.4'),
    person('8.8.8.8'),
    person('fd00::7'),
    person('10.7.0.9', { endpoint: at('10.7.0.9', 53) }),
    person('192.168.1.21', { lastHeard: 4_000 }),
  ]
  const told = (want: number) =>
    introductionsFor(people, { known: [at('10.7.0.4')], want }, { person: asker, address: '192.168.1.21' }, 6_000)
  expect(told(9)).toEqual({
    introduced: [
      { ...at('10.7.0.2'), dialect: 'feiq', ago: 1 },
      { ...at('10.7.0.1'), dialect: 'feiq', ago: 5 },
    ],
    more: 0,
  })
  expect(told(1)).toEqual({ introduced: [{ ...at('10.7.0.2'), dialect: 'feiq', ago: 1 }], more: 1 })
})
