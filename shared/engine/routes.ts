/**
 * Where people are. An address is only a route, and a hello only says that somebody is at another one: anybody can say that (protocol.md 11.2),
 * and so does a cloned computer. So who speaks from elsewhere is asked at the route in use:
 *
 * - no answer: he moved (DHCP, another cable), and everything goes to the new route;
 * - an answer that says the same of itself: one program with two network cards, and the other one is a spare route;
 * - an answer that says something else: two computers that took one name, and they become two people.
 * Until then nothing goes anywhere (`doubted`). Who is known to be gone may come back from anywhere at once.
 */
import { COMMAND, type Packet } from '../protocol/index.ts'
import { endpointKey, isBetterRoute, spareRoutes } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import { createHeralds, isCopyOfHis } from './entries.ts'
import type { Endpoint, PeerId, Route } from './io.ts'
import { comparable, type Description, isSame } from './recognise.ts'
import { type Check, isInUse, isOld, isSpare, without } from './route-list.ts'

/** Where a hello comes from, as far as is known when it comes. */
export type Arrival =
  /** The route in use, as it was; from now on it may be a better one by which the same hello came. */
  | 'here'
  /** The route that is in use from now on. */
  | 'moved'
  /** Another of his routes; what it says of him is true. */
  | 'beside'
  /** He is asked at the route in use whether that is he. */
  | 'claimed'

export interface Routes {
  arrive(peer: Peer, from: Endpoint, said: Description, packet: Packet): Arrival
  /** A packet of his that is no hello: which of his routes it came by, the one that is in use from now on, or none. */
  heard(peer: Peer, from: Endpoint): 'in-use' | 'spare' | 'elsewhere'
  /** Somebody else said hello from there. */
  taken(by: Peer, endpoint: Endpoint): void
  /** Nothing answers at the route in use: the next one is. False when there is none. */
  fallBack(peer: Peer): boolean
  forget(id: PeerId): void
}

export interface RoutesListener {
  /** His route in use is another one; what he said there is true of him. */
  moved(peer: Peer, said: Description, packet: Packet): void
  /** Who spoke from there is somebody else. */
  apart(peer: Peer, from: Endpoint, said: Description): void
}

/** Cable, Wi-Fi, a dock and a VPN; and what is claimed at once in somebody's name. */
const MAX_ROUTES = 4
/** An answer may take a second on one network (protocol.md 3.1); one question of three may be lost. */
const [ASKS, ASK_AGAIN] = [3, 1_500] as const
/** At a route that did not answer for two questions he is not. */
const UNANSWERED = 2

