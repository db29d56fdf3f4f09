/**
 * IPv6 beside the IPv4 socket, on the same port: IPMsg's groups heard on every interface that has it and said into each (protocol.md 1.8).
 * A computer without IPv6 has no such socket, and nothing else is different there.
 */
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { Datagram } from '../inbox.ts'
import type { Log } from '../log.ts'
import { type Interface, IPV6_GROUPS } from './interfaces.ts'
import { openUdp, type Udp } from './udp.ts'

export interface Ipv6 {
  /** After each look at the interfaces: joins on those that are new. Resolves when the socket is open, or could not be opened. */
  follow(used: readonly Interface[]): Promise<void>
  /** To one computer, or to a group through every interface. */
  send(to: Endpoint, bytes: Uint8Array): void
  close(): Promise<void>
}

export const isIpv6 = ({ address }: Endpoint): boolean => address.includes(':')
const isGroup = (address: string): boolean => /^ff/i.test(address)

export interface Ipv6Handlers {
  onDatagram(datagram: Datagram): void
  onPacketError(code: string): void
}

/** Without IPv6, or while its port is taken, IPv4 does everything; both may change, so `follow` tries again. */
export function createIpv6(port: number, log: Log, handlers: Ipv6Handlers): Ipv6 {
  let socket: Udp | undefined
  let opening: Promise<void> | undefined
  let closed = false
  let used: readonly string[] = []
  const joined = new Set<string>()

  async function open(): Promise<void> {
    const onFailure = (detail: string): void => {
      log.write('warning', `the IPv6 socket failed: ${detail}`)
      socket = undefined
      joined.clear()
    }
    const opened = await openUdp('::', port, { ...handlers, onFailure })
    opening = undefined
    if (!opened.ok) log.repeated('ipv6 socket', 'info', `without IPv6: ${opened.error.detail}`)
    else if (closed) await opened.value.close()
    else {
      socket = opened.value
      join()
    }
  }

  /** Groups on every interface that is new. */
  function join(): void {
    for (const zone of joined) if (!used.includes(zone)) joined.delete(zone)
    for (const zone of used) {
      if (socket === undefined || joined.has(zone)) continue
      joined.add(zone)
      for (const group of IPV6_GROUPS) {
        const problem = socket.join(group, `::%${zone}`)
        // Joined before: the interface went away and came back.
        if (problem !== undefined && problem !== 'EADDRINUSE')
          log.repeated(`ipv6 ${problem}`, 'info', `IPv6 groups are not heard on ${zone}: ${problem}`)
      }
    }
  }

  return {
    async follow(interfaces) {
      used = [...new Set(interfaces.flatMap(({ zone }) => zone ?? []))]
      if (used.length > 0 && socket === undefined && !closed) opening ??= open()
      join()
      await opening
    },
    send(to, bytes) {
      if (socket === undefined) handlers.onPacketError('EAFNOSUPPORT')
      else if (!isGroup(to.address)) socket.send(to, bytes)
      else for (const zone of used) socket.sendThrough(`::%${zone}`, to, bytes)
    },
    async close() {
      closed = true
      await opening
      await socket?.close()
    },
  }
}
