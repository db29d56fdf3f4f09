/**
 * What presence costs where there are many: packets of each Gezi and of all of them, when all start at once after a power cut, and in the hour
 * after that. Small crowds every day; 250, 500 and 1,000 with `npm run test:soak crowd`. The figures are printed.
 */
import { expect, test } from 'vitest'
import { createCrowd, type Traffic } from './crowd.ts'

const isFull = process.env.GEZI_CROWD === 'full'
const SIZES = isFull ? [250, 500, 1_000] : [10, 20, 40]
const MINUTES = 60_000

/** A second, whenever it is: of each Gezi; of all of them, for each that is there and in any case (few answer each other one by one). */
const MOST_OF_ONE = 16
const MOST_OF_ALL = 4
const MOST_OF_FEW = 100
/** In the first hour, for each that is there; later it is less. */
const HOURLY_FOR_EACH = 12

function figures(count: number): { readonly strangers: number; readonly start: Traffic; readonly hour: Traffic } {
  const crowd = createCrowd({ count, startWithin: 2_000 })
  crowd.run(30_000)
  const strangers = crowd.strangers()
  const start = crowd.takeTraffic()
  crowd.run(60 * MINUTES)
  const hour = crowd.takeTraffic()
  const told = ({ each, peakOfOne, peakOfAll }: Traffic): string =>
    `${each.toFixed(0)} packets each, at most ${peakOfOne} of one and ${peakOfAll} of all in a second`
  console.log(`${count} Gezis: start ${told(start)}; the hour after it ${told(hour)}`)
  return { strangers: strangers + crowd.strangers(), start, hour }
}

test('all who start at once know each other within half a minute, and nobody is ever loud; twice as many cost each no more than twice as much', {
  timeout: isFull ? 7_200_000 : 300_000,
}, () => {
  const crowds = SIZES.map((count) => ({ count, ...figures(count) }))
  for (const { count, strangers, start, hour } of crowds) {
    expect([count, strangers]).toEqual([count, 0])
    for (const { peakOfOne, peakOfAll } of [start, hour]) {
      expect(peakOfOne).toBeLessThanOrEqual(MOST_OF_ONE)
      expect(peakOfAll).toBeLessThanOrEqual(MOST_OF_ALL * count + MOST_OF_FEW)
    }
    expect(hour.each).toBeLessThanOrEqual(HOURLY_FOR_EACH * count)
  }
  crowds.slice(1).forEach(({ start, hour }, index) => {
    const half = crowds[index]
    expect(start.each).toBeLessThanOrEqual(2 * (half?.start.each ?? 0) + 1)
    expect(hour.each).toBeLessThanOrEqual(2.2 * (half?.hour.each ?? 0))
  })
})
