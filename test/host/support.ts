/** Real hosts and bare sockets on loopback addresses that no other test process uses. Waiting is for events; vitest's limit bounds it. */
import { createSocket, type Socket } from 'node:dgram'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openHost } from '../../electron/host/host.ts'
import type { Host, HostOptions } from '../../electron/host/host-options.ts'
import { createLogTo, type Log } from '../../electron/host/log.ts'
import { type Client, connect, createMirror } from '../../shared/api/connect.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import type { Message } from '../../shared/model/message.ts'
import { channelPair } from '../core/channel-pair.ts'

/** 127.64.0.0/10, the rest of it from the process id: files of one run, and two runs side by side, do not meet. */
export const address = (number: number): string =>
  `127.${64 + ((process.pid >> 8) & 63)}.${process.pid & 255}.${number}`

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gezi-host-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface Collected {
  readonly log: Log
  readonly lines: string[]
}

export function collectLog(now: () => number = Date.now): Collected {
  const lines: string[] = []
  return { log: createLogTo((level, text) => lines.push(`${level} ${text}`), now), lines }
}

export interface View {
  readonly client: Client
  /** Resolves with the first state, now or later, for which it answers something. */
  until<T>(look: (state: Snapshot) => T | undefined): Promise<T>
  /** Resolves with the first change, from the opening of the view on, for which it answers something. */
  untilChange<T>(look: (change: Change) => T | undefined): Promise<T>
}

export function openView(client: Client): View {
  const changes: Change[] = []
  const waiting = new Set<() => void>()
  const mirror = createMirror(client, (_state, latest) => {
    changes.push(...latest)
    for (const check of [...waiting]) check()
  })
  const eventually = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = look()
        if (found === undefined) return
        waiting.delete(check)
        resolve(found)
      }
      waiting.add(check)
      check()
    })
  return {
    client,
    until: (look) => eventually(() => (mirror.state === undefined ? undefined : look(mirror.state))),
    untilChange: (look) =>
      eventually(() => {
        for (const change of changes) {
          const found = look(change)
          if (found !== undefined) return found
        }
        return undefined
      }),
  }
}

/** A view of a host over an in-memory channel. */
export function viewOf(host: Host): View {
  const { view, host: end } = channelPair()
  host.serve(end)
  return openView(connect(view))
}

export interface OpenedHost extends View {
  readonly host: Host
  readonly data: string
  readonly lines: readonly string[]
}

/** Opens a host that the test's end closes, with a view of it. */
export async function openTestHost(options: Partial<HostOptions> & { readonly bind: string }): Promise<OpenedHost> {
  const data = options.data ?? (await temporaryFolder())
  const { log, lines } = collectLog()
  const opened = await openHost({ data, version: '0.0.1', platform: 'test', log, ...options })
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`)
  const host = opened.value
  onTestFinished(() => host.close())
  return { host, data, lines, ...viewOf(host) }
}

/** Resolves with the id of the person when he is online. */
export const online = (view: View, name: string): Promise<string> =>
  view.until(({ peers }) => peers.find((peer) => peer.name === name && peer.presence === 'online')?.id)

/** Resolves when this is the newest message of somebody. */
export const received = (view: View, text: string): Promise<Message> =>
  view.until(
    ({ conversations }) => conversations.find(({ last }) => last?.direction === 'in' && last.text === text)?.last,
  )

export const inState = (view: View, id: string, state: Message['state']): Promise<Message> =>
  view.untilChange((change) =>
    change.kind === 'message' && change.message.id === id && change.message.state === state
      ? change.message
      : undefined,
  )

export async function send(view: View, peer: string, text: string): Promise<Message> {
  const sent = await view.client.call('sendMessage', { peer, text })
  if (!sent.ok) throw new Error(sent.error.code)
  return sent.value
}

export interface Bare {
  send(bytes: Uint8Array | string, to: string, port?: number): Promise<void>
  /** Resolves with the first datagram, since the last `forget`, that fits. */
  until(fits: (packet: string) => boolean): Promise<string>
  /** Sends again and again, as every client does, until a packet that fits comes back. */
  insist(bytes: string, to: string, fits: (packet: string) => boolean): Promise<string>
  /** All since the last `forget`. */
  readonly packets: readonly string[]
  forget(): void
  close(): Promise<void>
}

/** A socket that speaks raw packets, on port 2425 by default. */
export async function openBare(bind: string, port = 2425): Promise<Bare> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(port, bind, resolve))
  const packets: string[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (bytes) => {
    packets.push(bytes.toString('utf8'))
    for (const check of [...waiting]) check()
  })
  const close = once(socket)
  onTestFinished(close)
  const sendTo: Bare['send'] = (bytes, to, toPort = 2425) =>
    new Promise((resolve, reject) => {
      socket.send(bytes, toPort, to, (error) => (error === null ? resolve() : reject(error)))
    })
  const until: Bare['until'] = (fits) =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = packets.find(fits)
        if (found === undefined) return
        waiting.delete(check)
        resolve(found)
      }
      waiting.add(check)
      check()
    })
  return {
    packets,
    forget: () => {
      packets.length = 0
    },
    close,
    send: sendTo,
    until,
    async insist(bytes, to, fits) {
      const repeats = setInterval(() => void sendTo(bytes, to), REPEAT)
      try {
        await sendTo(bytes, to)
        return await until(fits)
      } finally {
        clearInterval(repeats)
      }
    },
  }
}

/** Other programs repeat after a second; a test is in a hurry. */
const REPEAT = 100

function once(socket: Socket): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => {
    closed ??= new Promise((resolve) => socket.close(() => resolve()))
    return closed
  }
}

/** Packet number and command (low byte) of a raw packet. */
export function headerOf(packet: string): { readonly number: string; readonly command: number } {
  const [, number = '', , , command = ''] = packet.split(':')
  return { number, command: Number(command) & 0xff }
}
