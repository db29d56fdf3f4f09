/** Addresses that no router of the Internet knows: what may be written to by hand, and answered without looking twice. */
import { parseReachEntry } from './reach.ts'

/** Link-local (RFC 4291) and unique local (RFC 4193). */
const LOCAL_IPV6 = /^(?:fe[89ab][0-9a-f]|f[cd][0-9a-f]{2}):/
/** How a socket of both families writes an IPv4 address. */
const MAPPED = /^::ffff:(?=\d)/

/** One private, link-local or loopback address, without a port; IPv6 perhaps with the zone of its interface. */
export function isLocalAddress(address: string): boolean {
  const parsed = parseReachEntry(plainAddress(address))
  if (!parsed.ok || parsed.value.port !== undefined) return false
  if (parsed.value.family === 4) return parsed.value.first === parsed.value.last
  return (
    parsed.value.address.startsWith('::1%') || parsed.value.address === '::1' || LOCAL_IPV6.test(parsed.value.address)
  )
}

export const plainAddress = (address: string): string => address.toLowerCase().replace(MAPPED, '')
