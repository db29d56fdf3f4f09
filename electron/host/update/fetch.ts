/** Brings one file of a release into a folder of ours, going on where an earlier try stopped. What is there at the end is what was signed. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { ReleaseFile } from './feed.ts'
import type { UpdateSource } from './source.ts'

export interface FetchProblem {
  readonly problem: 'unreachable' | 'truncated' | 'tampered' | 'disk'
  readonly detail: string
}

const PRIVATE = 0o700

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The path of the whole file. `onProgress` hears the bytes that are there. */
export async function fetchFile(
  source: UpdateSource,
  file: ReleaseFile,
  folder: string,
  onProgress: (done: number) => void,
): Promise<Result<string, FetchProblem>> {
  const whole = join(folder, file.name)
  const part = `${whole}.part`
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE })
    await keepOnly(folder, file.name)
    if (await isSigned(whole, file)) return ok(whole)
  } catch (error) {
    return err({ problem: 'disk', detail: sentence(error) })
  }
  const came = await append(source, file, part, onProgress)
  if (!came.ok) return came
  try {
    if (came.value !== file.sha512) {
      await rm(part, { force: true })
      return err({ problem: 'tampered', detail: file.name })
    }
    await rename(part, whole)
    return ok(whole)
  } catch (error) {
    return err({ problem: 'disk', detail: sentence(error) })
  }
}

/** Checked again before it is started: it lay on a disk meanwhile. */
export async function isSigned(path: string, { size, sha512 }: ReleaseFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found?.size !== size) return false
  return (await hashOf(path)).digest('hex') === sha512
}

async function hashOf(path: string): Promise<Hash> {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk)
  return hash
}

/** Installers of earlier releases, and halves of them, are of no use any more. */
async function keepOnly(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other !== name && other !== `${name}.part`) await rm(join(folder, other), { force: true, recursive: true })
  }
}

/** The hash of all of it. What came stays where it is when the rest does not come. */
async function append(
  source: UpdateSource,
  { name, size }: ReleaseFile,
  part: string,
  onProgress: (done: number) => void,
): Promise<Result<string, FetchProblem>> {
  let problem: FetchProblem['problem'] = 'disk'
  try {
    const had = (await stat(part).catch(() => undefined))?.size ?? 0
    const wanted = had < size ? had : 0
    const begun = wanted === 0 ? undefined : await hashOf(part)
    const target = await open(part, 'a', PRIVATE)
    try {
      problem = 'unreachable'
      const { from, chunks } = await source.bytes(name, wanted)
      const hash = from === 0 || begun === undefined ? createHash('sha512') : begun
      let done = from
      problem = 'disk'
      if (from === 0) await target.truncate(0)
      problem = 'unreachable'
      for await (const chunk of chunks) {
        // What is longer than it was when it was signed is something else.
        if (done + chunk.length > size) {
          await target.truncate(0)
          return err({ problem: 'tampered', detail: name })
        }
        problem = 'disk'
        // All of it: a bare write may take less.
        await target.appendFile(chunk)
        problem = 'unreachable'
        hash.update(chunk)
        done += chunk.length
        onProgress(done)
      }
      problem = 'disk'
      await target.sync()
      return done < size ? err({ problem: 'truncated', detail: `${done} / ${size}` }) : ok(hash.digest('hex'))
    } finally {
      await target.close()
    }
  } catch (error) {
    return err({ problem, detail: sentence(error) })
  }
}
