/** Deletes a chat's messages when the notice with its "Undo" has gone. */
import { closeChat } from './actions.ts'
import { startJob } from './history.ts'
import { call } from './host.ts'
import { notifyWithUndo } from './notices.ts'
import { now } from './store.ts'

export const clearChat = (
  conversation: string,
  forget: boolean,
  words: { readonly done: string; readonly undo: string },
): void =>
  notifyWithUndo(words, {
    forGood() {
      if (forget && now().selected === conversation) closeChat()
      void startJob('clear', () => call('clearConversation', { conversation, forget }))
    },
    // Nothing of it happened yet.
    takeBack() {},
  })
