/** What every machine of the engine shares. Only engine.ts changes it; the machines read it and put their outputs into it. */
import type { Dialect } from '../model/dialect.ts'
import type { Charset, Encoding } from '../protocol/index.ts'
import type { EngineEvent } from './events.ts'
import { createWriteBudget, type WriteBudget } from './flood.ts'
import type { Endpoint, Identity, Millis, Output, Reach } from './io.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { EngineOptions } from './options.ts'
import { createPacketNumbers, type PacketNumbers } from './packet-numbers.ts'
import { createRandom, type Random } from './random.ts'
import { createTimers, type Timers } from './timers.ts'

export interface Context {
  /** The time of the input that is being handled. */
  readonly now: Millis
  readonly identity: Identity
  /** Undefined while there is no network: nothing is sent then. */
  readonly reach: Reach | undefined
  /** When this computer woke from sleep, or its clock was set forward; long ago if it did not. */
  readonly wokeAt: Millis
  /** Our semantic version. */
  readonly version: string
  readonly charset: Charset
  /** A text as a program of that dialect is to get it: faces and emoji are put into the signs that it can show. */
  readonly wording: (text: string, dialect: Dialect, utf8: boolean) => string
  /** We have keys, and whoever wants may encrypt. */
  readonly encrypts: boolean
  /** The code page of this LAN, for broadcasts and for peers that say nothing. */
  readonly legacyEncoding: Encoding
  readonly limits: Limits
  /** Of what is to be stored. */
  readonly mayWrite: WriteBudget
  readonly random: Random
  readonly timers: Timers
  readonly numbers: PacketNumbers
  transmit(to: Endpoint, bytes: Uint8Array): void
  emit(event: EngineEvent): void
}

/** A host under load is late by seconds; a timer that is later than this was asleep. Milliseconds. */
export const ASLEEP = 30_000

/** For engine.ts, which alone changes it. */
export function createContext(
  options: EngineOptions,
  outputs: OutputQueue,
): { -readonly [K in keyof Context]: Context[K] } {
  const limits = { ...LIMITS, ...options.limits }
  const emit: Context['emit'] = (event) => outputs.push({ type: 'event', event })
  return {
    now: 0,
    identity: options.identity,
    reach: undefined,
    wokeAt: Number.NEGATIVE_INFINITY,
    version: options.version,
    charset: options.charset,
    wording: options.wording ?? ((text) => text),
    encrypts: options.keys !== undefined,
    legacyEncoding: options.legacyEncoding,
    limits,
    mayWrite: createWriteBudget(limits),
    random: createRandom(options.seed),
    timers: createTimers(),
    numbers: createPacketNumbers(options.packetNo, (upTo) => emit({ type: 'packet-numbers', upTo })),
    transmit: (to, bytes) => outputs.push({ type: 'transmit', to, bytes }),
    emit,
  }
}

/** First in, first out, in constant time. */
export interface OutputQueue {
  push(output: Output): void
  next(): Output | undefined
}

export function createOutputQueue(): OutputQueue {
  let waiting: Output[] = []
  let taken = 0
  return {
    push: (output) => void waiting.push(output),
    next() {
      const output = waiting[taken++]
      if (output === undefined) {
        waiting = []
        taken = 0
      }
      return output
    },
  }
}
