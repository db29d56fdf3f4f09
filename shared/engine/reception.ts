/** Every datagram's way in: our own echo and floods end here, the rest goes to the machine that knows its command. */
import { COMMAND, decodeNumberBody, decodePacket, decodeText, type Packet } from '../protocol/index.ts'
import { isAt, isSameEndpoint } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import type { Context } from './context.ts'
import type { Courtesy } from './courtesy.ts'
import type { Delivery } from './delivery-port.ts'
import type { Directory, Peer } from './directory.ts'
import type { DropReason } from './events.ts'
import { createBuckets } from './flood.ts'
import { type Groups, isGroupCommand } from './groups.ts'
import type { HostLists } from './host-lists.ts'
import type { Images } from './images.ts'
import type { Inbox } from './inbox.ts'
import type { Inquiries } from './inquiries.ts'
import type { Endpoint } from './io.ts'
import type { Keys } from './keys-port.ts'
import type { Notices } from './notices.ts'
import type { Offers } from './offers.ts'
import type { Presence } from './presence.ts'
import { isGezi } from './recognise.ts'
import type { Signals } from './signals.ts'
import { createSignsHeard } from './signs-heard.ts'
import { createWaitingRoom, type WaitingMessage } from './waiting-room.ts'

/** Twice what is shown of it. */
const MAX_SIGNATURE = 80

export interface Reception {
  datagram(from: Endpoint, bytes: Uint8Array): void
  /** Somebody said hello from there: what waited for it goes on. */
  greeted(from: Endpoint): void
}

export interface Machines {
  readonly directory: Directory
  readonly presence: Presence
  readonly inbox: Inbox
  readonly delivery: Delivery
  readonly notices: Notices
  readonly offers: Offers
  readonly signals: Signals
  readonly images: Images
  readonly groups: Groups | undefined
  readonly inquiries: Inquiries
  readonly hostLists: HostLists
  readonly courtesy: Courtesy
  readonly keys: Keys
  readonly announcements: Announcements
  readonly answers: Answers
  readonly isBlocked: (peer: Peer) => boolean
}

