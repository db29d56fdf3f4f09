/**
 * Asks a peer's TCP service for bytes and hands them on, block by block, no faster than they are consumed. Knows sockets and time-outs,
 * not what the bytes mean.
 */
import { connect } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import { createBlockPool } from './blocks.ts'

/** A colleague on the same LAN answers a connection in milliseconds; ten seconds allow for a PC that wakes up. */
const CONNECT_TIMEOUT = 10_000
/** IPMsg's client gives up after 120 s without a byte. */
const IDLE_TIMEOUT = 120_000
/** How long the peer may take to close after our last word. */
const LEAVE_TIMEOUT = 2_000
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
  /** Milliseconds to wait before going on after that many bytes, for a limited rate. */
  readonly pace?: (bytes: number) => Promise<void>
  readonly signal: AbortSignal
  readonly localAddress?: string | undefined
}

export function fetchStream(options: FetchStream): Promise<FetchEnd> {
  const { peer, request, consume, pace, signal, localAddress } = options
  return new Promise((resolve) => {
    const pool = createBlockPool()
    let filling = pool.take() ?? Buffer.alloc(0)
    let filled = 0
    let handed = 0
    let consuming = false
    let paused = false
    let connected = false
    let ended = false
    let settled = false
    let leaving = false
    const pieces: { readonly block: Buffer; readonly from: number; readonly to: number; readonly last: boolean }[] = []

    const settle = (result: FetchEnd) => {
      if (settled) return
      settled = true
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(result)
    }
    const stop = () => settle({ end: 'stopped' })

    /** Ends our side in order, so that the last word is not lost with the connection. */
    const takeLeave = (lastWord: string | undefined) => {
      if (socket.destroyed) return settle({ end: 'enough' })
      leaving = true
      socket.setTimeout(LEAVE_TIMEOUT)
      socket.resume()
      socket.end(lastWord ?? '')
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
      paused = pool.free === 0
    }

    const drain = async () => {
      if (consuming) return
      consuming = true
      try {
        for (let next = pieces.shift(); next !== undefined; next = pieces.shift()) {
          const verdict = await consume(next.block.subarray(next.from, next.to))
          if (verdict === 'enough') return settle({ end: 'enough' })
          if (verdict !== 'more') return takeLeave(verdict.lastWord)
          await pace?.(next.to - next.from)
          if (settled) return
          if (next.last) pool.release(next.block)
          if (pieces.length === 0 && filled > handed) handOver(false)
          if (paused && pool.free > 0) {
            paused = false
            socket.resume()
          }
        }
      } catch (error) {
        return settle({ end: 'failed', error })
      } finally {
        consuming = false
      }
      if (ended) settle({ end: 'closed' })
    }

    const socket = connect({
      host: peer.address,
      port: peer.port,
      // Our last word may come after the peer's end.
      allowHalfOpen: true,
      ...(localAddress !== undefined && { localAddress }),
      onread: {
        buffer: () => filling.subarray(filled),
        callback: (bytes) => {
          filled += bytes
          // What comes after our last word is nobody's.
          if (leaving) {
            filled -= bytes
            return true
          }
          const isFull = filling.length - filled < MIN_ROOM
          // A consumer that has nothing to do gets what there is; a busy one lets the block fill up.
          if (isFull || !consuming) handOver(isFull)
          if (isFull) nextBlock()
          void drain()
          return !paused
        },
      },
    })
    socket.setNoDelay(true)
    socket.setTimeout(CONNECT_TIMEOUT)
    socket.once('connect', () => {
      connected = true
      socket.setTimeout(IDLE_TIMEOUT)
      socket.write(request)
      if (options.expectNothing === true) takeLeave(undefined)
    })
    socket.on('timeout', () => {
      if (leaving) return settle({ end: 'enough' })
      if (!connected) settle({ end: 'unreachable', detail: 'no answer' })
      // While we ourselves hold the stream back, silence is ours.
      else if (!consuming) settle({ end: 'broken', detail: 'the peer fell silent' })
    })
    socket.once('error', (error) => {
      settle({ end: connected ? 'broken' : 'unreachable', detail: error.message })
    })
    socket.once('end', () => {
      ended = true
      if (leaving) return
      if (filled > handed) handOver(true)
      void drain()
    })
    socket.once('close', () => {
      if (leaving) settle({ end: 'enough' })
      else if (!ended) settle({ end: 'broken', detail: 'the connection was closed' })
    })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
}
