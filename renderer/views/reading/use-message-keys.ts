import type { KeyboardEvent } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { isMac } from '../../platform.ts'
import { openDialog } from '../../state/actions.ts'
import { startReply } from '../../state/reading.ts'
import {
  clearSelection,
  hasWords,
  isForwardable,
  selectedMessages,
  selectRange,
  toggleSelected,
} from '../../state/selection.ts'
import { now } from '../../state/store.ts'
import { useMessageActions } from './use-message-actions.ts'

/** Keys of the message that has the focus; with a selection they mean all of it. True when the key was one of them. */
export function useMessageKeys(): (event: KeyboardEvent<HTMLElement>, message: Message) => boolean {
  const actions = useMessageActions()

  return (event, message) => {
    const { conversation: chat } = message
    const selection = selectedMessages(chat)
    const meant = selection.length > 0 ? selection : [message]
    const control = isMac ? event.metaKey : event.ctrlKey
    const key = event.key.toLowerCase()
    if (event.altKey || (isMac ? event.ctrlKey : event.metaKey)) return false
    if (control) {
      // Marked text is what the browser copies.
      if (key !== 'c' || window.getSelection()?.isCollapsed === false) return false
      actions.copy(meant)
      return true
    }
    if (key === ' ') {
      if (event.shiftKey) selectRange(chat, message.id)
      else toggleSelected(chat, message.id)
      return true
    }
    if (key === 'escape' && now().selection !== undefined) {
      clearSelection()
      return true
    }
    if (event.shiftKey) return false
    if (key === 'r') {
      if (hasWords(message) || message.attachments.length > 0) void startReply(message)
    } else if (key === 's') actions.star(meant, !meant.every(({ starred }) => starred === true))
    else if (key === 'f') {
      const messages = meant.filter(isForwardable)
      if (messages.length > 0) openDialog({ kind: 'forward', messages })
    } else if (key === 'delete') actions.remove(meant)
    else return false
    return true
  }
}
