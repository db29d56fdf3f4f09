/** Which program holds a UDP port that we can't have; on Windows also whether the system keeps it for itself. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { ANY_ADDRESS } from './interfaces.ts'
import { windowsTool } from './system-tool.ts'

export type PortHolder = { readonly program: string; readonly pid: number } | 'reserved'

/**
 * Undefined where it can't be told: another user's program on Linux, say. `address`: the one that we want the port of; a program on
 * another address of this computer is not in our way.
 */
export function findPortHolder(
  port: number,
  address: string = ANY_ADDRESS,
  platform: string = process.platform,
): Promise<PortHolder | undefined> {
  return (
    platform === 'linux'
      ? onLinux(port, address)
      : platform === 'win32'
        ? onWindows(port, address)
        : Promise.resolve(undefined)
  ).catch(() => undefined)
}

async function onLinux(port: number, address: string): Promise<PortHolder | undefined> {
  const tables = ['/proc/net/udp', '/proc/net/udp6'].map((path) => readFile(path, 'utf8').catch(() => ''))
  const inodes = new Set((await Promise.all(tables)).flatMap((table) => parseProcUdp(table, port, address)))
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  for (const pid of pids) {
    // Programs of others hide what they have open, and some end meanwhile.
    const open = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const descriptor of open) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
      if (!inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) continue
      return { program: await programOf(pid), pid: Number(pid) }
    }
  }
  return undefined
}

/** By its file: the name that it gave its first thread (`comm`, of Node `MainThread`) is a worse one, and all there is of others' programs. */
async function programOf(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '')
  const name = basename(file.replace(/ \(deleted\)$/, ''))
  return name === '' ? (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() : name
}

/** Inodes of the sockets on that port of that address, or of all addresses. */
export function parseProcUdp(table: string, port: number, address: string = ANY_ADDRESS): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const ours = procAddress(address)
  return table.split('\n').flatMap((row) => {
    const fields = row.trim().split(/\s+/)
    const [local = '', held] = fields[1]?.split(':') ?? []
    const isOurs = address === ANY_ADDRESS || /^0+$/.test(local) || local === ours
    return held === wanted && isOurs ? (fields[9] ?? []) : []
  })
}

/** As the kernel prints an IPv4 address on a little-endian processor: `0100007F` for 127.0.0.1. */
const procAddress = (address: string): string =>
  address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .join('')

/** The system's tools take a second on a slow computer. Milliseconds. */
const PATIENCE = 5_000
const tool = promisify(execFile)
const ask = async (program: string, words: readonly string[]): Promise<string> =>
  (await tool(windowsTool(program), [...words], { timeout: PATIENCE, windowsHide: true })).stdout

async function onWindows(port: number, address: string): Promise<PortHolder | undefined> {
  const pid = parseNetstat(await ask('netstat', ['-ano', '-p', 'UDP']), port, address)
  if (pid !== undefined) {
    return { program: parseTasklist(await ask('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'])) ?? '', pid }
  }
  const ranges = await ask('netsh', ['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=udp'])
  return isExcluded(ranges, port) ? 'reserved' : undefined
}

/** `  UDP    0.0.0.0:2425           *:*                                    4321` */
export function parseNetstat(output: string, port: number, address: string = ANY_ADDRESS): number | undefined {
  for (const line of output.split(/\r?\n/)) {
    const [protocol, local = '', , pid] = line.trim().split(/\s+/)
    const isOurs = local === `${ANY_ADDRESS}:${port}` || local === `${address}:${port}`
    const isHeld = address === ANY_ADDRESS ? local.endsWith(`:${port}`) : isOurs
    if (protocol === 'UDP' && isHeld && pid !== undefined) return Number(pid)
  }
  return undefined
}

/** `"FeiQ.exe","4321","Console","1","23,456 K"`; a sentence in the system's language when there is none. */
export const parseTasklist = (output: string): string | undefined => /^"([^"]+)","\d+"/m.exec(output)?.[1]

/** Rows of two numbers, first and last; the words around them are in the system's language. */
export const isExcluded = (output: string, port: number): boolean =>
  output.split(/\r?\n/).some((line) => {
    const range = /^\s*(\d+)\s+(\d+)\s*\*?\s*$/.exec(line)
    return range !== null && Number(range[1]) <= port && port <= Number(range[2])
  })
