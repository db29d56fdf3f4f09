/** What a download is told and what comes of it, for files and folders alike. */
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { TransferReason } from '../../../shared/model/transfer.ts'
import {
  ATTRIBUTE,
  COMMAND,
  decodeDirRecord,
  encodeEncryptedRequest,
  encodeFileRequest,
  encodePacket,
  OPT,
} from '../../../shared/protocol/index.ts'
import { fileFailure, PartTaken } from '../fs/failure.ts'
import type { Conflict } from '../fs/save.ts'
import type { FetchEnd, FetchStream, FetchTimes } from './fetch-stream.ts'
import { type OwnAnswer, type OwnStatus, parseOwnAnswer } from './own-transfer.ts'

export interface FetchJob {
  readonly id: string
  readonly peer: Endpoint
  readonly kind: 'file' | 'folder'
  /** Of the message that made the offer. */
  readonly packetNo: string
  readonly fileId: number
  readonly name: string
  /** Bytes; of a folder possibly 0 for unknown. */
  readonly size: number
  /** Unix seconds, 0 unknown. */
  readonly modified: number
  readonly directory: string
  readonly conflict: Conflict
  /** What an earlier run left. */
  readonly part: string | undefined
  readonly resume: 'own' | 'overlap' | 'restart'
  /** Whether own peers' bytes are hashed at both ends. */
  readonly verify: boolean
  /** Header fields of our request, in the encoding and with the flags of the offer. */
  readonly request: {
    readonly version: string
    readonly requestNo: number
    readonly user: Uint8Array
    readonly host: Uint8Array
    readonly flags: number
  }
  readonly decodeName: (bytes: Uint8Array) => string
  /** Absent: in clear. */
  readonly lock?: JobLock
}

export interface JobLock {
  /** Of the answer: 32 bytes, new for each request. */
  readonly bodyKey: Uint8Array
  /** Takes the answer in order. */
  readonly open: (bytes: Uint8Array) => Uint8Array
  /** A file comes as the one record of a folder's stream. */
  readonly asRecord: boolean
  /** Encrypts and signs a request; undefined where that is not possible any more. */
  readonly seal: (plaintext: Uint8Array) => Promise<Uint8Array | undefined>
}

export type FetchResult =
  | { readonly type: 'finished'; readonly path: string; readonly size: number; readonly identical: boolean }
  | {
      readonly type: 'failed'
      readonly reason: TransferReason
      readonly detail: string
      /** `auto`: the same request may work later by itself. */
      readonly retry: 'auto' | 'manual'
      /** What came so far is of no use: the next run starts with nothing. */
      readonly worthless?: true
    }
  | { readonly type: 'stopped' }

export interface FetchControl {
  readonly signal: AbortSignal
  readonly pace: (bytes: number) => Promise<void>
  /** The part is on the disk under this path: remember it. */
  readonly onPart: (path: string) => void
  readonly onProgress: (done: number, files: number) => void
  readonly localAddress?: string | undefined
  /** Other time-outs than the usual ones. */
  readonly times?: Partial<FetchTimes>
}

export type Failure = Extract<FetchResult, { type: 'failed' }>
export const failed = (reason: TransferReason, detail: string, retry: Failure['retry'] = 'manual'): Failure => ({
  type: 'failed',
  reason,
  detail,
  retry,
})

const diskFailure = (error: unknown): Failure => ({
  type: 'failed',
  retry: 'manual',
  ...fileFailure(error),
  // What lies there now would be in the way for ever.
  ...(error instanceof PartTaken && { worthless: true }),
})

/** What the disk says, or that the user stopped it meanwhile. */
export const localFailure = (error: unknown, signal: AbortSignal): FetchResult => {
  if (signal.aborted) return { type: 'stopped' }
  return error instanceof Refusal ? error.failure : diskFailure(error)
}

/** What the consumer of the bytes found wrong; carried through the stream as an exception. */
export class Refusal extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.detail)
    this.failure = failure
  }
}

const ownStatus: Readonly<Record<Exclude<OwnStatus, 'ok'>, Failure>> = {
  changed: failed('changed', 'the sender says that it was changed or removed'),
  withdrawn: failed('withdrawn', 'the sender withdrew it'),
  denied: failed('refused', 'the sender does not offer it to us'),
  busy: failed('limit', 'the sender serves too many at once', 'auto'),
}

