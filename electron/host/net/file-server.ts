/**
 * The TCP side of our offers (protocol.md 4.3): reads one request a connection, asks who may have what, and sends it. A stranger costs
 * a bounded number of sockets for a bounded time; whatever he sends, the answer is the offered bytes or a closed connection.
 */
import type { Socket } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import {
  ATTRIBUTE,
  createFileRequestReader,
  encodeDirRecord,
  type FileRequest,
  type LockedRequest,
  OWN_MARK,
  type PublicKey,
} from '../../../shared/protocol/index.ts'
import { errorCode } from '../fs/failure.ts'
import { SourceChanged } from '../fs/file-source.ts'
import { listenTcp, type TcpPort } from './listen-tcp.ts'
import { openServed } from './open-served.ts'
import {
  BAD,
  DIGEST_BYTES,
  formatOwnAnswer,
  KEPT,
  type OwnRequest,
  type OwnStatus,
  parseOwnRequest,
  tailOf,
} from './own-transfer.ts'
import { SEND_TIMES, type SendTimes, sendStream } from './send-stream.ts'
import { createTurns } from './turns.ts'

/** What a request may have. */
export interface Served {
  readonly id: string
  readonly kind: 'file' | 'folder'
  readonly path: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970, as the file system gave it when the file was offered. */
  readonly modified: number
  /** A name as the receiver's program wants it. */
  readonly encodeName: (name: string) => Uint8Array
}

/** How a request came and how it is to be answered (protocol.md 4.6). */
export interface RequestLock {
  /** Decimal, as its header says. */
  readonly requestNo: string
  isSignedWith(key: PublicKey): boolean
  /** Undefined: the answer is wanted in clear. */
  readonly body: { readonly key: Uint8Array; readonly cipher: (bytes: Uint8Array) => Uint8Array } | undefined
}

export interface Asked {
  readonly request: FileRequest
  readonly lock?: RequestLock | undefined
}

export type ServeEvent =
  | { readonly id: string; readonly type: 'started'; readonly from: number; readonly encrypted?: true }
  | { readonly id: string; readonly type: 'progress'; readonly done: number }
  /** The receiver has all of it. */
  | { readonly id: string; readonly type: 'sent' }
  | { readonly id: string; readonly type: 'interrupted'; readonly detail: string }
  | { readonly id: string; readonly type: 'failed'; readonly reason: 'changed' | 'other'; readonly detail: string }

export interface FileServerOptions {
  /** Who asks for what, from which address: the answer, or why not. */
  readonly authorize: (
    request: FileRequest,
    address: string,
    lock: RequestLock | undefined,
  ) => Served | 'denied' | 'withdrawn' | 'busy'
  /** What an encrypted request asks for; undefined for one that is none, whatever is wrong with it. Absent: all of them are refused. */
  readonly unlock?: (request: LockedRequest, address: string) => Promise<Asked | undefined>
  /** Takes over a connection that begins as those of own peers who ask something (net/own-exchange.ts). Absent: refused like all that is no request. */
  readonly own?: (socket: Socket, first: Uint8Array, address: string) => void
  /** The first bytes of every connection, for whoever looks at what comes. */
  readonly heard?: (from: Endpoint, first: Uint8Array) => void
  /** Whether connections to that address of ours are taken at all. */
  readonly admits?: (own: string) => boolean
  readonly report: (event: ServeEvent) => void
  readonly pace: (bytes: number) => Promise<void>
  /** A connection that was no valid request. */
  readonly drop: (address: string) => void
  readonly times?: Partial<ServeTimes>
}

