/**
 * What others say of themselves (protocol.md 3.1): hellos make and move peers, BR_EXIT ends their presence, any packet shows that they are there.
 *
 * Who is who is for identify.ts, and where he is for routes.ts. Only hellos carry the installation of a Gezi, so its other packets are recognised
 * by their route; packets of anybody else by their names.
 */
import { COMMAND, detectEncoding, isAscii, type Packet, sections } from '../protocol/index.ts'
import { isAt } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import { createApart } from './apart.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import { countEntry } from './entries.ts'
import { createHelloAnswers } from './hello-answers.ts'
import type { Identify } from './identify.ts'
import type { Endpoint, PeerId } from './io.ts'
import type { Liveness } from './liveness.ts'
import { createNameReader } from './name-reader.ts'
import {
  comparable,
  copyOf,
  type Description,
  describe,
  describeStranger,
  isBorrowed,
  isGhost,
  isOwn,
  presenceOf,
} from './recognise.ts'
import { type Arrival, createRoutes } from './routes.ts'

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
  hear(peer: Peer, from: Endpoint, packet: Packet): void
  /** Asks for a hello, unless that was done lately. */
  ask(peer: Peer): void
  gone(peer: Peer): void
  /** Nothing answers at the route in use: the next one is, or he is gone, and the answer true. */
  lose(peer: Peer): boolean
}

/** A name that speaks from the route of another, silent for this long, has probably taken over his address. */
const TAKEN_OVER = 60_000

