/**
 * Writes a source to a connection no faster than the peer reads, and finds out whether all of it arrived: a write that the kernel took
 * has not been read by anybody.
 */
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Source } from '../fs/file-source.ts'
import { createBlockPool } from './blocks.ts'

/** Milliseconds. */
export interface SendTimes {
  readonly idle: number
  readonly refusal: number
}

export const SEND_TIMES: SendTimes = {
  /** IPMsg's server waits so long without progress: for a block to be taken, and for the peer to close after the last one. */
  idle: 180_000,
  /** A reset from a peer that is gone altogether arrives within this time on any LAN. */
  refusal: 300,
}

export type SendEnd =
  /** The peer took everything and closed in order. */
  | { readonly end: 'sent'; readonly answer: string }
  /** The peer closed or fell silent before the end, or never said that it came to the end. */
  | { readonly end: 'broken'; readonly detail: string }
  /** The source is no longer what was offered, or the disk failed. The connection stays open as long as nothing was written to it. */
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'stopped' }

export interface SendStream {
  /** Opened with allowHalfOpen: the peer's last word comes after our end. */
  readonly socket: Socket
  /** Goes out before the source, once that has given its first bytes. */
  readonly head: Uint8Array | undefined
  readonly source: Source
  /** Goes out after it (the hash), once the source is read. */
  readonly tail: () => Uint8Array | undefined
  /** What becomes of all that is sent, in order; absent: it goes as it is. */
  readonly cipher?: ((bytes: Uint8Array) => Uint8Array) | undefined
  /** Bytes that the kernel has taken, in steps of a block. */
  readonly onSent: (bytes: number) => void
  readonly pace: (bytes: number) => Promise<void>
  /** The most bytes that may be written at once. */
  readonly share: () => number
  readonly signal: AbortSignal
  readonly times: SendTimes
}

/** Longest last word of a peer that is kept. */
const MAX_ANSWER = 64
/** A rate limit that holds up a block for longer than this is kept with smaller ones, so that no peer takes the pauses for silence. */
const LONG_PAUSE = 100
const SMALL_BLOCK = 64 * 1024

export function sendStream({
  socket,
  head,
  source,
  tail,
  cipher = (bytes) => bytes,
  onSent,
  pace,
  share,
  signal,
  times,
}: SendStream): Promise<SendEnd> {
  return new Promise((resolve) => {
    const pool = createBlockPool()
    let isSettled = false
    let isFlushed = false
    let hasPeerEnded = socket.readableEnded
    let blockSize = Number.POSITIVE_INFINITY
    let answer = ''

    const settle = (result: SendEnd) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      if (result.end !== 'failed' || socket.bytesWritten > 0) socket.destroy()
      resolve(result)
    }
    const stop = () => settle({ end: 'stopped' })
    const timer = setTimeout(() => {
      // While we read the disk or hold to a rate, silence is ours.
      if (!isFlushed && socket.writableLength === 0) timer.refresh()
      else settle({ end: 'broken', detail: isFlushed ? 'the peer did not confirm the end' : 'the peer fell silent' })
    }, times.idle)

    socket.on('data', (bytes) => {
      answer = (answer + bytes.toString('latin1')).slice(0, MAX_ANSWER)
    })
    socket.once('end', () => {
      hasPeerEnded = true
      if (isFlushed) settle({ end: 'sent', answer })
    })
    socket.once('error', (error) => settle({ end: 'broken', detail: error.message }))
    socket.once('close', () => settle({ end: 'broken', detail: 'the connection was closed' }))
    // It closed before anybody listened: no event will tell.
    if (socket.destroyed) return settle({ end: 'broken', detail: 'the connection was closed' })
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop)

    /** The kernel has taken all: our side ends, and the peer's end says that it came to the end as well. */
    const flushed = () => {
      isFlushed = true
      timer.refresh()
      if (hasPeerEnded) settle({ end: 'sent', answer })
      else socket.end()
    }

    /** Some clients close their writing side after the request and go on reading; a peer that is gone refuses the first byte. */
    const probe = async (block: Uint8Array): Promise<void> => {
      socket.write(Buffer.from(block.subarray(0, 1)))
      await delay(times.refusal)
    }

    const pump = async () => {
      for (let isFirst = true; ; isFirst = false) {
        const block = await pool.wait()
        if (isSettled) return
        const bytes = await source.read(block.subarray(0, Math.min(blockSize, share())))
        if (isSettled) return
        if (isFirst && head !== undefined) socket.write(cipher(head))
        if (bytes === 0) break
        const sent = cipher(block.subarray(0, bytes))
        const isProbed = isFirst && hasPeerEnded
        if (isProbed) await probe(sent)
        if (isSettled) return
        socket.write(sent.subarray(isProbed ? 1 : 0), (error) => {
          pool.release(block)
          if (error !== undefined && error !== null) return
          timer.refresh()
          onSent(bytes)
        })
        const before = performance.now()
        await pace(bytes)
        if (performance.now() - before > LONG_PAUSE) blockSize = SMALL_BLOCK
      }
      const last = tail()
      socket.write(last === undefined ? new Uint8Array(0) : cipher(last), (error) => {
        if (error === undefined || error === null) flushed()
      })
    }
    pump().catch((error: unknown) => settle({ end: 'failed', error }))
  })
}
