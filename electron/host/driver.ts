/**
 * Runs the engine: one turn of the loop takes what arrived, hands it over, and moves the outputs on: events to the messenger in one
 * transaction (one fsync for a burst), then the datagrams, then the receipts of what is stored, whose acknowledgements follow. The order
 * "commit, then transmit" is this file's reason to be: a packet number is on disk before it is on the wire, and a message is stored
 * before it is acknowledged. One timer, at the engine's deadline.
 */

import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Endpoint, Engine, Millis } from '../../shared/engine/io.ts'
import { createInbox, type Datagram } from './inbox.ts'

export interface DriverOptions {
  readonly engine: Engine
  readonly now: () => Millis
  /** Commits the events, and what a failing disk refused before; the receipts of the messages that are stored now. */
  readonly apply: (now: Millis, events: readonly EngineEvent[]) => readonly number[]
  /** The highest packet number whose reservation is on disk. */
  readonly reserved: () => number
  readonly transmit: (to: Endpoint, bytes: Uint8Array) => void
  /** The queue is full and a datagram of this address was dropped. */
  readonly onOverflow: (address: string) => void
  /** Our own bug: the turn is lost, the driver goes on. */
  readonly onBug: (error: unknown) => void
}

export interface Driver {
  datagram(datagram: Datagram): void
  input(input: Input): void
  /** Says goodbye and handles nothing any more. */
  leave(): void
}

/** About 10 ms for a turn full of messages, their one commit included: far below the 50 ms that a person at the window would notice. */
export const MAX_DATAGRAMS_PER_TURN = 192
/** At the start the outbox comes as one input per message. */
const MAX_INPUTS_PER_TURN = 256
/** A store that acknowledges makes outputs that may make events; a chain longer than this is a loop in the engine. */
const MAX_ROUNDS = 16
/** The system's clock can jump (sleep, daylight, a user): an engine's deadline is looked at again at least this often. */
const LONGEST_WAIT = 10_000

export function createDriver(options: DriverOptions): Driver {
  const { engine, now, apply, reserved, transmit, onOverflow, onBug } = options
  const inbox = createInbox()
  let inputs: Input[] = []
  let timer: NodeJS.Timeout | undefined
  let scheduled = false
  let ended = false
  /** Packet numbers that the engine has reserved, and those of them that are on disk: while the disk refuses, nothing may leave. */
  let wanted = 0
  let committed = 0

  const schedule = (): void => {
    if (scheduled || ended) return
    scheduled = true
    setImmediate(turn)
  }

  const turn = (): void => {
    scheduled = false
    if (ended) return
    try {
      const at = now()
      const current = inputs.slice(0, MAX_INPUTS_PER_TURN)
      inputs = inputs.slice(MAX_INPUTS_PER_TURN)
      for (const input of current) engine.handle(at, input)
      for (const { from, bytes } of inbox.take(MAX_DATAGRAMS_PER_TURN))
        engine.handle(at, { type: 'datagram', from, bytes })
      if (engine.deadline !== undefined && engine.deadline <= at) engine.handle(at, { type: 'timeout' })
      settle(at)
    } catch (error) {
      onBug(error)
    }
    if (inputs.length > 0 || inbox.length > 0) schedule()
    arm()
  }

  /** Moves all outputs on, until the engine has no more. */
  const settle = (at: Millis): void => {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { events, transmits } = drain()
      if (events.length === 0 && transmits.length === 0) return
      const receipts = commit(at, events)
      // What does not leave is lost as a datagram may be: the engine repeats what matters.
      if (committed >= wanted) for (const { to, bytes } of transmits) transmit(to, bytes)
      for (const receipt of receipts) engine.handle(at, { type: 'stored', receipt })
    }
    throw new Error(`the engine has outputs after ${MAX_ROUNDS} rounds`)
  }

  const drain = () => {
    const events: EngineEvent[] = []
    const transmits: { readonly to: Endpoint; readonly bytes: Uint8Array }[] = []
    for (let output = engine.next(); output !== undefined; output = engine.next()) {
      if (output.type === 'event') events.push(output.event)
      else transmits.push(output)
    }
    return { events, transmits }
  }

  const commit = (at: Millis, events: readonly EngineEvent[]): readonly number[] => {
    for (const event of events) if (event.type === 'packet-numbers') wanted = Math.max(wanted, event.upTo)
    const isBehind = committed < wanted
    const receipts = events.length > 0 || isBehind ? apply(at, events) : []
    if (isBehind) committed = reserved()
    return receipts
  }

  const arm = (): void => {
    clearTimeout(timer)
    const deadline = engine.deadline
    if (deadline === undefined || ended) return
    timer = setTimeout(turn, Math.min(Math.max(deadline - now(), 0), LONGEST_WAIT))
  }

  return {
    datagram(datagram) {
      if (ended) return
      if (inbox.push(datagram)) schedule()
      else onOverflow(datagram.from.address)
    },
    input(input) {
      if (ended) return
      inputs.push(input)
      schedule()
    },
    leave() {
      if (ended) return
      inputs = [...inputs, { type: 'leave' }]
      const at = now()
      try {
        for (const input of inputs) engine.handle(at, input)
        settle(at)
      } catch (error) {
        onBug(error)
      }
      ended = true
      clearTimeout(timer)
    },
  }
}
