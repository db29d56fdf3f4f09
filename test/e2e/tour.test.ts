/** By keyboard alone, everything that can be operated is reached: from the beginning of the window, and of each view in it. */
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { office, openPage } from './office.ts'
import { type Scene, startScene } from './scene.ts'
import { isFull, walk, walkedViews } from './views.ts'

const WANG = '127.25.81.1'

/** No view has so many stops that more presses of a key would be needed to come round. */
const STOPS = 120
/** Rows of one list that arrow keys walk through: as many as there are in the longest one. */
const ROWS = isFull ? 20 : 10

/** There are many views, and the machine may be under load. */
const WALK_LIMIT = 600_000

declare global {
  interface Window {
    reached: WeakSet<Element>
    /** What was reached inside of messages: one that scrolled away is another element when it comes back. */
    reachedParts: Set<string>
    partOf: (element: Element) => string | undefined
    /** Where the round began. */
    first: Element | undefined
  }
}

/** Remembers what had the focus, and puts the keyboard before the first element of that part. */
const begin = (page: Page, part: string): Promise<void> =>
  page.evaluate((part) => {
    if (window.reached === undefined) {
      window.partOf = (element) => {
        const message = element.closest('[data-message]')
        if (message === null) return undefined
        const place = [...message.querySelectorAll('*')].indexOf(element)
        return `${message.getAttribute('data-message')} ${place} ${element.tagName}`
      }
      window.addEventListener(
        'focusin',
        ({ target }) => {
          if (!(target instanceof Element)) return
          window.reached.add(target)
          const part = window.partOf(target)
          if (part !== undefined) window.reachedParts.add(part)
        },
        true,
      )
      // A field whose arrow keys walk a list keeps the focus and names the row instead.
      window.addEventListener('keyup', ({ target }) => {
        const row = target instanceof Element ? target.getAttribute('aria-activedescendant') : null
        const named = row === null ? null : document.getElementById(row)
        if (named !== null) window.reached.add(named)
      })
    }
    window.reached = new WeakSet()
    window.reachedParts = new Set()
    window.first = undefined
    if (part === '[role=menu]') return void window.reached.add(document.activeElement ?? document.body)
    // Goes away with the first Tab: the keyboard stands before the first thing of the part.
    const before = document.createElement('span')
    before.tabIndex = -1
    document.querySelector(part)?.prepend(before)
    before.focus()
    before.addEventListener('blur', () => before.remove(), { once: true })
  }, part)

/** Where the keyboard is: outside of the page, at a single thing, or in a composite inside of which arrow keys move. */
type Stop = 'outside' | 'left' | 'first again' | 'single' | 'list' | 'tabs'

const stop = (page: Page, part: string): Promise<Stop> =>
  page.evaluate((part): Stop => {
    const element = document.activeElement
    if (element === null || element === document.body) return 'outside'
    if (window.first === element) return 'first again'
    if (window.first !== undefined && element.closest(part) === null) return 'left'
    window.first ??= element
    const role = element.getAttribute('role') ?? ''
    if (role === 'tab') return 'tabs'
    const inList =
      ['option', 'treeitem', 'radio', 'gridcell'].includes(role) ||
      element.matches('[data-message], [type=search], [type=radio], input[role=combobox]')
    return inList ? 'list' : 'single'
  }, part)

async function press(page: Page, keys: readonly string[], times = 1): Promise<void> {
  for (const key of keys) for (let time = 0; time < times; time += 1) await page.keyboard.press(key)
}

/** Walks a whole round with Tab, and with arrow keys through what has only one stop of Tab. */
async function goRound(page: Page, part: string): Promise<void> {
  await begin(page, part)
  if (part === '[role=menu]') {
    // Once around, wherever it began.
    const entries = await page.locator(`${part} [role^=menuitem]`).count()
    return press(page, ['ArrowDown'], entries + 1)
  }
  for (let count = 0; count < STOPS; count += 1) {
    await page.keyboard.press('Tab')
    const at = await stop(page, part)
    if (at === 'first again' || at === 'left') return
    if (at === 'tabs') await press(page, ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'])
    if (at === 'list') await press(page, ['ArrowDown', 'ArrowUp'], ROWS)
  }
}

/** What can be operated and was not reached. Tabs count as one: their arrow keys would open other views. */
const missed = (page: Page, part: string): Promise<readonly string[]> =>
  page.evaluate((part) => {
    const operable =
      'button, a[href], input, textarea, select, [role=button], [role=option], [role=treeitem], [role=menuitem], [role=menuitemradio], [role=menuitemcheckbox], [role=switch], [role=slider], [role=combobox], [role=radio], [role=tablist], [role=separator][tabindex], [data-message]'
    const root = document.querySelector(part)
    // A popover of nothing but text closes when the keyboard leaves it.
    if (root === null) return []
    return [...root.querySelectorAll(operable)]
      .filter((element) => {
        if (!element.checkVisibility({ visibilityProperty: true })) return false
        if (
          element.matches(
            ':disabled, [aria-disabled=true], [aria-hidden=true], [type=file], [inert] *, [aria-hidden=true] *',
          )
        )
          return false
        if (element.matches('[role=tab]')) return false
        if (element.getAttribute('role') === 'tablist')
          return ![...element.querySelectorAll('[role=tab]')].some((tab) => window.reached.has(tab))
        return !window.reached.has(element) && !window.reachedParts.has(window.partOf(element) ?? '')
      })
      .map((element) => {
        const name = element.getAttribute('aria-label') ?? element.textContent ?? ''
        return `${element.tagName.toLowerCase()}[${element.getAttribute('role') ?? ''}] ${name.slice(0, 60)}`
      })
  }, part)

office('the tour by keyboard', () => {
  let scene: Scene

  beforeAll(async () => {
    scene = await startScene(WANG, isFull)
    return () => scene.close()
  })

  test(
    'every button, field, row and entry of every view is reached with Tab and arrow keys',
    async () => {
      const page = await openPage(scene.me.url)
      const found: string[] = []
      const lost = await walk(
        page,
        async ({ name, part = 'body' }) => {
          await goRound(page, part)
          // What the host had not answered yet when the keyboard came by is there in a second round.
          if ((await missed(page, part)).length > 0) await goRound(page, part)
          found.push(...(await missed(page, part)).map((line) => `${name}: ${line}`))
        },
        { among: walkedViews },
      )
      expect([...lost, ...found]).toEqual([])
    },
    WALK_LIMIT,
  )
})
