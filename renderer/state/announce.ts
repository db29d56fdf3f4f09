/** Says each incoming message once to screen readers, through one polite live region (views/live-region.tsx). */
import { create } from 'zustand'
import type { Change } from '../../shared/model/change.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { compareIds } from '../logic/timeline.ts'

export const useAnnouncement = create<{ readonly message: Message | undefined }>(() => ({ message: undefined }))

/** A message is new when it is newer than the last one its chat had; a changed state of an old one is not news. */
export function announceIncoming(before: ReadonlyMap<string, Conversation>, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.kind !== 'message' || change.message.direction !== 'in') continue
    const last = before.get(change.message.conversation)?.last
    if (last === undefined || compareIds(change.message.id, last.id) > 0)
      useAnnouncement.setState({ message: change.message })
  }
}
