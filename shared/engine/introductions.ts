/**
 * Introductions (shared/protocol/own/introduce.ts): own peers tell each other of addresses that they hear themselves, so one of them with a
 * route to another network teaches the office. Who hears nobody beyond the broadcasts of his own network asks nobody: an office without routers,
 * and without guests on unusual ports, is silent.
 *
 * Whoever hears somebody beyond asks some own peers, says in the question whom he hears, and they, seeing somebody who is new to them, ask
 * back. What is told is hearsay: its addresses get one normal BR_ENTRY, or two, when their turn comes, which legacy peers answer like any
 * other; who does not answer is forgotten. Each greeting is paid for with bytes that the teller sent us, so he cannot make us send more
 * than he sent himself, to whomever.
 */
import { COMMAND, INTRODUCTION_BYTES, type Introduced, type KnownAddress, MAX_INTRODUCED } from '../protocol/index.ts'
import { endpointKey, isInNetwork, isMissed } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import { isPlausible } from './hearsay.ts'
import type { Input } from './inputs.ts'
import type { Endpoint, Millis, PeerId } from './io.ts'
import { isAskable } from './own-questions.ts'

/** After news, how many own peers are asked at once: each of them asks as many, so all of a thousand have it after some rounds. */
const FAN_OUT = 3
const LOOK_AGAIN = 1_000
/** After news they are asked within this, and not again before that: answers to hellos come in over seconds. */
const NEWS_DELAY = [300, 1_500] as const
const NEWS_AGAIN = 20_000
/** What a round of news missed, this one finds; milliseconds, with jitter. */
const ROUND = [480_000, 720_000] as const
/** One person is not asked again before. He may have more to tell, but no more than this many answers. */
const ASK_AGAIN = 15_000
const MAX_PAGES = 8
/** At first; who has more is asked for all that fit. */
const FIRST_WANT = 8
/** Addresses that did not answer yet: of one teller, and in all. */
const MAX_OF_ONE = 512
const MAX_PENDING = 2_048
/** The second greeting, for the first that was lost. */
const SECOND_GREETING = 3_000
/** Who did not answer by then is not there; until then he is not told again. */
const EXPIRY = 600_000

export interface Introductions {
  /** He is there, and was not before or elsewhere. */
  arrived(peer: Peer): void
  act(input: Extract<Input, { type: 'introductions' | 'introduced' | 'introduction-offered' }>): void
}

interface Pending {
  readonly endpoint: Endpoint
  readonly by: PeerId
  readonly until: Millis
}

