/**
 * A colleague with keys, written from protocol.md 2.3, 5 and 7.5 with Node's crypto and openssl's command line, apart from the product's codec:
 * official IPMsg with RSA-2048 and AES-256, and FeiQ with RSA-1024 and Blowfish-128.
 */
import { execFileSync } from 'node:child_process'
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { createSocket } from 'node:dgram'

const PORT = 2425
const NUL = Buffer.of(0)

/** Nobody answered within this; only a failing run waits. */
const PATIENCE = 10_000

export interface Datagram {
  readonly version: string
  readonly number: string
  readonly user: string
  readonly word: number
  readonly body: Buffer
}

export interface Scheme {
  readonly word: number
  readonly bits: 1024 | 2048
  readonly cipher: 'aes' | 'blowfish'
  readonly hash?: 'sha1' | 'sha256'
  readonly numberIv?: boolean
  readonly base64?: boolean
}

/** Combinations 1, 2 and 3, and FeiQ's (protocol.md 5.2, 7.5). */
export const SCHEMES = {
  first: { word: 0x41900004, bits: 2048, cipher: 'aes', hash: 'sha256', numberIv: true, base64: true },
  second: { word: 0x20100004, bits: 2048, cipher: 'aes', hash: 'sha1' },
  third: { word: 0x01820002, bits: 1024, cipher: 'blowfish', numberIv: true, base64: true },
  feiq: { word: 0x20002, bits: 1024, cipher: 'blowfish' },
} as const satisfies Record<string, Scheme>

const pairOf = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength, publicExponent: 65537 })

const publicOf = (modulus: string, exponent: string): KeyObject =>
  createPublicKey({
    key: {
      kty: 'RSA',
      n: Buffer.from(modulus, 'hex').toString('base64url'),
      e: Buffer.from(exponent.padStart(exponent.length + (exponent.length % 2), '0'), 'hex').toString('base64url'),
    },
    format: 'jwk',
  })

const modulusOf = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')

/** The last half of a name with a fingerprint (5.4), of a modulus in hex. */
export function fingerprintOf(modulus: string): string {
  const hash = createHash('sha1').update(Buffer.from(modulus, 'hex').reverse()).digest().reverse()
  const padded = Buffer.concat([hash, Buffer.alloc(4)])
  const folded = Buffer.alloc(8)
  padded.forEach((byte, at) => {
    folded[at % 8] = (folded[at % 8] ?? 0) ^ byte
  })
  return folded.toString('hex')
}

/** openssl's own Blowfish, of its legacy provider: neither Node nor the product has this one. */
const blowfish = (way: '-e' | '-d', key: Buffer, iv: Buffer, bytes: Buffer): Buffer =>
  execFileSync(
    'openssl',
    [
      'enc',
      '-bf-cbc',
      way,
      '-K',
      key.toString('hex'),
      '-iv',
      iv.toString('hex'),
      '-provider',
      'legacy',
      '-provider',
      'default',
    ],
    { input: bytes },
  )

function blocks(way: '-e' | '-d', { cipher, numberIv }: Scheme, key: Buffer, number: string, bytes: Buffer): Buffer {
  const iv = Buffer.alloc(cipher === 'aes' ? 16 : 8)
  if (numberIv === true) Buffer.from(number).copy(iv)
  if (cipher === 'blowfish') return blowfish(way, key, iv, bytes)
  const stream = way === '-e' ? createCipheriv('aes-256-cbc', key, iv) : createDecipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([stream.update(bytes), stream.final()])
}

/** The secret behind `00 02 … 00`. */
function unpadded(block: Buffer): Buffer {
  const end = block.indexOf(0, 2)
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new Error('no PKCS#1 block')
  return block.subarray(end + 1)
}

export interface CipherPeer {
  readonly heard: readonly Datagram[]
  /** Neither hears nor answers until he is back. */
  leave(): void
  comeBack(): void
  /** The first datagram of that command, now or later. */
  next(command: number, from?: number): Promise<Datagram>
  say(word: number, body: Buffer | string, number?: string): string
  /** Asks for keys as 0x72 does; kept for `encrypted`. */
  ask(capability: number): Promise<{ readonly capability: string; readonly bits: number; readonly modulus: string }>
  /** The body of a SENDMSG for the host; the plaintext's NULs are the caller's. */
  encrypted(scheme: Scheme, number: string, plaintext: Buffer): Buffer
  /** What a SENDMSG of the host says, whether its signature is right, and the word of its scheme. */
  read(datagram: Datagram): { readonly plaintext: Buffer; readonly signed: boolean; readonly word: number }
  /** Its name in packets, with the fingerprint where it has one. */
  readonly user: string
  /** The header of its packets over TCP, the body to follow. */
  header(word: number, number: string): Buffer
  /** Another number. */
  number(): string
  /** Makes itself another key of 2048 bits, as after a new installation. */
  renew(): void
  close(): void
}

let started = 0

