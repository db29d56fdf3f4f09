/** At which of this computer's addresses a packet came in or went out: that of the network in which the other one is. */
import { BlockList, isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { ANY_ADDRESS, isLoopback } from './interfaces.ts'

export interface OwnSide {
  readonly address: string
  /** Empty where it cannot be told: beyond a router any of them may be the one. */
  readonly interface: string
}

export function ownSideFor(peer: string, bind: string, system: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): OwnSide {
  const all = Object.entries(system).flatMap(([name, addresses = []]) => addresses.map((info) => ({ name, info })))
  const named = (address: string): string => all.find(({ info }) => info.address === address)?.name ?? ''
  if (bind !== ANY_ADDRESS && isIPv6(bind) === isIPv6(peer)) {
    return { address: bind, interface: named(bind) || (isLoopback(bind) ? named('127.0.0.1') : '') }
  }
  const family = isIPv6(peer) ? 'IPv6' : 'IPv4'
  const [bare = peer, zone] = peer.split('%')
  const fits = all.filter(({ info }) => info.family === family)
  const near = fits.find(({ name, info }) => (zone === undefined || zone === name) && isWithin(bare, info))
  const outward = fits.find(({ info }) => !info.internal)
  const { address } = (near ?? outward)?.info ?? { address: family === 'IPv6' ? '::' : bind }
  return { address, interface: near?.name ?? '' }
}

function isWithin(address: string, { family, address: own, cidr }: NetworkInterfaceInfo): boolean {
  const bits = Number(cidr?.split('/')[1])
  if (!Number.isInteger(bits)) return false
  const network = new BlockList()
  const kind = family === 'IPv6' ? 'ipv6' : 'ipv4'
  network.addSubnet(own, bits, kind)
  return network.check(address, kind)
}
