/**
 * The one stream down to the views (design.md 4). Changes are whole records, so a batch holds at most one per record and a slow view
 * costs no more than the records that are live. The snapshot reads the state of now: a batch that is still open when somebody
 * subscribes reaches him too, which is harmless because a change can be applied twice.
 */
import type { Millis } from '../engine/io.ts'
import type { Change, FeedItem, Snapshot } from '../model/change.ts'
import { assertNever } from '../result.ts'

/** One frame of a 60 Hz screen: more often nobody sees, and 2,000 people who come online at once become a handful of items. */
export const FEED_INTERVAL: Millis = 16

export interface Feed {
  /** Whether anybody subscribed: what only views need to know costs nothing while there is none. */
  readonly isWatched: boolean
  /** Ends up in the next item; a later change of the same record takes its place. */
  put(change: Change): void
  /** The same for a change of that record that is read only when the item leaves: a burst reads it once, and after it was acknowledged. */
  putLatest(record: Pick<Change, 'kind'> & { readonly id: string }, read: () => Change | undefined): void
  /** Calls back at once with a snapshot, then with what changes. The answer ends it. */
  subscribe(listener: (item: FeedItem) => void): () => void
}

export interface FeedOptions {
  /** Differs between two runs of the host, so that numbers of an earlier run are never continued. */
  readonly epoch: string
  readonly snapshot: () => Snapshot
  /** Runs the work later, with delay 0 as soon as the current input is handled: what one input changes leaves together. */
  readonly schedule: (delay: Millis, work: () => void) => void
  readonly now: () => Millis
}

export function createFeed({ epoch, snapshot, schedule, now }: FeedOptions): Feed {
  const listeners = new Set<(item: FeedItem) => void>()
  const pending = new Map<string, () => Change | undefined>()
  let seq = 0
  let scheduled = false
  let flushedAt: Millis | undefined

  const flush = (): void => {
    scheduled = false
    if (pending.size === 0) return
    const changes = [...pending.values()].flatMap((read) => read() ?? [])
    pending.clear()
    flushedAt = now()
    if (changes.length === 0) return
    const item: FeedItem = { type: 'changes', epoch, seq: ++seq, changes }
    for (const listener of [...listeners]) listener(item)
  }

  const add = (record: string, read: () => Change | undefined): void => {
    if (listeners.size === 0) return
    pending.set(record, read)
    if (scheduled) return
    scheduled = true
    schedule(flushedAt === undefined ? 0 : remaining(flushedAt, now()), flush)
  }

  return {
    get isWatched() {
      return listeners.size > 0
    },
    put: (change) => add(recordOf(change), () => change),
    putLatest: ({ kind, id }, read) => add(`${kind} ${id}`, read),
    subscribe(listener) {
      // A listener of its own per subscription: the same function may subscribe twice.
      const own = (item: FeedItem): void => listener(item)
      listeners.add(own)
      own({ type: 'snapshot', epoch, seq, snapshot: snapshot() })
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) pending.clear()
      }
    },
  }
}

/** Stays within the interval when the clock is set back. */
const remaining = (flushedAt: Millis, now: Millis): Millis =>
  Math.min(Math.max(flushedAt + FEED_INTERVAL - now, 0), FEED_INTERVAL)

/** Names the record that a change puts or removes. */
function recordOf(change: Change): string {
  switch (change.kind) {
    case 'self':
    case 'settings':
    case 'network':
    case 'storage':
    case 'update':
      return change.kind
    case 'peer':
      return `peer ${change.peer.id}`
    case 'peer-removed':
      return `peer ${change.id}`
    case 'conversation':
      return `conversation ${change.conversation.id}`
    case 'conversation-removed':
      return `conversation ${change.id}`
    case 'conversation-moved':
      return `moved ${change.from}`
    case 'message':
      return `message ${change.message.id}`
    case 'message-removed':
      return `message ${change.id}`
    case 'typing':
      return `typing ${change.peer}`
    case 'group':
      return `group ${change.group.id}`
    case 'group-removed':
      return `group ${change.id}`
    case 'transfer':
      return `transfer ${change.transfer.id}`
    case 'transfer-removed':
      return `transfer ${change.id}`
    default:
      return assertNever(change)
  }
}
