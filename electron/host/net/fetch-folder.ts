/** Fetches one offered folder (protocol.md 4.4) into a part folder, and gives that its name when all of it is there. */
import { dirname } from 'node:path'
import { createDirStreamReader } from '../../../shared/protocol/index.ts'
import { fileFailure } from '../fs/failure.ts'
import { freeSpace, newPartPath, place } from '../fs/save.ts'
import { syncTree } from '../fs/sync-tree.ts'
import { discardJournal, openTreeTarget, type TreeTarget } from '../fs/tree-target.ts'
import {
  afterAnswer,
  type FetchControl,
  type FetchJob,
  type FetchResult,
  failed,
  failureOf,
  Refusal,
  requestOf,
  streamOf,
} from './fetch-job.ts'
import { type FetchStream, fetchStream } from './fetch-stream.ts'
import { BAD, DIGEST_BYTES, formatOwnRequest, KEPT, type OwnAnswer } from './own-transfer.ts'

/** The free space is asked again after so much of a folder whose size nobody knows. */
const SPACE_CHECK = 256 * 1024 * 1024

/** Fetches the folder into its place. */
export async function fetchFolder(job: FetchJob, control: FetchControl): Promise<FetchResult> {
  const part = job.part ?? newPartPath(job.directory)
  control.onPart(part)
  const own = job.resume === 'own'
  let target: TreeTarget
  try {
    target = await openTreeTarget(part, { resume: own && job.part !== undefined, journal: own, hashed: own })
  } catch (error) {
    return { type: 'failed', retry: 'manual', ...fileFailure(error) }
  }
  const run = await receiveFolder(job, part, target, control)
  await target.close().catch(() => undefined)
  if (run !== undefined) return run
  try {
    await syncTree(part)
  } catch (error) {
    return { type: 'failed', retry: 'manual', ...fileFailure(error) }
  }
  const placed = await place(part, { directory: job.directory, name: job.name, kind: 'folder', conflict: job.conflict })
  if (!placed.ok) return { type: 'failed', retry: 'manual', ...placed.error }
  await discardJournal(part)
  return { type: 'finished', ...placed.value, size: target.done }
}

async function receiveFolder(
  job: FetchJob,
  part: string,
  target: TreeTarget,
  control: FetchControl,
): Promise<FetchResult | undefined> {
  const own = job.resume === 'own'
  const held = target.position
  const reader = createDirStreamReader(job.decodeName)
  const started = held.records > 0 || held.bytes > 0
  let received = 0
  let ended = false
  let digest = Buffer.alloc(0)
  let checkedAt = target.done
  const digestBytes = own && job.verify ? DIGEST_BYTES : 0

  const begin = async (answer: OwnAnswer): Promise<void> => {
    if (answer.records === held.records && answer.offset === held.bytes) return
    // The folder there is no longer the one that we began with: a new beginning, in a part folder of its own.
    throw new Refusal({ ...failed('changed', 'the folder was changed meanwhile', 'auto'), worthless: true })
  }
  const intoAnswer = own ? afterAnswer(begin) : async (bytes: Buffer) => bytes

  const consume: FetchStream['consume'] = async (bytes) => {
    received += bytes.length
    const rest = await intoAnswer(bytes)
    if (!ended) {
      const events = reader.push(rest)
      if (!events.ok) throw new Refusal(failed('protocol', `the folder's stream is not valid: ${events.error}`))
      await target.write(events.value)
      control.onProgress(target.done, target.files)
      if (target.done - checkedAt > SPACE_CHECK) await checkSpace()
      ended = events.value.some((event) => event.type === 'end')
      if (!ended) return 'more'
      digest = Buffer.from(rest.subarray(rest.length - reader.surplus))
    } else digest = Buffer.concat([digest, rest])
    if (digest.length < digestBytes) return 'more'
    return own ? { lastWord: agreed() ? KEPT : BAD } : 'enough'
  }
  const checkSpace = async (): Promise<void> => {
    checkedAt = target.done
    const space = await freeSpace(dirname(part))
    if (space.ok && space.value === 0) throw new Refusal(failed('disk-full', 'the disk is full'))
  }
  const agreed = (): boolean => digestBytes === 0 || digest.subarray(0, digestBytes).toString('hex') === target.proof()

  const extra = own
    ? formatOwnRequest({ hashed: job.verify, proof: started ? target.proof() : undefined, records: held.records })
    : []
  const end = await fetchStream({ ...streamOf(job, control), request: requestOf(job, held.bytes, extra), consume })
  if (!ended || digest.length < digestBytes) return failureOf(end, received)
  if (agreed()) return undefined
  return { ...failed('hash-mismatch', 'the files that came are not those that were sent', 'auto'), worthless: true }
}
