/** Several messages at once: which ones, in which chat. */
import { isCovered, type Message } from '../../shared/model/message.ts'
import { now, set, useView } from './store.ts'

/** As many as one call names; more are an export. */
export const MAX_SELECTED = 200

export interface Selection {
  readonly chat: string
  readonly ids: ReadonlySet<string>
  /** Where a range begins. */
  readonly anchor: string
}

export function toggleSelected(chat: string, id: string): void {
  const { selection } = now()
  const ids = new Set(selection?.chat === chat ? selection.ids : [])
  if (!ids.delete(id) && ids.size < MAX_SELECTED) ids.add(id)
  set({ selection: ids.size === 0 ? undefined : { chat, ids, anchor: id } })
}

/** From the anchor to this one, both included; begins there when nothing is selected. */
export function selectRange(chat: string, id: string): void {
  const { selection, threads, hidden } = now()
  if (selection?.chat !== chat) {
    toggleSelected(chat, id)
    return
  }
  const shown = (threads.get(chat)?.messages ?? [])
    .filter((message) => !hidden.has(message.id))
    .map((message) => message.id)
  const [from, to] = [shown.indexOf(selection.anchor), shown.indexOf(id)].toSorted((a, b) => a - b)
  if (from === undefined || to === undefined || from === -1) {
    toggleSelected(chat, id)
    return
  }
  const ids = new Set([...selection.ids, ...shown.slice(from, to + 1)])
  set({ selection: { ...selection, ids: new Set([...ids].slice(0, MAX_SELECTED)) } })
}

export const clearSelection = (): void => set({ selection: undefined })

/** Those of the selected ones that are loaded, oldest first. */
export function selectedMessages(chat: string): readonly Message[] {
  const { selection, threads } = now()
  if (selection?.chat !== chat) return []
  return (threads.get(chat)?.messages ?? []).filter(({ id }) => selection.ids.has(id))
}

/** The loaded messages of a chat, for what has to follow their changes. */
export const useLoaded = (chat: string): readonly Message[] | undefined =>
  useView((state) => state.threads.get(chat)?.messages)

export const useSelection = (chat: string): Selection | undefined =>
  useView((state) => (state.selection?.chat === chat ? state.selection : undefined))

/** Nothing is known of a message that nobody opened: it cannot be copied, quoted or forwarded. */
export const hasWords = (message: Message): boolean => !isCovered(message) && message.text !== ''
/** A line about the chat itself was said by nobody. */
export const isForwardable = (message: Message): boolean =>
  !isCovered(message) && message.system === undefined && (message.text !== '' || message.attachments.length > 0)
