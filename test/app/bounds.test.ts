import { expect, test } from 'vitest'
import { isReachable, rescue, WindowState } from '../../electron/app/bounds.ts'

const left = { x: 0, y: 0, width: 1_920, height: 1_040 }
const right = { x: 1_920, y: -200, width: 2_560, height: 1_400 }
const state = (values: Partial<WindowState>): WindowState => WindowState.parse(values)

test('the first start has the default size and lets the system choose the place', () => {
  expect(rescue(state({}), [left])).toEqual({ width: 1_100, height: 720 })
})

test('a window opens where it was, also on the second screen', () => {
  const where = { x: 2_000, y: -100, width: 1_000, height: 700 }
  expect(rescue(state(where), [left, right])).toEqual(where)
})

test('a window whose screen is gone keeps its size and is placed by the system', () => {
  expect(rescue(state({ x: 2_000, y: -100, width: 1_000, height: 700 }), [left])).toEqual({ width: 1_000, height: 700 })
})

test('a window that nobody could catch by its title bar is placed anew', () => {
  const places = [
    { x: 1_900, y: 100 },
    { x: -1_050, y: 100 },
    { x: 100, y: -50 },
    { x: 100, y: 1_030 },
  ]
  expect(places.map((place) => rescue(state(place), [left]))).toEqual(places.map(() => ({ width: 1_100, height: 720 })))
})

test('a window that is there already is out of reach when its screen went while it was away', () => {
  const there = { x: 2_000, y: -100, width: 1_000, height: 700 }
  expect([isReachable(there, [left, right]), isReachable(there, [left])]).toEqual([true, false])
})

test('the size fits the screen and never falls below the smallest usable one', () => {
  expect([
    rescue(state({ x: 0, y: 0, width: 9_000, height: 9_000 }), [left]),
    rescue(state({ x: 0, y: 0, width: 1, height: 1 }), [left]),
    rescue(state({ width: 1_100, height: 720 }), []),
  ]).toEqual([
    { x: 0, y: 0, width: 1_920, height: 1_040 },
    { x: 0, y: 0, width: 420, height: 480 },
    { width: 1_100, height: 720 },
  ])
})
