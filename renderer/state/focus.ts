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

/** After the next paint, because the composer of a chat that opens now is not there yet. */
export function focusComposer(): void {
  requestAnimationFrame(() => composerElement()?.focus())
}

export function focusSearch(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLInputElement>('[data-focus="search"]')
    field?.focus()
    field?.select()
  })
}

export const composerElement = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[data-pane="composer"] textarea')
