/**
 * FeiQ's multicast group beside the socket of the LAN: heard on every interface, and said into each. Linux gives multicast to sockets that are
 * bound to all addresses or to the group's own; bound to one address, another socket hears it.
 */
import type { Endpoint } from '../../../shared/engine/io.ts'
import { GROUP_ADDRESS } from '../../../shared/protocol/index.ts'
import type { Datagram } from '../inbox.ts'
import type { Log } from '../log.ts'
import { ANY_ADDRESS } from './interfaces.ts'
import { openUdp, type Udp } from './udp.ts'

export interface Multicast {
  /** After each look at the interfaces: joins on those that are new. */
  follow(addresses: readonly string[]): void
  send(to: Endpoint, bytes: Uint8Array): void
  close(): Promise<void>
}

/** `socket`: the one that sends, and hears where the system lets it. */
export async function openMulticast(
  socket: Udp,
  bind: string,
  port: number,
  log: Log,
  onDatagram: (datagram: Datagram) => void,
): Promise<Multicast> {
  const needsEar = process.platform === 'linux' && bind !== ANY_ADDRESS
  const handlers = { onDatagram, onPacketError: () => {}, onFailure: () => {} }
  const opened = needsEar ? await openUdp(GROUP_ADDRESS, port, handlers, { shared: true }) : undefined
  const ear = opened?.ok === true ? opened.value : undefined
  const joined = new Set<string>()
  let used: readonly string[] = []

  return {
    follow(addresses) {
      used = addresses
      for (const address of joined) if (!addresses.includes(address)) joined.delete(address)
      for (const address of addresses) {
        if (joined.has(address)) continue
        joined.add(address)
        const problem = (ear ?? socket).join(GROUP_ADDRESS, address)
        // Joined before: the address went away and came back.
        if (problem !== undefined && problem !== 'EADDRINUSE')
          log.repeated(`multicast ${problem}`, 'info', `groups are not heard on ${address}: ${problem}`)
      }
    },
    send(to, bytes) {
      for (const address of used) socket.sendThrough(address, to, bytes)
    },
    close: async () => ear?.close(),
  }
}
