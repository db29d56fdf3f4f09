import type { MouseEvent } from 'react'
import { selectRange, toggleSelected } from '../../state/selection.ts'
import { now } from '../../state/store.ts'

const messageOf = (target: EventTarget): string | undefined =>
  target instanceof Element ? (target.closest('[data-message]')?.getAttribute('data-message') ?? undefined) : undefined

/** Ctrl and Shift begin a selection; while there is one each click means the whole message, links and cards in it included. */
export function selectByClick(chat: string) {
  const means = (event: MouseEvent): boolean =>
    event.button === 0 && (event.ctrlKey || event.metaKey || event.shiftKey || now().selection?.chat === chat)
  return {
    onMouseDownCapture(event: MouseEvent) {
      // Else the text between two clicks would be marked.
      if (event.shiftKey && messageOf(event.target) !== undefined) event.preventDefault()
    },
    onClickCapture(event: MouseEvent) {
      const id = messageOf(event.target)
      if (id === undefined || !means(event)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.shiftKey) selectRange(chat, id)
      else toggleSelected(chat, id)
    },
  }
}
