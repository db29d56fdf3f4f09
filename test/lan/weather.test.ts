/**
 * Two Gezis through bad weather, a thousand times: each seed is another day with other losses, copies and delays. A seed that fails goes into
 * `REMEMBERED`, with what it taught.
 */
import { expect, test } from 'vitest'
import { type Computer, createLan, type Lan, type LanOptions } from './network.ts'
import { broken, isAllDelivered, textsFrom, undelivered } from './promise.ts'

const STORM: LanOptions = { loss: 30, duplication: 10, delay: [1, 400] }
const HOUR = 3_600_000

/** Seeds that once broke the promise, by what they taught. */
const REMEMBERED: readonly (readonly [lesson: string, seed: number])[] = [
  ['cut off, each held the other for gone, and nobody spoke first when the cable was in again', 95],
]

/** Two who have seen each other: nobody writes to somebody who is not in the list. */
function acquainted(lan: Lan): readonly [Computer, Computer] {
  const [alice, bob] = [lan.computer('alice'), lan.computer('bob')]
  const knows = (one: Computer, other: Computer) => one.store.peers.has(one.peerIdOf(other))
  if (!lan.runUntil(() => knows(alice, bob) && knows(bob, alice), HOUR)) throw new Error('they never met')
  return [alice, bob]
}

function conversation(seed: number): string[] {
  const lan = createLan({ ...STORM, seed })
  const [alice, bob] = acquainted(lan)
  const expected: string[] = []
  for (let number = 0; number < 5; number++) {
    lan.run(lan.random.between(0, 2_000))
    alice.send(bob, `a${number}`)
    if (number % 2 === 0) bob.send(alice, `b${number}`)
    expected.push(`a${number}`)
  }
  const done = lan.runUntil(() => isAllDelivered(alice) && isAllDelivered(bob), HOUR)
  const faults = [...broken(alice, bob), ...broken(bob, alice)]
  if (!done) faults.push(...undelivered(alice), ...undelivered(bob))
  else if (textsFrom(bob, alice).join() !== expected.join()) faults.push(`bob has ${textsFrom(bob, alice).join(' ')}`)
  return faults.map((fault) => `seed ${seed}: ${fault}`)
}

/** Restarts of either side, at any moment, with a disk that sometimes refuses. */
function restarts(seed: number): string[] {
  const lan = createLan({ ...STORM, seed })
  const [alice, bob] = acquainted(lan)
  for (let number = 0; number < 6; number++) {
    lan.run(lan.random.between(0, 4_000))
    if (alice.isOn) alice.send(bob, `a${number}`)
    const victim = lan.random.between(0, 1) === 0 ? alice : bob
    if (lan.random.between(0, 3) === 0) bob.store.refuse(lan.random.between(1, 3))
    if (victim.isOn) lan.random.between(0, 3) === 0 ? victim.leave() : victim.crash()
    lan.run(lan.random.between(0, 8_000))
    for (const computer of [alice, bob]) if (!computer.isOn) computer.start()
  }
  const done = lan.runUntil(() => isAllDelivered(alice), HOUR)
  const faults = broken(alice, bob)
  if (!done) faults.push(...undelivered(alice))
  return faults.map((fault) => `seed ${seed}: ${fault}`)
}

/** The cable is out again and again, for up to ten minutes. */
function partitions(seed: number): string[] {
  const lan = createLan({ ...STORM, seed })
  const [alice, bob] = acquainted(lan)
  for (let number = 0; number < 4; number++) {
    lan.cut([alice])
    alice.send(bob, `a${number}`)
    bob.send(alice, `b${number}`)
    lan.run(lan.random.between(0, 600_000))
    lan.heal()
    lan.run(lan.random.between(0, 20_000))
  }
  const done = lan.runUntil(() => isAllDelivered(alice) && isAllDelivered(bob), 3 * HOUR)
  const faults = [...broken(alice, bob), ...broken(bob, alice)]
  if (!done) faults.push(...undelivered(alice), ...undelivered(bob))
  return faults.map((fault) => `seed ${seed}: ${fault}`)
}

/** Five people, everybody writes to everybody; somebody is always starting or leaving. */
function office(seed: number): string[] {
  const lan = createLan({ loss: 10, duplication: 5, delay: [1, 60], seed })
  const people = ['alice', 'bob', 'carol', 'dave', 'erin'].map((name) => lan.computer(name))
  lan.run(10_000)
  for (let round = 0; round < 8; round++) {
    for (const writer of people) {
      const reader = people[lan.random.between(0, people.length - 1)]!
      if (writer.isOn && writer !== reader) writer.send(reader, `${writer.name} ${round}`)
    }
    lan.run(lan.random.between(0, 5_000))
    const somebody = people[lan.random.between(0, people.length - 1)]!
    if (somebody.isOn) lan.random.between(0, 1) === 0 ? somebody.leave() : somebody.crash()
    else somebody.start()
  }
  for (const computer of people) if (!computer.isOn) computer.start()
  const done = lan.runUntil(() => people.every(isAllDelivered), HOUR)
  const faults = people.flatMap((writer) =>
    people.flatMap((reader) => (writer === reader ? [] : broken(writer, reader))),
  )
  if (!done) faults.push(...people.flatMap(undelivered))
  return faults.map((fault) => `seed ${seed}: ${fault}`)
}

const seeds = (count: number, run: (seed: number) => string[]): string[] =>
  Array.from({ length: count }, (_, seed) => run(seed + 1)).flat()

test('through 30 % loss, 10 % copies and reordering every message arrives once and in order, for a thousand seeds', () => {
  expect(seeds(1_000, conversation)).toEqual([])
})

test('restarts of either side in the middle lose nothing and repeat nothing', () => {
  expect(seeds(300, restarts)).toEqual([])
})

test('after any partition the queues go on by themselves', () => {
  expect(seeds(100, partitions)).toEqual([])
})

test('five people who write to each other while somebody always starts or leaves', () => {
  expect(seeds(50, office)).toEqual([])
})

test('what is written to somebody who never comes back says why it waits, and after two weeks that it expired', () => {
  const lan = createLan({ ...STORM, seed: 5 })
  const [alice, bob] = acquainted(lan)
  alice.send(bob, 'a0')
  alice.send(bob, 'a1')
  const acknowledged = lan.runUntil(() => isAllDelivered(alice), HOUR)
  bob.crash()
  for (const text of ['b0', 'b1', 'b2']) alice.send(bob, text)
  lan.run(HOUR)
  const waiting = undelivered(alice)
  lan.run(14 * 24 * HOUR)
  expect([acknowledged, waiting, undelivered(alice), textsFrom(bob, alice)]).toEqual([
    true,
    ['b0', 'b1', 'b2'].map((text) => `${text}: queued peer-offline`),
    ['b0', 'b1', 'b2'].map((text) => `${text}: failed expired`),
    ['a0', 'a1'],
  ])
})

test.each(REMEMBERED)('%s', (_lesson, seed) => {
  expect([...conversation(seed), ...restarts(seed), ...partitions(seed)]).toEqual([])
})

test('the same seed gives the same bytes at the same times', () => {
  const wire = (lan: Lan) =>
    lan.sights.map(({ at, to, bytes }) => `${at} ${to.address} ${Buffer.from(bytes).toString('hex')}`)
  const [first, second] = [0, 1].map(() => {
    const lan = createLan({ ...STORM, seed: 7 })
    const [alice, bob] = [lan.computer('alice'), lan.computer('bob')]
    alice.send(bob, 'same')
    lan.run(60_000)
    return wire(lan)
  })
  expect(first).toEqual(second)
})
