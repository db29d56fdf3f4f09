import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMonths,
  dayAfterKey,
  dayStarts,
  daysIn,
  firstWeekday,
  startOf,
  weeksOf,
} from '../../renderer/logic/calendar.ts'

test('weeks begin as the reader expects', () => {
  expect(['zh-CN', 'zh-TW', 'ja', 'en', 'en-GB'].map(firstWeekday)).toEqual([1, 0, 0, 0, 1])
})

test('a month is laid out in weeks, with empty places before and after it', () => {
  // November 2026 begins on a Sunday.
  const [monday, sunday] = [1, 0].map((first) =>
    weeksOf({ year: 2026, month: 10 }, first).map((week) => week.map(({ day }) => day)),
  )
  expect([monday?.[0], monday?.length, sunday?.[0], sunday?.[4]]).toEqual([
    [undefined, undefined, undefined, undefined, undefined, undefined, 1],
    6,
    [1, 2, 3, 4, 5, 6, 7],
    [29, 30, undefined, undefined, undefined, undefined, undefined],
  ])
})

test('keys go by days, weeks, months and years; a day that a month lacks is its last', () => {
  const from = { year: 2026, month: 0, day: 31 }
  const go = (key: string, shift = false) => {
    const { year, month, day } = dayAfterKey(from, key, shift, 1) ?? { year: 0, month: 0, day: 0 }
    return `${year}-${month + 1}-${day}`
  }
  expect([
    ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'a'].map((key) =>
      go(key),
    ),
    go('PageDown', true),
    addMonths({ year: 2028, month: 1, day: 29 }, -12).day,
  ]).toEqual([
    ...['2026-1-30', '2026-2-1', '2026-1-24', '2026-2-7', '2026-1-26', '2026-2-1', '2025-12-31', '2026-2-28', '0-1-0'],
    '2027-1-31',
    28,
  ])
})

test('each month has all of its days once, in order, whatever the first weekday', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1970, max: 2100 }), fc.nat(11), fc.nat(6), (year, month, first) => {
      const days = weeksOf({ year, month }, first)
        .flat()
        .map(({ day }) => day)
      const starts = dayStarts({ year, month })
      expect(days.filter((day) => day !== undefined)).toEqual(
        Array.from({ length: daysIn({ year, month }) }, (_, at) => at + 1),
      )
      expect(days.length % 7).toBe(0)
      expect(starts.at(-1)).toBe(startOf(addMonths({ year, month, day: 1 }, 1)))
      expect(starts.every((start, at) => at === 0 || start > (starts[at - 1] ?? start))).toBe(true)
    }),
  )
})
