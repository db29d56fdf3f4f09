/** A peer that follows a script instead of the protocol, a folder to protect from it, and a picture of everything around that folder. */
import { hash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { charset } from '../../electron/host/charset.ts'
import { download } from '../../electron/host/net/download.ts'
import type { FetchControl, FetchJob, FetchResult } from '../../electron/host/net/fetch-job.ts'
import type { Encoding } from '../../shared/protocol/index.ts'

export type Bytes = string | Uint8Array

/** Text as UTF-8, bytes as they are, one after another. */
export const bytes = (...parts: readonly Bytes[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)))

/** `hlen:` and the rest, with the right length. */
export const record = (...rest: readonly Bytes[]): Buffer => {
  const body = bytes(...rest)
  return bytes(`${(body.length + 5).toString(16).padStart(4, '0')}:`, body)
}
export const ROOT = record('root:000000000:2:')
export const RETURN = record('.:0:3:')
/** A whole folder `root` with the records in it. */
export const folder = (...records: readonly Bytes[]): Buffer => bytes(ROOT, ...records, RETURN)
/** A file's record and its bytes. */
export const file = (name: Bytes, content: Bytes = '', time = ''): Buffer =>
  bytes(record(name, `:${bytes(content).length.toString(16)}:1:${time}`), content)

export type Script = (socket: Socket, request: Buffer) => void

/** Sends that and closes. */
export const sends =
  (...parts: readonly Bytes[]): Script =>
  (socket) =>
    socket.end(bytes(...parts))

/** Sends that, and then nothing, for ever. */
export const hangs =
  (...parts: readonly Bytes[]): Script =>
  (socket) =>
    socket.write(bytes(...parts))

/** Sends that and breaks the connection. */
export const breaks =
  (...parts: readonly Bytes[]): Script =>
  (socket) =>
    socket.write(bytes(...parts), () => socket.resetAndDestroy())

/** Sends that and goes on with blocks for as long as somebody takes them. */
export const floods =
  (head: Bytes, block: Bytes): Script =>
  (socket) => {
    const full = bytes(block)
    const pour = () => {
      while (!socket.destroyed && socket.write(full));
    }
    socket.on('drain', pour)
    socket.write(bytes(head))
    pour()
  }

/** Sends byte by byte. */
export const drips =
  (pause: number, ...parts: readonly Bytes[]): Script =>
  (socket) => {
    const all = [...bytes(...parts)]
    const timer = setInterval(() => {
      const next = all.shift()
      if (next === undefined) socket.end()
      else socket.write(Uint8Array.of(next))
    }, pause)
    socket.once('close', () => clearInterval(timer))
  }

export interface Peer {
  /** What the next connections are answered with, one after another; the last one stays. */
  script(...scripts: readonly Script[]): void
  /** The requests so far. */
  readonly requests: readonly Buffer[]
  close(): Promise<void>
}

export async function startPeer(address: string, port: number): Promise<Peer> {
  let scripts: readonly Script[] = []
  const requests: Buffer[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.once('data', (request) => {
      requests.push(request)
      const [script, ...rest] = scripts
      if (rest.length > 0) scripts = rest
      script?.(socket, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  return {
    script(...next) {
      scripts = next
      requests.length = 0
    },
    requests,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Every name below, with what it is: contents as a hash, links with their aim. */
export async function picture(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const info = await lstat(path)
    found[relative(root, path)] = info.isSymbolicLink()
      ? `-> ${await readlink(path)}`
      : info.isFile()
        ? hash('sha1', await readFile(path))
        : 'folder'
  }
  return found
}

export interface Sandbox {
  /** Holds `in`, and `outside` with a file that is nobody's business. */
  readonly root: string
  readonly target: string
  readonly secret: string
  remove(): Promise<void>
}

export async function makeSandbox(): Promise<Sandbox> {
  const root = await mkdtemp(join(tmpdir(), 'gezi-hostile-'))
  const [target, secret] = [join(root, 'in'), join(root, 'outside', 'secret')]
  await mkdir(target)
  await mkdir(join(root, 'outside'))
  await writeFile(secret, 'secret')
  return { root, target, secret, remove: () => rm(root, { recursive: true, force: true }) }
}

/** Names of ours in the target: a part and its journal owe nothing to the peer. */
const OURS = /^\.[0-9a-f]{16}\.gezi-part(\.journal|$|\/)/

/** Long waits of the product, short. */
export const TIMES = { connect: 2_000, idle: 600, leave: 100 } as const

export const encode = (text: string, encoding: Encoding = 'utf-8'): Uint8Array => charset.encode(text, encoding)

export const jobFor = (address: string, port: number, target: string, changes: Partial<FetchJob> = {}): FetchJob => ({
  id: '1.0',
  peer: { address, port },
  kind: 'folder',
  packetNo: '100',
  fileId: 0,
  name: 'root',
  size: 0,
  modified: 0,
  directory: target,
  conflict: 'keep-both',
  part: undefined,
  resume: 'restart',
  verify: true,
  request: { version: '1_gezi', requestNo: 1, user: encode('u'), host: encode('h'), flags: 0 },
  decodeName: (name) => charset.decode(name, 'utf-8'),
  ...changes,
})

export interface Run {
  readonly result: FetchResult
  readonly part: string | undefined
}

export async function fetch(job: FetchJob, changes: Partial<FetchControl> = {}): Promise<Run> {
  let part = job.part
  const result = await download(job, {
    signal: new AbortController().signal,
    pace: async () => undefined,
    onProgress: () => undefined,
    times: TIMES,
    ...changes,
    onPart: (path) => {
      part = path
      changes.onPart?.(path)
    },
  })
  return { result, part }
}

export const outcomeOf = (result: FetchResult): string => (result.type === 'failed' ? result.reason : result.type)

/** Runs a download against the sandbox and says what came of it, what is in the target, and whether anything else was touched. */
export async function attack(
  sandbox: Sandbox,
  job: FetchJob,
  control: Partial<FetchControl> = {},
): Promise<{ readonly outcome: string; readonly outside: 'untouched' | 'CHANGED'; readonly names: readonly string[] }> {
  const outside = async () =>
    Object.entries(await picture(sandbox.root)).filter(([path]) => path !== 'in' && !path.startsWith('in/'))
  const before = await outside()
  const { result } = await fetch(job, control)
  const after = await outside()
  return {
    outcome: outcomeOf(result),
    outside: JSON.stringify(before) === JSON.stringify(after) ? 'untouched' : 'CHANGED',
    names: Object.keys(await picture(sandbox.target))
      .filter((path) => !OURS.test(path))
      .sort(),
  }
}
