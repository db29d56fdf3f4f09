/**
 * All timers of the engine in one indexed binary heap: setting, moving and cancelling cost O(log n), with one entry per key.
 *
 * Time is the wall clock's, but only ever its progress: when the user sets the clock back, nothing waits for the old time to come again; when
 * a laptop wakes up, what is overdue runs once.
 */
import type { Millis } from './io.ts'

export interface Timers {
  /** Runs `action` once, in `delay` milliseconds at the earliest. Replaces the timer of the same key. */
  after(key: string, delay: Millis, action: () => void): void
  cancel(key: string): void
  has(key: string): boolean
  /** Moves time on and runs what is due: in order of time, then in the order in which it was set. */
  advance(now: Millis): void
  readonly deadline: Millis | undefined
}

interface Entry {
  readonly key: string
  readonly due: Millis
  readonly order: number
  readonly action: () => void
  place: number
}

export function createTimers(): Timers {
  const heap: Entry[] = []
  const entries = new Map<string, Entry>()
  /** Steady milliseconds since the first `advance`. */
  let steady = 0
  let wall: Millis | undefined
  let order = 0

  const before = (a: Entry, b: Entry): boolean => a.due < b.due || (a.due === b.due && a.order < b.order)

  function put(entry: Entry, place: number): void {
    heap[place] = entry
    entry.place = place
  }

  function rise(entry: Entry): void {
    let place = entry.place
    while (place > 0) {
      const parent = heap[(place - 1) >> 1]!
      if (!before(entry, parent)) break
      const free = parent.place
      put(parent, place)
      place = free
    }
    put(entry, place)
  }

  function sink(entry: Entry): void {
    let place = entry.place
    for (;;) {
      let child = heap[2 * place + 1]
      if (child === undefined) break
      const other = heap[2 * place + 2]
      if (other !== undefined && before(other, child)) child = other
      if (!before(child, entry)) break
      const free = child.place
      put(child, place)
      place = free
    }
    put(entry, place)
  }

  function remove(entry: Entry): void {
    entries.delete(entry.key)
    const last = heap.pop()!
    if (last === entry) return
    put(last, entry.place)
    rise(last)
    sink(last)
  }

  function cancel(key: string): void {
    const entry = entries.get(key)
    if (entry !== undefined) remove(entry)
  }

  return {
    after(key, delay, action) {
      cancel(key)
      const entry: Entry = { key, due: steady + Math.max(0, delay), order: order++, action, place: heap.length }
      entries.set(key, entry)
      heap.push(entry)
      rise(entry)
    },
    cancel,
    has: (key) => entries.has(key),
    advance(now) {
      steady += Math.max(0, now - (wall ?? now))
      wall = now
      for (let top = heap[0]; top !== undefined && top.due <= steady; top = heap[0]) {
        remove(top)
        top.action()
      }
    },
    get deadline() {
      const top = heap[0]
      return top === undefined ? undefined : (wall ?? 0) + top.due - steady
    },
  }
}
