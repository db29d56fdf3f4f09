/**
 * A small world: computers with engines and disks on one network, in virtual time. The network loses, copies, delays and so reorders datagrams,
 * and can be cut; a computer that restarts forgets everything but what its disk has. Everything follows from one seed, so that a run that goes
 * wrong can be run again.
 */

import { charset } from '../../electron/host/charset.ts'
import { createCipher, type PrivateKeys } from '../../electron/host/cipher.ts'
import { perform } from '../../electron/host/crypto/work.ts'
import type { CipherWork } from '../../shared/engine/cipher-work.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Endpoint, Engine, Identity, Reach } from '../../shared/engine/io.ts'
import type { Limits } from '../../shared/engine/limits.ts'
import { createRandom, type Random } from '../../shared/engine/random.ts'
import type { MessageOptions } from '../../shared/engine/records.ts'
import { type Encoding, fingerprint, type PublicKey } from '../../shared/protocol/index.ts'
import { createVirtualClock, type VirtualClock } from './clock.ts'
import { createFakeStore, type FakeStore } from './store.ts'

export interface LanOptions {
  readonly seed?: number
  /** Per cent of datagrams that are lost, and that arrive twice. */
  readonly loss?: number
  readonly duplication?: number
  /** Milliseconds on the way, drawn anew for each datagram: what leaves later may arrive earlier. */
  readonly delay?: readonly [shortest: number, longest: number]
}

export interface ComputerOptions {
  readonly address?: string
  readonly port?: number
  readonly identity?: Partial<Identity>
  readonly legacyEncoding?: Encoding
  readonly configured?: readonly Endpoint[]
  /** False: bound to an address without broadcasts, like a loopback one. */
  readonly broadcasts?: boolean
  readonly limits?: Partial<Limits>
  /** It has keys, and encrypts. */
  readonly keys?: PrivateKeys
}

/** A datagram on the wire, for tests that watch. */
export interface Sight {
  readonly at: number
  readonly from: Endpoint
  readonly to: Endpoint
  readonly bytes: Uint8Array
}

export interface Computer {
  readonly name: string
  readonly endpoint: Endpoint
  readonly store: FakeStore
  readonly events: readonly EngineEvent[]
  readonly isOn: boolean
  input(input: Input): void
  /** Queues a message to another computer, or to a peer by id; the message's id. */
  send(to: Computer | { readonly id: string }, text: string, options?: MessageOptions): string
  /** Pulls the plug. */
  crash(): void
  /** Says goodbye and ends. */
  leave(): void
  start(): void
  /** Puts it on another address, as a new lease does. */
  move(address: string): void
  peerIdOf(other: Computer): string
}

/** A program that is no Gezi: it sees the datagrams to its address and says what it likes. */
export interface Stranger {
  readonly endpoint: Endpoint
  readonly seen: readonly Sight[]
  send(to: Endpoint, bytes: Uint8Array): void
  onDatagram(handler: (from: Endpoint, bytes: Uint8Array) => void): void
}

export interface Lan {
  readonly clock: VirtualClock
  readonly random: Random
  readonly sights: readonly Sight[]
  computer(name: string, options?: ComputerOptions): Computer
  stranger(address: string, port?: number): Stranger
  run(milliseconds: number): void
  /** Runs until `done`, at most so long; whether it was done. */
  runUntil(done: () => boolean, milliseconds: number): boolean
  /** Nothing passes between the two sides. */
  cut(side: readonly { readonly endpoint: Endpoint }[]): void
  heal(): void
  set(options: Omit<LanOptions, 'seed'>): void
}

export const PORT = 2425
export const BROADCAST: Endpoint = { address: '10.0.0.255', port: PORT }
/** A Friday of 2026, some hours before noon. */
const START = 1_795_161_600_000

interface Socket {
  readonly endpoint: Endpoint
  readonly receive: (from: Endpoint, bytes: Uint8Array) => void
}

const keyOf = ({ address, port }: Endpoint): string => `${address}:${port}`