export function createRoutes(
  context: Context,
  directory: Directory,
  announcements: Announcements,
  answers: Answers,
  listener: RoutesListener,
): Routes {
  const { timers } = context
  const checks = new Map<PeerId, Check>()
  const isBetter = (one: Endpoint, other: Endpoint): boolean =>
    isBetterRoute(one.address, other.address, context.reach?.own ?? [])
  const heralds = createHeralds(context, isBetter)

  function put(peer: Peer, routes: readonly Route[]): void {
    directory.update(peer, { routes: routes.length === 0 ? undefined : routes.slice(0, MAX_ROUTES) })
  }

  const note = (peer: Peer, endpoint: Endpoint, claimed?: 'claimed'): void =>
    put(peer, [
      { endpoint, lastHeard: context.now, ...(claimed && { claimed: true as const }) },
      ...without(peer, endpoint),
    ])

  /** The one before is given up: nothing answers there, or it is another port of the same computer. */
  function use(peer: Peer, endpoint: Endpoint): void {
    const routes = without(peer, endpoint, peer.record.endpoint).filter(({ claimed }) => claimed !== true)
    peer.doubted = false
    directory.update(peer, { endpoint, routes: routes.length === 0 ? undefined : routes })
  }

  const end = (id: PeerId): void => {
    checks.delete(id)
    timers.cancel(checkKey(id))
  }

  /** He spoke from the route in use. */
  function confirm(peer: Peer): void {
    peer.doubted = false
    const check = checks.get(peer.record.id)
    if (check !== undefined) check.inUse = 'he'
  }

  /** He said from the route in use what he calls himself: who says something else elsewhere is another one. */
  function decide(peer: Peer, said: Description): void {
    const { id } = peer.record
    const check = checks.get(id)
    if (check === undefined) return
    end(id)
    for (const { endpoint, said: elsewhere, isOld } of check.claims.values()) {
      const isHe = isSame(said, elsewhere) || directory.isJoined(id)
      if (isHe && !isOld) note(peer, endpoint)
      else put(peer, without(peer, endpoint))
      if (!isHe) listener.apart(peer, endpoint, elsewhere)
    }
  }

  function ask(id: PeerId, times: number): void {
    const peer = directory.byId(id)
    const check = checks.get(id)
    if (peer === undefined || check === undefined) {
      end(id)
      return
    }
    if (times === ASKS || (times > 0 && check.inUse === 'another')) {
      silent(peer, check)
      return
    }
    const { endpoint } = peer.record
    if (context.reach !== undefined && answers.allow(endpoint.address)) {
      announcements.greet(endpoint)
      check.asked++
    }
    timers.after(checkKey(id), ASK_AGAIN, () => ask(id, times + 1))
  }

  /** He does not answer at the route in use, so he is where he was heard last. Who could not be asked stays where he is. */
  function silent(peer: Peer, { claims, asked, inUse }: Check): void {
    end(peer.record.id)
    const newest = [...claims.values()].filter(({ isOld }) => !isOld).at(-1)
    const isGone = inUse !== 'he' && asked > 0 && newest !== undefined
    use(peer, isGone ? newest.endpoint : peer.record.endpoint)
    if (isGone) listener.moved(peer, newest.said, newest.packet)
  }

  /** Others may have left their address to him. */
  function doubtAt(by: Peer, endpoint: Endpoint): readonly Peer[] {
    const others = directory.fewAt(endpoint).filter((other) => other !== by)
    for (const other of others) {
      if (!isInUse(other, endpoint)) continue
      other.doubted = true
      const check = checks.get(other.record.id)
      if (check !== undefined) check.inUse = 'another'
    }
    return others
  }

  function taken(by: Peer, endpoint: Endpoint): void {
    for (const other of doubtAt(by, endpoint)) put(other, without(other, endpoint))
  }

  function claim(peer: Peer, from: Endpoint, said: Description, packet: Packet): void {
    const { id } = peer.record
    const running = checks.get(id)
    const check: Check = running ?? { claims: new Map(), asked: 0, inUse: peer.doubted ? 'another' : 'nobody' }
    const key = endpointKey(from)
    if (!check.claims.has(key) && check.claims.size >= MAX_ROUTES) return
    check.claims.delete(key)
    check.claims.set(key, {
      endpoint: from,
      said,
      packet,
      isOld: isOld(comparable(packet.packetNo), peer.record, context.now),
    })
    doubtAt(peer, from)
    note(peer, from, 'claimed')
    if (running !== undefined) return
    checks.set(id, check)
    peer.doubted = true
    ask(id, 0)
  }

  return {
    arrive(peer, from, said, packet) {
      const { record } = peer
      const isEntry = packet.command === COMMAND.BR_ENTRY
      if (isInUse(peer, from)) {
        confirm(peer)
        decide(peer, said)
        const herald = isEntry ? heralds.of(record.id, packet) : undefined
        if (herald === undefined || !isSpare(peer, herald) || !isBetter(herald, from)) return 'here'
        use(peer, herald)
        note(peer, from)
        taken(peer, herald)
        return 'here'
      }
      const isThere = peer.routed && peer.greeted && record.presence !== 'offline'
      const isSaid = isSame(record, said)
      if (!isThere || (record.endpoint.address === from.address && isSaid)) {
        end(record.id)
        use(peer, from)
        return 'moved'
      }
      const copied = isEntry && isCopyOfHis(peer, packet, context.now)
      if (isEntry) heralds.note(record.id, from, packet)
      if ((copied || isSpare(peer, from)) && (isSaid || directory.isJoined(record.id))) {
        // Who only says that he is there by a better route, too, is not taken there without a question.
        const better = copied && isBetter(from, record.endpoint)
        if (better || peer.probes >= UNANSWERED) {
          use(peer, from)
          if (better) note(peer, record.endpoint)
          return 'moved'
        }
        note(peer, from)
        return 'beside'
      }
      claim(peer, from, said, packet)
      return 'claimed'
    },

    heard(peer, from) {
      if (isInUse(peer, from)) {
        confirm(peer)
        return 'in-use'
      }
      if (!isSpare(peer, from)) return 'elsewhere'
      if (peer.probes < UNANSWERED) {
        note(peer, from)
        return 'spare'
      }
      use(peer, from)
      return 'in-use'
    },

    taken,

    fallBack(peer) {
      const [next] = spareRoutes(peer.record)
      if (next !== undefined) use(peer, next.endpoint)
      return next !== undefined
    },

    forget(id) {
      end(id)
      heralds.forget(id)
    },
  }
}

const checkKey = (id: PeerId): string => `route ${id}`