export function failureOf(end: FetchEnd, received: number): FetchResult {
  switch (end.end) {
    case 'stopped':
      return { type: 'stopped' }
    case 'unreachable':
      return failed('no-answer', end.detail, 'auto')
    case 'failed':
      if (end.error instanceof Refusal) return end.error.failure
      return diskFailure(end.error)
    case 'broken':
      return failed('interrupted', end.detail, 'auto')
    case 'closed':
    case 'enough':
      return received === 0
        ? failed('refused', 'the peer closed the connection without a byte')
        : failed('interrupted', 'the peer closed the connection too early', 'auto')
  }
}

/** Splits off the own answer's line; hands the rest on. */
export function afterAnswer(onAnswer: (answer: OwnAnswer) => Promise<void>) {
  let head: Buffer | undefined = Buffer.alloc(0)
  return async (bytes: Buffer): Promise<Buffer> => {
    if (head === undefined) return bytes
    head = Buffer.concat([head, bytes])
    const parsed = parseOwnAnswer(head)
    if (parsed === 'more') return Buffer.alloc(0)
    if (parsed === 'malformed') throw new Refusal(failed('protocol', 'the answer is none of an own peer', 'auto'))
    if (parsed.answer.status !== 'ok') throw new Refusal(ownStatus[parsed.answer.status])
    const rest = head.subarray(parsed.length)
    head = undefined
    await onAnswer(parsed.answer)
    return rest
  }
}

export async function requestOf(job: FetchJob, offset: number, extra: readonly string[]): Promise<Uint8Array> {
  const { packetNo, fileId, request, lock } = job
  const kind = lock?.asRecord === true ? 'folder' : job.kind
  if (lock === undefined) return encodeFileRequest({ ...request, kind, packetNo, fileId, offset, extra })
  const { bodyKey } = lock
  const requestNo = String(request.requestNo)
  const body = await lock.seal(encodeEncryptedRequest({ kind, packetNo, fileId, offset, bodyKey, requestNo, extra }))
  if (body === undefined) throw new Refusal(failed('other', 'the request could not be encrypted'))
  return encodePacket({
    ...request,
    packetNo: request.requestNo,
    command: kind === 'file' ? COMMAND.GETFILEDATA : COMMAND.GETDIRFILES,
    flags: request.flags | OPT.ENCRYPT | OPT.ENCFILE,
    body,
  })
}

/** What takes the answer as it comes: all of it is one cipher (protocol.md 4.6), records and the words of own peers included. */
export function deciphering({ lock }: FetchJob, consume: FetchStream['consume']): FetchStream['consume'] {
  if (lock === undefined) return consume
  return (bytes) => {
    const { buffer, byteOffset, byteLength } = lock.open(bytes)
    return consume(Buffer.from(buffer, byteOffset, byteLength))
  }
}

/** The longest header that IPMsg for Mac and iptux write. */
const MAX_RECORD = 8_192
const COLON = 0x3a

/** Splits off the header of the one record that is to be the file; hands on what follows. */
export function afterRecord({ size, decodeName }: FetchJob) {
  let head: Buffer | undefined = Buffer.alloc(0)
  return async (bytes: Buffer): Promise<Buffer> => {
    if (head === undefined) return bytes
    head = Buffer.concat([head, bytes])
    const colon = head.subarray(0, 9).indexOf(COLON)
    const digits = head.subarray(0, Math.max(0, colon)).toString('latin1')
    const length = /^[0-9A-Fa-f]{4,8}$/.test(digits) ? Number.parseInt(digits, 16) : 0
    if (colon < 0 && head.length < 9) return Buffer.alloc(0)
    if (length <= colon + 1 || length > MAX_RECORD) throw new Refusal(failed('protocol', 'the answer is no record'))
    if (head.length < length) return Buffer.alloc(0)
    const record = decodeDirRecord(head.subarray(colon + 1, length), decodeName)
    if (!record.ok || (record.value.attributes & 0xff) !== ATTRIBUTE.REGULAR)
      throw new Refusal(failed('protocol', 'the record is no file'))
    if (record.value.size !== size)
      throw new Refusal(failed('changed', 'the file has another size than the one offered'))
    const rest = head.subarray(length)
    head = undefined
    return rest
  }
}

export const streamOf = (job: FetchJob, control: FetchControl) => ({
  peer: job.peer,
  pace: control.pace,
  signal: control.signal,
  localAddress: control.localAddress,
  times: control.times,
})

/** The slowest disk that a sender reads from while it makes sure of what we hold, in bytes a millisecond. */
const SLOW_DISK = 20_000

/** Milliseconds that the sender may need for comparing what we hold. */
export const patienceFor = (held: number): number => Math.ceil(held / SLOW_DISK)
