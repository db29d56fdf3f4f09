/**
 * Encrypted files of a scripted IPMsg, written from protocol.md 4.6 with openssl's command line, apart from the product's codec: how it asks for
 * one, and how it serves one.
 */
import { execFileSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import type { CipherPeer, Datagram } from './cipher-peer.ts'

const PORT = 2425
export const GETFILEDATA = 0x60
export const GETDIRFILES = 0x62
export const ENCRYPT = 0x400000
export const ENCFILE = 0x800

const hex = (decimal: string): string => BigInt(decimal).toString(16)

/** AES-256-CTR of openssl; the first counter is the request's number in ASCII, filled with zeros (both ways the same). */
export const counter = (key: string, number: string, bytes: Buffer): Buffer =>
  execFileSync(
    'openssl',
    ['enc', '-aes-256-ctr', '-e', '-K', key, '-iv', Buffer.from(number).toString('hex').padEnd(32, '0')],
    { input: bytes, maxBuffer: 64 * 1024 * 1024 },
  )

/** All that the host sends for these bytes until it closes. */
export const request = (host: string, from: string, bytes: Buffer): Promise<Buffer> =>
  new Promise((settle, fail) => {
    const parts: Buffer[] = []
    const socket = connect({ host, port: PORT, localAddress: from, allowHalfOpen: true }, () => socket.write(bytes))
    socket.on('data', (part) => parts.push(part))
    socket.once('end', () => {
      socket.end()
      settle(Buffer.concat(parts))
    })
    socket.once('error', (error) =>
      'code' in error && error.code === 'ECONNRESET' ? settle(Buffer.concat(parts)) : fail(error),
    )
  })

/** `pkt:id:[0:]900000:key:number`, or what `words` makes of it. */
export const plainRequest = (offer: string, id: string, key: string, number: string, position = ''): string =>
  `${hex(offer)}:${hex(id)}:${position}900000:${key}:${hex(number)}\0`

export interface Serving {
  /** What was asked for, oldest first: the packet and what it says, decrypted by us. */
  readonly requests: readonly (Datagram & { readonly plaintext: string; readonly signed: boolean })[]
  /** All bytes that came from the host, as they were on the wire. */
  readonly heard: readonly Buffer[]
  close(): void
}

/** Answers each encrypted request with what `answer` gives for it, encrypted. */
export async function serveFiles(
  address: string,
  peer: CipherPeer,
  answer: (plaintext: string) => Buffer,
): Promise<Serving> {
  const requests: (Datagram & { plaintext: string; signed: boolean })[] = []
  const heard: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (bytes) => {
      heard.push(bytes)
      const [version = '', number = '', user = '', host = '', word = ''] = bytes.toString('latin1').split(':', 5)
      const start = [version, number, user, host, word].join(':').length + 1
      const datagram = { version, number, user, word: Number(word), body: bytes.subarray(start) }
      const { plaintext, signed } = peer.read(datagram)
      const said = plaintext.toString('latin1')
      requests.push({ ...datagram, plaintext: said, signed })
      const key = /:900000:([0-9a-f]{64}):/.exec(said)?.[1] ?? ''
      socket.end(counter(key, number, answer(said)))
    })
  })
  await new Promise<void>((bound, fail) => {
    server.once('error', fail)
    server.listen(PORT, address, bound)
  })
  return { requests, heard, close: () => void server.close() }
}
