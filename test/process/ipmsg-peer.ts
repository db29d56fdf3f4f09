/**
 * An IP Messenger for tests, written from protocol.md 1 to 4 and nothing of the product: its own reading and writing of packets, over real
 * sockets. It acknowledges what asks for it and says its presence; everything else a test tells it.
 */
import { createSocket, type Socket } from 'node:dgram'
import { connect, createServer, type Server } from 'node:net'
import { decode as fromCodePage, encode as toCodePage } from 'iconv-lite'

const PORT = 2425

/** What each program claims in its hellos (protocol.md 2.2), without encryption, and which text it writes. */
export const programs = {
  '2.06': { status: 0x00200000, utf8: false, list: '' },
  '3.42': { status: 0x09200000, utf8: true, list: '' },
  '4.99': { status: 0x09240000, utf8: true, list: 'VS:00010002:4:99:103\n' },
} as const
export type Program = keyof typeof programs

/** Only a failing run waits that long. Milliseconds. */
const PATIENCE = 10_000
const UTF8 = 0x00800000
const CAPUTF8 = 0x01000000
const SENDCHECK = 0x100
const AUTORET = 0x2000
const BROADCAST = 0x400

export interface Wire {
  readonly from: string
  readonly packetNo: string
  readonly word: number
  /** Low byte of the word. */
  readonly command: number
  /** Between NULs, decoded by the packet's own flag; empty ones at the end left out. */
  readonly sections: readonly string[]
}

export interface IpmsgPeer {
  readonly address: string
  readonly user: string
  /** All that came, oldest first. */
  readonly wire: readonly Wire[]
  /** A packet to the host; its number. `sections` are joined and ended by NUL. */
  say(word: number, ...sections: readonly string[]): number
  /** Bytes as they are. */
  raw(bytes: Uint8Array): void
  hello(command?: number, flags?: number): void
  /** Resolves with the first packet that fits, now or later, from `since` on. */
  hear(fits: (packet: Wire) => boolean, since?: number): Promise<Wire>
  /** Serves these bytes once to who asks for that file (4.3); resolves with the request. */
  serve(bytes: Uint8Array): Promise<string>
  /** The bytes of a file that the host offered under that packet number (4.3). */
  fetch(packetNo: number, id: number): Promise<Buffer>
  close(): void
}

const isText = (bytes: Buffer): string => bytes.toString('latin1')

/** `ver:no:user:host:word:body`; only the first five colons are structure. */
function read(datagram: Buffer, from: string): Wire | undefined {
  const colons: number[] = []
  for (let at = 0; at < datagram.length && colons.length < 5; at++) if (datagram[at] === 0x3a) colons.push(at)
  const [, second, , fourth, fifth] = colons
  if (second === undefined || fourth === undefined || fifth === undefined) return undefined
  const word = Number(isText(datagram.subarray(fourth + 1, fifth)))
  const body = datagram.subarray(fifth + 1)
  const text = (word & UTF8) !== 0 ? body.toString('utf8') : fromCodePage(body, 'gb18030')
  const sections = text.split('\0')
  while (sections.at(-1) === '') sections.pop()
  return {
    from,
    packetNo: isText(datagram.subarray((colons[0] ?? 0) + 1, second)),
    word,
    command: word & 0xff,
    sections,
  }
}

export async function startPeer(options: {
  readonly address: string
  readonly host: string
  readonly program: Program
  readonly user: string
  readonly nick: string
  readonly group?: string
}): Promise<IpmsgPeer> {
  const { address, host, user, nick, group = '' } = options
  const { status, utf8, list } = programs[options.program]
  const socket: Socket = createSocket('udp4')
  const wire: Wire[] = []
  const waiting = new Set<() => void>()
  let numbers = 1_700_000_000 + Math.floor(Number(address.split('.').at(-1)))
  let server: Server | undefined
  /** Of the last hello, as it is in every answer. */
  let state = 0

  const encode = (text: string, asUtf8: boolean): Buffer => (asUtf8 ? Buffer.from(text) : toCodePage(text, 'gb18030'))
  function say(word: number, ...sections: readonly string[]): number {
    numbers += 1
    const isHello = (word & 0xff) < 5 && (word & 0xff) !== 3
    const flagged = utf8 && !isHello
    const full = flagged ? (word | UTF8 | CAPUTF8) >>> 0 : word >>> 0
    const body = encode(`${sections.join('\0')}\0`, flagged)
    raw(Buffer.concat([Buffer.from(`1:${numbers}:${user}:${user}-PC:${full}:`), body]))
    return numbers
  }
  const raw = (bytes: Uint8Array): void => socket.send(bytes, PORT, host)
  function hello(command = 1, flags = 0): void {
    state = flags
    const lines = utf8 ? [`\nUN:${user}\nHN:${user}-PC\nNN:${nick}\nGN:${group}\n${list}`] : []
    numbers += 1
    const names = encode(`${nick}\0${group}\0`, false)
    const word = (status | flags | command) >>> 0
    raw(
      Buffer.concat([
        Buffer.from(`1:${numbers}:${user}:${user}-PC:${word}:`),
        names,
        ...lines.map((line) => Buffer.from(`${line}\0`)),
      ]),
    )
  }

  socket.on('message', (datagram, remote) => {
    const packet = read(datagram, remote.address)
    if (packet === undefined) return
    wire.push(packet)
    for (const look of [...waiting]) look()
    if (packet.command === 1) hello(3, state)
    const asks =
      packet.command === 0x20 && (packet.word & SENDCHECK) !== 0 && (packet.word & (AUTORET | BROADCAST)) === 0
    if (asks) say(0x21, packet.packetNo)
  })
  await new Promise<void>((bound) => socket.bind(PORT, address, bound))

  return {
    address,
    user,
    wire,
    say,
    raw,
    hello,
    hear: (fits, since = 0) =>
      new Promise((settle, fail) => {
        const late = setTimeout(() => {
          const heard = wire.slice(since).map(({ word, sections }) => `0x${word.toString(16)} ${sections.join('|')}`)
          fail(new Error(`${user} waited ${PATIENCE} ms; heard ${heard.join('; ')}`))
        }, PATIENCE)
        const look = (): void => {
          const found = wire.slice(since).find(fits)
          if (found === undefined) return
          clearTimeout(late)
          waiting.delete(look)
          settle(found)
        }
        waiting.add(look)
        look()
      }),
    serve: (bytes) =>
      new Promise((settle, fail) => {
        server = createServer((connection) => {
          connection.once('data', (request) => {
            connection.end(bytes)
            settle(request.toString('latin1'))
          })
          connection.on('error', () => {})
        })
        server.once('error', fail)
        server.listen(PORT, address)
      }),
    fetch: (packetNo, id) =>
      new Promise((settle, fail) => {
        const parts: Buffer[] = []
        const connection = connect({ port: PORT, host, localAddress: address })
        numbers += 1
        const asked = [packetNo, id, 0].map((field) => field.toString(16)).join(':')
        connection.write(`1:${numbers}:${user}:${user}-PC:${0x60}:${asked}\0`)
        connection.on('data', (part) => parts.push(part))
        connection.once('end', () => settle(Buffer.concat(parts)))
        connection.once('error', fail)
      }),
    close() {
      socket.close()
      server?.close()
    },
  }
}
