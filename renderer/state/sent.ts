/** The messages whose fate is watched after one went to several people: others may come behind them in their chats. */
import { create } from 'zustand'
import type { Change } from '../../shared/model/change.ts'
import type { Message } from '../../shared/model/message.ts'

interface Sent {
  readonly messages: readonly Message[]
}

export const useSent = create<Sent>(() => ({ messages: [] }))

/** In the turn in which the host's answer came: what it says next is not missed. */
export const followSent = (messages: readonly Message[]): void => useSent.setState({ messages })

export function updateSent(changes: readonly Change[]): void {
  const { messages } = useSent.getState()
  if (messages.length === 0) return
  const changed = new Map(
    changes.flatMap((change) => (change.kind === 'message' ? [[change.message.id, change.message]] : [])),
  )
  if (messages.some(({ id }) => changed.has(id)))
    useSent.setState({ messages: messages.map((message) => changed.get(message.id) ?? message) })
}