export async function startPeer(options: {
  readonly address: string
  readonly host: string
  readonly version: string
  readonly user: string
  readonly hello: number
  /** What it says that it can. */
  readonly capability: number
  /** It bears the fingerprint of its large key in its name (5.4). */
  readonly fingerprinted?: true
  /** It answers GETPUBKEY with its key of that size. */
  readonly answers: 1024 | 2048
}): Promise<CipherPeer> {
  const { address, host, hello, capability } = options
  const pairs = { 1024: pairOf(1024), 2048: pairOf(2048) }
  const mark = options.fingerprinted === true ? `-<${fingerprintOf(modulusOf(pairs[2048].publicKey))}>` : ''
  const user = `${options.user}${mark}`
  const headerOf = (word: number, as: string): Buffer =>
    Buffer.from(`${options.version}:${as}:${user}:TEST-PC:${word >>> 0}:`)
  const hosts = new Map<number, KeyObject>()
  const heard: Datagram[] = []
  const waiting = new Set<() => void>()
  const socket = createSocket('udp4')
  // Programs count from the clock: who comes later counts higher, and a lower number is taken for a repeat.
  const fromTheClock = (): number => {
    started += 1
    return 1_790_000_000 + started * 1_000
  }
  let number = fromTheClock()

  const send = (word: number, body: Buffer | string, as = String(++number)): string => {
    socket.send(Buffer.concat([headerOf(word, as), Buffer.from(body as string)]), PORT, host)
    return as
  }

  let isAway = false
  socket.on('message', (bytes) => {
    if (isAway) return
    const text = bytes.toString('latin1')
    const [version = '', packetNo = '', from = '', , word = ''] = text.split(':', 5)
    const start = text.split(':', 5).join(':').length + 1
    const datagram = { version, number: packetNo, user: from, word: Number(word), body: bytes.subarray(start) }
    heard.push(datagram)
    const command = datagram.word & 0xff
    if (command === 0x01) send(0x03 | hello, `${user}\0\0`)
    if (command === 0x72) {
      const modulus = modulusOf(pairs[options.answers].publicKey)
      send(0x73, `${capability.toString(16).toUpperCase()}:10001-${modulus}\0`)
    }
    if (command === 0x20 && (datagram.word & 0x100) !== 0) send(0x21, `${packetNo}\0`)
    for (const wake of [...waiting]) wake()
  })
  await new Promise<void>((settle) => socket.bind(PORT, address, settle))
  send(0x01 | hello, `${user}\0\0`)

  const next = (command: number, from = 0): Promise<Datagram> =>
    new Promise((settle, fail) => {
      const late = setTimeout(() => {
        waiting.delete(look)
        fail(
          new Error(
            `no 0x${command.toString(16)}; heard ${heard.map(({ word }) => (word & 0xff).toString(16)).join(' ')}`,
          ),
        )
      }, PATIENCE)
      const look = (): void => {
        const found = heard.slice(from).find(({ word }) => (word & 0xff) === command)
        if (found === undefined) return
        clearTimeout(late)
        waiting.delete(look)
        settle(found)
      }
      waiting.add(look)
      look()
    })

  return {
    heard,
    leave: () => {
      isAway = true
    },
    comeBack: () => {
      isAway = false
      number = fromTheClock()
    },
    next,
    say: send,
    async ask(wanted) {
      const from = heard.length
      send(0x72, `${wanted.toString(16)}\0`)
      const { body } = await next(0x73, from)
      const [, word = '', exponent = '', modulus = ''] =
        /^([0-9A-F]+):([0-9A-F]+)-([0-9a-f]+)\0/.exec(body.toString('latin1')) ?? []
      hosts.set(modulus.length * 4, publicOf(modulus, exponent))
      return { capability: word, bits: modulus.length * 4, modulus }
    },
    encrypted(scheme, as, plaintext) {
      const key = hosts.get(scheme.bits)
      if (key === undefined) throw new Error('the host has not been asked')
      const session = randomBytes(scheme.cipher === 'aes' ? 32 : 16)
      const parts = [
        publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, session),
        blocks('-e', scheme, session, as, plaintext),
        ...(scheme.hash === undefined ? [] : [sign(scheme.hash, plaintext, pairs[2048].privateKey)]),
      ]
      const texts = parts.map((part) => part.toString(scheme.base64 === true ? 'base64' : 'hex'))
      return Buffer.concat([Buffer.from([scheme.word.toString(16).toUpperCase(), ...texts].join(':')), NUL])
    },
    read({ body, number: as }) {
      const [word = '', ...texts] = body.subarray(0, body.indexOf(0)).toString('latin1').split(':')
      const flags = Number.parseInt(word, 16)
      const parts = texts.map((text) => Buffer.from(text, (flags & 0x1000000) !== 0 ? 'base64' : 'hex'))
      const [secret, cipher, signature] = parts
      if (secret === undefined || cipher === undefined) throw new Error('no encrypted body')
      const bits = secret.length === 256 ? 2048 : 1024
      const key = pairs[bits].privateKey
      const session = unpadded(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, secret))
      const scheme: Scheme = {
        ...{ word: flags, bits, numberIv: (flags & 0x800000) !== 0 },
        cipher: (flags & 0x100000) !== 0 ? 'aes' : 'blowfish',
      }
      const plaintext = blocks('-d', scheme, session, as, cipher)
      const own = hosts.get(2048)
      const signed = signature !== undefined && own !== undefined && verify('sha256', plaintext, own, signature)
      return { plaintext, signed, word: flags }
    },
    user,
    header: headerOf,
    number: () => String(++number),
    renew() {
      pairs[2048] = pairOf(2048)
    },
    close: () => socket.close(),
  }
}
