/**
 * Configured peers: what the user may type to reach colleagues whom a broadcast doesn't (other subnets, VPN), and the addresses it means.
 *
 *     192.168.1.7          one address
 *     192.168.1.10-60      a range within the last number
 *     10.1.2.200-10.1.3.50 a range
 *     10.20.0.0/20         a subnet, without its network and broadcast address
 *     fe80::1, [fe80::1]   one IPv6 address; in brackets when a port follows
 *
 * each with an optional `:port`. Full-width digits and signs of an input method are read as their plain forms. IPv4 must be private,
 * link-local or loopback: hellos name the user and his department, and whole ranges of the Internet must not be greeted because of a typo.
 */
import { z } from 'zod'
import { err, ok, type Result } from '../result.ts'

/** A /20 or sixteen offices of 254: a mistyped `/8` would greet sixteen million addresses. */
export const MAX_ADDRESSES_PER_ENTRY = 4_096

/** Four such entries; one round of hellos to all of them is about 2 MB. */
export const MAX_ADDRESSES = 16_384

export type ReachProblem =
  /** Not one of the forms above. */
  | 'syntax'
  /** The end lies before the beginning. */
  | 'order'
  /** Leaves the private, link-local and loopback networks. */
  | 'not-local'
  /** Over `MAX_ADDRESSES_PER_ENTRY`. */
  | 'too-large'
  /** With the entries before it over `MAX_ADDRESSES`. */
  | 'too-many'

/** IPv4 addresses as unsigned numbers, first and last included; or one IPv6 address as text. */
export type ReachEntry =
  | { readonly family: 4; readonly first: number; readonly last: number; readonly port: number | undefined }
  | { readonly family: 6; readonly address: string; readonly port: number | undefined }

export interface ReachAddress {
  readonly address: string
  readonly port: number
}

export function parseReachEntry(text: string): Result<ReachEntry, ReachProblem> {
  // Longer than any entry can be: nothing below has to care about length.
  if (text.length > 100) return err('syntax')
  const plain = text
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replaceAll(/[–—〜~]/g, '-')
    .replaceAll(/\s/g, '')
  return (plain.match(/:/g)?.length ?? 0) > 1 ? parseIpv6(plain) : parseIpv4(plain)
}

/** The addresses of all entries, each once, in their order; an entry that is refused adds none. */
export function expandReach(
  entries: readonly string[],
  defaultPort: number,
): { readonly addresses: readonly ReachAddress[]; readonly problems: ReadonlyMap<string, ReachProblem> } {
  const addresses = new Map<string, ReachAddress>()
  const problems = new Map<string, ReachProblem>()
  for (const text of entries) {
    const parsed = parseReachEntry(text)
    if (!parsed.ok) {
      problems.set(text, parsed.error)
      continue
    }
    const fresh = expandEntry(parsed.value, defaultPort).filter((address) => !addresses.has(keyOf(address)))
    if (addresses.size + fresh.length > MAX_ADDRESSES) problems.set(text, 'too-many')
    else for (const address of fresh) addresses.set(keyOf(address), address)
  }
  return { addresses: [...addresses.values()], problems }
}

/** An entry that names exactly one address, for a greeting at once. */
export function singleAddress(entry: ReachEntry, defaultPort: number): ReachAddress | undefined {
  return entry.family === 6 || entry.first === entry.last ? expandEntry(entry, defaultPort)[0] : undefined
}

const keyOf = ({ address, port }: ReachAddress): string => `${address} ${port}`

function expandEntry(entry: ReachEntry, defaultPort: number): readonly ReachAddress[] {
  const port = entry.port ?? defaultPort
  if (entry.family === 6) return [{ address: entry.address, port }]
  return Array.from({ length: entry.last - entry.first + 1 }, (_, index) => ({
    address: formatIpv4(entry.first + index),
    port,
  }))
}

/** Without leading zeros, which some read as octal. */
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?[1-9]\\d|1\\d\\d|\\d)'
const ADDRESS = `(?:${OCTET}\\.){3}${OCTET}`
const IPV4_ENTRY = new RegExp(
  `^(?<from>${ADDRESS})(?:-(?:(?<to>${ADDRESS})|(?<end>${OCTET}))|/(?<bits>3[0-2]|[12]?\\d))?(?::(?<port>\\d{1,5}))?$`,
)

function parseIpv4(text: string): Result<ReachEntry, ReachProblem> {
  const parts = IPV4_ENTRY.exec(text)?.groups
  if (parts?.from === undefined) return err('syntax')
  const port = parsePort(parts.port)
  if (!port.ok) return port
  const from = ipv4Number(parts.from)
  if (parts.bits !== undefined) return bounded(...subnet(from, Number(parts.bits)), port.value)
  if (parts.to !== undefined) return bounded(from, ipv4Number(parts.to), port.value)
  if (parts.end !== undefined) return bounded(from, from - (from % 256) + Number(parts.end), port.value)
  return bounded(from, from, port.value)
}

/** RFC 1918, link-local (RFC 3927) and loopback. */
const LOCAL_NETWORKS: readonly (readonly [first: number, last: number])[] = [
  ['10.0.0.0', '10.255.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['127.0.0.0', '127.255.255.255'],
].map(([first = '', last = '']) => [ipv4Number(first), ipv4Number(last)])

function bounded(first: number, last: number, port: number | undefined): Result<ReachEntry, ReachProblem> {
  if (last < first) return err('order')
  const local = LOCAL_NETWORKS.some(([low, high]) => low <= first && last <= high)
  if (!local) return err('not-local')
  return last - first < MAX_ADDRESSES_PER_ENTRY ? ok({ family: 4, first, last, port }) : err('too-large')
}

/** Usable addresses of a subnet: greeting its broadcast address would be a broadcast into somebody else's network. */
function subnet(address: number, bits: number): readonly [first: number, last: number] {
  const size = 2 ** (32 - bits)
  const network = address - (address % size)
  return size > 2 ? [network + 1, network + size - 2] : [network, network + size - 1]
}

function ipv4Number(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

const formatIpv4 = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

const IPV6_ENTRY = /^(?:\[(?<bracketed>[^\]]+)\](?::(?<port>\d{1,5}))?|(?<bare>[^[\]]+))$/
/** An address of a single link names the interface, e.g. `fe80::1%eth0`. */
const ZONE = /%[\w.-]{1,32}$/
const Ipv6 = z.ipv6()

function parseIpv6(text: string): Result<ReachEntry, ReachProblem> {
  const parts = IPV6_ENTRY.exec(text)?.groups
  const address = parts?.bracketed ?? parts?.bare
  if (address === undefined || !Ipv6.safeParse(address.replace(ZONE, '')).success) return err('syntax')
  const port = parsePort(parts?.port)
  return port.ok ? ok({ family: 6, address: plainIpv6(address), port: port.value }) : port
}

/** The zone is a name of this computer, in which capitals may count. */
const plainIpv6 = (address: string): string => address.replace(/^[^%]+/, (plain) => plain.toLowerCase())

function parsePort(text: string | undefined): Result<number | undefined, ReachProblem> {
  if (text === undefined) return ok(undefined)
  const port = Number(text)
  return port >= 1 && port <= 65_535 ? ok(port) : err('syntax')
}
