import { useEffect } from 'react'
import { isMuted, quietAt } from '../../shared/model/quiet.ts'
import { useAnnouncement } from '../state/announce.ts'
import { now } from '../state/store.ts'

/** As long as the animation in app.css. */
const NUDGE = 400

function isQuiet(id: string): boolean {
  const { conversations, host } = now()
  const conversation = conversations.get(id)
  const at = Date.now()
  return (
    (host !== undefined && quietAt(host.settings, at) !== undefined) ||
    (conversation !== undefined && isMuted(conversation, at))
  )
}

/** A shake of the window moves what is in it for a moment, unless the user wants quiet; with reduced motion the line in the chat is all. */
export function useNudge(): void {
  const message = useAnnouncement((state) => state.messages.at(-1))
  useEffect(() => {
    if (message?.shake !== true || isQuiet(message.conversation)) return
    const root = document.documentElement
    root.toggleAttribute('data-nudged', true)
    const timer = setTimeout(() => root.removeAttribute('data-nudged'), NUDGE)
    return () => {
      clearTimeout(timer)
      root.removeAttribute('data-nudged')
    }
  }, [message])
}
