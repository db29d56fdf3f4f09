/** What is over by itself when its time comes: muted chats and do-not-disturb. The store keeps the moment, views compare it with now. */
import { useEffect, useReducer } from 'react'
import { nextUnmute, unreadOf } from '../../shared/model/attention.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import { isMuted, nextQuietChange, type Quiet, quietAt } from '../../shared/model/quiet.ts'
import { useSettings } from './hooks.ts'
import { useView } from './store.ts'

/** The longest that a timer can wait. */
const LONGEST = 2_147_483_647

/** Draws the view again at that moment. */
function useMoment(moment: number | undefined): void {
  const [drawn, draw] = useReducer((count: number) => count + 1, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wait that was too long for one timer goes on with another
  useEffect(() => {
    if (moment === undefined) return
    const timer = setTimeout(draw, Math.min(Math.max(moment - Date.now(), 0), LONGEST))
    return () => clearTimeout(timer)
  }, [moment, drawn])
}

/** Until when the chat is silent; undefined when it is not. */
export function useMuted(conversation: Conversation | undefined): number | undefined {
  const until = conversation?.mutedUntil
  const muted = until !== undefined && isMuted({ mutedUntil: until }, Date.now())
  useMoment(muted ? until : undefined)
  return muted ? until : undefined
}

/** Unread messages of all chats that are not muted. */
export function useUnread(): number {
  const conversations = useView((state) => state.conversations)
  const now = Date.now()
  useMoment(nextUnmute(conversations.values(), now))
  return unreadOf(conversations.values(), now)
}

export function useQuiet(): Quiet | undefined {
  const settings = useSettings()
  const now = Date.now()
  useMoment(nextQuietChange(settings, now))
  return quietAt(settings, now)
}
