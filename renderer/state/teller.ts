/**
 * Several pages of one browser hear the same message: one of them tells. That is the one in which the user worked last: only there may a
 * browser make sounds, and only there is known which chat he looks at. Where it closes, another one takes over.
 */
const TELLER = 'gezi-notifications'

/** Of the browser: one page holds it, and a page that was used steals it. */
export interface Locks {
  request(name: string, options: { readonly steal?: boolean }, held: () => Promise<never>): Promise<unknown>
}

export interface Teller {
  /** The user works in this page. */
  used(): void
  /** No page tells yet that was used later: this one does, once no other does. */
  wait(): void
  /** Acts if this page tells: at once, or when the browser has answered whether it does. One act a key waits for that, the latest. */
  tell(key: string, act: () => void): void
  /** What waits for the answer is not to be told any more. */
  takeBack(key: string): void
}

/** `locks` is absent where the browser has none: then every page tells. */
export function createTeller(locks: Locks | undefined): Teller {
  let telling: 'no' | 'asked' | 'yes' = locks === undefined ? 'yes' : 'no'
  /** This page is in the line of those that wait until nobody tells. */
  let inLine = false
  /** The request that counts: a page may take the lock from itself, when its place in the line came in the meantime. */
  let last: object | undefined
  const untold = new Map<string, () => void>()

  const hold = (steal: boolean, granted: () => void = () => {}): void => {
    const request = {}
    if (steal) last = request
    locks
      ?.request(TELLER, steal ? { steal } : {}, () => {
        granted()
        last = request
        telling = 'yes'
        const acts = [...untold.values()]
        untold.clear()
        for (const act of acts) act()
        return new Promise<never>(() => {})
      })
      // The user went to another page, which took it.
      .catch(() => {
        if (last !== request) return
        telling = 'no'
        untold.clear()
        teller.wait()
      })
  }

  const teller: Teller = {
    // A click is several events, and the answer comes later than all of them.
    used() {
      if (telling !== 'no') return
      telling = 'asked'
      hold(true)
    },
    wait() {
      if (inLine || telling !== 'no') return
      inLine = true
      hold(false, () => {
        inLine = false
      })
    },
    tell(key, act) {
      if (telling === 'yes') act()
      // The page that told until now has lost the lock with the same answer: what came meanwhile would be told by nobody.
      else if (telling === 'asked') untold.set(key, act)
    },
    takeBack: (key) => void untold.delete(key),
  }
  return teller
}
