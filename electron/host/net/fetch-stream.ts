/**
 * Asks a peer's TCP service for bytes and hands them on, block by block, no faster than they are consumed. Knows sockets and time-outs,
 * not what the bytes mean.
 */
import { connect } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import { createBlockPool } from './blocks.ts'

/** Milliseconds. */
export interface FetchTimes {
  readonly connect: number
  readonly idle: number
  readonly leave: number
}

const TIMES: FetchTimes = {
  /** A colleague on the same LAN answers a connection in milliseconds; ten seconds allow for a PC that wakes up. */
  connect: 10_000,
  /** IPMsg's client gives up after 120 s without a byte. */
  idle: 120_000,
  /** How long the peer may take to close after our last word. */
  leave: 2_000,
}
/** Fewer bytes than this in the idle time are silence too: a trickle would hold a download for ever. */
const MIN_PROGRESS = 4096
/** With less room than this the block goes to the consumer, so that a read is never a trickle. */
const MIN_ROOM = 64 * 1024

export type FetchEnd =
  /** The peer closed after the last byte that it wanted to send. Whether these were all is for the consumer to know. */
  | { readonly end: 'closed' }
  /** The consumer has what it wanted. */
  | { readonly end: 'enough' }
  | { readonly end: 'unreachable'; readonly detail: string }
  /** The connection broke or fell silent. */
  | { readonly end: 'broken'; readonly detail: string }
  | { readonly end: 'stopped' }
  /** The consumer threw: the disk, as a rule. */
  | { readonly end: 'failed'; readonly error: unknown }

export interface FetchStream {
  readonly peer: Endpoint
  /** Sent in one piece: IPMsg parses what its first `recv` returns. */
  readonly request: Uint8Array
  /** Takes the bytes in order; the view is valid until the promise resolves. Anything but `more` ends the connection, after a last word. */
  readonly consume: (bytes: Buffer) => Promise<'more' | 'enough' | { readonly lastWord: string }>
  /** Nothing will come: an empty file is fetched only so that its sender knows. */
  readonly expectNothing?: boolean
  /** Milliseconds that the peer needs before its first byte, on top of the idle time. */
  readonly patience?: number
  /** Milliseconds to wait before going on after that many bytes, for a limited rate. */
  readonly pace?: (bytes: number) => Promise<void>
  readonly signal: AbortSignal
  readonly localAddress?: string | undefined
  readonly times?: Partial<FetchTimes> | undefined
}

export function fetchStream(options: FetchStream): Promise<FetchEnd> {
  const { peer, request, consume, patience = 0, pace, signal, localAddress } = options
  const times = { ...TIMES, ...options.times }
  return new Promise((resolve) => {
    const pool = createBlockPool()
    let filling = pool.take() ?? Buffer.alloc(0)
    let filled = 0
    let handed = 0
    /** Bytes since the idle time began anew. */
    let fresh = 0
    let isConsuming = false
    let isPaused = false
    let isConnected = false
    let isLeaving = false
    let isSettled = false
    /** How the connection ended; told when what came before it is consumed. */
    let over: FetchEnd | undefined
    const pieces: { readonly block: Buffer; readonly from: number; readonly to: number; readonly last: boolean }[] = []

    const settle = (result: FetchEnd) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(result)
    }
    const stop = () => settle({ end: 'stopped' })

    /** Starts another wait in place of the one that runs. */
    const wait = (milliseconds: number) => {
      clearTimeout(timer)
      timer = setTimeout(silence, milliseconds)
    }
    const silence = () => {
      if (isLeaving) settle({ end: 'enough' })
      else if (!isConnected) settle({ end: 'unreachable', detail: 'no answer' })
      // While we ourselves hold the stream back, silence is ours.
      else if (isConsuming || isPaused) wait(times.idle)
      else settle({ end: 'broken', detail: fresh === 0 ? 'the peer fell silent' : 'the peer is too slow' })
    }

    /** Ends our side in order, so that the last word is not lost with the connection; whatever else comes is nobody's. */
    const takeLeave = (lastWord: string) => {
      if (socket.destroyed || over?.end === 'broken') return settle({ end: 'enough' })
      isLeaving = true
      wait(times.leave)
      socket.resume()
      socket.end(lastWord)
    }

    /** Queues what the block holds that the consumer has not seen. The kernel goes on writing behind it unless it is the `last` piece. */
    const handOver = (last: boolean) => {
      pieces.push({ block: filling, from: handed, to: filled, last })
      handed = filled
    }

    /** Only where the socket asks for the next buffer right after: it keeps writing into the one that it got. */
    const nextBlock = () => {
      filling = pool.take() ?? Buffer.alloc(0)
      filled = 0
      handed = 0
      // This one may be filled, and then there is none: the socket waits here until one comes back.
      isPaused = pool.free === 0
    }

    const drain = async () => {
      if (isConsuming) return
      isConsuming = true
      try {
        for (let next = pieces.shift(); next !== undefined; next = pieces.shift()) {
          const verdict = await consume(next.block.subarray(next.from, next.to))
          if (isSettled) return
          if (verdict === 'enough') return settle({ end: 'enough' })
          if (verdict !== 'more') return takeLeave(verdict.lastWord)
          await pace?.(next.to - next.from)
          if (isSettled) return
          if (next.last) pool.release(next.block)
          if (pieces.length === 0 && filled > handed) handOver(false)
          if (isPaused && pool.free > 0) {
            isPaused = false
            wait(times.idle)
            socket.resume()
          }
        }
      } catch (error) {
        return settle({ end: 'failed', error })
      } finally {
        isConsuming = false
      }
      if (over !== undefined) settle(over)
    }

    const finish = (end: FetchEnd) => {
      if (isLeaving) return settle({ end: 'enough' })
      over ??= end
      if (filled > handed) handOver(false)
      void drain()
    }

    const socket = connect({
      host: peer.address,
      port: peer.port,
      // Our last word may come after the peer's end.
      allowHalfOpen: true,
      ...(localAddress !== undefined && { localAddress }),
      onread: {
        buffer: () => (isLeaving ? filling : filling.subarray(filled)),
        callback: (bytes) => {
          if (isLeaving) return true
          filled += bytes
          fresh += bytes
          if (fresh >= MIN_PROGRESS) {
            fresh = 0
            wait(times.idle)
          }
          const isFull = filling.length - filled < MIN_ROOM
          // A consumer that has nothing to do gets what there is; a busy one lets the block fill up.
          if (isFull || !isConsuming) handOver(isFull)
          if (isFull) nextBlock()
          void drain()
          return !isPaused
        },
      },
    })
    let timer = setTimeout(silence, times.connect)
    socket.setNoDelay(true)
    socket.once('connect', () => {
      isConnected = true
      wait(times.idle + patience)
      socket.write(request)
      if (options.expectNothing === true) takeLeave('')
    })
    socket.once('error', (error) => {
      if (isConnected) finish({ end: 'broken', detail: error.message })
      else settle({ end: 'unreachable', detail: error.message })
    })
    socket.once('end', () => {
      if (!isLeaving) finish({ end: 'closed' })
    })
    socket.once('close', () => finish({ end: 'broken', detail: 'the connection was closed' }))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
}
