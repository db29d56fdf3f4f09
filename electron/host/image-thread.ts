/** FeiQ's pictures, read one after the other: files as they are at once, bitmaps in a thread of their own. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { isLzw } from '../../shared/protocol/index.ts'
import { err, type Result } from '../../shared/result.ts'
import { type ImageError, type ImageFile, sniffImage } from './image.ts'

/** Unbuilt it lies beside this file; built it is a bundle of its own, beside those of the programs. */
const script = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'image-worker.ts')
  : join(import.meta.dirname, '../picture-worker/main.js')

/** The largest picture takes two; what takes longer was made to. */
const PATIENCE = 30_000
/** The largest picture, its content and the file made of it. */
const MAX_HEAP_MB = 512

export function createImageReader(): (bytes: Uint8Array) => Promise<Result<ImageFile, ImageError>> {
  let last: Promise<unknown> = Promise.resolve()
  return (bytes) => {
    const file = sniffImage(bytes)
    if (file.ok || file.error === 'too-large') return Promise.resolve(file)
    if (!isLzw(bytes) && !isBitmap(bytes)) return Promise.resolve(err('unknown'))
    const turn = last.then(() => readInThread(bytes))
    last = turn
    return turn
  }
}

/** The size of its header stands first, less than a byte of it. */
const isBitmap = (bytes: Uint8Array): boolean =>
  bytes.length >= 40 && bytes[1] === 0 && bytes[2] === 0 && bytes[3] === 0

function readInThread(bytes: Uint8Array): Promise<Result<ImageFile, ImageError>> {
  return new Promise((resolve) => {
    const worker = new Worker(script, { workerData: bytes, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
    const end = (result: Result<ImageFile, ImageError>): void => {
      clearTimeout(timer)
      resolve(result)
      void worker.terminate()
    }
    const timer = setTimeout(() => end(err('damaged')), PATIENCE)
    // The thread is ours, from the same build.
    worker.on('message', end)
    worker.on('error', () => end(err('damaged')))
    worker.on('exit', () => end(err('damaged')))
  })
}
