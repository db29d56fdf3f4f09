/** Whether the disk takes our writes: every write of the core goes through here, so that one failure is seen and one success ends it. */
import type { ApiError } from '../api/contract.ts'
import type { Storage } from '../model/state.ts'
import { err, ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import type { Store } from './ports.ts'

export interface Disk {
  /** One transaction. Its result when it is durable; a failure keeps nothing of it and shows as the state `failing`. */
  write<T>(work: () => T): Result<T, ApiError<'storage-failed'>>
  readonly state: Storage
  /** What the host found when it opened the data folder. */
  set(state: Storage): void
}

type Failing = Extract<Storage, { state: 'failing' }>

export function createDisk(store: Store, feed: Feed, report: (error: unknown) => void): Disk {
  let found: Storage = { state: 'ok' }
  let failing: Failing | undefined
  const publish = (): void => feed.put({ kind: 'storage', storage: failing ?? found })

  return {
    write(work) {
      try {
        const value = store.transaction(work)
        if (failing !== undefined) {
          failing = undefined
          publish()
        }
        return ok(value)
      } catch (error) {
        const next = failureOf(error)
        // Said once per kind of trouble: peers that repeat would fill the log of a disk that is full already.
        if (failing?.reason !== next.reason || failing.detail !== next.detail) {
          failing = next
          publish()
          report(error)
        }
        return err({ code: 'storage-failed', detail: next.reason })
      }
    },
    get state() {
      return failing ?? found
    },
    set(state) {
      found = state
      publish()
    },
  }
}

function failureOf(error: unknown): Failing {
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined
  return {
    state: 'failing',
    reason: reason === 'disk-full' || reason === 'read-only' ? reason : 'other',
    detail: error instanceof Error ? error.message : String(error),
  }
}
