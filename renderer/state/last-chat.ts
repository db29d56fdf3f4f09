/**
 * The chat that was open when the window closed is open again at the next start. Which chat is open belongs to the window, not to the host,
 * which may have several: it is kept by the browser.
 */
import { openChat } from './actions.ts'
import { now, useView } from './store.ts'

const KEY = 'gezi.last-chat'

/** Opens it, and remembers each later choice until the returned function is called. The first snapshot must be there. */
export function followLastChat(): () => void {
  const last = localStorage.getItem(KEY)
  const { host, conversations, selected } = now()
  if (last !== null && host?.settings.restoreChat === true && conversations.has(last) && selected === undefined)
    void openChat(last)
  return useView.subscribe(({ selected: chosen }, before) => {
    if (chosen === before.selected) return
    if (chosen === undefined) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, chosen)
  })
}
