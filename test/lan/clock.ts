/** Virtual time: what happens next happens now. Events of the same moment keep the order in which they were planned. */

export interface VirtualClock {
  readonly now: number
  /** Plans `action` in `delay` milliseconds; the returned function takes it back. */
  after(delay: number, action: () => void): () => void
  /** Lets time pass until nothing is left to do before `end`. */
  runUntil(end: number): void
  /** Lets time pass until `done` or `end`; whether it was `done`. `done` is asked after each event. */
  runWhile(pending: () => boolean, end: number): boolean
}

interface Plan {
  readonly at: number
  readonly order: number
  action: (() => void) | undefined
}

export function createVirtualClock(start: number): VirtualClock {
  const heap: Plan[] = []
  let now = start
  let order = 0

  const before = (a: Plan, b: Plan): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

  function push(plan: Plan): void {
    let place = heap.push(plan) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!before(plan, heap[parent]!)) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = plan
  }

  function pop(): void {
    const last = heap.pop()!
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
  }

  function step(end: number): boolean {
    const top = heap[0]
    if (top === undefined || top.at > end) return false
    pop()
    now = top.at
    top.action?.()
    return true
  }

  return {
    get now() {
      return now
    },
    after(delay, action) {
      const plan: Plan = { at: now + Math.max(0, delay), order: order++, action }
      push(plan)
      return () => {
        plan.action = undefined
      }
    },
    runUntil(end) {
      while (step(end));
      now = Math.max(now, end)
    },
    runWhile(pending, end) {
      while (pending()) if (!step(end)) return false
      return true
    },
  }
}
