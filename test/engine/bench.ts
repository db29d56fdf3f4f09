/** One engine on a bench: every input by hand, every output in sight, time only as it is told. */
import { charset } from '../../electron/host/charset.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Endpoint, Identity, OutgoingMessage, PeerRecord } from '../../shared/engine/io.ts'
import type { EngineOptions } from '../../shared/engine/options.ts'
import { decodePacket, type Encoding, isUtf8 } from '../../shared/protocol/index.ts'

export const START = 1_795_161_600_000
export const PORT = 2425
export const OWN: Endpoint = { address: '192.168.1.10', port: PORT }
export const BROADCAST: Endpoint = { address: '192.168.1.255', port: PORT }
export const REACH = { own: [OWN], broadcasts: [BROADCAST], configured: [] }

export const at = (address: string, port = PORT): Endpoint => ({ address, port })

export const IDENTITY: Identity = {
  installation: '00000000000000000000000000000001',
  mac: '024700000001',
  user: 'me',
  host: 'my-pc',
  name: '小王',
  group: '研发',
  absence: undefined,
}

/** One datagram, readable: `to command-word body`, the body with NUL as `|` and in UTF-8 or GBK, whichever it is. */
export interface Sent {
  readonly at: number
  readonly to: Endpoint
  readonly bytes: Uint8Array
  readonly version: string
  readonly packetNo: string
  readonly word: number
  readonly body: string
}

export interface Bench {
  readonly now: number
  readonly sent: readonly Sent[]
  readonly events: readonly EngineEvent[]
  readonly deadline: number | undefined
  input(input: Input): void
  /** A datagram; text is encoded in the given code page. */
  hear(from: Endpoint, text: string, encoding?: Encoding): void
  /** Lets time pass; the timers that fall due run at their time. */
  pass(milliseconds: number): void
  /** Lets time pass without running timers until its end, as a computer that sleeps. */
  sleep(milliseconds: number): void
  /** What was sent since the last call. */
  takeSent(): Sent[]
  takeEvents(): EngineEvent[]
  /** Events of one type since the start. */
  eventsOf<T extends EngineEvent['type']>(type: T): Extract<EngineEvent, { type: T }>[]
  peer(id: string): PeerRecord | undefined
  /** Whether messages are committed when they come. */
  disk: 'works' | 'fails'
}

export type BenchOptions = Partial<EngineOptions> & { readonly reach?: Input & { type: 'reach' } }

export function createBench(options: BenchOptions = {}): Bench {
  const engine = createEngine({
    identity: IDENTITY,
    version: '0.1.0',
    charset,
    legacyEncoding: 'gb18030',
    seed: 1,
    packetNo: 0,
    peers: [],
    outbox: [],
    ...options,
  })
  const sent: Sent[] = []
  const events: EngineEvent[] = []
  let now = START
  let sentTaken = 0
  let eventsTaken = 0

  function input(given: Input): void {
    engine.handle(now, given)
    for (let output = engine.next(); output !== undefined; output = engine.next()) {
      if (output.type === 'transmit') sent.push(read(now, output.to, output.bytes))
      else {
        const { event } = output
        events.push(event)
        if (event.type === 'message-received' && bench.disk === 'works') {
          engine.handle(now, { type: 'stored', receipt: event.receipt })
        }
      }
    }
  }

  const bench: Bench = {
    get now() {
      return now
    },
    sent,
    events,
    get deadline() {
      return engine.deadline
    },
    input,
    hear: (from, text, encoding = 'utf-8') => input({ type: 'datagram', from, bytes: charset.encode(text, encoding) }),
    pass(milliseconds) {
      const end = now + milliseconds
      for (let due = engine.deadline; due !== undefined && due <= end; due = engine.deadline) {
        now = Math.max(now, due)
        input({ type: 'timeout' })
      }
      now = end
    },
    sleep(milliseconds) {
      now += milliseconds
      input({ type: 'timeout' })
    },
    takeSent() {
      const taken = sent.slice(sentTaken)
      sentTaken = sent.length
      return taken
    },
    takeEvents() {
      const taken = events.slice(eventsTaken)
      eventsTaken = events.length
      return taken
    },
    eventsOf: (type) =>
      events.filter((event): event is Extract<EngineEvent, { type: typeof type }> => event.type === type),
    peer(id) {
      const records = bench.eventsOf('peer-changed').map(({ peer }) => peer)
      return records.findLast((record) => record.id === id)
    },
    disk: 'works',
  }
  input(options.reach ?? { type: 'reach', reach: REACH })
  return bench
}

function read(now: number, to: Endpoint, bytes: Uint8Array): Sent {
  const packet = decodePacket(bytes)
  if (!packet.ok) throw new Error(`we sent what we could not read: ${packet.error}`)
  const { version, packetNo, command, flags, body } = packet.value
  const readable = sectionsOf(body).map((section) => charset.decode(section, isUtf8(section) ? 'utf-8' : 'gb18030'))
  return { at: now, to, bytes, version, packetNo, word: (flags | command) >>> 0, body: readable.join('|') }
}

/** Between NULs, the empty ones too. */
function sectionsOf(body: Uint8Array): Uint8Array[] {
  const end = body.indexOf(0)
  return end < 0 ? [body] : [body.subarray(0, end), ...sectionsOf(body.subarray(end + 1))]
}

/** In tests that do not care when and with which number: `address word body`. */
export const brief = ({ to, word, body }: Sent): string => `${to.address} 0x${word.toString(16)} ${body}`

export const outgoing = (id: string, peer: string, text: string): OutgoingMessage => ({
  id,
  peer,
  text,
  packetNo: undefined,
  queuedAt: START,
  attempts: 0,
})

/** A bench whose start has passed: the hellos are out. */
export function settledBench(options: BenchOptions = {}): Bench {
  const bench = createBench(options)
  bench.pass(20_000)
  bench.takeSent()
  bench.takeEvents()
  return bench
}

/** The version field of another Gezi. */
export const geziVersion = (installation: string): string =>
  `1_lbt6_0#128#0247${installation.slice(-8).toUpperCase()}#0#0#0#4001#9`

/** What another Gezi says. */
export function geziHello(command: number, wanted: { user?: string; installation: string; packetNo?: number }): string {
  const { user = 'alice', installation, packetNo = 100 } = wanted
  const flags = 0x1200000
  const list = `UN:${user}\nHN:${user}-pc\nNN:${user}\nGN:\nGZ:${installation} 0.1.0`
  return `${geziVersion(installation)}:${packetNo}:${user}:${user}-pc:${flags | command}:${user}\0\0\n${list}\n\0utf-8\0`
}
