/**
 * What others say of themselves (protocol.md 3.1): hellos make and move peers, BR_EXIT ends their presence, any packet shows that they are there.
 *
 * Who is who: another Gezi is its installation id, anybody else its user and host. Only hellos carry the id, so other packets of a Gezi are
 * recognised by their route; packets of anybody else by their names, from whatever address.
 */
import { COMMAND, detectEncoding, isAscii, type Packet, sections } from '../protocol/index.ts'
import { endpointKey, isSameNetwork, isSecondBest } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Endpoint, PeerId, PeerRecord } from './io.ts'
import type { Liveness } from './liveness.ts'
import { createNameReader } from './name-reader.ts'
import {
  comparable,
  describe,
  describeStranger,
  idOf,
  isBorrowed,
  isGezi,
  isGhost,
  isOwn,
  namedId,
  ownId,
  presenceOf,
} from './recognise.ts'

/** What the rest of the engine does about it. */
export interface PresenceListener {
  /** Something came from him. `entered`: his program started. */
  heard(id: PeerId, entered: boolean): void
  gone(id: PeerId): void
  /** Whether a message of ours waits for his answer. */
  isAwaited(id: PeerId): boolean
  /** He said hello from there. */
  greeted(from: Endpoint): void
  /** He is there, and was not before or elsewhere. */
  arrived(peer: Peer): void
  /** What belonged to the first belongs to the second. */
  merged(from: PeerId, into: PeerId): void
}

export interface Presence {
  hello(from: Endpoint, packet: Packet): void
  exit(from: Endpoint, packet: Packet): void
  /** Whom a packet that is no hello comes from. */
  sender(from: Endpoint, packet: Packet): Peer | undefined
  /** Makes a peer of somebody who wrote without a hello. Undefined when there is no room. */
  stranger(from: Endpoint, packet: Packet): Peer | undefined
  /** This packet came from him. */
  hear(peer: Peer, packet: Packet): void
  /** Asks for a hello, unless that was done lately. */
  ask(peer: Peer): void
  gone(peer: Peer): void
}

/** Copies of one BR_ENTRY, one per network interface, are some ms apart; no program restarts within a second. */
const COPY_WITHIN = 1_000
/** Somebody who does not answer a BR_ENTRY is not asked again with each message. */
const ASK_AGAIN = 30_000
/** A name that speaks from the route of another, silent for this long, has probably taken over his address. */
const TAKEN_OVER = 60_000

