/** Deletes many messages at once: what deleting one means, in one transaction and with one look at each chat. */

import type { Input } from '../engine/inputs.ts'
import type { Millis } from '../engine/io.ts'
import type { Feed } from './feed.ts'
import { isUnfinished } from './methods.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

export interface Removal {
  /** How many there were; undefined when the disk refused. */
  remove(now: Millis, ids: readonly string[]): number | undefined
  /** Takes a chat without messages off the list. False when the disk refused. */
  forget(now: Millis, conversation: string): boolean
}

interface Parts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly engine: (input: Input) => void
  /** A message is about to be deleted: what has to follow once it is. */
  readonly beforeDeleting: (message: string) => () => void
}

export function createRemoval({ store, disk, feed, engine, beforeDeleting }: Parts): Removal {
  return {
    remove(_now, ids) {
      const messages = ids.flatMap((id) => store.message(id) ?? [])
      for (const message of messages) if (isUnfinished(message)) engine({ type: 'cancel', message: message.id })
      const ends = messages.filter(({ attachments }) => attachments.length > 0).map(({ id }) => beforeDeleting(id))
      const deleted = disk.write(() => store.deleteMessages(messages.map(({ id }) => id)))
      if (!deleted.ok) return undefined
      for (const end of ends) end()
      for (const { id, conversation } of messages) feed.put({ kind: 'message-removed', id, conversation })
      for (const id of new Set(messages.map(({ conversation }) => conversation))) {
        feed.putLatest({ kind: 'conversation', id }, () => {
          const conversation = store.conversation(id)
          return conversation && { kind: 'conversation', conversation }
        })
      }
      return messages.length
    },
    forget(_now, id) {
      const forgotten = disk.write(() => store.forgetConversation(id))
      if (!forgotten.ok) return false
      if (forgotten.value) feed.put({ kind: 'conversation-removed', id })
      return true
    },
  }
}
