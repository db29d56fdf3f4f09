import { useEffect } from 'react'
import { restoreAttachments } from '../../state/attachments.ts'
import { saveDraft, saveDrafts, setText, useText } from '../../state/drafts.ts'

/** The text of the chat's composer. It is saved after a pause, and at once when the chat is left or the window closes. */
export function useDraft(chat: string): readonly [string, (text: string) => void] {
  useEffect(() => {
    void restoreAttachments(chat)
    window.addEventListener('pagehide', saveDrafts)
    return () => {
      window.removeEventListener('pagehide', saveDrafts)
      void saveDraft(chat)
    }
  }, [chat])
  return [useText(chat), (text) => setText(chat, text)]
}
