/** Which program holds a UDP port that we can't have; on Windows also whether the system keeps it for itself. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { windowsTool } from './windows-tool.ts'

export type PortHolder = { readonly program: string; readonly pid: number } | 'reserved'

/** Undefined where it can't be told: another user's program on Linux, say. */
export function findPortHolder(port: number, platform: string = process.platform): Promise<PortHolder | undefined> {
  return (
    platform === 'linux' ? onLinux(port) : platform === 'win32' ? onWindows(port) : Promise.resolve(undefined)
  ).catch(() => undefined)
}

async function onLinux(port: number): Promise<PortHolder | undefined> {
  const inodes = new Set(parseProcUdp(await readFile('/proc/net/udp', 'utf8'), port))
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  for (const pid of pids) {
    // Programs of others hide what they have open, and some end meanwhile.
    const open = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const descriptor of open) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
      if (!inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) continue
      return { program: (await readFile(`/proc/${pid}/comm`, 'utf8')).trim(), pid: Number(pid) }
    }
  }
  return undefined
}

/** Inodes of the sockets on that port. */
export function parseProcUdp(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return table.split('\n').flatMap((row) => {
    const fields = row.trim().split(/\s+/)
    return fields[1]?.endsWith(`:${wanted}`) === true ? (fields[9] ?? []) : []
  })
}

/** The system's tools take a second on a slow computer. Milliseconds. */
const PATIENCE = 5_000
const tool = promisify(execFile)
const ask = async (program: string, words: readonly string[]): Promise<string> =>
  (await tool(windowsTool(program), [...words], { timeout: PATIENCE, windowsHide: true })).stdout

async function onWindows(port: number): Promise<PortHolder | undefined> {
  const pid = parseNetstat(await ask('netstat', ['-ano', '-p', 'UDP']), port)
  if (pid !== undefined) {
    return { program: parseTasklist(await ask('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'])) ?? '', pid }
  }
  const ranges = await ask('netsh', ['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=udp'])
  return isExcluded(ranges, port) ? 'reserved' : undefined
}

/** `  UDP    0.0.0.0:2425           *:*                                    4321` */
export function parseNetstat(output: string, port: number): number | undefined {
  for (const line of output.split(/\r?\n/)) {
    const [protocol, local = '', , pid] = line.trim().split(/\s+/)
    if (protocol === 'UDP' && local.endsWith(`:${port}`) && pid !== undefined) return Number(pid)
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
