/** What a download is told and what comes of it, for files and folders alike. */
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { TransferReason } from '../../../shared/model/transfer.ts'
import { encodeFileRequest } from '../../../shared/protocol/index.ts'
import { fileFailure, PartTaken } from '../fs/failure.ts'
import type { Conflict } from '../fs/save.ts'
import type { FetchEnd, FetchTimes } from './fetch-stream.ts'
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
export const localFailure = (error: unknown, signal: AbortSignal): FetchResult =>
  signal.aborted ? { type: 'stopped' } : diskFailure(error)

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

export function requestOf(job: FetchJob, offset: number, extra: readonly string[]): Uint8Array {
  const { kind, packetNo, fileId, request } = job
  return encodeFileRequest({ ...request, kind, packetNo, fileId, offset, extra })
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