export function createPresence(
  context: Context,
  composer: Composer,
  directory: Directory,
  announcements: Announcements,
  answers: Answers,
  liveness: Liveness,
  listener: PresenceListener,
): Presence {
  const { timers, random } = context
  const { names, hello: read, plainHello } = createNameReader(context, directory)

  /** Names beyond ASCII may read differently in a hello, which comes in the code page of its LAN, and in a message in UTF-8. */
  function ownAt(from: Endpoint): Peer | undefined {
    const peer = directory.soleAt(from)
    return peer !== undefined && isOwn(peer.record) ? peer : undefined
  }

  function sender(from: Endpoint, packet: Packet): Peer | undefined {
    const named = names(from, packet)
    if (!isGezi(packet)) return directory.byId(namedId(named))
    return directory.atRoute(from, named) ?? (isAscii(packet.user) && isAscii(packet.host) ? undefined : ownAt(from))
  }

  function hear(peer: Peer, packet: Packet): void {
    const { record } = peer
    peer.probes = 0
    const back = record.presence === 'offline'
    const highestPacketNo = Math.max(record.highestPacketNo, isOwn(record) ? 0 : comparable(packet.packetNo))
    const presence = back ? presenceOf(record) : record.presence
    directory.update(peer, { lastHeard: context.now, highestPacketNo, presence })
    if (back) liveness.watch(peer)
    listener.heard(record.id, packet.command === COMMAND.BR_ENTRY)
  }

  function gone(peer: Peer): void {
    liveness.forget(peer)
    timers.cancel(answerKey(peer))
    directory.update(peer, { presence: 'offline' })
    listener.gone(peer.record.id)
  }

  /** What a BR_ENTRY says about the packet numbers of a program that is no Gezi. */
  function entered(peer: Peer, packet: Packet): Pick<PeerRecord, 'epoch' | 'highestPacketNo'> {
    const { epoch, highestPacketNo } = peer.record
    const packetNo = comparable(packet.packetNo)
    const copy = peer.entry?.packetNo === packetNo && context.now - peer.entry.at < COPY_WITHIN
    peer.entry = { packetNo, at: context.now }
    // iptux counts from 1 at each start: what follows is new, whatever its number (protocol.md 1.7).
    if (packetNo < highestPacketNo && !copy) return { epoch: epoch + 1, highestPacketNo: packetNo }
    return { epoch, highestPacketNo: Math.max(highestPacketNo, packetNo) }
  }

  function answerSoon(peer: Peer): void {
    const key = answerKey(peer)
    const { id } = peer.record
    const awaited = listener.isAwaited(id)
    if ((timers.has(key) && !awaited) || !answers.allow(peer.record.endpoint.address)) return
    // The delay spreads the answers of many; he to whom we just wrote asks only us, and shows the message when he knows us.
    const longest = awaited ? 0 : answerDelay(peer.record.endpoint)
    timers.after(key, random.between(0, longest), () => {
      const { endpoint, ...reader } = directory.byId(id)?.record ?? peer.record
      if (context.reach !== undefined) context.transmit(endpoint, composer.answerEntry(reader))
    })
  }

  /** protocol.md 3.1: everybody answers a broadcast, so nobody answers at once. Milliseconds. */
  function answerDelay(endpoint: Endpoint): number {
    const near = context.reach?.own.some((own) => isSameNetwork(own.address, endpoint.address)) === true
    if (near || directory.size < 50) return 1_023
    return directory.size < 300 ? 2_047 : 4_095
  }

  /** He who was known by user and host turned out to be this Gezi. */
  function merge(ghost: Peer, peer: Peer): void {
    const { id } = ghost.record
    liveness.forget(ghost)
    timers.cancel(answerKey(ghost))
    directory.remove(ghost)
    context.emit({ type: 'peer-merged', from: id, into: peer.record.id })
    listener.merged(id, peer.record.id)
  }

  /** Others that were reached where this one is now. */
  function takeOver(peer: Peer): void {
    for (const rival of directory.rivals(peer)) {
      if (isOwn(peer.record) && isGhost(rival.record)) merge(rival, peer)
      else {
        directory.unroute(rival)
        if (rival.record.presence !== 'offline') gone(rival)
      }
    }
    for (const other of directory.fewAt(peer.record.endpoint)) {
      if (other !== peer && context.now - other.record.lastHeard > TAKEN_OVER) liveness.doubt(other)
    }
  }

  function refuse(from: Endpoint): undefined {
    context.emit({ type: 'dropped', from, reason: 'peer-limit' })
  }

  return {
    hello(from, packet) {
      const hello = read(from, packet)
      // Ourselves, through another network interface.
      if (hello.own?.installation === context.identity.installation) return
      if (isBorrowed(hello, packet)) return context.emit({ type: 'dropped', from, reason: 'not-understood' })
      const id = directory.current(idOf(hello))
      const before = directory.byId(id)
      const evidence = hello.iptux ? 'named' : sections(packet.body, 2).every(isAscii) ? 'guessed' : 'seen'
      const chosen = directory.chosen(id)
      const found = before !== undefined && evidence === 'guessed' && before.encodingSource !== 'guessed'
      const keeps = found || chosen !== undefined
      const encoding = chosen ?? (found ? before.record.encoding : hello.encoding)
      const described = describe(packet, { ...hello, encoding })
      const presence = presenceOf(described)
      const { absence } = before?.record ?? {}
      const isBeside =
        before?.routed === true &&
        before.record.presence !== 'offline' &&
        isSecondBest(before.record.endpoint.address, from.address)
      const endpoint = isBeside ? before.record.endpoint : from
      const record = {
        ...{ ...described, presence, endpoint, lastHeard: context.now },
        absence: presence === 'away' ? absence : undefined,
      }
      const peer = before ?? directory.add({ id, epoch: 0, highestPacketNo: 0, ...record }, 'wire')
      if (peer === undefined) return refuse(from)
      const back = before === undefined || before.record.presence === 'offline'
      const isEntry = packet.command === COMMAND.BR_ENTRY
      const moved = before?.routed !== true || endpointKey(before.record.endpoint) !== endpointKey(endpoint)
      const counted = isEntry && hello.own === undefined ? entered(peer, packet) : {}
      peer.greeted = true
      if (!keeps) peer.encodingSource = evidence
      directory.update(peer, { ...record, ...counted })
      if (moved) takeOver(peer)
      if (back) liveness.watch(peer)
      hear(peer, packet)
      if (isEntry) answerSoon(peer)
      listener.greeted(from)
      if (back || moved) listener.arrived(peer)
    },

    exit(from, packet) {
      const { own } = plainHello(from, packet)
      const peer = own === undefined ? sender(from, packet) : directory.byId(ownId(own.installation))
      // Anybody can say that anybody else is gone; only who sits at his address is believed (protocol.md 11.2).
      if (peer?.record.endpoint.address === from.address && peer.record.presence !== 'offline') gone(peer)
    },

    sender,

    stranger(from, packet) {
      const named = names(from, packet)
      const { version } = packet
      const bytes = new Uint8Array(0)
      const encoding = detectEncoding({ bytes, utf8Flag: false, version, legacy: context.legacyEncoding })
      const id = directory.current(namedId(named))
      const described = describeStranger(packet, named, directory.chosen(id) ?? encoding)
      const record = { ...described, presence: presenceOf(described), endpoint: from, lastHeard: context.now }
      const known = directory.byId(id)
      if (known !== undefined) directory.update(known, record)
      const peer = known ?? directory.add({ id, epoch: 0, highestPacketNo: 0, ...record }, 'wire')
      if (peer === undefined) return refuse(from)
      liveness.watch(peer)
      return peer
    },

    hear,

    ask(peer) {
      const { endpoint } = peer.record
      if (peer.greeted || (peer.askedAt !== undefined && context.now - peer.askedAt < ASK_AGAIN)) return
      if (!answers.allow(endpoint.address)) return
      peer.askedAt = context.now
      announcements.greet(endpoint)
    },

    gone,
  }
}

const answerKey = (peer: Peer): string => `answer ${peer.record.id}`
