import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { holdNotice, notify, notifyWithUndo, prolongNotice, settleNotice } from '../../renderer/state/notices.ts'
import { now } from '../../renderer/state/store.ts'

const WHOLE_TIME = 6_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  settleNotice()
  vi.useRealTimers()
})

const told: string[] = []
const offer = (what: string): void => {
  told.length = 0
  notifyWithUndo(
    { done: what, undo: 'Undo' },
    { forGood: () => told.push(`${what} for good`), takeBack: () => told.push(`${what} taken back`) },
  )
}

it('a notice goes by itself, and what it tells of is then done, once', () => {
  offer('deleted')
  vi.advanceTimersByTime(WHOLE_TIME - 1)
  expect([now().notice?.text, told]).toEqual(['deleted', []])
  vi.advanceTimersByTime(1)
  settleNotice()
  expect([now().notice, told]).toEqual([undefined, ['deleted for good']])
})

it('it stays while the pointer moves over it or the keyboard is in it, and has its whole time again after the last of them', () => {
  offer('deleted')
  holdNotice('pointer', true)
  vi.advanceTimersByTime(10 * WHOLE_TIME)
  holdNotice('keyboard', true)
  holdNotice('pointer', false)
  vi.advanceTimersByTime(10 * WHOLE_TIME)
  expect([now().notice?.text, told]).toEqual(['deleted', []])
  holdNotice('keyboard', false)
  vi.advanceTimersByTime(WHOLE_TIME - 1)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect([now().notice, told]).toEqual([undefined, ['deleted for good']])
})

it('whoever is on his way to it has the whole time from each step on', () => {
  offer('deleted')
  for (let step = 0; step < 5; step += 1) {
    vi.advanceTimersByTime(WHOLE_TIME - 1)
    prolongNotice()
  }
  expect(told).toEqual([])
  vi.advanceTimersByTime(WHOLE_TIME)
  expect(told).toEqual(['deleted for good'])
})

it('its button takes back; what was taken back is not done later', () => {
  offer('deleted')
  now().notice?.action?.run()
  vi.advanceTimersByTime(10 * WHOLE_TIME)
  expect([now().notice, told]).toEqual([undefined, ['deleted taken back']])
})

it('the next notice takes its place, and what the first one told of is done', () => {
  offer('deleted')
  holdNotice('pointer', true)
  const hide = notify('copied')
  expect([now().notice?.text, told]).toEqual(['copied', ['deleted for good']])
  hide()
  expect(now().notice).toBeUndefined()
  offer('forgotten')
  hide()
  expect(now().notice?.text).toBe('forgotten')
})
