/** A FilePort that does nothing by itself: a test looks at what it was told and says what happens. */
import type { FetchOrder, FetchOutcome, FilePort, Staged } from '../../shared/core/file-port.ts'
import type { TransferDesk } from '../../shared/core/transfers/transfers.ts'
import type { Millis } from '../../shared/engine/io.ts'
import type { ManualClock } from './manual-clock.ts'

export interface ScriptedFiles extends FilePort {
  /** Everything that was asked for, oldest first, e.g. `stop 3.0`; emptied by reading. */
  taken(): string[]
  /** The last order for that transfer. */
  order(id: string): FetchOrder
  stageFile(name: string, change?: Partial<Staged>): string
  part(id: string, path?: string): void
  progress(id: string, done: number, files?: number): void
  end(id: string, outcome: FetchOutcome): void
}

export function createScriptedFiles(clock: ManualClock, desk: () => TransferDesk): ScriptedFiles {
  const calls: string[] = []
  const orders = new Map<string, FetchOrder>()
  const staged = new Map<string, Staged>()
  let alarm: Millis | undefined

  return {
    taken: () => calls.splice(0),
    order(id) {
      const order = orders.get(id)
      if (order === undefined) throw new Error(`nobody fetched ${id}`)
      return order
    },
    stageFile(name, change = {}) {
      const token = `token-${name}`
      const modified = 1_700_000_000_123.5
      const path = `/home/wang/${name}`
      staged.set(token, {
        token,
        name,
        kind: 'file',
        size: 100,
        path,
        modified,
        files: undefined,
        spooled: false,
        ...change,
      })
      return token
    },
    part: (id, path = `/downloads/.${id}.gezi-part`) => desk().fetched(clock.now(), { type: 'part', id, path }),
    progress: (id, done, files = 0) => desk().fetched(clock.now(), { type: 'progress', id, done, files }),
    end: (id, outcome) => desk().fetched(clock.now(), { type: 'outcome', id, outcome }),

    fetch(order) {
      orders.set(order.id, order)
      calls.push(`fetch ${order.id}`)
    },
    stop: (id) => void calls.push(`stop ${id}`),
    stopServing: (id) => void calls.push(`stop serving ${id}`),
    discard: (part) => void calls.push(`discard ${part}`),
    staged: (token) => staged.get(token),
    dropSpooled: (path) => void calls.push(`drop ${path}`),
    downloads: (folder, person) => [folder || '/downloads', ...(person === undefined ? [] : [person])].join('/'),
    keepImage: ({ imageId }) => void calls.push(`keep ${imageId}`),
    readImage: (id, path) => void calls.push(`read ${id} ${path}`),
    pictureFolder: (message) => `/data/pictures/${message}`,
    dropPicture: (path) => void calls.push(`drop picture ${path}`),
    setRate: (rate) => void calls.push(`rate ${rate}`),
    alarm(at) {
      alarm = at
      if (at === undefined) return
      clock.schedule(Math.max(0, at - clock.now()), () => {
        if (alarm === at) desk().advance(clock.now())
      })
    },
  }
}
