/**
 * Fetches one offered file (protocol.md 4.3). What an interrupted run holds is used only where the peer is known to continue correctly:
 * own peers prove it by hash, FeiQ and IPMsg 2.x by an overlap that is compared; everybody else starts anew.
 */
import { createHash, type Hash } from 'node:crypto'
import { HASH, hashPrefix } from '../fs/file-source.ts'
import { createPart, finishPart, type PartFile, reopenPart } from '../fs/save.ts'
import {
  afterAnswer,
  type Failure,
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
import { BAD, DIGEST_BYTES, formatOwnRequest, KEPT } from './own-transfer.ts'

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
    if (run !== undefined) return run
    const placed = await finishPart(part, job)
    if (!placed.ok) return { type: 'failed', retry: 'manual', ...placed.error }
    return { type: 'finished', ...placed.value, size: job.size }
  } finally {
    await part.handle.close().catch(() => undefined)
  }
}

/** Undefined when all bytes are in the part. */
async function receiveFile(job: FetchJob, part: PartFile, control: FetchControl): Promise<FetchResult | undefined> {
  const { handle } = part
  const own = job.resume === 'own'
  const overlap = job.resume === 'overlap' && part.size > OVERLAP && part.size <= job.size ? OVERLAP : 0
  const held = job.resume === 'restart' || part.size > job.size ? 0 : own ? part.size : overlap > 0 ? part.size : 0
  let hash: Hash | undefined = own && job.verify ? createHash(HASH) : undefined
  let proof: string | undefined
  if (own && held > 0) {
    const prefix = createHash(HASH)
    await hashPrefix(handle, held, prefix)
    proof = prefix.copy().digest('hex')
    if (hash !== undefined) hash = prefix
  }
  let at = held - overlap
  let received = 0
  let compared = 0
  const digest: Buffer[] = []
  let digestLeft = hash === undefined ? 0 : DIGEST_BYTES

  const begin = async (offset: number): Promise<void> => {
    if (offset === held) return
    if (offset !== 0) throw new Refusal(failed('protocol', 'the sender begins where nobody asked'))
    // He holds something else than what we began with: nothing of it may be mixed.
    at = 0
    if (hash !== undefined) hash = createHash(HASH)
    await handle.truncate(0)
  }
  if (!own && held === 0) await handle.truncate(0)

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

  const intoAnswer = own ? afterAnswer((answer) => begin(answer.offset)) : checkOverlap
  const consume: FetchStream['consume'] = async (bytes) => {
    received += bytes.length
    const rest = await intoAnswer(bytes)
    const data = rest.subarray(0, job.size - at)
    if (data.length > 0) await store(data)
    if (at < job.size) return 'more'
    const behind = rest.subarray(data.length)
    if (!own) {
      if (behind.length > 0) throw new Refusal(failed('changed', 'the sender sent more than it offered'))
      return 'enough'
    }
    digest.push(Buffer.from(behind.subarray(0, digestLeft)))
    digestLeft -= Math.min(digestLeft, behind.length)
    if (digestLeft > 0) return 'more'
    return { lastWord: agreed() ? KEPT : BAD }
  }
  const agreed = (): boolean => hash === undefined || hash.copy().digest().equals(Buffer.concat(digest))

  const extra = own ? formatOwnRequest({ hashed: hash !== undefined, proof, records: 0 }) : []
  const end = await fetchStream({
    ...streamOf(job, control),
    request: requestOf(job, at, extra),
    consume,
    expectNothing: job.size === 0 && !own,
  })
  const complete = at === job.size && digestLeft === 0 && (end.end === 'enough' || end.end === 'closed')
  if (!complete) return failureOf(end, received)
  if (agreed()) return undefined
  // Worthless, and so would be anything appended to it.
  await handle.truncate(0)
  return failed('hash-mismatch', 'the bytes that came are not the file that was sent', 'auto')
}
