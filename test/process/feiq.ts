/**
 * A FeiQ by script, for tests: real sockets, and a codec of its own that was written from protocol.md alone and shares nothing with the
 * product's. It does what FeiQ 2.4 was seen to do, and loses packets when it is asked to.
 */
import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as delay } from 'node:timers/promises'
import { Blowfish } from 'egoroof-blowfish'
import iconv from 'iconv-lite'

const PORT = 2425
export const MAC = '000C29AABBCC'
const VERSION = `1_lbt6_7#128#${MAC}#0#0#0#4001#9`
const CHUNK = 512
/** FeiQ repeats a slice after five seconds; a test has no time for that. */
const REPEAT_AFTER = 150

export interface Packet {
  readonly from: string
  readonly version: string
  readonly number: string
  readonly user: string
  readonly word: number
  readonly body: Buffer
}

export interface FeiqOptions {
  readonly address: string
  /** Where it says what is not an answer: the host, or the broadcast address of a network. */
  readonly host: string
  readonly user?: string
  readonly name?: string
  /** Of a hundred packets in each direction that have to do with pictures, so many are lost. */
  readonly loss?: number
}

export interface Feiq {
  readonly id: string
  /** Everything that was heard, in order. */
  readonly heard: readonly Packet[]
  send(word: number, body: Buffer, version?: string): number
  hello(): void
  /** A text with FeiQ's font block, and the two NULs at the end. */
  text(words: string): number
  /** All slices, again and again until each is acknowledged; how many left in all. False when nobody answers for `patience`. */
  picture(id: string, bytes: Buffer, form?: 'lzw' | 'file', patience?: number): Promise<number | false>
  /** The whole picture of that id, as soon as all of it is here. */
  received(id: string): Buffer | undefined
  texts(): string[]
  words(word: number): readonly Packet[]
  /** A packet of a group, to the group itself unless it is for one person. */
  group(word: number, plaintext: string, options?: { readonly to?: string; readonly tail?: Buffer }): void
  /** What was said in groups by others, decrypted with the key that stands in each packet. */
  lines(): readonly {
    readonly from: string
    readonly word: number
    readonly plaintext: string
    readonly tail: Buffer
  }[]
  close(): void
}

export const GROUP_ADDRESS = '226.81.9.8'

/** 617 bytes (appendix F): the number, a name, a notice; behind each NUL old memory of the sender. */
export function groupBlock(number: string, name: string, notice = ''): Buffer {
  const block = Buffer.alloc(617, 0xcc)
  const put = (at: number, text: string) => gbk(`${text}\0`).copy(block, at)
  block.writeUInt32LE(Number.parseInt(number, 16), 1)
  put(5, name)
  put(55, '')
  put(119, notice)
  put(375, `(${MAC})`)
  put(443, `(${MAC})`)
  put(511, '')
  put(527, '')
  block.writeDoubleLE(46_000.5, 545)
  block.writeDoubleLE(46_000.5, 553)
  put(573, MAC)
  return block
}

function blowfish(key: string): Blowfish {
  const cipher = new Blowfish(key, Blowfish.MODE.CBC, Blowfish.PADDING.PKCS5)
  cipher.setIv(new Uint8Array(8))
  return cipher
}

const gbk = (text: string): Buffer => iconv.encode(text, 'gbk')
export const FONT = '{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 微软雅黑 8404992;}'

function parse(bytes: Buffer, from: string): Packet | undefined {
  let at = 0
  const fields: string[] = []
  for (let field = 0; field < 5; field++) {
    const colon = bytes.indexOf(0x3a, at)
    if (colon < 0) return undefined
    fields.push(bytes.toString('latin1', at, colon))
    at = colon + 1
  }
  const [version = '', number = '', user = '', , word = ''] = fields
  return { from, version, number, user, word: Number(word), body: bytes.subarray(at) }
}

