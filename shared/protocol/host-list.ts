/** Host lists: the answer to GETLIST, one page of it (protocol.md 2.4). Fields end with BEL. */
import { err, ok, type Result } from '../result.ts'
import { wireName } from './names.ts'
import { latin1 } from './text.ts'

export interface ListedHost {
  readonly user: string
  readonly host: string
  /** Command word of its hello without the command. */
  readonly status: number
  readonly address: string
  readonly port: number
  readonly name: string
  readonly group: string
}

export interface HostList {
  /** Start index for the next GETLIST, 0 after the last page. */
  readonly next: number
  readonly hosts: readonly ListedHost[]
}

/** Hosts of the usual size that fill a datagram of 32 KiB; a longer list comes in pages. */
const MAX_HOSTS = 1024
const MAX_NAME_BYTES = 255
const FIELDS = 7
const BEL = 0x07
/** Stands for an empty nickname or group. */
const DUMMY = '\b'
const DEFAULT_PORT = 2425

/** `body`: of ANSLIST. Entries that are cut off or nonsense are left out. */
export function decodeHostList(body: Uint8Array, decode: (bytes: Uint8Array) => string): Result<HostList, 'malformed'> {
  const fields = fieldsOf(body)
  const next = leadingNumber(fields[0])
  const count = leadingNumber(fields[1])
  if (next === undefined || count === undefined) return err('malformed')
  const hosts: ListedHost[] = []
  for (let index = 0; index < Math.min(count, MAX_HOSTS); index++) {
    const entry = fields.slice(2 + index * FIELDS, 2 + (index + 1) * FIELDS)
    if (entry.length < FIELDS) break
    const host = decodeHost(entry, decode)
    if (host !== undefined) hosts.push(host)
  }
  return ok({ next, hosts })
}

function fieldsOf(body: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = []
  for (let start = 0; fields.length < 2 + MAX_HOSTS * FIELDS; ) {
    const end = body.indexOf(BEL, start)
    if (end < 0) break
    fields.push(body.subarray(start, end))
    start = end + 1
  }
  return fields
}

function decodeHost(fields: readonly Uint8Array[], decode: (bytes: Uint8Array) => string): ListedHost | undefined {
  const text = (index: number) => {
    const value = decode((fields[index] ?? new Uint8Array(0)).subarray(0, MAX_NAME_BYTES))
    return value === DUMMY ? '' : value
  }
  // IPMsg 4.11 writes `233046016-0`: digits, then something of its own.
  const status = leadingNumber(fields[2])
  const port = leadingNumber(fields[4])
  const address = text(3)
  if (status === undefined || status > 0xffffffff || port === undefined || port > 0xffff) return undefined
  if (!ADDRESS.test(address)) return undefined
  return { user: text(0), host: text(1), status, address, port: fromWirePort(port), name: text(5), group: text(6) }
}

/** Dotted IPv4, or the characters of IPv6; whoever uses it parses it. */
const ADDRESS = /^[0-9A-Fa-f.:]{2,45}$/

const swap = (port: number): number => ((port & 0xff) << 8) | (port >>> 8)

/** IPMsg prints the port in network order as if it were host order: 2425 becomes 30985. Some print it right. */
const fromWirePort = (port: number): number => (port === DEFAULT_PORT ? port : swap(port))

function leadingNumber(bytes: Uint8Array | undefined): number | undefined {
  const digits = bytes === undefined ? undefined : /^ *(\d{1,10})/.exec(latin1(bytes.subarray(0, 32)))?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** With the final NUL. The caller cuts the pages so that the packet stays below `MAX_SEND_DATAGRAM`. */
export function encodeHostList(list: HostList, encode: (text: string) => Uint8Array): Uint8Array {
  const head = `${pad(list.next)}\x07${pad(list.hosts.length)}\x07`
  const hosts = list.hosts.map(
    ({ user, host, status, address, port, name, group }) =>
      `${[wireName(user, 'header'), wireName(host, 'header'), status, address, swap(port), orDummy(name), orDummy(group)].join('\x07')}\x07`,
  )
  return encode(`${head}${hosts.join('')}\0`)
}

const pad = (number: number): string => String(number).padStart(5, ' ')
const orDummy = (name: string): string => wireName(name, 'section') || DUMMY
