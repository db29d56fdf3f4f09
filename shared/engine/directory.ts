/**
 * Everybody we know, found in constant time. A person is an installation (another Gezi) or a user and host (everybody else); the address is
 * only the route there. Several Gezis on one computer share user and host, so a packet that is no hello is looked up by its whole route first.
 */

import { detectEncoding, type Encoding } from '../protocol/index.ts'
import { endpointKey, endpointsOf, isSameEndpoint } from './address.ts'
import type { Context } from './context.ts'
import type { Endpoint, Millis, PeerId, PeerRecord } from './io.ts'
import { differs, hasOtherPlaces } from './peer-change.ts'
import { createPeerIndex, type PeerIndex } from './peer-index.ts'
import { marksOf } from './recognise.ts'

export interface Peer {
  /** Replaced whole at each change. */
  record: PeerRecord
  /** False after another program said hello from the same route: packets from there are that one's. */
  routed: boolean
  /** Whether it said hello in this run. */
  greeted: boolean
  /** Somebody else spoke from his route since he was last heard there, or he from another one: nothing goes there until he is heard. */
  doubted: boolean
  /** How we know its code page: guessed from the LAN's, seen in its text, named by itself, or chosen by our user. */
  encodingSource: 'guessed' | 'seen' | 'named' | 'chosen'
  /** Its last BR_ENTRY: broadcasts arrive once per network interface. `isHis`: one of its copies came by the route in use. */
  entry: { readonly packetNo: number; readonly at: Millis; readonly isHis: boolean } | undefined
  /** When he last said goodbye, and was asked whether it was he. */
  farewellAt: Millis | undefined
  /** `lastHeard` as of the last `peer-changed`. */
  publishedHeard: Millis
  /** His last sign of life: what it said, unless something else is known of him since, and how often he had to be asked since. */
  sign: { readonly said: string | undefined; readonly missed: number } | undefined
  /** Unanswered probes. */
  probes: number
  askedAt: Millis | undefined
  answeredForUsAt: Millis | undefined
}

export type Names = Pick<PeerRecord, 'user' | 'host'>

export interface Directory {
  readonly size: number
  readonly online: number
  all(): Iterable<Peer>
  byId(id: PeerId): Peer | undefined
  /** The id under which somebody is known now: the user may have merged him into another. */
  current(id: PeerId): PeerId
  /** From now on the first id is another name of the second. */
  join(former: PeerId, id: PeerId): void
  /** Nothing is left of him: whoever was merged into him is himself again. */
  release(id: PeerId): void
  /** Whether the user said that he is several entries: they are one, however little they are alike. */
  isJoined(id: PeerId): boolean
  /** Everybody with this mark (recognise.ts), unless they are so many that it says nothing. */
  marked(mark: string): readonly Peer[]
  /** The only one whose route this is. */
  soleAt(endpoint: Endpoint): Peer | undefined
  /** Everybody whose route this is, when they are few; a script that plays a hundred colleagues on one socket is not listed. */
  fewAt(endpoint: Endpoint): readonly Peer[]
  /** Who has these names and this route. */
  atRoute(endpoint: Endpoint, names: Names): Peer | undefined
  /** Others of the same names at the same route. */
  rivals(peer: Peer): readonly Peer[]
  /** Undefined when there is no room. Says `peer-changed` unless the record comes from disk. */
  add(record: PeerRecord, origin: 'wire' | 'disk'): Peer | undefined
  /** Says `peer-changed` if there is something to tell. */
  update(peer: Peer, change: Partial<PeerRecord>): void
  unroute(peer: Peer): void
  remove(peer: Peer): void
  /** The code page that our user chose for him, though he may be unknown at the moment. */
  chosen(id: PeerId): Encoding | undefined
  /** Undefined: he is read by what his packets say again. */
  choose(id: PeerId, encoding: Encoding | undefined): void
  /** `from` turned out to be `into`: whom the user merged into him is the other one, and a choice for him is one for that, unless it has its own. */
  inherit(from: PeerId, into: PeerId): void
}

/** A later time of last contact alone is worth a write to disk this often. */
const HEARD_GRAIN = 3_600_000
/** More people than this behind one address and port are a script or a gateway; of one mark a classroom of clones (apart.ts) has fewer. */
const [FEW, ALIKE]: readonly [number, number] = [8, 64]

