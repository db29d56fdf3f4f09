/** Where the keyboard goes. Places announce themselves with `data-pane` and `data-focus`; nothing holds references to elements. */

/** The panes of F6, in the order of the screen. */
const panes = ['sidebar', 'messages', 'composer', 'details'] as const
export type Pane = (typeof panes)[number]

const paneElement = (pane: Pane): HTMLElement | null => document.querySelector<HTMLElement>(`[data-pane="${pane}"]`)

/** The element of a pane that takes the keyboard: the marked one, else the first that is in the tab order. */
function entry(pane: Pane): HTMLElement | undefined {
  const root = paneElement(pane)
  if (root === null) return undefined
  return (
    root.querySelector<HTMLElement>('[data-focus="entry"]') ??
    root.querySelector<HTMLElement>('[data-focus]') ??
    root.querySelector<HTMLElement>('[tabindex="0"], textarea, input, button') ??
    undefined
  )
}

export function cyclePanes(): void {
  const current = panes.findIndex((pane) => paneElement(pane)?.contains(document.activeElement))
  for (let step = 1; step <= panes.length; step += 1) {
    const pane = panes[(current + step + panes.length) % panes.length]
    const target = pane && entry(pane)
    if (target === undefined) continue
    target.focus()
    return
  }
}

/** At once, so that no key gets lost; again after the next paint where the element is only just coming, or being replaced. */
export function focusSoon(
  find: () => HTMLElement | null | undefined,
  then: (element: HTMLElement) => void = () => {},
  options?: FocusOptions,
): void {
  const go = (): HTMLElement | null => {
    const element = find() ?? null
    element?.focus(options)
    if (element !== null) then(element)
    return element
  }
  const first = go()
  requestAnimationFrame(() => {
    if (first?.isConnected !== true) go()
  })
}

const field = (name: 'search' | 'find') => (): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-focus="${name}"]`)

const selectAll = (element: HTMLElement): void => {
  if (element instanceof HTMLInputElement) element.select()
}

export const focusComposer = (): void => focusSoon(composerElement)
export const focusSearch = (): void => focusSoon(field('search'), selectAll)
export const focusFind = (): void => focusSoon(field('find'), selectAll)

export const composerElement = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[data-pane="composer"] textarea')
