/**
 * Real Gezi processes for tests: the headless host and the command line as they are shipped, and the control connection. Every process
 * that is started here is ended by `endAll`, and when the test process itself ends.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { connectControl } from '../../electron/host/net/control-socket.ts'
import { type Client, connect, createMirror } from '../../shared/api/connect.ts'
import type { ApiError } from '../../shared/api/contract.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Peer } from '../../shared/model/peer.ts'
import type { Result } from '../../shared/result.ts'

export const root = resolve(import.meta.dirname, '../..')
const node = join(root, 'node_modules/.bin/node')

/** Only a process that hangs waits that long. */
const START_LIMIT = 60_000
const STOP_LIMIT = 10_000
const FINISH_LIMIT = 60_000
const PAGE = 200

const Ready = z.object({ ready: z.literal(true), pid: z.number(), udp: z.unknown(), ui: z.unknown() })

/** A loopback address of this test process alone (of one in 128): runs beside each other do not meet. */
export const loopback = (third: number, fourth: number): string => `127.${64 + (process.pid % 128)}.${third}.${fourth}`

export interface HostOptions {
  readonly data: string
  readonly name: string
  readonly group?: string
  readonly bind?: string
  readonly downloads?: string
  /** Addresses and ranges that are greeted by unicast. */
  readonly peers?: readonly string[]
  /** What goes before the command, e.g. `lan exec h1`. */
  readonly within?: readonly string[]
  /** Module that Node loads first; it may talk through the process's IPC channel. */
  readonly preload?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface HostProcess {
  readonly pid: number
  readonly process: ChildProcess
  /** Milliseconds from the spawn to the ready line. */
  readonly startedIn: number
  /** What it said on stderr so far. */
  readonly said: () => string
  /** SIGTERM, goodbye, the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
const folders = new Set<string>()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Ends what was started and removes the data folders. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => end(child, 'SIGKILL')))
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  folders.clear()
}

/** A new folder, short enough for a socket path, that `endAll` removes. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gezi-test-'))
  folders.add(folder)
  return folder
}

/** Starts a child that `endAll` ends. */
export function start(
  command: string,
  options: readonly string[],
  stdio: 'pipe' | 'ipc' = 'pipe',
  env = {},
): ChildProcess {
  const child = spawn(command, options, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe', ...(stdio === 'ipc' ? (['ipc'] as const) : [])],
    env: { ...process.env, ...env },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/** Resolves when the child says its first word; an error when it ends before. What it says later is read away. */
export function ready(child: ChildProcess): Promise<void> {
  return new Promise((settle, fail) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.once('error', fail)
    child.once('exit', (code) =>
      fail(new Error(`${child.spawnargs.join(' ').slice(0, 80)} ended with ${code}: ${said}`)),
    )
    child.stdout?.once('data', () => settle())
    child.stdout?.resume()
  })
}

/** Sends the signal and resolves with the exit code when the process is gone; after `STOP_LIMIT` it is killed and that is an error. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = new Promise<number | null>((settle) => child.once('exit', settle))
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
  const code = await gone
  clearTimeout(late)
  if (signal !== 'SIGKILL' && child.signalCode === 'SIGKILL') throw new Error(`process ${child.pid} ignored ${signal}`)
  return code
}

/** Lines of a child's stdout, as JSON values. */
export async function* jsonLines(child: ChildProcess): AsyncGenerator<unknown> {
  if (child.stdout === null) return
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
}

/** Starts the headless host and waits until it is ready. */
export async function startHost(options: HostOptions): Promise<HostProcess> {
  const began = performance.now()
  const command = [
    ...(options.within ?? []),
    node,
    ...(options.preload === undefined ? [] : ['--import', options.preload]),
    join(root, 'dist/headless/main.js'),
    ...['--data', options.data, '--name', options.name, '--ui', 'off'],
    ...(options.group === undefined ? [] : ['--group', options.group]),
    ...(options.bind === undefined ? [] : ['--bind', options.bind]),
    ...(options.downloads === undefined ? [] : ['--downloads', options.downloads]),
    ...(options.peers ?? []).flatMap((peer) => ['--peer', peer]),
  ]
  const child = start(command[0] ?? node, command.slice(1), options.preload === undefined ? 'pipe' : 'ipc', options.env)
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const late = setTimeout(() => child.kill('SIGKILL'), START_LIMIT)
  const first = child.stdout === null ? undefined : await firstLine(child)
  clearTimeout(late)
  const ready = Ready.safeParse(first)
  if (!ready.success || child.pid === undefined) {
    await end(child, 'SIGKILL')
    throw new Error(`the headless host did not start: ${said || JSON.stringify(first)}`)
  }
  return {
    pid: child.pid,
    process: child,
    startedIn: performance.now() - began,
    said: () => said,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
  }
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  const input = child.stdout
  if (input === null) return undefined
  const lines = createInterface({ input })
  const line = await new Promise<string | undefined>((settle) => {
    lines.once('line', settle)
    lines.once('close', () => settle(undefined))
  })
  // What comes later is not read by anybody, and must not fill the pipe.
  lines.close()
  input.resume()
  return line === undefined ? undefined : JSON.parse(line)
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Gives the child its whole input and waits for its end. */
export async function finish(child: ChildProcess, input = ''): Promise<Finished> {
  child.stdin?.end(input)
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (part: string) => {
      text[name] += part
    })
  }
  const late = setTimeout(() => child.kill('SIGKILL'), FINISH_LIMIT)
  const code = await new Promise<number | null>((settle) => child.once('close', settle))
  clearTimeout(late)
  return { code, ...text }
}

/** Runs the command line to its end. */
export const cli = (data: string, ...words: readonly string[]): Promise<Finished> =>
  finish(start(node, [join(root, 'dist/cli/main.js'), '--data', data, ...words]))

/** Connects to the host of that data folder. */
export async function control(data: string): Promise<Client> {
  const channel = await connectControl(data)
  if (!channel.ok) throw new Error(`no control connection: ${channel.error}`)
  return connect(channel.value)
}

/** The value, or an error that names the code. */
export function unwrap<T>(result: Result<T, ApiError>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.code} ${result.error.detail ?? ''}`)
}

/** Resolves with the people as soon as they satisfy `done`, which is asked again at each change; an error after `limit` milliseconds. */
export function peersUntil(
  client: Client,
  done: (peers: readonly Peer[]) => boolean,
  limit: number,
): Promise<readonly Peer[]> {
  return new Promise((settle, fail) => {
    let last: readonly Peer[] = []
    const late = setTimeout(() => {
      mirror.close()
      fail(new Error(`waited ${limit} ms; the list is ${JSON.stringify(last.slice(0, 20))}`))
    }, limit)
    const mirror = createMirror(client, ({ peers }) => {
      last = peers
      if (!done(peers)) return
      clearTimeout(late)
      queueMicrotask(() => mirror.close())
      settle(peers)
    })
    client.resync()
  })
}

/** The peer at that address, as soon as it is in the list and online. */
export async function peerAt(client: Client, address: string, limit: number): Promise<Peer> {
  const online = (peer: Peer): boolean => peer.address === address && peer.presence !== 'offline'
  const peers = await peersUntil(client, (all) => all.some(online), limit)
  const peer = peers.find(online)
  if (peer === undefined) throw new Error(`${address} is not in the list`)
  return peer
}

export interface Heard {
  readonly message: Message
  /** When the feed told of it, milliseconds since 1970. */
  readonly at: number
}

export interface Ear {
  /** Resolves with what was heard so far when there are that many, or when the limit is over. */
  until(count: number, limit: number): Promise<readonly Heard[]>
}

/** Hears every incoming message that the feed tells of from now on, in its order. */
export async function hearMessages(client: Client): Promise<Ear> {
  const heard = new Map<string, Heard>()
  let wake = (): void => {}
  const { promise: listening, resolve: listen } = Promise.withResolvers<void>()
  client.onFeed((item) => {
    if (item.type === 'snapshot') {
      listen()
      return
    }
    for (const change of item.changes) {
      if (change.kind !== 'message' || change.message.direction !== 'in' || heard.has(change.message.id)) continue
      heard.set(change.message.id, { message: change.message, at: Date.now() })
    }
    wake()
  })
  client.resync()
  await listening
  return {
    until: (count, limit) =>
      new Promise((settle) => {
        const done = (): void => {
          clearTimeout(late)
          wake = () => {}
          settle([...heard.values()])
        }
        const late = setTimeout(done, limit)
        wake = () => {
          if (heard.size >= count) done()
        }
        wake()
      }),
  }
}

/** All messages of a chat, oldest first. */
export async function history(client: Client, conversation: string): Promise<readonly Message[]> {
  const pages: (readonly Message[])[] = []
  for (let before: string | undefined; ; ) {
    const cursor = before === undefined ? {} : { before }
    const page = unwrap(await client.call('pageMessages', { conversation, limit: PAGE, ...cursor }))
    pages.unshift(page.messages)
    before = page.messages[0]?.id
    if (!page.hasBefore || before === undefined) return pages.flat()
  }
}

/** Asks again, 50 ms after each answer, until `done` likes it; the last answer after `limit` milliseconds, whatever it is. */
export async function eventually<T>(ask: () => Promise<T>, done: (answer: T) => boolean, limit: number): Promise<T> {
  const until = performance.now() + limit
  for (;;) {
    const answer = await ask()
    if (done(answer) || performance.now() > until) return answer
    await delay(50)
  }
}
