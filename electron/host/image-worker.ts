/** The thread in which FeiQ's bitmaps are unpacked: a large one takes a second, in which colleagues would wait for their answers. */
import { parentPort, workerData } from 'node:worker_threads'
import { readFeiqImage } from './image.ts'

const port = parentPort
if (port !== null && workerData instanceof Uint8Array) {
  void readFeiqImage(workerData).then((image) => port.postMessage(image))
}
