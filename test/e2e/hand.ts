/** What a user without a mouse does: presses keys, goes on with Tab to what he hears the name of, and walks menus with the arrow keys. */
import type { Locator, Page } from 'playwright-core'
import { type Words, words } from './words.ts'

/** More stops or entries than any part of the window has. */
const STOPS = 90
const ENTRIES = 24

export interface Hand {
  readonly page: Page
  /** In English. */
  readonly t: Words
  press(...keys: readonly string[]): Promise<void>
  type(text: string): Promise<void>
  /** Goes on with Tab, or back with Shift+Tab, until what has the keyboard is called so. */
  goTo(name: string | RegExp, back?: 'back'): Promise<void>
  /** The same, and presses Enter there. */
  push(name: string | RegExp, back?: 'back'): Promise<void>
  /** Walks the menu that is open down to the entry and takes it; the last one may open at the side. */
  choose(...entries: readonly string[]): Promise<void>
  /** What the user then has before him. */
  sees(what: Locator | string): Promise<void>
}

/** The name of what has the keyboard, or of the row that it names. */
const heardNow = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (focused === null || focused === document.body) return ''
    const named = document.getElementById(focused.getAttribute('aria-labelledby') ?? '')?.textContent
    const labels = 'labels' in focused && focused.labels instanceof NodeList ? [...focused.labels] : []
    const label = labels.map(({ textContent }) => textContent ?? '').join(' ')
    const spoken = focused.cloneNode(true)
    if (!(spoken instanceof Element)) return ''
    for (const silent of spoken.querySelectorAll('[aria-hidden=true]')) silent.remove()
    const inside = spoken.textContent || (focused.querySelector('img')?.alt ?? '')
    return (focused.getAttribute('aria-label') ?? named ?? (label || inside)).trim()
  })

const fits = (name: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? name === wanted : wanted.test(name)

export function handOn(page: Page): Hand {
  const { keyboard } = page
  const until = async (key: string, wanted: string | RegExp, limit: number): Promise<void> => {
    const passed: string[] = []
    for (let count = 0; count < limit; count += 1) {
      const name = await heardNow(page)
      if (fits(name, wanted)) return
      passed.push(name.slice(0, 30))
      await keyboard.press(key)
    }
    throw new Error(`${key} does not lead to ${wanted}, but past ${passed.join(' | ')}`)
  }
  const hand: Hand = {
    page,
    t: words('en'),
    async press(...keys) {
      for (const key of keys) await keyboard.press(key)
    },
    type: (text) => keyboard.type(text),
    goTo: (name, back) => until(back === 'back' ? 'Shift+Tab' : 'Tab', name, STOPS),
    async push(name, back) {
      await hand.goTo(name, back)
      await keyboard.press('Enter')
    },
    async choose(...entries) {
      for (const [depth, entry] of entries.entries()) {
        await page.getByRole('menu').nth(depth).waitFor()
        await until('ArrowDown', entry, ENTRIES)
        await keyboard.press(depth < entries.length - 1 ? 'ArrowRight' : 'Enter')
      }
      await page.getByRole('menu').first().waitFor({ state: 'detached' })
    },
    sees: (what) => (typeof what === 'string' ? page.getByText(what).first() : what).waitFor(),
  }
  return hand
}
