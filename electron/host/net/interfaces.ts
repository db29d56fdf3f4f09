/** From the computer's network interfaces to the addresses that hellos go to (protocol.md 1.8). Pure: the list is an argument. */
import type { NetworkInterfaceInfo } from 'node:os'
import type { Endpoint, Reach } from '../../../shared/engine/io.ts'
import { guestPort } from '../../../shared/model/guest-port.ts'
import type { Network } from '../../../shared/model/state.ts'

export { isIP, isIPv4 } from 'node:net'

/** One address of this computer. */
export interface Interface {
  readonly name: string
  /** IPv6 of a single link has its zone behind it: `fe80::1%eth0`. */
  readonly address: string
  /** Directed broadcast, computed from the real netmask; undefined on loopback and on links of two ends (/31, /32). */
  readonly broadcast: string | undefined
  readonly loopback: boolean
  /** Of its network's addresses those that are the same for all of it; where there are broadcasts. */
  readonly bits?: number
  /** Of an IPv6 address only: how the system names the interface behind a `%`. */
  readonly zone?: string
}

export const ANY_ADDRESS = '0.0.0.0'
/** IPMsg's groups of its site and of the link (protocol.md 1.8). */
export const IPV6_GROUPS = ['ff15::979', 'ff02::1'] as const
const LIMITED_BROADCAST = '255.255.255.255'

/** `os.networkInterfaces()` as a list with a stable order, so that two of them can be compared. */
export function ipv4Interfaces(system: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): readonly Interface[] {
  return Object.entries(system)
    .flatMap(([name, addresses = []]) =>
      addresses
        .filter((info) => info.family === 'IPv4')
        .map((info) => ({
          name,
          address: info.address,
          broadcast: info.internal ? undefined : directedBroadcast(info.address, info.netmask),
          loopback: info.internal,
          ...(!info.internal && { bits: bitsOf(info.netmask) }),
        })),
    )
    .sort((a, b) => numberOf(a.address) - numberOf(b.address) || (a.name < b.name ? -1 : 1))
}

/** IPv6 is used beside IPv4, never instead of it; a system without it has none of these. */
export function ipv6Interfaces(
  system: NodeJS.Dict<readonly NetworkInterfaceInfo[]>,
  platform: string = process.platform,
): readonly Interface[] {
  return Object.entries(system)
    .flatMap(([name, addresses = []]) => {
      const six = addresses.filter((info) => info.family === 'IPv6')
      // Windows numbers its interfaces; an address that is valid everywhere does not say the number.
      const number = six.find(({ scopeid = 0 }) => scopeid !== 0)?.scopeid
      const zone = platform === 'win32' && number !== undefined ? String(number) : name
      return six.map(({ address, internal }) => ({
        name,
        address: isLinkLocal(address) ? `${address}%${zone}` : address,
        broadcast: undefined,
        loopback: internal,
        zone,
      }))
    })
    .sort((a, b) => (a.name === b.name ? (a.address < b.address ? -1 : 1) : a.name < b.name ? -1 : 1))
}

export const allInterfaces = (system: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): readonly Interface[] => [
  ...ipv4Interfaces(system),
  ...ipv6Interfaces(system),
]

const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address)

export const isLoopback = (address: string): boolean => address.startsWith('127.')

/** Those over which we reach other computers: all but loopback, or the one that we are bound to. */
export function usedInterfaces(bind: string, interfaces: readonly Interface[]): readonly Interface[] {
  if (bind === ANY_ADDRESS) return interfaces.filter((each) => !each.loopback)
  const bound = interfaces.find((each) => each.address === bind)
  if (bound !== undefined) return [bound]
  // All of 127.0.0.0/8 is ours, but only 127.0.0.1 is listed.
  return isLoopback(bind) ? [{ name: 'loopback', address: bind, broadcast: undefined, loopback: true }] : []
}

/** One address of each that has only IPv6: an interface may have many of these, which change by themselves. */
export function shownInterfaces(used: readonly Interface[]): Extract<Network, { state: 'online' }>['interfaces'] {
  const named = new Set<string>()
  const isFirst = ({ name }: Interface): boolean => !named.has(name) && named.add(name).has(name)
  return used
    .filter((each) => isFirst(each) || each.zone === undefined)
    .map(({ name, address, broadcast }) => ({ name, address, ...(broadcast === undefined ? {} : { broadcast }) }))
}

/**
 * Undefined while there is no network. `used`: those of `interfaces` that speak. Broadcasts go to the usual port first, and then to where other Gezis are guests; an own port that is
 * not the usual one is that of a guest, too.
 */
export function reachOf(
  bind: string,
  { port, usual = port }: { readonly port: number; readonly usual?: number },
  interfaces: readonly Interface[],
  configured: readonly Endpoint[],
  used: readonly Interface[] = usedInterfaces(bind, interfaces),
): Reach | undefined {
  if (used.length === 0) return undefined
  const own = bind === ANY_ADDRESS ? interfaces.map((each) => each.address) : [bind]
  const directed = [...new Set(used.flatMap((each) => each.broadcast ?? []))]
  const at =
    (port: number) =>
    (address: string): Endpoint => ({ address, port })
  const groups = used.some(({ zone }) => zone !== undefined) ? IPV6_GROUPS : []
  const limited = directed.length === 0 ? [] : [LIMITED_BROADCAST]
  const everybody = [...directed, ...limited, ...groups].map(at(usual))
  const guests = [...new Set([guestPort(usual), ...(port === usual ? [] : [port])])]
    .flatMap((each) => each ?? [])
    .flatMap((each) => [...directed, ...groups].map(at(each)))
  const networks = used.flatMap(({ address, broadcast, bits }) =>
    broadcast === undefined || bits === undefined ? [] : { address, bits },
  )
  return {
    own: own.map(at(port)),
    broadcasts: [...everybody, ...guests],
    ...(networks.length > 0 && { networks }),
    configured,
  }
}

const bitsOf = (netmask: string): number => Math.clz32(~numberOf(netmask) >>> 0)

function directedBroadcast(address: string, netmask: string): string | undefined {
  const mask = numberOf(netmask)
  const hosts = ~mask >>> 0
  if (hosts < 3) return undefined
  const broadcast = (numberOf(address) | hosts) >>> 0
  return [24, 16, 8, 0].map((shift) => (broadcast >>> shift) & 0xff).join('.')
}

/** All four parts as one number. */
export const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0)
