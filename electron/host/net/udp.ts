/**
 * One UDP socket: moves bytes, knows no meaning. Whatever the network says about a single packet (an ICMP answer, a missing route, a
 * firewall) is counted and survived (protocol.md 1.8, 11.1 no. 22); only an error of the socket itself ends it, through `onFailure`.
 */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { Network } from '../../../shared/model/state.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Datagram } from '../inbox.ts'

export type BindReason = Extract<Network, { state: 'failed' }>['reason']

export interface BindProblem {
  readonly reason: BindReason
  /** The system's own words. */
  readonly detail: string
}

export interface UdpHandlers {
  onDatagram(datagram: Datagram): void
  /** A packet did not leave, or the network answered that it did not arrive; `code` is the system's, e.g. `ENETUNREACH`. */
  onPacketError(code: string): void
  /** The socket is closed after an error of its own. */
  onFailure(detail: string): void
}

export interface Udp {
  send(to: Endpoint, bytes: Uint8Array): void
  /** The same through the interface that has this address, `::%eth0` for IPv6: for multicast, which has no route of its own. */
  sendThrough(address: string, to: Endpoint, bytes: Uint8Array): void
  /** Hears what is sent to that multicast group through the interface that has this address; the system's code when it can't. */
  join(group: string, address: string): string | undefined
  /** Resolves when what was sent has left, or could not. */
  close(): Promise<void>
}

/** A burst of an office that greets at once; the kernel grants as much of it as it allows (`net.core.rmem_max`). */
const RECEIVE_BUFFER = 4_194_304
const SEND_BUFFER = 1_048_576
/** Packets given to the system that it has not taken yet: beyond this the network is down and they would only grow old. */
const MAX_UNSENT = 4_096
/** Goodbyes are sent at once or not at all. */
const CLOSE_WAIT = 500

/** What the system reports through a receiving socket about a packet sent earlier. `ECONNRESET` is Windows' name for a closed port. */
const ABOUT_ONE_PACKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EPERM',
  'EACCES',
  'EMSGSIZE',
  'ENOBUFS',
  'EPROTO',
])

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function bindReason(code: string): BindReason {
  switch (code) {
    case 'EADDRINUSE':
      return 'port-in-use'
    case 'EACCES':
    case 'EPERM':
      return 'port-denied'
    case 'EADDRNOTAVAIL':
      return 'address-missing'
    default:
      return 'other'
  }
}

/** As many routers as IPMsg lets its multicast to a site pass. */
const HOP_LIMIT = 32

/**
 * Opens the socket: for IPv6 alone when the address is one. The port is not shared, unless asked for: a second messenger on this computer is noticed instead of stealing every
 * other packet.
 */
export function openUdp(
  address: string,
  port: number,
  handlers: UdpHandlers,
  { shared = false }: { readonly shared?: boolean } = {},
): Promise<Result<Udp, BindProblem>> {
  return new Promise((resolve) => {
    // Addresses are literals here; a resolver would be asked for each packet otherwise.
    const family = isIPv6(address) ? 6 : 4
    const socket = createSocket({
      type: `udp${family}`,
      reuseAddr: shared,
      ipv6Only: family === 6,
      lookup: (host, _options, done) => done(null, host, family),
    })
    const failBind = (error: unknown): void => {
      socket.close()
      resolve(err({ reason: bindReason(codeOf(error)), detail: wordsOf(error) }))
    }
    socket.once('error', failBind)
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', failBind)
      const udp = running(socket, handlers)
      tune(socket, family)
      resolve(ok(udp))
    })
  })
}

function running(socket: Socket, handlers: UdpHandlers): Udp {
  let open = true
  let unsent = 0
  let drained: (() => void) | undefined

  socket.on('message', (content, from) => {
    // A plain view, not a Buffer: Buffer.slice shares memory where Uint8Array.slice copies.
    const bytes = new Uint8Array(content.buffer, content.byteOffset, content.length)
    handlers.onDatagram({ from: { address: from.address, port: from.port }, bytes })
  })
  socket.on('error', (error) => {
    if (ABOUT_ONE_PACKET.has(codeOf(error))) {
      handlers.onPacketError(codeOf(error))
      return
    }
    if (!open) return
    open = false
    socket.close()
    handlers.onFailure(wordsOf(error))
  })

  function send(to: Endpoint, bytes: Uint8Array): void {
    if (!open) return
    if (unsent >= MAX_UNSENT) {
      handlers.onPacketError('UNSENT')
      return
    }
    unsent += 1
    const done = (error: Error | null): void => {
      unsent -= 1
      if (error !== null) handlers.onPacketError(codeOf(error))
      if (unsent === 0) drained?.()
    }
    try {
      socket.send(bytes, to.port, to.address, done)
    } catch (error) {
      // Node refuses some destinations itself (port 0 of a forged packet) by throwing.
      unsent -= 1
      handlers.onPacketError(codeOf(error))
    }
  }

  return {
    send,
    sendThrough(address, to, bytes) {
      if (!open) return
      try {
        socket.setMulticastInterface(address)
      } catch (error) {
        handlers.onPacketError(codeOf(error))
        return
      }
      // Given to the system within this call: the next one may choose another interface.
      send(to, bytes)
    },
    join(group, address) {
      try {
        socket.addMembership(group, address)
        return undefined
      } catch (error) {
        return codeOf(error)
      }
    },
    async close() {
      if (!open) return
      open = false
      if (unsent > 0) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          drained = resolve
          timer = setTimeout(resolve, CLOSE_WAIT)
        })
        clearTimeout(timer)
      }
      await new Promise<void>((resolve) => socket.close(() => resolve()))
    },
  }
}

function tune(socket: Socket, family: 4 | 6): void {
  if (family === 4) socket.setBroadcast(true)
  else socket.setMulticastTTL(HOP_LIMIT)
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER)
    socket.setSendBufferSize(SEND_BUFFER)
  } catch {
    // Some systems refuse more than their limit instead of granting the limit; the default works.
  }
}
