/**
 * The thread in which long work on the history runs: it may take seconds and minutes, and the thread that answers colleagues and draws
 * windows waits for none of it. It reads the database through a connection of its own, and writes only files of its own.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { HistoryFailure, historyFailure, type Work } from '../store/history-work.ts'
import { perform } from './perform.ts'
import type { FromWorker, WorkerInput } from './task.ts'

/** Often enough for a bar that moves, and no more messages than that. */
const TELL_EVERY = 100

const port = parentPort
if (port !== null) void run(workerData, (message) => port.postMessage(message))

async function run({ task, stop }: WorkerInput, tell: (message: FromWorker) => void): Promise<void> {
  const wanted = new Int32Array(stop)
  let told = 0
  const work: Work = {
    progress(done, total) {
      if (Atomics.load(wanted, 0) !== 0) throw new HistoryFailure('cancelled')
      const now = performance.now()
      if (now - told < TELL_EVERY) return
      told = now
      tell({ type: 'progress', done, total })
    },
  }
  try {
    work.progress(0, 0)
    tell({ type: 'done', result: await perform(task, work) })
  } catch (error) {
    const { problem, message } = historyFailure(error)
    tell({ type: 'failed', problem, detail: message })
  }
}
