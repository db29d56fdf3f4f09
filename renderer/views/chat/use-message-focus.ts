import { type FocusEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Message } from '../../../shared/model/message.ts'
import type { TimelineRow } from '../../logic/timeline.ts'
import { focusComposer, focusSoon } from '../../state/focus.ts'

export interface FocusProps {
  readonly tabIndex: number
  readonly 'data-focus': 'entry' | undefined
}

/** One message is in the tab order, at first the newest one; arrow keys go through all of them, Esc goes back to the composer. */
export function useMessageFocus(
  rows: readonly TimelineRow[],
  scroller: RefObject<HTMLElement | null>,
  /** Keys that mean the message itself; true when it took the key. */
  onMessageKey: (event: KeyboardEvent<HTMLElement>, message: Message) => boolean,
) {
  const [focused, setFocused] = useState<string>()
  // A link in an older message must not take the place in the tab order: Tab would then go past all messages.
  const [current, setCurrent] = useState<string>()
  const scrollTo = useRef<(index: number) => void>(() => {})
  const lastMessage = rows.findLastIndex((row) => row.kind === 'message')
  const indexOf = (key: string | undefined): number =>
    key === undefined ? -1 : rows.findIndex((row) => row.key === key)
  const index = indexOf(focused)
  const chosen = indexOf(current)
  const entry = chosen === -1 ? lastMessage : chosen

  const step = (from: number, by: 1 | -1): number => {
    for (let at = from + by; at >= 0 && at < rows.length; at += by) if (rows[at]?.kind === 'message') return at
    return from
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Keys of a link or button inside the message are its own.
    if (!(event.target instanceof HTMLElement) || !event.target.hasAttribute('data-message')) return
    const row = rows[entry]
    if (row?.kind === 'message' && onMessageKey(event, row.message)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      focusComposer()
      return
    }
    const target = {
      ArrowUp: step(entry, -1),
      ArrowDown: step(entry, 1),
      Home: step(-1, 1),
      End: lastMessage,
    }[event.key]
    const key = target === undefined ? undefined : rows[target]?.key
    if (target === undefined || key === undefined) return
    event.preventDefault()
    // At once: a row that is out of sight has to exist before the one with the keyboard goes, or the next key is lost.
    flushSync(() => {
      setFocused(key)
      setCurrent(key)
    })
    scrollTo.current(target)
    focusSoon(() => scroller.current?.querySelector<HTMLElement>(`[data-message="${key}"]`), undefined, {
      preventScroll: true,
    })
  }

  const propsOf = (at: number): FocusProps => ({
    tabIndex: at === entry ? 0 : -1,
    'data-focus': at === entry ? 'entry' : undefined,
  })
  /** Of all rows, on the list: a row that is drawn again for each of its neighbours would be slow. */
  const handlers = {
    onKeyDown,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const id = event.target.closest('[data-message]')?.getAttribute('data-message')
      if (id === null || id === undefined) return
      setFocused(id)
      if (event.target.hasAttribute('data-message')) setCurrent(id)
    },
  }
  return { index, propsOf, handlers, scrollTo }
}
