/** IPv4 and IPv6 addresses as text: as keys, and how near they are. */
import type { Endpoint, PeerRecord, Reach, Route } from './io.ts'

export const endpointKey = ({ address, port }: Endpoint): string => `${address} ${port}`

/** The same without making texts of them: asked several times for each datagram. */
export const isSameEndpoint = (a: Endpoint, b: Endpoint): boolean => a.port === b.port && a.address === b.address

type Places = Pick<PeerRecord, 'endpoint' | 'routes'>

/** The route in use, then all others. */
export const endpointsOf = ({ endpoint, routes = [] }: Places): readonly Endpoint[] => [
  endpoint,
  ...routes.map((each) => each.endpoint),
]

/** Those that he confirmed. */
export const spareRoutes = ({ routes = [] }: Pick<PeerRecord, 'routes'>): readonly Route[] =>
  routes.filter(({ claimed }) => claimed !== true)

/** Whether he is known to be at that address: by the route in use, or a spare one. */
export const isAt = (record: Places, address: string): boolean =>
  record.endpoint.address === address || spareRoutes(record).some(({ endpoint }) => endpoint.address === address)

export const isIpv6 = (address: string): boolean => address.includes(':')

/** The first `count` numbers of an IPv4 address with a dot behind; undefined for IPv6. */
function prefix(address: string, count: 2 | 3): string | undefined {
  const parts = address.split('.')
  return parts.length === 4 ? `${parts.slice(0, count).join('.')}.` : undefined
}

/** The first `count` groups of an IPv6 address, and its zone: `fe80::1%eth0` is in no network but that of eth0. */
function prefix6(address: string, count: 3 | 4): string {
  const [plain = '', zone = ''] = address.toLowerCase().split('%')
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const filled = [
    ...groups,
    ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'),
    ...after,
  ]
  return `${filled
    .slice(0, count)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}%${zone}`
}

/** Whether both share the first 24 bits, IPMsg's own notion of "the same network" (protocol.md 3.1); of IPv6 the first 64. */
export function isSameNetwork(a: string, b: string): boolean {
  if (isIpv6(a) && isIpv6(b)) return prefix6(a, 4) === prefix6(b, 4)
  const network = prefix(a, 3)
  return network !== undefined && b.startsWith(network)
}

/** Whether it is in one of our networks, by their real masks; where those are not known, in one that looks like ours. */
export function isInNetwork({ own, networks }: Reach, address: string): boolean {
  if (networks === undefined || isIpv6(address)) return own.some((each) => isSameNetwork(each.address, address))
  const number = numberOf(address)
  return networks.some((each) => (number ^ numberOf(each.address)) >>> 0 < 2 ** (32 - each.bits))
}

/** Whether no broadcast of the network comes to that port: to everybody there but a guest's one does. */
export const isMissed = ({ broadcasts }: Reach, port: number): boolean =>
  broadcasts.length > 0 && broadcasts.every((each) => each.port !== port)

/** All four parts of an IPv4 address as one number. */
const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0)

export function isSameSite(a: string, b: string): boolean {
  if (isIpv6(a) && isIpv6(b)) return prefix6(a, 3) === prefix6(b, 3)
  const site = prefix(a, 2)
  return site !== undefined && b.startsWith(site)
}

/**
 * IPv4 and the addresses of IPv6 of one computer are routes of one person. Every program knows IPv4: that one is kept while it is good; of
 * the others those in a network of ours, since to the rest there may be no way.
 */
export const isBetterRoute = (one: string, other: string, own: readonly Endpoint[]): boolean =>
  rankOf(one, own) < rankOf(other, own)

function rankOf(address: string, own: readonly Endpoint[]): number {
  if (!isIpv6(address)) return 0
  return own.some((each) => isSameNetwork(each.address, address)) ? 1 : 2
}

/** Loopback, private, link-local and carrier-grade NAT ranges, and their IPv6 kin: addresses that are no victim on the Internet. */
const LOCAL =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i

export const isLocal = (address: string): boolean => LOCAL.test(address)
