/** What is new in the stream of changes: the same record comes down it again and again, and only the first time is news. */
import type { Change, Snapshot } from './change.ts'
import type { Conversation } from './conversation.ts'
import type { Message } from './message.ts'
import type { Transfer } from './transfer.ts'

export type News =
  | { readonly kind: 'arrived'; readonly message: Message }
  | { readonly kind: 'failed'; readonly message: Message }
  | { readonly kind: 'finished'; readonly transfer: Transfer }

export interface Update {
  readonly news: readonly News[]
  /** Chats of which the read mark or the count may have changed. */
  readonly conversations: readonly Pick<Conversation, 'id' | 'unread' | 'readUpTo'>[]
}

/** Failed messages that are remembered, so that each is told once: more at the same time nobody would want to be told. */
const MAX_FAILED = 1_000

/** The function takes what a mirror (shared/api/connect.ts) calls back with. */
export function createNews(): (state: Snapshot, changes: readonly Change[], origin: 'snapshot' | 'changes') => Update {
  /** Ids of one data folder rise with arrival: what is not above it was there before, whatever happened to it since. */
  let newest: number | undefined
  const failed = new Set<string>()
  let transfers: ReadonlyMap<string, Transfer['state']> = new Map()

  const arrived = (message: Message): readonly News[] => {
    if (newest === undefined || Number(message.id) <= newest) return []
    newest = Number(message.id)
    return message.direction === 'in' ? [{ kind: 'arrived', message }] : []
  }

  const failedNow = (message: Message): readonly News[] => {
    if (message.state !== 'failed' || message.reason === 'cancelled') {
      failed.delete(message.id)
      return []
    }
    if (failed.has(message.id)) return []
    failed.add(message.id)
    for (const oldest of failed) {
      if (failed.size <= MAX_FAILED) break
      failed.delete(oldest)
    }
    return [{ kind: 'failed', message }]
  }

  const finished = (transfer: Transfer): readonly News[] => {
    const before = transfers.get(transfer.id)
    const isOver = transfer.state === 'done' || transfer.state === 'failed'
    return isOver && before !== undefined && before !== transfer.state ? [{ kind: 'finished', transfer }] : []
  }

  const fromSnapshot = ({ conversations }: Snapshot): readonly News[] => {
    const last = conversations.flatMap(({ last, unread }) => (last === undefined ? [] : { message: last, unread }))
    // The connection was gone for a while: of what came meanwhile, the newest of each chat is still news.
    const missed = last
      .filter(({ message, unread }) => newest !== undefined && unread > 0 && Number(message.id) > newest)
      .flatMap(({ message }): News[] => (message.direction === 'in' ? [{ kind: 'arrived', message }] : []))
    newest = Math.max(newest ?? 0, ...last.map(({ message }) => Number(message.id)))
    return missed
  }

  const fromChange = (change: Change): readonly News[] => {
    if (change.kind === 'transfer') return finished(change.transfer)
    if (change.kind !== 'message') return []
    return change.message.direction === 'in' ? arrived(change.message) : failedNow(change.message)
  }

  return (state, changes, origin) => {
    const news = origin === 'snapshot' ? fromSnapshot(state) : changes.flatMap(fromChange)
    transfers = new Map(state.transfers.map(({ id, state: now }) => [id, now]))
    return {
      news,
      conversations:
        origin === 'snapshot'
          ? state.conversations
          : changes.flatMap((change) => (change.kind === 'conversation' ? change.conversation : [])),
    }
  }
}
