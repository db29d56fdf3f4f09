/**
 * FeiQ's words without words (protocol.md 7.3, appendix F): typing, the shake of a window, and what FeiQ asks of a chat that is open. They go
 * to FeiQ and to other Gezis only; nobody else knows them. None is repeated: what is lost was never important.
 */
import { traits } from '../model/dialect.ts'
import { COMMAND, type FeiqSignal, feiqSignal, type Packet } from '../protocol/index.ts'
import type { Answers } from './answers.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Endpoint, PeerId, PeerRecord } from './io.ts'
import { reachable } from './lane.ts'
import type { OwnSignal } from './records.ts'

/** FeiQ's end of typing may never come. */
const TYPING_FOR = 10_000
/** While somebody types, FeiQ says so again and again; once in this time is enough to keep the mark. */
const TYPING_AGAIN = 4_000
/** FeiQ says once more that it types when it has sent what was typed. */
const ECHO_OF_TEXT = 1_000
/** A shake more often than this is a nuisance, whoever sends it. */
export const SHAKE_AGAIN = 5_000
/** People, and their addresses, whose last shake is remembered; the one longest ago is forgotten, and could shake again anyway. */
const SHAKERS = 1_024

export interface Signals {
  /** One of FeiQ's commands from this peer; false when it is none of these. */
  receive(from: Endpoint, packet: Packet, peer: Peer): boolean
  /** A message came from him: he is not typing it any more. */
  wrote(peer: PeerId): void
  send(peer: PeerId, signal: OwnSignal): void
}

export function createSignals(context: Context, composer: Composer, directory: Directory, answers: Answers): Signals {
  const { timers } = context
  const typing = new Set<PeerId>()
  /** When each last shook us, and when we last said something to each; oldest first. */
  const shakes = new Map<PeerId, number>()
  const said = new Map<string, number>()

  const typingKey = (id: PeerId): string => `typing ${id}`

  function isTooSoon(log: Map<string, number>, key: string, pause: number): boolean {
    const last = log.get(key)
    if (last !== undefined && Math.abs(context.now - last) < pause) return true
    log.delete(key)
    log.set(key, context.now)
    const [oldest] = log.keys()
    if (log.size > SHAKERS && oldest !== undefined) log.delete(oldest)
    return false
  }

  function setTyping(id: PeerId, isTyping: boolean): void {
    timers.cancel(typingKey(id))
    if (isTyping) timers.after(typingKey(id), TYPING_FOR, () => setTyping(id, false))
    if (typing.has(id) === isTyping) return
    if (isTyping) typing.add(id)
    else typing.delete(id)
    context.emit({ type: 'typing', peer: id, typing: isTyping })
  }

  function transmit(to: Endpoint, record: PeerRecord, signal: FeiqSignal): void {
    const { command, flags, body } = feiqSignal(signal)
    context.transmit(to, composer.numbered(record, context.numbers.next(context.now), command, flags, body))
  }

  function answer(from: Endpoint, peer: Peer, signal: FeiqSignal): void {
    if (answers.allow(from.address)) transmit(from, peer.record, signal)
  }

  return {
    receive(from, packet, peer) {
      const { id } = peer.record
      switch (packet.command) {
        case COMMAND.FEIQ_TYPING:
          if (!timers.has(wroteKey(id))) setTyping(id, true)
          return true
        case COMMAND.FEIQ_TYPING_END:
          setTyping(id, false)
          return true
        case COMMAND.FEIQ_OPEN:
          answer(from, peer, 'open-answer')
          return true
        case COMMAND.FEIQ_CHAT_ALIVE:
          answer(from, peer, 'alive-answer')
          return true
        case COMMAND.FEIQ_SHAKE:
          answer(from, peer, 'shake-answer')
          // One computer may have many names.
          if (!isTooSoon(shakes, id, SHAKE_AGAIN) && !isTooSoon(shakes, from.address, SHAKE_AGAIN))
            context.emit({ type: 'shaken', peer: id })
          return true
        case COMMAND.FEIQ_SHAKE_ACK:
          if (timers.has(shakeKey(id))) {
            timers.cancel(shakeKey(id))
            context.emit({ type: 'shake-answered', peer: id })
          }
          return true
        case COMMAND.FEIQ_OPEN_ANSWER:
          return true
        default:
          return false
      }
    },

    wrote(id) {
      setTyping(id, false)
      if (directory.byId(id)?.record.dialect === 'feiq') timers.after(wroteKey(id), ECHO_OF_TEXT, () => undefined)
    },

    send(id, signal) {
      const record = reachable(context, directory.byId(id))
      if (record === undefined) return
      if (!traits[record.dialect].signals) return
      // The end of typing is said at once; it is what the next beginning is measured from.
      if (signal === 'typing-end') said.delete(`typing ${id}`)
      else if (isTooSoon(said, `${signal} ${id}`, signal === 'shake' ? SHAKE_AGAIN : TYPING_AGAIN)) return
      // Only an answer to a shake of ours is one.
      if (signal === 'shake') timers.after(shakeKey(id), SHAKE_AGAIN, () => undefined)
      transmit(record.endpoint, record, signal)
    },
  }
}

const wroteKey = (id: PeerId): string => `wrote ${id}`
const shakeKey = (id: PeerId): string => `shake ${id}`
