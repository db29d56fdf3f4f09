/** The contract's methods about what may disturb the user, on parsed input. */
import { err, ok } from '../result.ts'
import type { Feed } from './feed.ts'
import type { MethodsNamed } from './methods.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

export type AttentionMethodName = 'setMuted'

export interface AttentionMethodParts {
  readonly store: Pick<Store, 'setMuted'>
  readonly disk: Disk
  readonly feed: Feed
}

export function attentionMethods({ store, disk, feed }: AttentionMethodParts): MethodsNamed<AttentionMethodName> {
  return {
    setMuted({ conversation, until }) {
      const changed = disk.write(() => store.setMuted(conversation, until))
      if (!changed.ok) return changed
      if (changed.value === undefined) return err({ code: 'conversation-not-found' })
      feed.put({ kind: 'conversation', conversation: changed.value })
      return ok({})
    },
  }
}
