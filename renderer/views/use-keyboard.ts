import { useEffect } from 'react'
import { type Command, commandOf } from '../logic/keys.ts'
import { isMac } from '../platform.ts'
import { closeDetails, findInChat, goToChat, goToNthChat, openDialog, openSettings } from '../state/actions.ts'
import { stepHit } from '../state/find.ts'
import { cyclePanes, focusComposer, focusSearch } from '../state/focus.ts'
import { openCalendar, stopReply } from '../state/reading.ts'
import { clearSelection } from '../state/selection.ts'
import { now, set } from '../state/store.ts'
import { stepTextSize, usualTextSize } from '../state/text-size.ts'
import { jumpToEnd } from '../state/threads.ts'

/** Those that menus and keys of the system ask for, too. */
export const sharedCommands = {
  'new-message': () => openDialog({ kind: 'recipients' }),
  capture: () => document.querySelector<HTMLElement>('[data-capture]')?.click(),
  settings: () => openSettings(),
  shortcuts: () => openDialog({ kind: 'shortcuts' }),
} satisfies { readonly [C in Command]?: () => void }

/** `digit` is the place of the chat for `nth-chat`. */
const commands: { readonly [C in Command]: (digit: number) => void } = {
  ...sharedCommands,
  search: () => {
    set({ queryFor: 'people' })
    focusSearch()
  },
  'search-all': () => {
    set({ queryFor: 'messages' })
    focusSearch()
  },
  'find-in-chat': findInChat,
  'next-hit': () => stepHit('older'),
  'previous-hit': () => stepHit('newer'),
  'previous-chat': () => goToChat(-1, false),
  'next-chat': () => goToChat(1, false),
  'previous-unread': () => goToChat(-1, true),
  'next-unread': () => goToChat(1, true),
  'nth-chat': goToNthChat,
  latest: () => {
    const { selected } = now()
    if (selected !== undefined) void jumpToEnd(selected)
    focusComposer()
  },
  emoji: () => {
    if (now().selected !== undefined) set({ popup: 'emoji' })
  },
  attach: () => document.querySelector<HTMLInputElement>('[data-attach]')?.click(),
  'jump-to-date': () => openCalendar(),
  'cycle-panes': cyclePanes,
  'text-larger': () => stepTextSize('larger'),
  'text-smaller': () => stepTextSize('smaller'),
  'text-usual': usualTextSize,
  undo: () => now().notice?.action?.run(),
}

/** Menus and popovers close themselves on this key; it must not close what lies below them as well. */
export const openPopup = '[data-open]:is([role="menu"], [role="dialog"], [role="listbox"])'

function leaveTopmost(): void {
  if (document.querySelector(openPopup) !== null) return
  const { selected, selection, conversations, details } = now()
  const inComposer = (document.activeElement?.closest('[data-pane="composer"]') ?? null) !== null
  if (selection !== undefined) {
    clearSelection()
    focusComposer()
  } else if (inComposer && selected !== undefined && conversations.get(selected)?.quoting !== undefined)
    void stopReply(selected)
  else if (details === 'closed') focusComposer()
  else closeDetails()
}

/** In a field the words that were typed are undone. */
function hasUndo(): boolean {
  const { activeElement } = document
  const isTyped =
    (activeElement instanceof HTMLTextAreaElement || activeElement instanceof HTMLInputElement) &&
    activeElement.value !== ''
  return now().notice?.action !== undefined && !isTyped
}

/** Who reads a dialog may need larger letters there. */
const everywhere: ReadonlySet<Command> = new Set(['text-larger', 'text-smaller', 'text-usual'])

/** The shortcuts of the window. While a dialog is open only it has the keyboard. */
export function useKeyboard(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return
      const inDialog = now().dialog !== undefined
      if (event.key === 'Escape' && !inDialog) {
        leaveTopmost()
        return
      }
      const found = commandOf(event, isMac)
      if (found === undefined || (inDialog && !everywhere.has(found.command))) return
      if (found.command === 'undo' && !hasUndo()) return
      event.preventDefault()
      commands[found.command](found.digit)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
