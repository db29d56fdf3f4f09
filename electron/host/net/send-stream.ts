/**
 * Writes a source to a connection no faster than the peer reads, and finds out whether all of it arrived: a write that the kernel took
 * has not been read by anybody.
 */
import type { Socket } from 'node:net'
import type { Source } from '../fs/file-source.ts'
import { createBlockPool } from './blocks.ts'

/** IPMsg's server waits 180 s without progress. */
const IDLE_TIMEOUT = 180_000
/** How long a peer may take to close after the last byte; FeiQ and IPMsg do so at once, own peers answer first. */
const CLOSE_TIMEOUT = 30_000

export type SendEnd =
  /** The peer took everything and closed in order. */
  | { readonly end: 'sent'; readonly answer: string }
  /** The peer closed or fell silent before the end. */
  | { readonly end: 'broken'; readonly detail: string }
  /** The source is no longer what was offered, or the disk failed. */
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'stopped' }

export interface SendStream {
  /** Opened with allowHalfOpen: the peer's last word comes after our end. */
  readonly socket: Socket
  /** Goes out before the source. */
  readonly head: Uint8Array | undefined
  readonly source: Source
  /** Goes out after it (the hash), once the source is read. */
  readonly tail: () => Uint8Array | undefined
  /** Bytes that the kernel has taken, in steps of a block. */
  readonly onSent: (bytes: number) => void
  readonly pace?: (bytes: number) => Promise<void>
  readonly signal: AbortSignal
}

/** A reset from a peer that has closed altogether arrives within this time on any LAN. */
const REFUSAL_TIME = 300

/** Longest last word of a peer that is kept. */
const MAX_ANSWER = 64

export function sendStream({ socket, head, source, tail, onSent, pace, signal }: SendStream): Promise<SendEnd> {
  return new Promise((resolve) => {
    const pool = createBlockPool()
    let settled = false
    let answer = ''
    let finished = false
    let peerEnded = false
    let endedEarly = socket.readableEnded

    const settle = (result: SendEnd) => {
      if (settled) return
      settled = true
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(result)
    }
    const stop = () => settle({ end: 'stopped' })

    socket.on('data', (bytes) => {
      answer = (answer + bytes.toString('latin1')).slice(0, MAX_ANSWER)
    })
    /** The peer has closed his side and the kernel has taken ours: if he is gone altogether, his refusal is on its way. */
    const closing = () => {
      if (!socket.writableFinished || !(peerEnded || socket.readableEnded)) return
      if (finished && !endedEarly) settle({ end: 'sent', answer })
      else setTimeout(() => settle({ end: 'sent', answer }), REFUSAL_TIME)
    }
    socket.once('end', () => {
      peerEnded = true
      // Some clients close their writing side after the request and go on reading.
      endedEarly = !finished
      closing()
    })
    socket.once('finish', closing)
    socket.once('error', (error) => settle({ end: 'broken', detail: error.message }))
    socket.once('close', () => settle({ end: 'broken', detail: 'the connection was closed' }))
    socket.setTimeout(IDLE_TIMEOUT, () =>
      // A peer that took every byte and merely forgets to close has it all.
      settle(
        finished && socket.writableLength === 0
          ? { end: 'sent', answer }
          : { end: 'broken', detail: 'the peer fell silent' },
      ),
    )
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop)

    const pump = async () => {
      if (head !== undefined) socket.write(head)
      for (;;) {
        const block = await pool.wait()
        if (settled) return
        const bytes = await source.read(block)
        if (settled) return
        if (bytes === 0) break
        socket.write(block.subarray(0, bytes), () => {
          pool.release(block)
          onSent(bytes)
        })
        await pace?.(bytes)
      }
      finished = true
      socket.setTimeout(CLOSE_TIMEOUT)
      socket.end(tail() ?? new Uint8Array(0))
    }
    pump().catch((error: unknown) => settle({ end: 'failed', error }))
  })
}
