/** Says each incoming message, and the end of each transfer, once to screen readers, through one polite live region (views/live-region.tsx). */
import { create } from 'zustand'
import type { Change } from '../../shared/model/change.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import { compareIds } from '../logic/timeline.ts'

interface Announcement {
  /** The latest ones, oldest first: several may come between two paints, and each is said. */
  readonly messages: readonly Message[]
  readonly transfer: Transfer | undefined
}

export const useAnnouncement = create<Announcement>(() => ({ messages: [], transfer: undefined }))

/** Nobody listens to more of a flood than its end. */
const KEPT = 8

/** A message is new when it is newer than the last one its chat had; a changed state of an old one is not news. */
export function announceIncoming(before: ReadonlyMap<string, Conversation>, changes: readonly Change[]): void {
  const news: Message[] = []
  for (const change of changes) {
    if (change.kind !== 'message' || change.message.direction !== 'in') continue
    const last = before.get(change.message.conversation)?.last
    if (last === undefined || compareIds(change.message.id, last.id) > 0) news.push(change.message)
  }
  if (news.length === 0) return
  useAnnouncement.setState(({ messages }) => ({ messages: [...messages, ...news].slice(-KEPT) }))
}

const ends: ReadonlySet<Transfer['state']> = new Set(['done', 'failed', 'declined'])

/** A transfer ends when it was not over before; what the user declines himself he knows. */
export function announceTransfers(before: ReadonlyMap<string, Transfer>, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.kind !== 'transfer' || !ends.has(change.transfer.state)) continue
    const { transfer } = change
    const last = before.get(transfer.id)
    if (last === undefined || last.state === transfer.state) continue
    if (transfer.direction === 'in' && transfer.state === 'declined') continue
    useAnnouncement.setState({ transfer })
  }
}
