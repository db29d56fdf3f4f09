/** Fetches one offered folder (protocol.md 4.4) into a part folder, and gives that its name when all of it is there. */
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createDirStreamReader, DIR_STREAM_LIMITS } from '../../../shared/protocol/index.ts'
import { discardPart, freeSpace, newPartPath, place } from '../fs/save.ts'
import { syncTree } from '../fs/sync-tree.ts'
import { discardJournal } from '../fs/tree-journal.ts'
import { openTreeTarget, type TreeTarget } from '../fs/tree-target.ts'
import {
  afterAnswer,
  deciphering,
  type FetchControl,
  type FetchJob,
  type FetchResult,
  failed,
  failureOf,
  localFailure,
  patienceFor,
  Refusal,
  requestOf,
  streamOf,
} from './fetch-job.ts'
import { type FetchStream, fetchStream } from './fetch-stream.ts'
import { BAD, DIGEST_BYTES, formatOwnRequest, KEPT, type OwnAnswer, tailOf } from './own-transfer.ts'

/** The free space is asked again after so much of a folder whose size nobody knows, and before a file of that size. */
const SPACE_CHECK = 256 * 1024 * 1024
/** So much more than it said a folder may bring, which may have grown since: twice as much, or this. */
const GROWTH = 256 * 1024 * 1024
/** About a millisecond of reading, and a few of writing. */
const LIMITS = { ...DIR_STREAM_LIMITS, events: 256 }

/** Fetches the folder into its place. */
export async function fetchFolder(job: FetchJob, control: FetchControl): Promise<FetchResult> {
  const part = job.part ?? newPartPath(job.directory)
  control.onPart(part)
  const result = await intoPart(job, part, control).catch((error: unknown) => localFailure(error, control.signal))
  if (result.type === 'failed' && result.worthless === true) await discardPart(part).catch(() => undefined)
  return result
}

async function intoPart(job: FetchJob, part: string, control: FetchControl): Promise<FetchResult> {
  const own = job.resume === 'own'
  const target = await openTreeTarget(part, {
    resume: own && job.part !== undefined,
    journal: own,
    hashed: own,
    signal: control.signal,
  })
  const run = await receiveFolder(job, part, target, control).finally(() => target.close())
  if (run !== undefined) {
    // Nothing to go on with: not worth a hidden folder in the user's.
    const isEmpty = target.position.records === 0 && target.position.bytes === 0
    return isEmpty && run.type === 'failed' ? { ...run, worthless: true } : run
  }
  await syncTree(part, target.position.records)
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
  const reader = createDirStreamReader(job.decodeName, LIMITS)
  const started = held.records > 0 || held.bytes > 0
  const most = job.size === 0 ? Number.POSITIVE_INFINITY : Math.max(2 * job.size, job.size + GROWTH)
  let received = 0
  let ended = false
  let digest = Buffer.alloc(0)
  let checkedAt = target.done
  const { lock } = job
  const hashed = job.verify || lock !== undefined
  const digestBytes = own && hashed ? DIGEST_BYTES : 0

  const begin = async (answer: OwnAnswer): Promise<void> => {
    if (answer.records === held.records && answer.offset === held.bytes) return
    // The folder there is no longer the one that we began with: a new beginning, in a part folder of its own.
    throw new Refusal({ ...failed('changed', 'the folder was changed meanwhile', 'auto'), worthless: true })
  }
  const intoAnswer = own ? afterAnswer(begin) : async (bytes: Buffer) => bytes

  const checkSpace = async (wanted: number): Promise<void> => {
    if (target.done + wanted > most) {
      throw new Refusal(failed('changed', 'the folder is far larger than the sender said', 'manual'))
    }
    if (wanted < SPACE_CHECK && target.done - checkedAt < SPACE_CHECK) return
    checkedAt = target.done
    const space = await freeSpace(dirname(part))
    if (space.ok && space.value <= wanted) throw new Refusal(failed('disk-full', `${wanted} bytes do not fit`))
  }

  /** Saves what the bytes hold up to the folder's end; returns what lies behind that. */
  const save = async (bytes: Buffer): Promise<Buffer> => {
    let rest = bytes
    while (rest.length > 0 && !ended) {
      const events = reader.push(rest)
      if (!events.ok) throw new Refusal(failed('protocol', `the folder's stream is not valid: ${events.error}`))
      const largest = Math.max(0, ...events.value.map((event) => (event.type === 'file' ? event.size : 0)))
      await checkSpace(largest)
      await target.write(events.value)
      ended = events.value.at(-1)?.type === 'end'
      rest = rest.subarray(rest.length - reader.surplus)
      if (rest.length > 0) await nextTurn()
    }
    control.onProgress(target.done, target.files)
    return rest
  }

  const consume: FetchStream['consume'] = async (bytes) => {
    received += bytes.length
    const behind = await save(await intoAnswer(bytes))
    if (!ended) return 'more'
    digest = Buffer.concat([digest, behind])
    if (digest.length < digestBytes) return 'more'
    return own ? { lastWord: agreed() ? KEPT : BAD } : 'enough'
  }
  const agreed = (): boolean =>
    digestBytes === 0 ||
    tailOf(Buffer.from(target.proof(), 'hex'), lock?.bodyKey).equals(digest.subarray(0, digestBytes))

  const extra = own
    ? formatOwnRequest({ hashed, proof: started ? target.proof() : undefined, records: held.records })
    : []
  const end = await fetchStream({
    ...streamOf(job, control),
    request: await requestOf(job, held.bytes, extra),
    consume: deciphering(job, consume),
    patience: patienceFor(target.done),
  })
  if (!ended || digest.length < digestBytes) return failureOf(end, received)
  if (agreed()) return undefined
  return { ...failed('hash-mismatch', 'the files that came are not those that were sent', 'auto'), worthless: true }
}
