/** ↑ in the empty composer: the keyboard goes to the last own message, whose actions are then one key away. */
import { composerElement } from './focus.ts'
import { now } from './store.ts'
import { jumpToEnd, jumpToMessage } from './threads.ts'

/** The list draws what it jumps to within a few pictures; after so many it is not coming. */
const PATIENCE = 30

/** Also to one that is scrolled out of sight. */
export async function focusLastOwn(chat: string): Promise<void> {
  if (now().threads.get(chat)?.hasAfter === true) await jumpToEnd(chat)
  const { threads, hidden } = now()
  const own = threads
    .get(chat)
    ?.messages.findLast(
      ({ id, direction, shake, system }) =>
        direction === 'out' && shake !== true && system === undefined && !hidden.has(id),
    )
  if (own === undefined) return
  const row = (): HTMLElement | null =>
    document.querySelector<HTMLElement>(`[data-pane="messages"] [data-message="${own.id}"]`)
  const go = (patience: number): void => {
    // Who went elsewhere meanwhile stays there.
    if (document.activeElement !== composerElement()) return
    const element = row()
    if (element !== null) element.focus()
    else if (patience > 0) requestAnimationFrame(() => go(patience - 1))
  }
  if (row() === null) void jumpToMessage(chat, own.id)
  go(PATIENCE)
}
