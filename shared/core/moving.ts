/** Goes on with what a merge of two people left to be moved, slice by slice; between two of them everything else has its turn. */
import type { Feed } from './feed.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

export interface Mover {
  /** There may be something to move. */
  run(): void
}

export interface MoverParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  /** Runs the work when everything else had its turn. */
  readonly later: (work: () => void) => void
}

export function createMover({ store, disk, feed, later }: MoverParts): Mover {
  let running = false

  function slice(): void {
    running = false
    const moved = disk.write(() => store.moveMessages())
    // A disk that is full now is tried again with the next merge or the next start.
    if (!moved.ok || moved.value === undefined) return
    const { conversation, done } = moved.value
    if (done) {
      feed.put({ kind: 'conversation', conversation })
      feed.put({ kind: 'conversation-moved', from: conversation.id, into: conversation.id })
    }
    run()
  }

  function run(): void {
    if (running || !store.isMoving()) return
    running = true
    later(slice)
  }

  run()
  return { run }
}