export function createLan(options: LanOptions = {}): Lan {
  const seed = options.seed ?? 1
  const clock = createVirtualClock(START)
  const random = createRandom(seed)
  const sockets = new Map<string, Socket>()
  const sights: Sight[] = []
  let weather = { loss: 0, duplication: 0, delay: [1, 1] as readonly [number, number], ...options }
  let island = new Set<string>()
  let computers = 0

  const happens = (percent: number): boolean => random.between(1, 100) <= percent

  const hearers = (): string[] => [...sockets].flatMap(([key, { endpoint }]) => (endpoint.port === PORT ? [key] : []))

  function carry(from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    sights.push({ at: clock.now, from, to, bytes })
    const targets = keyOf(to) === keyOf(BROADCAST) ? hearers() : [keyOf(to)]
    for (const target of targets) {
      if (island.has(target) !== island.has(keyOf(from))) continue
      if (happens(weather.loss)) continue
      const copies = happens(weather.duplication) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) {
        clock.after(random.between(...weather.delay), () => sockets.get(target)?.receive(from, bytes))
      }
    }
  }

  function computer(name: string, wanted: ComputerOptions = {}): Computer {
    const index = ++computers
    const store = createFakeStore()
    const cipher = wanted.keys === undefined ? undefined : createCipher(wanted.keys)
    const events: EngineEvent[] = []
    const port = wanted.port ?? PORT
    const identity: Identity = {
      installation: `installation-${index}`,
      mac: `0247${index.toString(16).toUpperCase().padStart(8, '0')}`,
      user: name,
      host: `${name}-pc`,
      name,
      group: '',
      absence: undefined,
      ...wanted.identity,
    }
    let endpoint: Endpoint = { address: wanted.address ?? `10.0.0.${index}`, port }
    let engine: Engine | undefined
    let takeBack = (): void => undefined
    let messages = 0

    const reach = (): Reach => ({
      own: [endpoint],
      broadcasts: wanted.broadcasts === false ? [] : [BROADCAST],
      configured: wanted.configured ?? [],
    })

    /** What the driver does: outputs in order, a message committed before its receipt is fed back. */
    function drain(): void {
      for (let output = engine?.next(); output !== undefined; output = engine?.next()) {
        if (output.type === 'transmit') carry(endpoint, output.to, output.bytes)
        else commit(output.event)
      }
      takeBack()
      const deadline = engine?.deadline
      if (deadline !== undefined) takeBack = clock.after(deadline - clock.now, () => input({ type: 'timeout' }))
    }

    function commit(event: EngineEvent): void {
      events.push(event)
      if (event.type === 'cipher-work') work(event.work)
      const done = store.commit(event)
      if (done && event.type === 'message-received')
        engine?.handle(clock.now, { type: 'stored', receipt: event.receipt })
    }

    /** As the host's thread does: later. */
    function work(order: CipherWork): void {
      const asked = engine
      if (cipher === undefined) return
      const done = perform(order, cipher)
      clock.after(1, () => {
        if (engine === asked) input({ type: 'cipher-done', done })
      })
    }

    function input(given: Input): void {
      engine?.handle(clock.now, given)
      drain()
    }

    function start(): void {
      engine = createEngine({
        identity,
        version: '0.1.0',
        charset,
        legacyEncoding: wanted.legacyEncoding ?? 'gb18030',
        seed: random.between(0, 0x7fff_ffff),
        packetNo: store.packetNo,
        peers: [...store.peers.values()],
        outbox: store.outbox(),
        ...(cipher !== undefined && {
          keys: {
            keys: cipher.own,
            records: [...store.keys.values()],
            fingerprint: (key: PublicKey) => fingerprint(key, cipher),
          },
        }),
        ...(wanted.limits !== undefined && { limits: wanted.limits }),
      })
      plug()
      input({ type: 'reach', reach: reach() })
    }

    function plug(): void {
      const receive = (from: Endpoint, bytes: Uint8Array) => input({ type: 'datagram', from, bytes })
      sockets.set(keyOf(endpoint), { endpoint, receive })
    }

    function crash(): void {
      engine = undefined
      takeBack()
      sockets.delete(keyOf(endpoint))
    }

    const made: Computer = {
      name,
      get endpoint() {
        return endpoint
      },
      store,
      events,
      get isOn() {
        return engine !== undefined
      },
      input,
      send(to, text, options) {
        const id = `${name}-${++messages}`
        const message = {
          id,
          peer: 'id' in to ? to.id : made.peerIdOf(to),
          text,
          packetNo: undefined,
          queuedAt: clock.now,
          attempts: 0,
          ...(options !== undefined && { options }),
        }
        store.addOutgoing(message)
        input({ type: 'send', message })
        return id
      },
      crash,
      leave() {
        input({ type: 'leave' })
        crash()
      },
      start,
      move(address) {
        sockets.delete(keyOf(endpoint))
        endpoint = { address, port }
        plug()
        input({ type: 'reach', reach: reach() })
      },
      peerIdOf: (other) => `g:installation-${numbers.get(other) ?? 0}`,
    }
    numbers.set(made, index)
    start()
    return made
  }

  const numbers = new Map<Computer, number>()

  function stranger(address: string, port = PORT): Stranger {
    const endpoint = { address, port }
    const seen: Sight[] = []
    let handle: (from: Endpoint, bytes: Uint8Array) => void = () => undefined
    sockets.set(keyOf(endpoint), {
      endpoint,
      receive(from, bytes) {
        seen.push({ at: clock.now, from, to: endpoint, bytes })
        handle(from, bytes)
      },
    })
    return {
      endpoint,
      seen,
      send: (to, bytes) => carry(endpoint, to, bytes),
      onDatagram(handler) {
        handle = handler
      },
    }
  }

  return {
    clock,
    random,
    sights,
    computer,
    stranger,
    run: (milliseconds) => clock.runUntil(clock.now + milliseconds),
    runUntil: (done, milliseconds) => clock.runWhile(() => !done(), clock.now + milliseconds),
    cut(side) {
      island = new Set(side.map(({ endpoint }) => keyOf(endpoint)))
    },
    heal() {
      island = new Set()
    },
    set(change) {
      weather = { ...weather, ...change }
    },
  }
}
