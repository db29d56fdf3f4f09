/** Runs inside of the page: waits for paints, not for promises of the driver. */

export interface Meter {
  /** When the page was loaded and when its list of chats was painted, in milliseconds after the navigation began. */
  readonly list: Promise<{ readonly loaded: number; readonly rows: number }>
  /** Milliseconds from the event to the outcome that was last asked for. */
  readonly done: Promise<number>
  readonly frames: { count: number; blank: number; longest: number; readonly seen: Set<string> }
  /** From the next event of that type to rows of another chat than the open one. */
  chat(type: 'click' | 'keydown'): void
  /** From the next input to the last change in the list of what was found. */
  results(): void
  /** Looks at each frame, from now on. */
  watchFrames(): void
}

declare global {
  interface Window {
    meter: Meter
  }
}

/** For `addInitScript`: uses nothing outside of itself. */
export function installMeter(): void {
  /** After so long without a change nothing more is to come. */
  const QUIET = 400
  /** A gap that is higher than any between two rows. */
  const GAP = 60

  /** Resolves in the first task after the next paint. */
  const painted = (): Promise<number> =>
    new Promise((settle) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => settle(performance.now())
        port2.postMessage(undefined)
      }),
    )
  const until = async (condition: () => boolean): Promise<number> => {
    while (!condition()) await new Promise(requestAnimationFrame)
    return painted()
  }
  const began = (type: string): Promise<number> =>
    new Promise((settle) =>
      window.addEventListener(type, ({ timeStamp }) => settle(timeStamp), { capture: true, once: true }),
    )

  const openList = (): Element | null => document.querySelector('main ul[aria-label]')
  const loaded = new Promise<number>((settle) =>
    window.addEventListener('load', () => settle(performance.now()), { once: true }),
  )
  const rows = until(() => document.querySelector('[data-pane=sidebar] [role=option]') !== null)
  let done: Promise<number> = Promise.resolve(Number.NaN)
  const frames = { count: 0, blank: 0, longest: 0, seen: new Set<string>() }

  const measure = async (type: string, outcome: () => Promise<number>): Promise<number> => {
    const from = await began(type)
    return (await outcome()) - from
  }

  /** Whether a screen of the list has a hole. */
  const hasGap = (list: Element): boolean => {
    const scroller = list.parentElement?.parentElement
    if (scroller === null || scroller === undefined) return false
    const view = scroller.getBoundingClientRect()
    const top = Math.max(view.top, list.getBoundingClientRect().top)
    const places = [...list.children].map((row) => row.getBoundingClientRect()).sort((a, b) => a.top - b.top)
    let covered = top
    for (const place of places) {
      if (place.bottom <= top || place.top >= view.bottom) continue
      if (place.top - covered > GAP) return true
      covered = Math.max(covered, place.bottom)
    }
    return view.bottom - covered > GAP
  }

  window.meter = {
    list: Promise.all([loaded, rows]).then(([load, list]) => ({ loaded: load, rows: list })),
    get done() {
      return done
    },
    frames,
    chat(type) {
      const before = openList()?.getAttribute('aria-label')
      done = measure(type, () =>
        until(() => {
          const list = openList()
          return (
            list !== null && list.getAttribute('aria-label') !== before && list.querySelector('[data-message]') !== null
          )
        }),
      )
    },
    results() {
      // Characters that no key has come as input alone, as from an input method.
      done = measure('input', () => {
        const sidebar = document.querySelector('[data-pane=sidebar]')
        return new Promise((settle) => {
          let last = painted()
          let quiet = setTimeout(() => settle(last), QUIET)
          const observer = new MutationObserver(() => {
            last = painted()
            clearTimeout(quiet)
            quiet = setTimeout(() => {
              observer.disconnect()
              settle(last)
            }, QUIET)
          })
          if (sidebar !== null) observer.observe(sidebar, { subtree: true, childList: true, characterData: true })
        })
      })
    },
    watchFrames() {
      new PerformanceObserver((entries) => {
        for (const { duration } of entries.getEntries()) frames.longest = Math.max(frames.longest, duration)
      }).observe({ type: 'longtask' })
      const look = (): void => {
        const list = openList()
        frames.count += 1
        if (list !== null) {
          if (hasGap(list)) frames.blank += 1
          for (const row of list.querySelectorAll('[data-message]'))
            frames.seen.add(row.getAttribute('data-message') ?? '')
        }
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    },
  }
}
