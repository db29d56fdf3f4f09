/**
 * Our own copies of files that a browser handed over: it gives bytes, never a path, and an offer has to outlast the page. They lie in
 * `DIR/spool` under names of our own until the last offer that needs them is over.
 */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { err, ok, type Result } from '../../shared/result.ts'
import { errorCode } from './fs/failure.ts'

export interface Spooled {
  readonly path: string
  readonly size: number
  readonly modified: number
}

export type SpoolProblem = 'too-large' | 'disk-full' | 'interrupted'

export interface Spool {
  /** Takes the stream to its end; `size` is what was announced, and nothing else is accepted. */
  take(stream: Readable, size: number): Promise<Result<Spooled, SpoolProblem>>
  /** Removes a copy of ours. */
  drop(path: string): Promise<void>
  /** At the start: removes everything but these. */
  keepOnly(paths: readonly string[]): Promise<void>
}

/** Two films. A page that is left open must not fill the disk. */
export const SPOOL_QUOTA = 8 * 1024 ** 3
/** Left free for the history and for everything else on this computer. */
const RESERVE = 1024 ** 3
const WRITE_AT_ONCE = 1024 * 1024

export function createSpool(folder: string, quota = SPOOL_QUOTA): Spool {
  /** Bytes that are here or announced, by path. */
  const sizes = new Map<string, number>()
  const used = (): number => [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const isOurs = (path: string): boolean => dirname(path) === folder

  async function drop(path: string): Promise<void> {
    sizes.delete(path)
    if (isOurs(path)) await rm(path, { force: true })
  }

  return {
    async take(stream, size) {
      if (used() + size > quota) return err('too-large')
      const path = join(folder, randomBytes(16).toString('hex'))
      // Counted before the first await: two pages at once share one quota.
      sizes.set(path, size)
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const { bavail, bsize } = await statfs(folder)
        if (bavail * bsize - RESERVE < size) {
          await drop(path)
          return err('disk-full')
        }
        let seen = 0
        await pipeline(
          stream,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              seen += chunk.length
              if (seen > size) throw new Error('more than was announced')
              yield chunk
            }
          },
          createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: WRITE_AT_ONCE, flush: true }),
        )
        const info = await stat(path)
        if (info.size === size) return ok({ path, size, modified: info.mtimeMs })
        await drop(path)
        return err('interrupted')
      } catch (error) {
        await drop(path)
        return err(errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT' ? 'disk-full' : 'interrupted')
      }
    },

    drop,

    async keepOnly(paths) {
      const kept = new Set(paths)
      const names = await readdir(folder).catch(() => [])
      for (const path of names.map((name) => join(folder, name))) {
        if (kept.has(path)) sizes.set(path, (await stat(path)).size)
        else await rm(path, { force: true, recursive: true })
      }
    },
  }
}
