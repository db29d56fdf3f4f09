/** Two thousand people on one LAN, each with an address of his own, who all start to talk at once. The figures are in test/bench. */
import { afterAll, expect, test } from 'vitest'
import { crowdTexts, meetCrowd } from './crowd.ts'
import { endAll } from './gezi.ts'

const CROWD = { count: 2_000, messages: 5, spread: 4 } as const

afterAll(endAll)

test('every message of 2,000 people who come up within seconds is acknowledged and stored exactly once', async () => {
  const { totals, stored, list, memoryBefore, memoryAfter } = await meetCrowd(CROWD)
  const growth = (memoryAfter - memoryBefore) / 2 ** 20
  console.log(`2,000 people, 10,000 messages: memory grew by ${growth.toFixed(0)} MiB, ${totals.repeats} repeats`)
  expect(stored).toEqual(crowdTexts(CROWD))
  expect({ acknowledged: totals.acknowledged, listed: list.code }).toEqual({ acknowledged: 10_000, listed: 0 })
  // Far above what is measured (test/bench): it catches a leak per datagram, not a slow day.
  expect(growth).toBeLessThan(400)
})