export function createReception(context: Context, machines: Machines): Reception {
  const { directory, presence, inbox, delivery, notices, offers, courtesy, announcements, answers, isBlocked } =
    machines
  const { signals, images, groups, keys, inquiries, hostLists } = machines
  const { limits } = context
  const sources = createBuckets(limits.sources, limits.datagramBurst, limits.datagramsPerSecond)
  const waitingRoom = createWaitingRoom(context, announcements, answers, receive)
  const signHeard = createSignsHeard(presence, announcements, answers)

  function isOwnEcho(from: Endpoint): boolean {
    return context.reach?.own.some((own) => isSameEndpoint(own, from)) === true
  }

  const drop = (from: Endpoint, reason: DropReason): void => context.emit({ type: 'dropped', from, reason })

  function dispatch(from: Endpoint, packet: Packet, raw: Uint8Array): void {
    switch (packet.command) {
      case COMMAND.BR_ENTRY:
      case COMMAND.ANSENTRY:
      case COMMAND.BR_ABSENCE:
        presence.hello(from, packet)
        break
      case COMMAND.BR_EXIT:
        presence.exit(from, packet)
        break
      case COMMAND.NOOPERATION:
        signHeard(from, packet)
        break
      case COMMAND.SENDMSG:
        if (isGezi(packet) && presence.sender(from, packet) === undefined) waitingRoom.enter({ from, packet, raw })
        else receive([{ from, packet, raw }])
        break
      case COMMAND.RECVMSG:
        acknowledged(from, packet, 'delivered')
        break
      case COMMAND.READMSG:
        courtesy.confirmOpened(from, packet, acknowledged(from, packet, 'opened'))
        break
      default:
        other(from, packet)
    }
  }

  function receive(messages: readonly WaitingMessage[]): void {
    for (const { from, packet, raw } of messages) {
      const peer = presence.sender(from, packet) ?? presence.stranger(from, packet)
      if (peer === undefined) continue
      signals.wrote(peer.record.id)
      inbox.receive(from, packet, raw, peer)
    }
  }

  /** Who acknowledges our number is whom we sent it to, whatever he calls himself in this packet. */
  function acknowledged(from: Endpoint, packet: Packet, as: 'delivered' | 'opened'): Peer | undefined {
    const sender = presence.sender(from, packet)
    const number = decodeNumberBody(packet.body)
    const id = number === undefined ? undefined : delivery.acknowledged(number, from, as)
    if (id === undefined && as === 'opened' && sender !== undefined && isAt(sender.record, from.address))
      noticed(sender, packet, 'opened')
    const peer = id === undefined ? sender : directory.byId(id)
    if (peer !== undefined) presence.hear(peer, from, packet)
    return peer
  }

  /** Days may lie between a sealed message and its opening, and a restart: the store knows whether it is one of ours. */
  function noticed({ record }: Peer, packet: Packet, as: 'opened' | 'discarded'): void {
    const packetNo = decodeNumberBody(packet.body)
    if (packetNo !== undefined) context.emit({ type: 'notice-heard', peer: record.id, packetNo, as })
  }

  function other(from: Endpoint, packet: Packet): void {
    const peer = presence.sender(from, packet)
    if (peer !== undefined) presence.hear(peer, from, packet)
    // That he wants none of our files is no word to the user.
    if (peer !== undefined && isBlocked(peer) && packet.command !== COMMAND.RELEASEFILES) {
      drop(from, 'blocked')
      return
    }
    // What ends something of his is to come from where he is: anybody can write his names into a packet.
    const his = peer !== undefined && isAt(peer.record, from.address) ? peer : undefined
    switch (packet.command) {
      case COMMAND.GETINFO:
      case COMMAND.GETABSENCEINFO:
        courtesy.inform(from, packet, peer)
        break
      case COMMAND.GETPUBKEY:
        if (!keys.asked(from, packet, peer)) drop(from, 'unsupported')
        break
      case COMMAND.ANSPUBKEY:
        if (peer === undefined || !keys.answered(from, packet, peer)) drop(from, 'unsupported')
        break
      case COMMAND.RELEASEFILES:
        if (his === undefined || !offers.released(his.record.id, packet)) drop(from, 'not-understood')
        break
      case COMMAND.ANSREADMSG:
        if (his !== undefined) notices.answered(his.record.id, packet)
        break
      case COMMAND.IPTUX_SIGNATURE:
        if (peer === undefined) drop(from, 'unsupported')
        else signed(peer, packet)
        break
      case COMMAND.DELMSG:
        if (his !== undefined) noticed(his, packet, 'discarded')
        break
      case COMMAND.SENDINFO:
      case COMMAND.SENDABSENCEINFO:
        if (peer === undefined || !inquiries.answered(peer, packet)) drop(from, 'unsupported')
        break
      case COMMAND.BR_ISGETLIST:
      case COMMAND.BR_ISGETLIST2:
      case COMMAND.OKGETLIST:
      case COMMAND.GETLIST:
      case COMMAND.ANSLIST:
        if (!hostLists.receive(from, packet, peer)) drop(from, 'unsupported')
        break
      case COMMAND.FEIQ_IMAGE:
        image(from, packet, peer)
        break
      case COMMAND.FEIQ_IMAGE_ACK:
        if (his !== undefined) images.acknowledged(packet, his.record.id)
        break
      default:
        if (groups !== undefined && isGroupCommand(packet.command)) group(groups, from, packet, peer)
        else if (peer === undefined || !signals.receive(from, packet, peer)) drop(from, 'unsupported')
    }
  }

  /** iptux says it in a packet of its own (protocol.md 8). */
  function signed(peer: Peer, packet: Packet): void {
    const { charset, legacyEncoding: legacy } = context
    const { text } = decodeText(packet, { charset, legacy, remembered: peer.record.encoding })
    directory.update(peer, { signature: text.slice(0, MAX_SIGNATURE) || undefined })
  }

  /** Who speaks in a group of ours is known from then on, as who writes to us is. */
  function group(groups: Groups, from: Endpoint, packet: Packet, peer: Peer | undefined): void {
    const taken = groups.receive(from, packet, (isStrangerWelcome) => {
      if (peer !== undefined || !isStrangerWelcome) return peer
      const stranger = presence.stranger(from, packet)
      if (stranger !== undefined) presence.ask(stranger)
      return stranger
    })
    if (taken !== 'taken') drop(from, taken)
  }

  function image(from: Endpoint, packet: Packet, peer: Peer | undefined): void {
    const taken = peer === undefined ? 'refused' : images.receive(from, packet, peer)
    if (taken !== 'taken') drop(from, taken === 'malformed' ? 'malformed' : 'flood')
  }

  return {
    datagram(from, bytes) {
      if (isOwnEcho(from)) return
      if (!sources.take(from.address, context.now)) {
        drop(from, 'flood')
        return
      }
      const packet = decodePacket(bytes)
      if (packet.ok) dispatch(from, packet.value, bytes)
      else drop(from, 'malformed')
    },
    greeted: (from) => receive(waitingRoom.release(from)),
  }
}
