/** What the system knows of the computers beside this one: its table of neighbours, and which interface leads everywhere else. */
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { outputOf, windowsTool } from './system-tool.ts'

export interface Neighbours {
  /** By address: whether it answered when it was asked for its MAC. */
  readonly table: ReadonlyMap<string, 'answers' | 'failed'>
  /** Name of the interface of the default route; undefined where there is none, or it is not known. */
  readonly defaultInterface: string | undefined
  /** The computer that passes packets on to everywhere else. */
  readonly gateway: string | undefined
}

/** The system's tools answer at once, or not at all. Milliseconds. */
const PATIENCE = 2_000

export async function readNeighbours(platform: string = process.platform): Promise<Neighbours> {
  if (platform === 'linux') {
    const [arp, route] = await Promise.all([text('/proc/net/arp'), text('/proc/net/route')])
    return { table: parseProcArp(arp), ...parseProcRoute(route) }
  }
  const isWindows = platform === 'win32'
  const [arp, route] = await Promise.all([
    outputOf(isWindows ? windowsTool('arp') : '/usr/sbin/arp', ['-a'], PATIENCE),
    isWindows
      ? outputOf(windowsTool('route'), ['print', '-4'], PATIENCE)
      : outputOf('/sbin/route', ['-n', 'get', 'default'], PATIENCE),
  ])
  return { table: parseArp(arp), ...(isWindows ? parseRoutePrint(route, interfaceOf) : parseRouteGet(route)) }
}

const interfaceOf = (address: string): string | undefined =>
  Object.entries(networkInterfaces()).find(([, infos]) => infos?.some((info) => info.address === address))?.[0]

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** `ATF_COM`: the MAC is known. */
const COMPLETE = 0x2

export function parseProcArp(table: string): Map<string, 'answers' | 'failed'> {
  const rows = table.split('\n').slice(1)
  return new Map(
    rows.flatMap((row) => {
      const [address = '', , flags = ''] = row.split(/\s+/)
      return address === '' ? [] : [[address, (Number(flags) & COMPLETE) === 0 ? 'failed' : 'answers'] as const]
    }),
  )
}

/** The route to everywhere with the lowest metric. */
export function parseProcRoute(table: string): Omit<Neighbours, 'table'> {
  const rows = table
    .split('\n')
    .slice(1)
    .map((row) => row.split(/\s+/))
  const [best] = rows
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
    .sort((a, b) => Number(a[6]) - Number(b[6]))
  return { defaultInterface: best?.[0], gateway: gatewayOf(best?.[2]) }
}

/** Eight hex digits in the computer's byte order, which is little-endian wherever Electron runs; zero on a link of two ends. */
function gatewayOf(hex = ''): string | undefined {
  const bytes = hex.match(/../g)?.reverse()
  const address = bytes?.map((byte) => Number.parseInt(byte, 16)).join('.')
  return address === '0.0.0.0' ? undefined : address
}

/** `arp -a` of Windows and macOS, whatever its language: an address and a MAC in one line. Multicast and broadcast are no neighbours. */
export function parseArp(output: string): Map<string, 'answers' | 'failed'> {
  const table = new Map<string, 'answers' | 'failed'>()
  for (const line of output.split(/\r?\n/)) {
    const address = /\b(\d{1,3}(?:\.\d{1,3}){3})\b/.exec(line)?.[1]
    const mac = /\b([0-9a-f]{1,2}(?:[-:][0-9a-f]{1,2}){5})\b/i.exec(line)?.[1]?.replaceAll('-', ':').toLowerCase()
    if (address === undefined || /^(22[4-9]|23\d|255)\./.test(address)) continue
    if (mac === undefined) {
      if (line.includes('incomplete')) table.set(address, 'failed')
    } else if (mac !== 'ff:ff:ff:ff:ff:ff') table.set(address, 'answers')
  }
  return table
}

/**
 * `route print -4` of Windows, whatever its language: destination, mask, gateway, own address, metric. In the place of a gateway a link of two
 * ends has a word. `interfaceOf`: the name of the interface that has an address.
 */
export function parseRoutePrint(
  output: string,
  interfaceOf: (address: string) => string | undefined,
): Omit<Neighbours, 'table'> {
  const [best] = output
    .split(/\r?\n/)
    .flatMap((line) => {
      const found = /^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+(.+?)\s+(\d+(?:\.\d+){3})\s+(\d+)\s*$/.exec(line)
      return found === null ? [] : [{ gateway: found[1], own: found[2] ?? '', metric: Number(found[3]) }]
    })
    .sort((a, b) => a.metric - b.metric)
  return {
    defaultInterface: best && interfaceOf(best.own),
    gateway: best?.gateway !== undefined && ADDRESS.test(best.gateway) ? best.gateway : undefined,
  }
}

const ADDRESS = /^\d+(\.\d+){3}$/

/** `route -n get default` of macOS: a name and a value in each line. */
export function parseRouteGet(output: string): Omit<Neighbours, 'table'> {
  const valueIn = (name: string): string | undefined => new RegExp(`^\\s*${name}: (\\S+)$`, 'm').exec(output)?.[1]
  const gateway = valueIn('gateway')
  return {
    defaultInterface: valueIn('interface'),
    gateway: gateway !== undefined && ADDRESS.test(gateway) ? gateway : undefined,
  }
}
