/** One piece of long work at a time, and what became of the last one. */
import { randomBytes } from 'node:crypto'
import type { HistoryJob, JobKind, JobOutcome } from '../../../shared/model/history.ts'
import { historyFailure } from '../store/history-work.ts'

/** What work is given. */
export interface JobControl {
  progress(done: number, total: number): void
  /** True once the user thought better of it. */
  readonly stopped: boolean
  /** Called when that happens. */
  onStop(stop: () => void): void
}

export interface Jobs {
  /** The id, or undefined while there is another one. */
  start(kind: JobKind, work: (control: JobControl) => Promise<JobOutcome>): string | undefined
  find(id: string): HistoryJob | undefined
  cancel(id: string): boolean
  readonly busy: boolean
  /** Cancels what runs and waits for its end. */
  close(): Promise<void>
}

/** `report` logs what is nobody's fault but ours. */
export function createJobs(report: (error: unknown) => string): Jobs {
  let current: HistoryJob | undefined
  let stop = (): void => {}
  let ended: Promise<void> = Promise.resolve()
  let closed = false

  const busy = (): boolean => current?.state === 'running'

  return {
    start(kind, work) {
      if (busy() || closed) return undefined
      const id = randomBytes(8).toString('hex')
      current = { state: 'running', id, kind, done: 0, total: 0 }
      const stops: (() => void)[] = []
      let stopped = false
      stop = () => {
        stopped = true
        for (const each of stops) each()
      }
      const control: JobControl = {
        progress(done, total) {
          if (current?.id === id && current.state === 'running') current = { ...current, done, total }
        },
        get stopped() {
          return stopped
        },
        onStop: (each) => void stops.push(each),
      }
      ended = work(control).then(
        (outcome) => {
          current = { state: 'done', id, kind, outcome }
        },
        (error: unknown) => {
          const failure = historyFailure(error)
          const detail = failure.problem === 'other' ? `${failure.message} (${report(error)})` : failure.message
          current = { state: 'failed', id, kind, problem: failure.problem, detail }
        },
      )
      return id
    },
    find: (id) => (current?.id === id ? current : undefined),
    cancel(id) {
      if (current?.id !== id) return false
      stop()
      return true
    },
    get busy() {
      return busy()
    },
    async close() {
      closed = true
      stop()
      await ended
    },
  }
}
