/** The thread that owns the private keys while the program runs: an RSA operation takes a millisecond, and nobody else waits for it. */
import { parentPort, workerData } from 'node:worker_threads'
import { createCipher } from '../cipher.ts'
import { performAny, type ThreadWork } from './work.ts'

const port = parentPort
if (port !== null) {
  const cipher = createCipher(workerData)
  port.on('message', (work: ThreadWork) => port.postMessage(performAny(work, cipher)))
}
