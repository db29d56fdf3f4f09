/**
 * One question between own peers on one TCP connection (shared/protocol/own/frame.ts), from either end: reads and writes whole frames, for
 * a bounded time, and knows neither keys nor what is asked.
 */
import { randomBytes } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import {
  encodeFrame,
  encodeGreeting,
  type OwnFrame,
  type Taken,
  takeFrame,
  takeGreeting,
} from '../../../shared/protocol/index.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { errorCode } from '../fs/failure.ts'

/** Both are 32 hex digits. */
export interface Nonces {
  readonly asker: string
  readonly asked: string
}

/** Milliseconds for all of it: a connection doctor at the other end tries to connect back for some seconds before it answers. */
const PATIENCE = 12_000
/** Somebody on the same LAN accepts within a few milliseconds; a lost packet is sent again after one second, and after three. */
const CONNECT_PATIENCE = 4_000
/** Questions of all others at once, and of one address: each holds one frame. */
const MAX_ASKERS = 32
const MAX_ASKERS_PER_ADDRESS = 4

export interface OwnServerOptions {
  /** The answer to a frame, or undefined where there is none for him: then the connection is closed without a word. */
  readonly answer: (frame: OwnFrame, nonces: Nonces, address: string) => Promise<OwnFrame | undefined>
  /** What came is no question that is believed, or one too many (`flood`). */
  readonly drop: (address: string, reason: 'not-believed' | 'flood') => void
  /** Whether two addresses can be one computer's: it has as many of IPv6 as it likes. */
  readonly isSameSource: (a: string, b: string) => boolean
  /** A bug of ours. */
  readonly report: (error: unknown) => void
}

/** For a connection that began with `first`. */
export function createOwnServer({ answer, drop, isSameSource, report }: OwnServerOptions) {
  const askers = new Map<Socket, string>()

  async function converse(socket: Socket, first: Uint8Array, address: string): Promise<boolean> {
    const parts = partsOf(socket, first)
    const asker = await parts.next(takeGreeting)
    if (asker === undefined) return false
    const nonces = { asker, asked: newNonce() }
    socket.write(encodeGreeting(nonces.asked))
    const frame = await parts.next(takeFrame)
    const answered = frame && (await answer(frame, nonces, address))
    if (answered === undefined) return false
    socket.end(encodeFrame(answered))
    return true
  }

  return (socket: Socket, first: Uint8Array, address: string): void => {
    const same = [...askers.values()].filter((other) => isSameSource(other, address)).length
    if (askers.size >= MAX_ASKERS || same >= MAX_ASKERS_PER_ADDRESS) {
      drop(address, 'flood')
      return void socket.destroy()
    }
    askers.set(socket, address)
    const giveUp = setTimeout(() => socket.destroy(), PATIENCE)
    socket.once('close', () => {
      clearTimeout(giveUp)
      askers.delete(socket)
    })
    void converse(socket, first, address).then(
      (isAnswered) => {
        if (isAnswered) return
        drop(address, 'not-believed')
        socket.destroy()
      },
      (error: unknown) => {
        report(error)
        socket.destroy()
      },
    )
  }
}

/** `refused`: the computer is there, and no program listens. `silent`: nobody accepted. `no-answer`: he hung up, or said nothing of use. */
export type AskProblem = 'refused' | 'silent' | 'no-answer'

export interface Answered {
  readonly frame: OwnFrame
  readonly nonces: Nonces
}

export function askOwn(
  to: Endpoint,
  from: string | undefined,
  request: (nonces: Nonces) => Promise<OwnFrame | undefined>,
  signal: AbortSignal,
): Promise<Result<Answered, AskProblem>> {
  const socket = createConnection({
    ...{ host: to.address, port: to.port },
    ...(from !== undefined && { localAddress: from }),
  })
  socket.setNoDelay(true)
  const end = (): void => void socket.destroy()
  const giveUp = setTimeout(end, PATIENCE)
  const giveUpConnecting = setTimeout(end, CONNECT_PATIENCE)
  signal.addEventListener('abort', end)
  const connected = new Promise<'open' | AskProblem>((resolve) => {
    socket.once('connect', () => resolve('open'))
    socket.on('error', (error) => resolve(errorCode(error) === 'ECONNREFUSED' ? 'refused' : 'silent'))
    socket.once('close', () => resolve('silent'))
  })

  async function converse(): Promise<Result<Answered, AskProblem>> {
    const outcome = await connected
    clearTimeout(giveUpConnecting)
    if (outcome !== 'open') return err(outcome)
    const parts = partsOf(socket)
    const asker = newNonce()
    socket.write(encodeGreeting(asker))
    const asked = await parts.next(takeGreeting)
    if (asked === undefined) return err('no-answer')
    const nonces = { asker, asked }
    const question = await request(nonces)
    if (question === undefined) return err('no-answer')
    socket.write(encodeFrame(question))
    const frame = await parts.next(takeFrame)
    return frame === undefined ? err('no-answer') : ok({ frame, nonces })
  }

  return converse().finally(() => {
    clearTimeout(giveUp)
    clearTimeout(giveUpConnecting)
    signal.removeEventListener('abort', end)
    socket.destroy()
  })
}

const newNonce = (): string => randomBytes(16).toString('hex')

/** What comes, part by part; the socket is read only while one is awaited, so it can't fill our memory. */
function partsOf(socket: Socket, first: Uint8Array = new Uint8Array(0)) {
  let held = Buffer.from(first)
  socket.pause()

  /** Undefined when the connection ends before, or what came is no such part. */
  const next = <T>(take: (bytes: Uint8Array) => Taken<T>): Promise<T | undefined> =>
    new Promise((resolve) => {
      const settle = (value: T | undefined): void => {
        socket.pause()
        for (const event of ['end', 'close']) socket.off(event, gone)
        socket.off('data', more)
        resolve(value)
      }
      const look = (): boolean => {
        const taken = take(held)
        if (taken === 'more') return false
        if (taken.ok) held = held.subarray(taken.value.length)
        settle(taken.ok ? taken.value.value : undefined)
        return true
      }
      const more = (bytes: Buffer): void => {
        held = Buffer.concat([held, bytes])
        look()
      }
      const gone = (): void => settle(undefined)
      if (look()) return
      if (socket.destroyed) return settle(undefined)
      socket.on('data', more)
      socket.once('end', gone)
      socket.once('close', gone)
      socket.resume()
    })
  return { next }
}
