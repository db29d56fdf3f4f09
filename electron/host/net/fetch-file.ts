/**
 * Fetches one offered file (protocol.md 4.3). What an interrupted run holds is used only where the peer is known to continue correctly:
 * own peers prove it by hash, FeiQ and IPMsg 2.x by an overlap that is compared; everybody else starts anew.
 */
import { createHash, type Hash } from 'node:crypto'
import { HASH, hashPrefix } from '../fs/file-source.ts'
import { createPart, discardPart, finishPart, type PartFile, reopenPart } from '../fs/save.ts'
import {
  afterAnswer,
  afterRecord,
  deciphering,
  type Failure,
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

/** As much as Appendix F asks to compare before appending to what a legacy peer sent earlier. */
const OVERLAP = 64 * 1024

async function openPart(job: FetchJob, control: FetchControl): Promise<PartFile | Failure> {
  const earlier = job.part === undefined ? undefined : await reopenPart(job.part)
  if (earlier?.ok === true) return earlier.value
  const created = await createPart(job.directory)
  if (!created.ok) return { type: 'failed', retry: 'manual', ...created.error }
  control.onPart(created.value.path)
  return created.value
}

/** Fetches the file into its place. */
export async function fetchFile(job: FetchJob, control: FetchControl): Promise<FetchResult> {
  const part = await openPart(job, control)
  if ('type' in part) return part
  try {
    const run = await receiveFile(job, part, control)
    if (run !== undefined) {
      // Nothing to go on with: not worth a hidden file in the user's folder.
      if ((await part.handle.stat()).size === 0) await discardPart(part.path)
      return run
    }
    const placed = await finishPart(part, job)
    if (!placed.ok) return { type: 'failed', retry: 'manual', ...placed.error }
    return { type: 'finished', ...placed.value, size: job.size }
  } catch (error) {
    return localFailure(error, control.signal)
  } finally {
    await part.handle.close().catch(() => undefined)
  }
}

/** How much of what the part holds is of use with this peer, and how much of that it is to send again for comparison. */
function usable(job: FetchJob, part: PartFile): { readonly held: number; readonly overlap: number } {
  if (part.size > job.size || job.resume === 'restart') return { held: 0, overlap: 0 }
  if (job.resume === 'own') return { held: part.size, overlap: 0 }
  return part.size > OVERLAP ? { held: part.size, overlap: OVERLAP } : { held: 0, overlap: 0 }
}

/** Undefined when all bytes are in the part. */
async function receiveFile(job: FetchJob, part: PartFile, control: FetchControl): Promise<FetchResult | undefined> {
  const { handle } = part
  const own = job.resume === 'own'
  const { held, overlap } = usable(job, part)
  const prefix = createHash(HASH)
  if (own && held > 0) await hashPrefix(handle, held, prefix, control.signal)
  const proof = own && held > 0 ? prefix.copy().digest('hex') : undefined
  const { lock } = job
  let hash: Hash | undefined = own && (job.verify || lock !== undefined) ? prefix : undefined
  let at = held - overlap
  let received = 0
  let compared = 0
  const digest: Buffer[] = []
  let digestLeft = hash === undefined ? 0 : DIGEST_BYTES

  const begin = async (answer: OwnAnswer): Promise<void> => {
    if (answer.size !== job.size) throw new Refusal(failed('changed', 'the file has another size than the one offered'))
    if (answer.offset === held) return
    if (answer.offset !== 0) throw new Refusal(failed('protocol', 'the sender begins where nobody asked'))
    // He holds something else than what we began with: nothing of it may be mixed.
    at = 0
    if (hash !== undefined) hash = createHash(HASH)
    await handle.truncate(0)
  }
  if (part.size > job.size) await handle.truncate(0)
  // What cannot be gone on with stays until the first new byte: a peer who is away costs nothing of what is told to be here.
  let isStale = held === 0

  const checkOverlap = async (bytes: Buffer): Promise<Buffer> => {
    if (compared === overlap) return bytes
    const expected = Buffer.alloc(Math.min(bytes.length, overlap - compared))
    await handle.read(expected, 0, expected.length, at)
    if (!expected.equals(bytes.subarray(0, expected.length))) {
      await handle.truncate(0)
      throw new Refusal(failed('interrupted', 'the sender holds another file than before', 'auto'))
    }
    compared += expected.length
    at += expected.length
    return bytes.subarray(expected.length)
  }

  const store = async (bytes: Buffer): Promise<void> => {
    for (let from = 0; from < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, from, bytes.length - from, at + from)
      from += bytesWritten
    }
    at += bytes.length
    hash?.update(bytes)
    control.onProgress(at, 0)
  }

  const asRecord = lock?.asRecord === true
  const intoAnswer = own ? afterAnswer(begin) : asRecord ? afterRecord(job) : checkOverlap
  const consume: FetchStream['consume'] = async (bytes) => {
    received += bytes.length
    if (isStale) await handle.truncate(0)
    isStale = false
    const rest = await intoAnswer(bytes)
    const data = rest.subarray(0, job.size - at)
    if (data.length > 0) await store(data)
    if (at < job.size) return 'more'
    const behind = rest.subarray(data.length)
    if (!own) {
      // Behind a record others may follow, which nobody asked for.
      if (behind.length === 0 || asRecord) return 'enough'
      await handle.truncate(0)
      throw new Refusal(failed('changed', 'the sender sent more than it offered'))
    }
    digest.push(Buffer.from(behind.subarray(0, digestLeft)))
    digestLeft -= Math.min(digestLeft, behind.length)
    if (digestLeft > 0) return 'more'
    return { lastWord: agreed() ? KEPT : BAD }
  }
  const agreed = (): boolean =>
    hash === undefined || tailOf(hash.copy().digest(), lock?.bodyKey).equals(Buffer.concat(digest))

  const extra = own ? formatOwnRequest({ hashed: hash !== undefined, proof, records: 0 }) : []
  const end = await fetchStream({
    ...streamOf(job, control),
    request: await requestOf(job, at, extra),
    consume: deciphering(job, consume),
    expectNothing: job.size === 0 && !own && !asRecord,
    patience: own ? patienceFor(held) : 0,
  })
  const isWhole = at === job.size && digestLeft === 0 && (end.end === 'enough' || end.end === 'closed')
  if (!isWhole) return failureOf(end, received)
  if (agreed()) return undefined
  // Worthless, and so would be anything appended to it.
  await handle.truncate(0)
  return failed('hash-mismatch', 'the bytes that came are not the file that was sent', 'auto')
}
