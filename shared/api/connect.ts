/**
 * The view's end of a channel: calls with typed results, the feed, and a copy of the live state kept current from it. A result is parsed
 * like an input: the two sides may differ in age.
 */
import type { z } from 'zod'
import { applyChanges } from '../model/apply-changes.ts'
import type { Change, FeedItem, Snapshot } from '../model/change.ts'
import { err, ok, type Result } from '../result.ts'
import type { Channel } from './channel.ts'
import {
  type ApiError,
  contract,
  type MethodError,
  type MethodInput,
  type MethodName,
  type MethodOutput,
} from './contract.ts'
import { type ClientFrame, HostFrame } from './frame.ts'

export type CallResult<M extends MethodName> = Result<MethodOutput<M>, ApiError<MethodError<M>>>

export interface Client {
  /** Never rejects: a call whose channel closes ends as `disconnected`. */
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<CallResult<M>>
  /** Items from now on; the first listener starts the feed, later ones call `resync` when they need the snapshot. */
  onFeed(listener: (item: FeedItem) => void): () => void
  /** Asks for a snapshot, which arrives as the next item of the feed. */
  resync(): void
  close(): void
  /** Resolves when the channel is closed, by whichever side. */
  readonly closed: Promise<void>
}

type Answer = Extract<HostFrame, { type: 'result' }>['result']

export function connect(channel: Channel): Client {
  const waiting = new Map<number, (answer: Answer) => void>()
  const listeners = new Set<(item: FeedItem) => void>()
  const { promise: closed, resolve: resolveClosed } = Promise.withResolvers<void>()
  let open = true
  let subscribed = channel.isFed === true
  /** What came before anybody listened; undefined from the first listener on. */
  let early: FeedItem[] | undefined = []
  let lastId = 0

  const post = (frame: ClientFrame): void => {
    if (open) channel.post(frame)
  }

  const end = (): void => {
    if (!open) return
    open = false
    for (const settle of waiting.values()) settle(disconnected)
    waiting.clear()
    listeners.clear()
    resolveClosed()
  }

  const resync = (): void => {
    subscribed = true
    post({ type: 'subscribe' })
  }

  channel.onClose(end)
  channel.onMessage((message) => {
    const frame = HostFrame.safeParse(message).data
    if (frame === undefined || !open) return
    if (frame.type === 'feed') {
      early?.push(frame.item)
      for (const listener of [...listeners]) listener(frame.item)
      return
    }
    waiting.get(frame.id)?.(frame.result)
    waiting.delete(frame.id)
  })

  return {
    async call(method, input) {
      const id = ++lastId
      const answer = await new Promise<Answer>((settle) => {
        if (!open) return settle(disconnected)
        waiting.set(id, settle)
        post({ type: 'call', id, method, input })
      })
      return typed(method, answer)
    },
    onFeed(listener) {
      const own = (item: FeedItem): void => listener(item)
      const kept = early ?? []
      early = undefined
      listeners.add(own)
      for (const item of kept) own(item)
      if (!subscribed) resync()
      return () => listeners.delete(own)
    },
    resync,
    close() {
      end()
      channel.close()
    },
    closed,
  }
}

export interface Mirror {
  /** Undefined until the first snapshot has arrived. A new object after each item; the parts that did not change stay the same ones. */
  readonly state: Snapshot | undefined
  close(): void
}

/**
 * Calls back after each item. `origin` is `snapshot` when items may have been missed before it (first connection, gap, new host): what
 * a view holds of the history has to be fetched again then, and `changes` is empty.
 */
export type MirrorListener = (state: Snapshot, changes: readonly Change[], origin: 'snapshot' | 'changes') => void

/** Asks for a snapshot on a gap in the numbers or a new epoch, and waits for it; items that came twice are ignored. */
export function createMirror(client: Client, onChange: MirrorListener): Mirror {
  let current: { readonly epoch: string; readonly seq: number; readonly state: Snapshot } | undefined
  /** A resync was asked for: one is enough however many items come before the snapshot. */
  let waiting = false

  const stop = client.onFeed((item) => {
    if (item.type === 'snapshot') {
      waiting = false
      current = { epoch: item.epoch, seq: item.seq, state: item.snapshot }
      onChange(current.state, [], 'snapshot')
      return
    }
    if (waiting) return
    if (current === undefined || item.epoch !== current.epoch || item.seq > current.seq + 1) {
      waiting = true
      client.resync()
      return
    }
    if (item.seq <= current.seq) return
    current = { epoch: item.epoch, seq: item.seq, state: applyChanges(current.state, item.changes) }
    onChange(current.state, item.changes, 'changes')
  })

  return {
    get state() {
      return current?.state
    },
    close: stop,
  }
}

/** The contract once more, indexed so that the compiler keeps method and output together. */
const outputs: { readonly [M in MethodName]: { readonly output: z.ZodType<MethodOutput<M>> } } = contract

const disconnected: Answer = err({ code: 'disconnected' })

/** An output or a code that this side does not know ends as `internal`. */
function typed<M extends MethodName>(method: M, answer: Answer): CallResult<M> {
  if (answer.ok) {
    const value = outputs[method].output.safeParse(answer.value)
    return value.success ? ok(value.data) : err({ code: 'internal', detail: 'unexpected output' })
  }
  const { code, detail } = answer.error
  const known: readonly MethodError<M>[] = [
    ...contract[method].errors,
    'invalid-input',
    'managed',
    'internal',
    'disconnected',
  ]
  return err({
    code: known.find((candidate) => candidate === code) ?? 'internal',
    ...(detail === undefined ? {} : { detail }),
  })
}
