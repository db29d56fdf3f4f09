/**
 * Bytes that the user sends by hand, from a socket of their own: nothing of it reaches the messenger's sockets, and only the address that
 * was written to is heard. Nothing is ever answered here.
 */
import { createSocket } from 'node:dgram'
import { createConnection, isIPv6 } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { Transport } from '../../../shared/model/packet-console.ts'
import { errorCode } from '../fs/failure.ts'
import { ANY_ADDRESS } from './interfaces.ts'

export interface ExchangeOptions {
  readonly transport: Transport
  readonly to: Endpoint
  /** The address that the program is bound to. */
  readonly bind: string
  readonly bytes: Uint8Array
  readonly onAnswer: (bytes: Uint8Array) => void
  /** Once; undefined when nothing went wrong, else the system's code. Not after `stop`. */
  readonly onEnd: (code: string | undefined) => void
}

/** How long answers are waited for after the last thing that happened. Milliseconds. */
const PATIENCE = 10_000
/** Connections of a local network are there in a moment, or something drops them. */
const CONNECT_PATIENCE = 5_000
/** Somebody who sends without end is not shown without end. */
const MAX_ANSWERS = 64
const MAX_ANSWER_BYTES = 262_144

/** Returns a function that ends it. */
export function exchange(options: ExchangeOptions): () => void {
  const { onAnswer, onEnd, transport } = options
  let ended = false
  let answers = 0
  let bytes = 0
  let timer: NodeJS.Timeout | undefined
  const end = (code?: string): void => {
    if (stop()) onEnd(code)
  }
  const stop = (): boolean => {
    if (ended) return false
    ended = true
    clearTimeout(timer)
    close()
    return true
  }
  const wait = (patience: number, code?: string): void => {
    clearTimeout(timer)
    timer = setTimeout(() => end(code), patience)
  }
  const answered = (content: Uint8Array): void => {
    if (ended) return
    answers += 1
    bytes += content.length
    onAnswer(new Uint8Array(content))
    if (answers >= MAX_ANSWERS || bytes >= MAX_ANSWER_BYTES) end()
    else wait(PATIENCE)
  }
  const close = transport === 'udp' ? overUdp(options, answered, end, wait) : overTcp(options, answered, end, wait)
  return stop
}

type Answered = (content: Uint8Array) => void
type End = (code?: string) => void
type Wait = (patience: number, code?: string) => void

const codeOf = (error: Error): string => errorCode(error) ?? 'ERROR'
/** Undefined: the system chooses. */
const ownAddress = (bind: string, to: Endpoint): string | undefined =>
  bind === ANY_ADDRESS || isIPv6(bind) !== isIPv6(to.address) ? undefined : bind

function overUdp({ to, bind, bytes }: ExchangeOptions, answered: Answered, end: End, wait: Wait): () => void {
  const socket = createSocket(isIPv6(to.address) ? 'udp6' : 'udp4')
  let open = true
  socket.on('error', (error) => end(codeOf(error)))
  socket.on('message', answered)
  // Connected: the system then tells when nobody listens there, and gives us nothing of others.
  socket.bind({ address: ownAddress(bind, to), port: 0, exclusive: true }, () => {
    if (!open) return
    socket.connect(to.port, to.address, (error?: Error) => {
      if (!open) return
      if (error) return end(codeOf(error))
      socket.send(bytes, (failed) => failed !== null && end(codeOf(failed)))
    })
  })
  wait(PATIENCE)
  return () => {
    open = false
    socket.close()
  }
}

function overTcp({ to, bind, bytes }: ExchangeOptions, answered: Answered, end: End, wait: Wait): () => void {
  const localAddress = ownAddress(bind, to)
  const socket = createConnection({
    host: to.address,
    port: to.port,
    ...(localAddress !== undefined && { localAddress }),
  })
  socket.on('error', (error) => end(codeOf(error)))
  socket.on('data', answered)
  socket.on('close', () => end())
  socket.once('connect', () => {
    wait(PATIENCE)
    socket.write(bytes)
  })
  wait(CONNECT_PATIENCE, 'ETIMEDOUT')
  return () => socket.destroy()
}
