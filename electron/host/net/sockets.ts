/** All sockets of one port: the one that speaks and hears, and those that only hear what the system does not give to it. */
import type { Endpoint } from '../../../shared/engine/io.ts'
import { GROUP_ADDRESS } from '../../../shared/protocol/index.ts'
import type { Datagram } from '../inbox.ts'
import type { Log } from '../log.ts'
import { ANY_ADDRESS, type Interface, isLoopback, reachOf, usedInterfaces } from './interfaces.ts'
import { createIpv6, isIpv6 } from './ipv6.ts'
import { openMulticast } from './multicast.ts'
import type { Claimed } from './port-claim.ts'
import { openUdp, type Udp, type UdpHandlers } from './udp.ts'

export interface Sockets {
  readonly port: number
  send(to: Endpoint, bytes: Uint8Array): void
  /** After each look at the interfaces: those that are used. */
  follow(used: readonly Interface[]): void
  close(): Promise<void>
}

export async function openSockets(
  { socket, port }: Claimed,
  bind: string,
  interfaces: readonly Interface[],
  log: Log,
  { onDatagram, onPacketError }: Pick<UdpHandlers, 'onDatagram' | 'onPacketError'>,
): Promise<Sockets> {
  const ears = await listenForBroadcasts(bind, port, interfaces, onDatagram)
  const multicast = await openMulticast(socket, bind, port, log, onDatagram)
  // Who is bound to one IPv4 address wants to be heard there and nowhere else.
  const six = bind === ANY_ADDRESS ? createIpv6(port, log, { onDatagram, onPacketError }) : undefined
  // What is said first is said over both.
  await six?.follow(usedInterfaces(bind, interfaces))
  return {
    port,
    send(to, bytes) {
      if (isIpv6(to)) {
        if (six === undefined) onPacketError('EAFNOSUPPORT')
        else six.send(to, bytes)
      } else if (to.address === GROUP_ADDRESS) multicast.send(to, bytes)
      else socket.send(to, bytes)
    },
    follow(used) {
      multicast.follow(used.flatMap(({ address, zone }) => (zone === undefined ? [address] : [])))
      void six?.follow(used)
    },
    async close() {
      await Promise.all([multicast, socket, six, ...ears].map((each) => each?.close()))
    },
  }
}

/**
 * Linux gives broadcasts only to sockets that are bound to all addresses or to the broadcast address itself: bound to one interface's
 * address, hellos of newcomers would be missed. Each of these sockets is shared, because another program may listen in the same way.
 */
async function listenForBroadcasts(
  bind: string,
  port: number,
  interfaces: readonly Interface[],
  onDatagram: (datagram: Datagram) => void,
): Promise<readonly Udp[]> {
  if (process.platform !== 'linux' || bind === ANY_ADDRESS || isLoopback(bind)) return []
  const targets = new Set(reachOf(bind, { port }, interfaces, [])?.broadcasts.map(({ address }) => address))
  const handlers = { onDatagram, onPacketError: () => {}, onFailure: () => {} }
  const opened = await Promise.all([...targets].map((address) => openUdp(address, port, handlers, { shared: true })))
  return opened.flatMap((each) => (each.ok ? [each.value] : []))
}
