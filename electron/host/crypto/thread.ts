/** Encrypts and decrypts in a thread of its own, which starts with the first message that needs it. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CipherDone, CipherWork } from '../../../shared/engine/cipher-work.ts'
import type { PrivateKeys } from '../cipher.ts'

/** Unbuilt it lies beside this file; built it is a bundle of its own, beside those of the programs. */
const script = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'worker.ts')
  : join(import.meta.dirname, '../cipher/worker.js')

export interface CipherThread {
  /** The answer comes later, in the order of the work. */
  run(work: CipherWork): void
  close(): Promise<void>
}

export function createCipherThread(
  keys: PrivateKeys,
  onDone: (done: CipherDone) => void,
  onBug: (error: unknown) => void,
): CipherThread {
  let worker: Worker | undefined
  const waiting = new Map<string, CipherWork>()
  let closed = false

  const nameOf = ({ type, ticket }: { readonly type: string; readonly ticket: number }): string =>
    `${type.startsWith('encrypt') ? 'encrypt' : 'decrypt'} ${ticket}`

  const finish = (done: CipherDone): void => {
    if (waiting.delete(nameOf(done)) && !closed) onDone(done)
  }

  /** What was at work when the thread ended is done without a result: messages are repeated, ours and those of others. */
  const fail = (): void => {
    worker = undefined
    for (const { type, ticket } of [...waiting.values()]) {
      finish(
        type === 'encrypt'
          ? { type: 'encrypted', ticket, body: undefined }
          : { type: 'decrypted', ticket, plain: undefined },
      )
    }
  }

  const begin = (): Worker => {
    const made = new Worker(script, { workerData: keys })
    // The program ends when everything else has.
    made.unref()
    // The thread is ours, from the same build.
    made.on('message', (done: CipherDone) => finish(done))
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
