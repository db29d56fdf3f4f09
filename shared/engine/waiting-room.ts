/**
 * Messages of Gezis that are not known yet. A Gezi is its installation id, which only its hello tells; were the message shown at once, it would be
 * shown under user and host, and the person would stand in the list twice. So the message waits for the hello that we ask for, but no longer
 * than 2 s: late is better than never. It is not acknowledged meanwhile, so its sender repeats it.
 */
import type { Packet } from '../protocol/index.ts'
import { endpointKey } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import type { Context } from './context.ts'
import { digest } from './digest.ts'
import type { Endpoint } from './io.ts'

/** A hello that is lost is asked for again; repeats of the message do not ask more often. */
const ASK_INTERVAL = 500

export interface WaitingMessage {
  readonly from: Endpoint
  readonly packet: Packet
  readonly raw: Uint8Array
}

export interface WaitingRoom {
  enter(message: WaitingMessage): void
  /** Those from this address, in the order in which they came: their sender is known now. */
  release(from: Endpoint): readonly WaitingMessage[]
}

/** `giveUp`: takes the messages of one address whose hello did not come. */
export function createWaitingRoom(
  context: Context,
  announcements: Announcements,
  answers: Answers,
  giveUp: (messages: readonly WaitingMessage[]) => void,
): WaitingRoom {
  const { timers, limits } = context
  const rooms = new Map<string, Map<string, WaitingMessage>>()
  /** How many wait, by address: whoever makes up Gezis fills the room for nobody else. */
  const counts = new Map<string, number>()
  let count = 0

  function add({ address }: Endpoint, messages: number): void {
    count += messages
    const left = (counts.get(address) ?? 0) + messages
    if (left > 0) counts.set(address, left)
    else counts.delete(address)
  }

  function release(from: Endpoint): readonly WaitingMessage[] {
    const key = endpointKey(from)
    const messages = rooms.get(key)
    if (messages === undefined) return []
    rooms.delete(key)
    add(from, -messages.size)
    timers.cancel(`wait ${key}`)
    return [...messages.values()]
  }

  function ask(from: Endpoint, left: number): void {
    if (left > 0) {
      if (answers.allow(from.address)) announcements.greet(from)
      timers.after(`wait ${endpointKey(from)}`, Math.min(left, ASK_INTERVAL), () => ask(from, left - ASK_INTERVAL))
    } else giveUp(release(from))
  }

  return {
    enter(message) {
      const { from, packet, raw } = message
      const isFull = count >= limits.waitingMessages || (counts.get(from.address) ?? 0) >= limits.waitingOfOne
      if (isFull) return context.emit({ type: 'dropped', from, reason: 'flood' })
      const key = endpointKey(from)
      const messages = rooms.get(key) ?? new Map<string, WaitingMessage>()
      const name = `${packet.packetNo}.${digest(raw)}`
      if (messages.has(name)) return
      messages.set(name, message)
      add(from, 1)
      if (messages.size > 1) return
      rooms.set(key, messages)
      ask(from, limits.waitForHello)
    },
    release,
  }
}
