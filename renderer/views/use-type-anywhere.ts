/**
 * Who writes wants to write: a click into the chat leaves the keyboard with the composer, and what is typed or pasted while nothing that
 * takes text has the keyboard goes there, too. The click counts for input methods: they begin only where text is taken, so of a word that
 * is typed elsewhere they would miss the first letter.
 */
import { useEffect } from 'react'
import { composerElement, focusComposer } from '../state/focus.ts'
import { now } from '../state/store.ts'
import { openPopup } from './use-keyboard.ts'

/** What a click is meant for by itself. */
const ownClick =
  'a, button, input, textarea, select, summary, audio, video, [role="button"], [role="slider"], [contenteditable]'
/** Lists have their own meaning for letters. */
const ownLetters = `${ownClick}, [role="option"], [role="treeitem"], [role="tab"], [role="menuitem"], [role="separator"]`

const isFree = (): boolean =>
  now().dialog === undefined && now().selection === undefined && document.querySelector(openPopup) === null

const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  // With Ctrl and Alt together some keyboards write characters; as a shortcut they were taken before.
  [...key].length === 1 && key !== ' ' && !metaKey && ctrlKey === altKey

const isPaste = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'v' && (ctrlKey || metaKey) && !altKey

export function useTypeAnywhere(): void {
  useEffect(() => {
    // The key itself goes on, into the field that has the keyboard by then.
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || !(isTyped(event) || isPaste(event)) || !isFree()) return
      if (event.target instanceof Element && event.target.closest(ownLetters) !== null) return
      composerElement()?.focus()
    }
    const onClick = (event: MouseEvent): void => {
      const { target } = event
      // On a touch screen it would open the keyboard there.
      const isMouse = !(event instanceof PointerEvent) || event.pointerType === 'mouse'
      if (event.defaultPrevented || event.detail === 0 || !isMouse || !(target instanceof Element)) return
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      if (target.closest('[data-pane="messages"]') === null || target.closest(ownClick) !== null || !isFree()) return
      // Text that was marked is to be copied.
      if (window.getSelection()?.isCollapsed === false) return
      focusComposer()
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('click', onClick)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('click', onClick)
    }
  }, [])
}