/** `keep`: who must not be forgotten, because messages wait for him. */
export function createDirectory(
  context: Context,
  keep: (id: PeerId) => boolean,
  chosen: Iterable<readonly [PeerId, Encoding]> = [],
  formerIds: ReadonlyMap<PeerId, PeerId> = new Map(),
): Directory {
  const peers = new Map<PeerId, Peer>()
  const choices = new Map<PeerId, Encoding>(chosen)
  const joined = new Map(formerIds)
  const current = (id: PeerId): PeerId => joined.get(id) ?? id
  /** Longest silent first. */
  const offline = new Set<Peer>()
  const [byRoute, byEndpoint, byMark] = [createPeerIndex(), createPeerIndex(), createPeerIndex()]

  const routeKey = (at: Endpoint, { user, host }: Names): string => `${endpointKey(at)} ${user}\0${host}`

  function entriesOf({ record, routed }: Peer): (readonly [PeerIndex, string])[] {
    const marks = marksOf(record).map((mark) => [byMark, mark] as const)
    if (!routed) return marks
    const places = endpointsOf(record).flatMap((endpoint) => [
      [byRoute, routeKey(endpoint, record)] as const,
      [byEndpoint, endpointKey(endpoint)] as const,
    ])
    return [...marks, ...places]
  }

  function enter(peer: Peer): void {
    for (const [index, key] of entriesOf(peer)) index.add(key, peer)
  }

  function withdraw(peer: Peer): void {
    for (const [index, key] of entriesOf(peer)) index.remove(key, peer)
  }

  function remove(peer: Peer): void {
    withdraw(peer)
    offline.delete(peer)
    peers.delete(peer.record.id)
  }

  /** The record on disk stays; only the engine forgets. */
  function makeRoom(): boolean {
    if (peers.size < context.limits.peers) return true
    for (const peer of offline) {
      if (keep(peer.record.id)) continue
      remove(peer)
      return true
    }
    return false
  }

  function publish(peer: Peer): void {
    peer.publishedHeard = peer.record.lastHeard
    // What he says next is read, though he may have said it before this.
    if (peer.sign !== undefined) peer.sign = { ...peer.sign, said: undefined }
    context.emit({ type: 'peer-changed', peer: peer.record })
  }

  function sortByPresence(peer: Peer): void {
    if (peer.record.presence !== 'offline') offline.delete(peer)
    else if (!offline.has(peer)) offline.add(peer)
  }

  return {
    get size() {
      return peers.size
    },
    get online() {
      return peers.size - offline.size
    },
    all: () => peers.values(),
    byId: (id) => peers.get(current(id)),
    current,
    join(former, id) {
      for (const [other, target] of [...joined, [former, former] as const]) if (target === former) joined.set(other, id)
      joined.delete(id)
    },
    release(id) {
      for (const [former, target] of joined) if (target === id) joined.delete(former)
    },
    isJoined: (id) => [...joined.values()].includes(id),
    marked: (mark) => byMark.few(mark, ALIKE),
    soleAt: (endpoint) => byEndpoint.sole(endpointKey(endpoint)),
    fewAt: (endpoint) => byEndpoint.few(endpointKey(endpoint), FEW),
    atRoute: (endpoint, names) => byRoute.sole(routeKey(endpoint, names)),
    rivals(peer) {
      const all = byRoute.few(routeKey(peer.record.endpoint, peer.record), Number.POSITIVE_INFINITY)
      return all.filter((other) => other !== peer)
    },
    add(described, origin) {
      if (!makeRoom()) return undefined
      const choice = choices.get(described.id)
      const record = choice === undefined ? described : { ...described, encoding: choice }
      const peer: Peer = {
        record,
        routed: true,
        greeted: false,
        doubted: false,
        encodingSource: choice === undefined ? 'guessed' : 'chosen',
        entry: undefined,
        farewellAt: undefined,
        publishedHeard: record.lastHeard,
        sign: undefined,
        probes: 0,
        askedAt: undefined,
        answeredForUsAt: undefined,
      }
      peers.set(record.id, peer)
      enter(peer)
      sortByPresence(peer)
      if (origin === 'wire') publish(peer)
      return peer
    },
    update,
    unroute(peer) {
      withdraw(peer)
      peer.routed = false
      enter(peer)
    },
    remove,
    chosen: (id) => choices.get(id),
    choose,
    inherit(from, into) {
      for (const [former, target] of joined) if (target === from && former !== into) joined.set(former, into)
      const choice = choices.get(from)
      choices.delete(from)
      if (choice !== undefined && !choices.has(into)) choose(into, choice)
    },
  }

  function update(peer: Peer, change: Partial<PeerRecord>): void {
    const old = peer.record
    const record = { ...old, ...change }
    const { user, host, endpoint } = record
    const moves = user !== old.user || host !== old.host || !isSameEndpoint(endpoint, old.endpoint)
    const routed = peer.routed || change.endpoint !== undefined
    if (moves || routed !== peer.routed || hasOtherPlaces(old, record) || record.version !== old.version) {
      withdraw(peer)
      peer.record = record
      peer.routed = routed
      enter(peer)
    } else peer.record = record
    sortByPresence(peer)
    if (moves || differs(old, record) || record.lastHeard >= peer.publishedHeard + HEARD_GRAIN) publish(peer)
  }

  function choose(id: PeerId, encoding: Encoding | undefined): void {
    if (encoding === undefined) choices.delete(id)
    else choices.set(id, encoding)
    const peer = peers.get(id)
    if (peer === undefined) return
    peer.encodingSource = encoding === undefined ? 'guessed' : 'chosen'
    const { version } = peer.record
    const bytes = new Uint8Array(0)
    const guessed = detectEncoding({ bytes, utf8Flag: false, version, legacy: context.legacyEncoding })
    update(peer, { encoding: encoding ?? guessed })
  }
}
