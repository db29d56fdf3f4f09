/** Encrypts and decrypts in a thread of its own, which starts with the first message that needs it. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { assertNever } from '../../../shared/result.ts'
import type { PrivateKeys } from '../cipher.ts'
import type { ThreadDone, ThreadWork } from './work.ts'

/** Unbuilt it lies beside this file; built it is a bundle of its own, beside those of the programs. */
const script = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'worker.ts')
  : join(import.meta.dirname, '../cipher/worker.js')

export interface CipherThread {
  /** The answer comes later, in the order of the work. */
  run(work: ThreadWork): void
  close(): Promise<void>
}

export function createCipherThread(
  keys: PrivateKeys,
  onDone: (done: ThreadDone) => void,
  onBug: (error: unknown) => void,
): CipherThread {
  let worker: Worker | undefined
  const waiting = new Map<string, ThreadWork>()
  let closed = false

  const nameOf = ({ type, ticket }: { readonly type: string; readonly ticket: number }): string =>
    `${type.slice(0, SHORTEST)} ${ticket}`

  const finish = (done: ThreadDone): void => {
    if (waiting.delete(nameOf(done)) && !closed) onDone(done)
  }

  /** What was at work when the thread ended is done without a result: messages are repeated, ours and those of others. */
  const fail = (): void => {
    worker = undefined
    for (const work of [...waiting.values()]) finish(withoutResult(work))
  }

  const begin = (): Worker => {
    const made = new Worker(script, { workerData: keys })
    // The program ends when everything else has.
    made.unref()
    // The thread is ours, from the same build.
    made.on('message', (done: ThreadDone) => finish(done))
    made.on('error', onBug)
    made.on('exit', () => {
      if (worker === made) fail()
    })
    return made
  }

  return {
    run(work) {
      if (closed) return
      worker ??= begin()
      waiting.set(nameOf(work), work)
      worker.postMessage(work)
    },
    async close() {
      closed = true
      const ending = worker
      worker = undefined
      await ending?.terminate()
    },
  }
}

/** `sign` and `signed` are the same piece of work, and so are the others with their results. */
const SHORTEST = 'sign'.length

function withoutResult({ type, ticket }: ThreadWork): ThreadDone {
  switch (type) {
    case 'encrypt':
      return { type: 'encrypted', ticket, body: undefined }
    case 'decrypt':
      return { type: 'decrypted', ticket, plain: undefined }
    case 'sign':
      return { type: 'signed', ticket, signature: undefined }
    default:
      return assertNever(type)
  }
}
