/**
 * IPv6 beside the IPv4 socket, on the same port: IPMsg's groups heard on every interface that has it and said into each (protocol.md 1.8).
 * A computer without IPv6 has no such socket, and nothing else is different there.
 */
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { Datagram } from '../inbox.ts'
import type { Log } from '../log.ts'
import { type Interface, IPV6_GROUPS } from './interfaces.ts'
import { openUdp } from './udp.ts'

export interface Ipv6 {
  /** After each look at the interfaces: joins on those that are new. */
  follow(used: readonly Interface[]): void
  /** To one computer, or to a group through every interface. */
  send(to: Endpoint, bytes: Uint8Array): void
  close(): Promise<void>
}

export const isIpv6 = ({ address }: Endpoint): boolean => address.includes(':')
const isGroup = (address: string): boolean => /^ff/i.test(address)

/** Undefined where there is no IPv6, or its port is taken: then IPv4 does everything. */
export async function openIpv6(
  port: number,
  log: Log,
  onDatagram: (datagram: Datagram) => void,
  onPacketError: (code: string) => void,
): Promise<Ipv6 | undefined> {
  const onFailure = (detail: string): void => log.write('warning', `the IPv6 socket failed: ${detail}`)
  const opened = await openUdp('::', port, { onDatagram, onPacketError, onFailure })
  if (!opened.ok) {
    log.write('info', `without IPv6: ${opened.error.detail}`)
    return undefined
  }
  const socket = opened.value
  let zones: readonly string[] = []

  return {
    follow(used) {
      const now = [...new Set(used.flatMap(({ zone }) => zone ?? []))]
      for (const zone of now.filter((each) => !zones.includes(each))) {
        for (const group of IPV6_GROUPS) {
          const problem = socket.join(group, `::%${zone}`)
          // Joined before: the interface went away and came back.
          if (problem !== undefined && problem !== 'EADDRINUSE')
            log.repeated(`ipv6 ${problem}`, 'info', `IPv6 groups are not heard on ${zone}: ${problem}`)
        }
      }
      zones = now
    },
    send(to, bytes) {
      if (!isGroup(to.address)) socket.send(to, bytes)
      else for (const zone of zones) socket.sendThrough(`::%${zone}`, to, bytes)
    },
    close: () => socket.close(),
  }
}
