/** Text that its box does not show: what is wider or higher than the box that hides the rest, and cannot be scrolled to. */
import type { Page } from 'playwright-core'
import { eventually } from '../process/gezi.ts'

/** Menus follow a resized window a moment later. */
const SETTLED = 2_000

/**
 * Every such text as one readable line. Allowed is what says with an ellipsis that there is more (names and previews of one line), what is
 * for screen readers only, and what the user can scroll to.
 */
export const clipped = (page: Page): Promise<readonly string[]> =>
  eventually(
    () => clippedNow(page),
    (found) => found.length === 0,
    SETTLED,
  )

const clippedNow = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const say = (what: string, element: Element): void => {
      const { tagName, className } = element
      found.push(
        `${what}: <${tagName.toLowerCase()} class="${String(className).slice(0, 60)}"> ${(element.textContent ?? '').slice(0, 60)}`,
      )
    }
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`the page scrolls sideways: ${root.scrollWidth}`)
    const seen = new Set<Element>()
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      if (element === null || seen.has(element) || (node.nodeValue ?? '').trim() === '') continue
      seen.add(element)
      if (
        element.closest('.sr-only, [inert], script, style, [aria-hidden=true]') !== null ||
        !element.checkVisibility()
      )
        continue
      const range = document.createRange()
      range.selectNodeContents(element)
      const text = range.getBoundingClientRect()
      if (text.width === 0 || text.height === 0) continue
      let ellipsis = false
      for (let box: Element | null = element; box !== null && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box)
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') ellipsis = true
        const edge = box.getBoundingClientRect()
        const hidesX = style.overflowX === 'hidden' || style.overflowX === 'clip'
        const hidesY = style.overflowY === 'hidden' || style.overflowY === 'clip'
        // What scrolls shows the rest; what is virtual lies where the list wants it.
        if (style.overflowY === 'auto' || style.overflowY === 'scroll') break
        if (hidesX && !ellipsis && (text.right > edge.right + 1.5 || text.left < edge.left - 1.5))
          say('cut sideways', element)
        else if (hidesY && !ellipsis && (text.bottom > edge.bottom + 2.5 || text.top < edge.top - 2.5))
          say('cut in height', element)
        else continue
        break
      }
      const visible = text.right > window.innerWidth + 1.5 || text.left < -1.5
      if (visible && element.closest('[data-scrolls-sideways]') === null && !ellipsis)
        say('outside of the window', element)
    }
    // Fields and buttons of one line have no text nodes that reach over them: their own sizes tell.
    for (const box of document.querySelectorAll('button, [role=tab], [role=menuitem], dt, dd, label, h1, h2, h3')) {
      if (!(box instanceof HTMLElement) || !box.checkVisibility() || box.closest('.sr-only') !== null) continue
      const { overflowX, textOverflow } = getComputedStyle(box)
      if (overflowX !== 'visible' && textOverflow !== 'ellipsis' && box.scrollWidth > box.clientWidth + 1)
        say('too narrow', box)
    }
    return [...new Set(found)]
  })
