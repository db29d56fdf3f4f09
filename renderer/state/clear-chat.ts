/** Deletes a chat's messages when the notice with its "Undo" has gone. */
import { closeChat, notify } from './actions.ts'
import { startJob } from './history.ts'
import { call } from './host.ts'
import { now, set } from './store.ts'

/** As long as the notice stands. */
const GRACE = 6_000

export function clearChat(
  conversation: string,
  forget: boolean,
  words: { readonly done: string; readonly undo: string },
): void {
  const timer = setTimeout(() => {
    if (forget && now().selected === conversation) closeChat()
    void startJob('clear', () => call('clearConversation', { conversation, forget }))
  }, GRACE)
  notify(words.done, {
    label: words.undo,
    run: () => {
      clearTimeout(timer)
      set({ notice: undefined })
    },
  })
}
