/**
 * Sends back what comes to a port, for trying whether a way through the network is open: only while the user has it running, and only
 * what the guard lets through (shared/core/console/echo-guard.ts).
 */
import { createSocket } from 'node:dgram'
import { createServer, isIPv6, type Socket } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { EchoListener, Transport } from '../../../shared/model/packet-console.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { errorCode } from '../fs/failure.ts'

export interface EchoOptions {
  readonly transport: Transport
  readonly bind: string
  readonly port: number
  /** Whether this datagram, or a connection from there (`bytes` is empty), is answered. */
  readonly allows: (from: Endpoint, bytes: Uint8Array) => boolean
}

export interface Echo {
  readonly state: EchoListener
  close(): void
}

export type EchoProblem = 'port-in-use' | 'port-denied'

/** Somebody tries a connection or two; more at once want something else. */
const MAX_CONNECTIONS = 4
/** Of one connection; a test of a way through the network needs no more. */
const MAX_CONNECTION_BYTES = 1_048_576
const IDLE = 30_000
const NOTHING = new Uint8Array(0)

export function listenAndEcho(options: EchoOptions): Promise<Result<Echo, EchoProblem>> {
  return options.transport === 'udp' ? echoUdp(options) : echoTcp(options)
}

const problemOf = (error: Error): EchoProblem => (errorCode(error) === 'EADDRINUSE' ? 'port-in-use' : 'port-denied')

function echoUdp({ bind, port, allows }: EchoOptions): Promise<Result<Echo, EchoProblem>> {
  const socket = createSocket(isIPv6(bind) ? 'udp6' : 'udp4')
  const counts = { answered: 0, bytes: 0, refused: 0 }
  return new Promise((settle) => {
    socket.once('error', (error) => {
      socket.close()
      settle(err(problemOf(error)))
    })
    socket.on('message', (content, from) => {
      if (!allows({ address: from.address, port: from.port }, content)) {
        counts.refused += 1
        return
      }
      counts.answered += 1
      counts.bytes += content.length
      // What does not leave is lost, as a datagram may be.
      socket.send(content, from.port, from.address, () => {})
    })
    socket.bind({ address: bind, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      socket.on('error', () => {})
      settle(
        ok({
          get state() {
            return { transport: 'udp' as const, port, ...counts }
          },
          close: () => void socket.close(),
        }),
      )
    })
  })
}

function echoTcp({ bind, port, allows }: EchoOptions): Promise<Result<Echo, EchoProblem>> {
  const counts = { answered: 0, bytes: 0, refused: 0 }
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const { remoteAddress: address = '', remotePort = 0 } = socket
    if (open.size >= MAX_CONNECTIONS || !allows({ address, port: remotePort }, NOTHING)) {
      counts.refused += 1
      socket.destroy()
      return
    }
    counts.answered += 1
    open.add(socket)
    let bytes = 0
    socket.setTimeout(IDLE, () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    socket.on('end', () => socket.end())
    socket.on('data', (content) => {
      bytes += content.length
      if (bytes > MAX_CONNECTION_BYTES) return void socket.destroy()
      counts.bytes += content.length
      if (socket.write(content)) return
      // Who does not read is not read from.
      socket.pause()
      socket.once('drain', () => socket.resume())
    })
  })
  return new Promise((settle) => {
    server.once('error', (error) => settle(err(problemOf(error))))
    server.listen({ host: bind, port, exclusive: true }, () => {
      server.removeAllListeners('error')
      server.on('error', () => {})
      settle(
        ok({
          get state() {
            return { transport: 'tcp' as const, port, ...counts }
          },
          close() {
            server.close()
            for (const socket of open) socket.destroy()
          },
        }),
      )
    })
  })
}