export async function startFeiq({ address, host, user = 'zs', name = '张三', loss = 0 }: FeiqOptions): Promise<Feiq> {
  const socket: Socket = createSocket('udp4')
  const heard: Packet[] = []
  const parts = new Map<string, Map<number, Buffer>>()
  const chunkCounts = new Map<string, number>()
  const acknowledged = new Set<string>()
  let number = Math.floor(Date.now() / 1_000)
  // The same losses each time: a failing run can be run again.
  let state = 7
  const isLost = (): boolean => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % 100 < loss
  }

  const send = (word: number, body: Buffer, version = VERSION, to = host): number => {
    number++
    const head = Buffer.from(`${version}:${number}:${user}:ZS-PC:${word}:`, 'latin1')
    socket.send(Buffer.concat([head, body]), PORT, to)
    return number
  }

  const slice = ({ body }: Packet): void => {
    const nul = body.indexOf(0)
    const [id = '', , offset, chunks, index, length] = body.toString('latin1', 0, nul).split('|')
    if (isLost()) return
    chunkCounts.set(id, Number(chunks))
    const mine = parts.get(id) ?? new Map<number, Buffer>()
    mine.set(Number(offset), Buffer.from(body.subarray(nul + 1, nul + 1 + Number(length))))
    parts.set(id, mine)
    if (!isLost()) send(0xc1, Buffer.from(`${id}|${index}#\0`))
  }

  socket.on('message', (bytes, { address: from }) => {
    const packet = parse(bytes, from)
    if (packet === undefined) return
    heard.push(packet)
    const command = packet.word & 0xff
    if (command === 0x01) send(0x600003, gbk(`${name}\0\0`), VERSION, from)
    if (command === 0x20 && (packet.word & 0x100) !== 0) send(0x21, Buffer.from(`${packet.number}\0`), VERSION, from)
    if (command === 0xc0) slice(packet)
    if (command === 0xc1 && !isLost()) acknowledged.add(packet.body.toString('latin1', 0, packet.body.indexOf(0x23)))
    if (command === 0x77) send(0x78, Buffer.alloc(1), VERSION, from)
  })
  await new Promise<void>((settle) => socket.bind(PORT, address, settle))
  socket.setBroadcast(true)
  socket.setRecvBufferSize(1 << 20)
  // Heard by a socket of its own: one that is bound to one address gets no multicast on Linux.
  const ear = createSocket({ type: 'udp4', reuseAddr: true })
  ear.on('message', (bytes, { address: from }) => {
    const packet = from === address ? undefined : parse(bytes, from)
    if (packet !== undefined) heard.push(packet)
  })
  await new Promise<void>((settle) => ear.bind(PORT, GROUP_ADDRESS, settle))
  ear.addMembership(GROUP_ADDRESS, address)
  socket.setMulticastInterface(address)

  return {
    id: `u:${user}@ZS-PC`,
    heard,
    send,
    hello: () => void send(0x600001, gbk(`${name}\0\0`)),
    text: (words) => send(0x120, gbk(`${words}${FONT}\0\0`)),
    async picture(id, bytes, form = 'lzw', patience = 20_000) {
      const chunks = Math.ceil(bytes.length / CHUNK)
      const until = performance.now() + patience
      let sent = 0
      for (;;) {
        const missing = Array.from({ length: chunks }, (_, n) => n + 1).filter((n) => !acknowledged.has(`${id}|${n}`))
        if (missing.length === 0) return sent
        if (performance.now() > until) return false
        for (const index of missing.slice(0, 100)) {
          sent++
          if (isLost()) continue
          const data = bytes.subarray((index - 1) * CHUNK, index * CHUNK)
          const flags = form === 'lzw' ? '0|1|0' : '0|2|0'
          const numbers = [id, bytes.length, (index - 1) * CHUNK, chunks, index, data.length].join('|')
          send(0x2000c0, Buffer.concat([Buffer.from(`${numbers}|${flags}|00000000#\0`), data]))
        }
        await delay(missing.length > 100 ? 20 : REPEAT_AFTER)
      }
    },
    received(id) {
      const mine = parts.get(id)
      if (mine === undefined || mine.size !== chunkCounts.get(id)) return undefined
      return Buffer.concat([...mine].sort(([a], [b]) => a - b).map(([, part]) => part))
    },
    texts: () =>
      heard
        .filter(({ word }) => (word & 0xff) === 0x20)
        .map(({ body }) => iconv.decode(body.subarray(0, body.indexOf(0)), 'gbk')),
    group(word, plaintext, { to = GROUP_ADDRESS, tail = Buffer.alloc(1) } = {}) {
      const cipher = Buffer.from(blowfish(MAC).encode(gbk(plaintext)))
      send(word, Buffer.concat([cipher, tail]), `1_lbt6_7#128#${MAC}#0#0#${cipher.length}#4001#9`, to)
    },
    lines: () =>
      heard
        .filter(({ word }) => [0x23, 0xc5, 0xc6, 0xc9, 0xca, 0xcb].includes(word & 0xff))
        .map(({ from, word, version, body }) => {
          const [, , mac = '', , , length = ''] = version.split('#', 6)
          const cipher = body.subarray(0, Number(length))
          const plaintext = Buffer.from(blowfish(mac).decode(cipher, Blowfish.TYPE.UINT8_ARRAY))
          return { from, word, plaintext: iconv.decode(plaintext, 'gbk'), tail: body.subarray(Number(length)) }
        }),
    words: (word) => heard.filter((packet) => packet.word === word),
    close() {
      socket.close()
      ear.close()
    },
  }
}
