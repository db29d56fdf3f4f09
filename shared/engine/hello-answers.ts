/** Our answers to hellos, spread over time (protocol.md 3.1), and the question after a goodbye. */
import { isSameNetwork } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Endpoint, Millis, PeerId } from './io.ts'
import { isOwn } from './recognise.ts'

export interface HelloAnswers {
  /** `claimed`: to where he says that he is, whoever he is. */
  soon(peer: Peer, from: Endpoint, claimed: boolean): void
  cancel(peer: Peer): void
  /** Asks for a hello there, unless that was done lately. */
  askAt(peer: Peer, endpoint: Endpoint): void
  /** Nobody signs a goodbye: whoever is still there says so. */
  verifyGoodbye(peer: Peer): void
}

/** So many own peers who wait for our answer are a crowd, as after a power cut: one packet to everybody answers all of them. */
const CROWD = 8
/** Everybody greets twice at the start; who greets once more may hear no broadcast, as behind some access points. */
const ENTRIES = 2
/** Until those who start together have. */
const CROWD_DELAY = [500, 2_000] as const
/** Somebody who does not answer a BR_ENTRY is not asked again with each message. */
const ASK_AGAIN = 30_000
/** A goodbye that somebody else said costs him no longer than twice this. */
const AFTER_GOODBYE = 3_000
/** The real one is not asked again for so long. */
const GOODBYE_AGAIN = 60_000

/** `isAwaited`: whether a message of ours waits for his answer. */
export function createHelloAnswers(
  context: Context,
  composer: Composer,
  directory: Directory,
  announcements: Announcements,
  answers: Answers,
  isAwaited: (id: PeerId) => boolean,
): HelloAnswers {
  const { timers, random } = context

  /** protocol.md 3.1: everybody answers a broadcast, so nobody answers at once. Milliseconds. */
  function delay(endpoint: Endpoint): Millis {
    const near = context.reach?.own.some((own) => isSameNetwork(own.address, endpoint.address)) === true
    if (near || directory.size < 50) return 1_023
    return directory.size < 300 ? 2_047 : 4_095
  }

  /** Who waits, since when; only those who hear our broadcasts, and read them as we mean them. */
  const waiting = new Map<PeerId, Millis>()

  /** How often he was answered that way since he last got an answer of his own. */
  const told = new Map<PeerId, number>()

  function answerAll(): void {
    for (const id of waiting.keys()) timers.cancel(`answer ${id}`)
    if (timers.has('answer all')) return
    timers.after('answer all', random.between(...CROWD_DELAY), () => {
      const isTold = [...waiting.values()].every((since) => since < announcements.spokeAt)
      for (const id of waiting.keys()) told.set(id, (told.get(id) ?? 0) + 1)
      waiting.clear()
      if (!isTold) announcements.assure()
    })
  }

  return {
    soon(peer, from, claimed) {
      const key = claimed ? `${answerKey(peer)} ${from.address}` : answerKey(peer)
      const { id } = peer.record
      const awaited = isAwaited(id)
      if ((timers.has(key) && !awaited) || !answers.allow(from.address)) return
      // The delay spreads the answers of many; he to whom we just wrote asks only us, and shows the message when he knows us.
      const longest = awaited ? 0 : delay(from)
      if (
        !claimed &&
        !awaited &&
        isOwn(peer.record) &&
        announcements.reaches(peer.record) &&
        (told.get(id) ?? 0) < ENTRIES
      ) {
        waiting.set(id, context.now)
        if (waiting.size >= CROWD) return answerAll()
      }
      timers.after(key, random.between(0, longest), () => {
        waiting.delete(id)
        told.delete(id)
        const { endpoint, ...reader } = directory.byId(id)?.record ?? peer.record
        if (context.reach !== undefined) context.transmit(claimed ? from : endpoint, composer.answerEntry(reader))
      })
    },

    askAt(peer, endpoint) {
      if (peer.askedAt !== undefined && context.now - peer.askedAt < ASK_AGAIN) return
      if (!answers.allow(endpoint.address)) return
      peer.askedAt = context.now
      announcements.greet(endpoint)
    },

    cancel(peer) {
      for (const map of [waiting, told]) map.delete(peer.record.id)
      timers.cancel(answerKey(peer))
    },

    verifyGoodbye(peer) {
      const { id } = peer.record
      if (peer.farewellAt !== undefined && context.now - peer.farewellAt < GOODBYE_AGAIN) return
      peer.farewellAt = context.now
      timers.after(`goodbye ${id}`, AFTER_GOODBYE + random.between(0, AFTER_GOODBYE), () => {
        const { presence, endpoint } = directory.byId(id)?.record ?? peer.record
        if (presence === 'offline' && answers.allow(endpoint.address)) announcements.greetSoon(endpoint)
      })
    },
  }
}

const answerKey = (peer: Peer): string => `answer ${peer.record.id}`