export function createPresence(
  context: Context,
  composer: Composer,
  directory: Directory,
  identify: Identify,
  announcements: Announcements,
  answers: Answers,
  liveness: Liveness,
  listener: PresenceListener,
): Presence {
  const { names, hello: read, plainHello } = createNameReader(context, directory)

  const helloAnswers = createHelloAnswers(context, composer, directory, announcements, answers, listener.isAwaited)
  const apart = createApart(context, directory, arrived, refuse)
  const routes = createRoutes(context, directory, announcements, answers, { moved, apart })

  const sender = (from: Endpoint, packet: Packet): Peer | undefined =>
    identify.sender(from, packet, names(from, packet))

  function hear(peer: Peer, from: Endpoint, packet: Packet): void {
    // What comes by another route does not say that he is to be reached by this one.
    const by = routes.heard(peer, from)
    if (by === 'in-use') peer.probes = 0
    listen(peer, packet)
    if (by === 'elsewhere') helloAnswers.askAt(peer, from)
  }

  function listen(peer: Peer, packet: Pick<Packet, 'packetNo' | 'command'>): void {
    const { record } = peer
    const back = record.presence === 'offline'
    const highestPacketNo = Math.max(record.highestPacketNo, comparable(packet.packetNo))
    const heard = { lastHeard: context.now, highestPacketNo }
    // A hello has said it already.
    const isNoted = record.lastHeard === context.now && record.highestPacketNo === highestPacketNo
    if (back || !isNoted) directory.update(peer, back ? { ...heard, presence: presenceOf(record) } : heard)
    if (back) liveness.watch(peer)
    listener.heard(record.id, packet.command === COMMAND.BR_ENTRY)
  }

  function gone(peer: Peer): void {
    liveness.forget(peer)
    routes.forget(peer.record.id)
    helloAnswers.cancel(peer)
    directory.update(peer, { presence: 'offline', routes: undefined })
    listener.gone(peer.record.id)
  }

  /** He who was known by user and host turned out to be this Gezi. */
  function merge(ghost: Peer, peer: Peer): void {
    const { id } = ghost.record
    liveness.forget(ghost)
    helloAnswers.cancel(ghost)
    directory.remove(ghost)
    context.emit({ type: 'peer-merged', from: id, into: peer.record.id })
    listener.merged(id, peer.record.id)
  }

  function arrived(peer: Peer): void {
    takeOver(peer)
    liveness.watch(peer)
    listener.heard(peer.record.id, true)
    listener.greeted(peer.record.endpoint)
    listener.arrived(peer)
  }

  /** He answers no more where he was, and was heard there. */
  function moved(peer: Peer, said: Description, packet: Packet): void {
    const counted = packet.command === COMMAND.BR_ENTRY ? countEntry(peer, packet, context.now, true) : {}
    directory.update(peer, { ...said, ...counted, presence: presenceOf(said) })
    takeOver(peer)
    peer.probes = 0
    listen(peer, { packetNo: packet.packetNo, command: COMMAND.BR_ENTRY })
    listener.arrived(peer)
  }

  /** Others that were reached where this one is now. */
  function takeOver(peer: Peer): void {
    routes.taken(peer, peer.record.endpoint)
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
      if (packet.command === COMMAND.NOOPERATION && hello.own === undefined) return
      const isCopy = hello.own?.installation === context.identity.installation
      // Ourselves, through another network interface.
      if (isCopy && hello.user === context.identity.user && hello.host === context.identity.host) return
      if (isBorrowed(hello, packet)) return context.emit({ type: 'dropped', from, reason: 'not-understood' })
      // A copy of our own data folder on another computer is somebody else, too.
      const id = isCopy ? copyOf(context.identity, hello) : identify.hello(from, packet, hello)
      const before = directory.byId(id)
      const evidence = hello.iptux ? 'named' : sections(packet.body, 2).every(isAscii) ? 'guessed' : 'seen'
      const chosen = directory.chosen(id)
      const found = before !== undefined && evidence === 'guessed' && before.encodingSource !== 'guessed'
      const encoding = chosen ?? (found ? before.record.encoding : hello.encoding)
      const described = describe(packet, { ...hello, encoding })
      const presence = presenceOf(described)
      const back = before === undefined || before.record.presence === 'offline'
      const isEntry = packet.command === COMMAND.BR_ENTRY
      const arrival: Arrival = before === undefined ? 'moved' : routes.arrive(before, from, described, packet)
      if (before !== undefined && arrival === 'claimed') {
        if (isEntry) helloAnswers.soon(before, from, true)
        return listener.greeted(from)
      }
      const endpoint = before === undefined || arrival === 'moved' ? from : before.record.endpoint
      const absence = presence === 'away' ? before?.record.absence : undefined
      const highestPacketNo = Math.max(before?.record.highestPacketNo ?? 0, comparable(packet.packetNo))
      const record = { ...described, presence, endpoint, absence, lastHeard: context.now, highestPacketNo }
      const peer = before ?? directory.add({ id, epoch: 0, ...record, highestPacketNo: 0 }, 'wire')
      if (peer === undefined) return refuse(from)
      const counted = isEntry ? countEntry(peer, packet, context.now, arrival !== 'beside') : {}
      peer.greeted = true
      if (!found && chosen === undefined) peer.encodingSource = evidence
      directory.update(peer, { ...record, ...counted })
      // Who comes back may find somebody else's lease on his address, or have got his.
      if (back || arrival === 'moved') takeOver(peer)
      if (back) liveness.watch(peer)
      if (arrival !== 'beside') peer.probes = 0
      listen(peer, packet)
      if (isEntry) helloAnswers.soon(peer, peer.record.endpoint, false)
      listener.greeted(from)
      if (back || arrival === 'moved') listener.arrived(peer)
    },

    exit(from, packet) {
      const hello = plainHello(from, packet)
      const peer = hello.own === undefined ? sender(from, packet) : directory.byId(identify.hello(from, packet, hello))
      // Anybody can say that anybody else is gone; only who sits at his address is believed (protocol.md 11.2).
      if (peer === undefined || !isAt(peer.record, from.address) || peer.record.presence === 'offline') return
      gone(peer)
      helloAnswers.verifyGoodbye(peer)
    },

    sender,

    stranger(from, packet) {
      const named = names(from, packet)
      const { version } = packet
      const bytes = new Uint8Array(0)
      const encoding = detectEncoding({ bytes, utf8Flag: false, version, legacy: context.legacyEncoding })
      const id = identify.hello(from, packet, { ...named, name: '' })
      const described = describeStranger(packet, named, directory.chosen(id) ?? encoding)
      const record = { ...described, presence: presenceOf(described), endpoint: from, lastHeard: context.now }
      const known = directory.byId(id)
      // He who is there under these names stays where he is: a hello moves him, after a question.
      if (known !== undefined && (isGhost(known.record) || known.record.presence === 'offline'))
        directory.update(known, record)
      const peer = known ?? directory.add({ id, epoch: 0, highestPacketNo: 0, ...record }, 'wire')
      if (peer === undefined) return refuse(from)
      liveness.watch(peer)
      return peer
    },

    hear,

    ask(peer) {
      if (!peer.greeted) helloAnswers.askAt(peer, peer.record.endpoint)
    },

    gone,
    lose(peer) {
      if (routes.fallBack(peer)) return false
      gone(peer)
      return true
    },
  }
}
