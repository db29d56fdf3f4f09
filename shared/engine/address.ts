/** IPv4 and IPv6 addresses as text: as keys, and how near they are. */
import type { Endpoint } from './io.ts'

export const endpointKey = ({ address, port }: Endpoint): string => `${address} ${port}`

/** The first `count` numbers of an IPv4 address with a dot behind; undefined for IPv6. */
function prefix(address: string, count: 2 | 3): string | undefined {
  const parts = address.split('.')
  return parts.length === 4 ? `${parts.slice(0, count).join('.')}.` : undefined
}

/** Whether both are IPv4 and share the first 24 bits: IPMsg's own notion of "the same network" (protocol.md 3.1). */
export function isSameNetwork(a: string, b: string): boolean {
  const network = prefix(a, 3)
  return network !== undefined && b.startsWith(network)
}

export function isSameSite(a: string, b: string): boolean {
  const site = prefix(a, 2)
  return site !== undefined && b.startsWith(site)
}

/** Loopback, private, link-local and carrier-grade NAT ranges, and their IPv6 kin: addresses that are no victim on the Internet. */
const LOCAL =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i

export const isLocal = (address: string): boolean => LOCAL.test(address)