export function createIntroductions(
  context: Context,
  composer: Composer,
  directory: Directory,
  announcements: Announcements,
  isBlocked: (peer: Peer) => boolean,
  isOnFirst: boolean,
): Introductions {
  const { timers, random } = context
  const pending = new Map<string, Pending>()
  const asked = new Map<PeerId, { readonly at: Millis; readonly pages: number }>()
  let isOn = isOnFirst
  let newsAt: Millis | undefined

  /** No broadcast of our network comes there: another network, or the port of a guest. */
  function isBeyond({ address, port }: Endpoint): boolean {
    const { reach } = context
    return reach !== undefined && (isMissed(reach, port) || !isInNetwork(reach, address))
  }
  const isPartner = (peer: Peer): boolean =>
    peer.record.presence !== 'offline' && isAskable(peer.record) && !isBlocked(peer)
  /** Looked up anew only now and then: after a power cut a thousand arrive within seconds. */
  let beyond: { readonly at: Millis; readonly isHeard: boolean } | undefined
  function hearsBeyond(): boolean {
    if (beyond === undefined || context.now - beyond.at >= LOOK_AGAIN) {
      const isHeard = [...directory.all()].some(
        ({ record }) => record.presence !== 'offline' && isBeyond(record.endpoint),
      )
      beyond = { at: context.now, isHeard }
    }
    return beyond.isHeard
  }

  /** Could be a colleague's, and is not known to be one. */
  const isNew = (endpoint: Endpoint): boolean =>
    !pending.has(endpointKey(endpoint)) &&
    isPlausible(context, endpoint) &&
    directory.fewAt(endpoint).every(({ record }) => record.presence === 'offline')

  function forgetOld(): void {
    for (const [key, { until }] of pending) if (until <= context.now) pending.delete(key)
    for (const [id, { at }] of asked) if (at + ASK_AGAIN <= context.now) asked.delete(id)
  }

  /** Everybody heard, and those whose answer is waited for. */
  function known(): readonly KnownAddress[] {
    const heard = [...directory.all()].filter(({ record }) => record.presence !== 'offline')
    return [...heard.map(({ record }) => record.endpoint), ...[...pending.values()].map(({ endpoint }) => endpoint)]
  }

  function ask(peer: Peer, want: number): void {
    const { id } = peer.record
    asked.set(id, { at: context.now, pages: (asked.get(id)?.pages ?? 0) + 1 })
    context.emit({ type: 'introduction-wanted', of: id, request: { known: known(), want } })
  }

  function askOnce(id: PeerId): void {
    forgetOld()
    const peer = directory.byId(id)
    if (isOn && context.reach !== undefined && peer !== undefined && isPartner(peer) && !asked.has(peer.record.id))
      ask(peer, FIRST_WANT)
  }

  /** `count` of them by chance. */
  function some(count: number): readonly Peer[] {
    const left = [...directory.all()].filter(isPartner)
    return Array.from({ length: Math.min(count, left.length) }, () =>
      left.splice(random.between(0, left.length - 1), 1),
    ).flat()
  }

  function soon(key: string, work: () => void): void {
    if (!timers.has(key)) timers.after(key, random.between(...NEWS_DELAY), work)
  }

  function spread(): void {
    newsAt = context.now
    for (const peer of some(FAN_OUT)) askOnce(peer.record.id)
    if (!timers.has('introduction round')) timers.after('introduction round', random.between(...ROUND), round)
  }

  function round(): void {
    if (isOn && hearsBeyond()) spread()
  }

  function news(): void {
    if (timers.has('introductions')) return
    const wait = newsAt === undefined ? 0 : Math.max(0, newsAt + NEWS_AGAIN - context.now)
    timers.after('introductions', wait + random.between(...NEWS_DELAY), spread)
  }

  /** Greets as many as were paid for: all of them once, in their order, then again those for which there is something left. */
  function greet(by: PeerId, addresses: readonly Introduced[]): void {
    forgetOld()
    const price = composer.broadcast(COMMAND.BR_ENTRY).length
    let greetings = Math.floor((addresses.length * INTRODUCTION_BYTES) / price)
    let ofOne = [...pending.values()].filter((each) => each.by === by).length
    const taken: Endpoint[] = []
    for (const { address, port } of addresses) {
      const endpoint = { address, port }
      if (!isNew(endpoint)) continue
      if (greetings === 0 || ofOne >= MAX_OF_ONE || pending.size >= MAX_PENDING) break
      pending.set(endpointKey(endpoint), { endpoint, by, until: context.now + EXPIRY })
      announcements.greetSoon(endpoint)
      taken.push(endpoint)
      greetings--
      ofOne++
    }
    for (const endpoint of taken.slice(0, greetings)) {
      const key = endpointKey(endpoint)
      timers.after(`introduced ${key}`, SECOND_GREETING, () => {
        if (pending.has(key)) announcements.greetSoon(endpoint)
      })
    }
  }

  return {
    arrived(peer) {
      const { endpoint, id } = peer.record
      if (isBeyond(endpoint)) beyond = { at: context.now, isHeard: true }
      pending.delete(endpointKey(endpoint))
      if (!isOn || context.reach === undefined) return
      if (isBeyond(endpoint)) news()
      // Some of those who know more greet a newcomer; the more know it, the less it is on each.
      else if (isPartner(peer) && hearsBeyond() && random.between(1, Math.max(1, directory.online)) <= FAN_OUT)
        soon(`introduce ${id}`, () => askOnce(id))
    },

    act(input) {
      if (input.type === 'introductions') {
        const begins = input.on && !isOn
        isOn = input.on
        if (begins && context.reach !== undefined && hearsBeyond()) news()
        return
      }
      const peer = directory.byId(input.by)
      if (!isOn || context.reach === undefined || peer === undefined || isBlocked(peer)) return
      const { id } = peer.record
      if (input.type === 'introduction-offered') {
        if (input.known.some(isNew)) soon(`introduce ${id}`, () => askOnce(id))
        return
      }
      greet(id, input.addresses.slice(0, MAX_INTRODUCED))
      if (input.more > 0 && input.addresses.length > 0 && (asked.get(id)?.pages ?? MAX_PAGES) < MAX_PAGES)
        ask(peer, MAX_INTRODUCED)
    },
  }
}