export interface FileServer {
  /** Resolves with the error's code where the port can't be had. */
  listen(address: string, port: number): Promise<string | undefined>
  /** Breaks off what is being sent of that offer. */
  stop(id: string): void
  /** Takes nobody new; who is being served gets all of it. Resolves when the last one has. */
  retire(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds. */
export interface ServeTimes extends SendTimes {
  readonly request: number
  readonly requestIdle: number
}

const TIMES: ServeTimes = {
  ...SEND_TIMES,
  /** IPMsg for Mac waits so long for a request. */
  request: 30_000,
  /** Clients that end their request with nothing at all are answered after this silence. */
  requestIdle: 200,
}

/** Forty colleagues fetch an installer at once; each transfer holds three blocks and one file. */
const MAX_ACTIVE = 64
/** More at once make no transfer to one computer any faster. */
const MAX_ACTIVE_PER_ADDRESS = 8
/** What all transfers together write in one turn of the loop, a few milliseconds: nothing else gets its turn meanwhile. */
const WRITTEN_PER_TURN = 4 * 1024 * 1024
/** iptux opens a connection for each file of an offer at the same time, and its datagrams hold about so many; the rest of them wait. */
const MAX_PER_ADDRESS = 128
/** No request for a file begins with it (shared/protocol/own/frame.ts). */
const OWN_FIRST = OWN_MARK.charCodeAt(0)
/** Connections in all, those that wait for their turn included. */
const MAX_CONNECTIONS = 512

export function createFileServer(options: FileServerOptions): FileServer {
  const times = { ...TIMES, ...options.times }
  const active = new Map<Socket, { readonly id: string; readonly abort: AbortController }>()
  const sockets = new Map<Socket, string>()
  /** Connections that have not asked for anything yet, the oldest first. */
  const silent = new Set<Socket>()
  const turns = createTurns({ all: MAX_ACTIVE, each: MAX_ACTIVE_PER_ADDRESS })
  let server: TcpPort | undefined

  const countOf = (address: string): number => [...sockets.values()].filter((one) => one === address).length

  /** A crowd of strangers who ask for nothing keeps nobody out: who was silent longest makes room. */
  function makeRoom(): boolean {
    if (sockets.size < MAX_CONNECTIONS) return true
    const [oldest] = silent
    if (oldest === undefined) return false
    forget(oldest)
    oldest.destroy()
    return true
  }

  function forget(socket: Socket): void {
    sockets.delete(socket)
    silent.delete(socket)
  }

  function accept(socket: Socket): void {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const isAdmitted = options.admits?.(socket.localAddress ?? '') ?? true
    if (!isAdmitted || countOf(address) >= MAX_PER_ADDRESS || !makeRoom()) {
      options.drop(address)
      return void socket.destroy()
    }
    sockets.set(socket, address)
    silent.add(socket)
    socket.once('close', () => forget(socket))
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    readRequest(socket, address)
  }

  function readRequest(socket: Socket, address: string): void {
    const reader = createFileRequestReader()
    const giveUp = setTimeout(() => socket.destroy(), times.request)
    let idle: NodeJS.Timeout | undefined
    const finish = (answer: ReturnType<typeof reader.push>) => {
      clearTimeout(idle)
      if (answer === 'more') {
        idle = setTimeout(() => finish(reader.idle()), times.requestIdle)
        return
      }
      clearTimeout(giveUp)
      silent.delete(socket)
      socket.removeAllListeners('data')
      socket.removeAllListeners('end')
      if (answer.ok) void take(socket, answer.value, address).catch(() => socket.destroy())
      else refuse(socket, address)
    }
    socket.once('data', (first) => {
      options.heard?.({ address, port: socket.remotePort ?? 0 }, first)
      if (options.own !== undefined && first[0] === OWN_FIRST) {
        clearTimeout(giveUp)
        silent.delete(socket)
        socket.removeAllListeners('end')
        return options.own(socket, first, address)
      }
      socket.on('data', (bytes) => finish(reader.push(bytes)))
      finish(reader.push(first))
    })
    socket.once('end', () => finish(reader.end()))
    socket.once('close', () => {
      clearTimeout(giveUp)
      clearTimeout(idle)
    })
  }

  function refuse(socket: Socket, address: string): void {
    options.drop(address)
    socket.destroy()
  }

  async function take(socket: Socket, request: FileRequest | LockedRequest, address: string): Promise<void> {
    if (!('locked' in request)) return serve(socket, { request }, address)
    // Whatever is wrong with it, its sender sees the same.
    const asked = await options.unlock?.(request, address)
    if (socket.destroyed) return
    if (asked === undefined) return refuse(socket, address)
    return serve(socket, asked, address)
  }

  async function serve(socket: Socket, asked: Asked, address: string): Promise<void> {
    const { request, lock } = asked
    const own = parseOwnRequest(request.extra)
    const refuse = (status: OwnStatus) => {
      if (own === undefined) return void socket.destroy()
      const answer = formatOwnAnswer({ status, size: 0, offset: 0, records: 0 })
      socket.end(lock?.body === undefined ? answer : lock.body.cipher(answer), () => socket.destroySoon())
    }
    const served = options.authorize(request, address, lock)
    if (typeof served === 'string') {
      options.drop(address)
      return refuse(served)
    }
    if (served.kind !== request.kind && !isRecord(served, asked)) return refuse('denied')
    const abort = new AbortController()
    const gone = new AbortController()
    socket.once('close', () => gone.abort())
    active.set(socket, { id: served.id, abort })
    await turns.take(address)
    try {
      if (!socket.destroyed) await send(socket, served, asked, own, abort.signal, gone.signal)
    } catch (error) {
      const isStopped = error instanceof DOMException && error.name === 'AbortError'
      if (!isStopped) options.report({ id: served.id, ...sourceFailure(error) })
      refuse('changed')
    } finally {
      active.delete(socket)
      turns.giveBack(address)
    }
  }

  async function send(
    socket: Socket,
    served: Served,
    asked: Asked,
    own: OwnRequest | undefined,
    signal: AbortSignal,
    gone: AbortSignal,
  ): Promise<void> {
    const { id, size } = served
    const body = asked.lock?.body
    const hashed = own?.hashed === true
    // A receiver that is gone needs no hash of what it held.
    const { source, offset, records } = await openServed(served, asked.request, own, AbortSignal.any([signal, gone]))
    let done = served.kind === 'file' ? offset : 0
    try {
      options.report({ id, type: 'started', from: done, ...(body !== undefined && { encrypted: true }) })
      const end = await sendStream({
        socket,
        head: own !== undefined ? formatOwnAnswer({ status: 'ok', size, offset, records }) : headOf(served, asked),
        source,
        tail() {
          const digest = hashed ? source.digest() : undefined
          return digest === undefined ? undefined : tailOf(digest, body?.key).subarray(0, DIGEST_BYTES)
        },
        cipher: body?.cipher,
        onSent: (bytes) => {
          done += bytes
          options.report({ id, type: 'progress', done: Math.min(done, size) })
        },
        pace: options.pace,
        share: () => WRITTEN_PER_TURN / turns.all,
        signal,
        times,
      })
      if (end.end === 'failed') throw end.error
      if (end.end === 'broken') options.report({ id, type: 'interrupted', detail: end.detail })
      if (end.end !== 'sent') return
      if (own === undefined || end.answer === KEPT) options.report({ id, type: 'sent' })
      else
        options.report({
          id,
          type: 'interrupted',
          detail: end.answer === BAD ? 'the hash differed' : 'no confirmation',
        })
    } finally {
      await source.close().catch(() => undefined)
    }
  }

  return {
    async listen(address, port) {
      const opened = await listenTcp(address, port, accept)
      if (!opened.ok) return opened.error
      server = opened.value
      return undefined
    },
    stop(id) {
      for (const one of active.values()) if (one.id === id) one.abort.abort()
    },
    async retire() {
      const retiring = server
      server = undefined
      await retiring?.close()
    },
    async close() {
      for (const socket of sockets.keys()) socket.destroy()
      const closing = server
      server = undefined
      await closing?.close()
    },
  }
}

const sourceFailure = (
  error: unknown,
): { readonly type: 'failed'; readonly reason: 'changed' | 'other'; readonly detail: string } => ({
  type: 'failed',
  reason: error instanceof SourceChanged || GONE.has(errorCode(error) ?? '') ? 'changed' : 'other',
  detail: error instanceof Error ? error.message : String(error),
})

/** What the disk says where something was removed, or replaced by something of another kind. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

/** IPMsg asks for single files as for folders in its encrypted requests (protocol.md 4.6): one record, and nothing behind it. */
const isRecord = ({ kind }: Served, { request, lock }: Asked): boolean =>
  lock !== undefined && kind === 'file' && request.kind === 'folder'

function headOf(served: Served, asked: Asked): Uint8Array | undefined {
  if (!isRecord(served, asked)) return undefined
  const { name, size, encodeName } = served
  const modified = Math.max(0, Math.floor(served.modified / 1_000))
  return encodeDirRecord({ name, size, attributes: ATTRIBUTE.REGULAR, modified, created: modified }, encodeName)
}
