/** Runs one task in a thread of its own and waits for its result. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { HistoryProblem } from '../../../shared/model/history.ts'
import { HistoryFailure } from '../store/history-work.ts'
import type { FromWorker, Results, Task, TaskOf, WorkerInput } from './task.ts'

/** Unbuilt it lies beside this file; built it is a bundle of its own, beside those of the programs. */
const script = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'worker.ts')
  : join(import.meta.dirname, '../worker/history.js')

export interface Running<T> {
  readonly result: Promise<T>
  /** It ends soon, as `cancelled`, unless it is done already. */
  stop(): void
}

/** The result rejects with HistoryFailure. */
export function runTask<T extends Task['type']>(
  task: TaskOf<T>,
  onProgress: (done: number, total: number) => void = () => {},
): Running<Results[T]> {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const workerData: WorkerInput = { task, stop }
  const result = new Promise<Results[T]>((resolve, reject) => {
    const worker = new Worker(script, { workerData })
    const fail = (problem: HistoryProblem, detail: string): void => reject(new HistoryFailure(problem, detail))
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'progress') return onProgress(message.done, message.total)
      if (message.type === 'failed') fail(message.problem, message.detail)
      // The thread is ours, from the same build: what it answers to a task is that task's result.
      else resolve(message.result as Results[T])
    })
    worker.on('error', (error) =>
      fail('other', error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    worker.on('exit', (code) => fail('other', `the thread ended with ${code}`))
  })
  return { result, stop: () => void Atomics.store(new Int32Array(stop), 0, 1) }
}
