import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimers } from '../../shared/engine/timers.ts'

test('timers run in order of time and, at the same time, in the order in which they were set', () => {
  const timers = createTimers()
  const ran: string[] = []
  timers.advance(1_000)
  for (const [key, delay] of [
    ['c', 30],
    ['a', 10],
    ['b', 10],
    ['d', 40],
  ] as const) {
    timers.after(key, delay, () => ran.push(key))
  }
  timers.after('a', 20, () => ran.push('a later'))
  timers.cancel('d')
  expect(timers.deadline).toBe(1_010)
  timers.advance(1_030)
  expect([ran, timers.deadline]).toEqual([['b', 'a later', 'c'], undefined])
})

test('a clock set back delays nothing, and one that jumps ahead runs what is overdue once', () => {
  const timers = createTimers()
  const ran: string[] = []
  timers.advance(10_000_000)
  timers.after('repeat', 1_000, () => ran.push('repeat'))
  timers.advance(3_000_000)
  expect(timers.deadline).toBe(3_001_000)
  timers.advance(3_001_000)
  const again = () => {
    ran.push('every minute')
    timers.after('minute', 60_000, again)
  }
  timers.after('minute', 60_000, again)
  timers.advance(90_000_000)
  expect([ran, timers.deadline]).toEqual([['repeat', 'every minute'], 90_060_000])
})

test('whatever is set, moved and cancelled, what runs is what a sorted list would run', () => {
  const Step = fc.record({ key: fc.integer({ min: 0, max: 20 }), delay: fc.option(fc.integer({ min: 0, max: 100 })) })
  fc.assert(
    fc.property(fc.array(Step, { maxLength: 200 }), (steps) => {
      const timers = createTimers()
      const ran: string[] = []
      const expected = new Map<string, { readonly due: number; readonly order: number }>()
      timers.advance(0)
      steps.forEach(({ key, delay }, order) => {
        if (delay === null) timers.cancel(`${key}`)
        else timers.after(`${key}`, delay, () => ran.push(`${key}`))
        if (delay === null) expected.delete(`${key}`)
        else expected.set(`${key}`, { due: delay, order })
      })
      timers.advance(100)
      const sorted = [...expected].sort(([, a], [, b]) => a.due - b.due || a.order - b.order)
      expect(ran).toEqual(sorted.map(([key]) => key))
    }),
  )
})
