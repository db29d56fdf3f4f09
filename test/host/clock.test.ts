import { expect, it } from 'vitest'
import { createClock } from '../../electron/host/clock.ts'

it('goes with the time of day, at the monotonic speed while that was set back, and with it again when it has caught up', () => {
  let [wall, monotonic] = [1_000_000, 0.25]
  const now = createClock(
    () => wall,
    () => monotonic,
  )
  const after = (newWall: number, elapsed: number): number => {
    wall = newWall
    monotonic += elapsed
    return now()
  }
  expect([
    after(1_000_100, 100),
    after(400_000, 50),
    after(400_100, 100),
    after(1_000_240, 10),
    after(9_000_000, 10),
  ]).toEqual([1_000_100, 1_000_150, 1_000_250, 1_000_260, 9_000_000])
})
