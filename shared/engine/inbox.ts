/**
 * Messages of others (protocol.md 3.2): recognised, decoded, handed to the store, and acknowledged only when the store has them. A repeat is
 * acknowledged again and shown once.
 */
import {
  COMMAND,
  decodeShareList,
  decodeText,
  encodeNumberBody,
  hasFlag,
  isAscii,
  OPT,
  type Packet,
} from '../protocol/index.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import { digest } from './digest.ts'
import type { Directory, Peer } from './directory.ts'
import type { DropReason } from './events.ts'
import type { Endpoint, IncomingMessage, Millis, PeerId } from './io.ts'
import type { Presence } from './presence.ts'
import { isGezi, isOwn } from './recognise.ts'
import { createRepeats, type Receipt } from './repeats.ts'

/** IPMsg repeats for 8 s, iptux for 4; ten minutes cover a laptop that slept in between, and a script that counts anew each day is heard. */
const REPEATS_CHECKED = 600_000
/** Without SENDCHECKOPT nobody repeats: only the network makes copies. */
const REPEATS_UNCHECKED = 5_000

export interface Inbox {
  receive(from: Endpoint, packet: Packet, raw: Uint8Array, peer: Peer): void
  /** The store has the message of this receipt. The receipt, unless it is unknown. */
  stored(receipt: number): Receipt | undefined
  merged(from: PeerId, into: PeerId): void
}

export function createInbox(
  context: Context,
  composer: Composer,
  directory: Directory,
  presence: Presence,
  isBlocked: (peer: Peer) => boolean,
): Inbox {
  const repeats = createRepeats(context.limits)

  const drop = (from: Endpoint, reason: DropReason): void => context.emit({ type: 'dropped', from, reason })

  function acknowledge(receipt: Pick<Receipt, 'peer' | 'from' | 'packetNo' | 'acknowledge'>): void {
    if (!receipt.acknowledge || context.reach === undefined) return
    const body = encodeNumberBody(receipt.packetNo)
    context.transmit(receipt.from, composer.reply(directory.byId(receipt.peer)?.record, COMMAND.RECVMSG, body))
  }

  /** From when on a message with the same key is the same message. */
  function repeatSince(peer: Peer, packet: Packet): Millis {
    // The numbers of a Gezi never come again; a person whom the user merged may write with another program.
    if (isOwn(peer.record) && isGezi(packet)) return 0
    return context.now - (hasFlag(packet.flags, OPT.SENDCHECK) ? REPEATS_CHECKED : REPEATS_UNCHECKED)
  }

  function decode(peer: Peer, packet: Packet): Pick<IncomingMessage, 'text' | 'encoding' | 'attachments' | 'images'> {
    const { charset, legacyEncoding: legacy } = context
    const known = peer.encodingSource === 'guessed' ? undefined : peer.record.encoding
    const { text, encoding, shareList, images } = decodeText(packet, {
      charset,
      legacy,
      ...(peer.encodingSource === 'chosen' ? { chosen: known } : { remembered: known }),
    })
    const attachments =
      shareList === undefined ? [] : decodeShareList(shareList, (name) => charset.decode(name, encoding)).attachments
    return { text, encoding, attachments, ...(images.length > 0 && { images }) }
  }

  /** Text that is not flagged shows the code page of its writer, unless he named the one he wants (protocol.md 1.5). */
  function remember(peer: Peer, packet: Packet, encoding: IncomingMessage['encoding']): void {
    if (hasFlag(packet.flags, OPT.UTF8) || isAscii(packet.body) || isSettled(peer)) return
    peer.encodingSource = 'seen'
    directory.update(peer, { encoding })
  }

  return {
    receive(from, packet, raw, peer) {
      const { flags, packetNo } = packet
      // A script that never said hello is where it writes from.
      if (!peer.greeted && !isOwn(peer.record)) directory.update(peer, { endpoint: from })
      presence.hear(peer, packet)
      if (!hasFlag(flags, OPT.NOADDLIST)) presence.ask(peer)
      // Cipher, though we never claimed to read any.
      if (hasFlag(flags, OPT.ENCRYPT)) return drop(from, 'not-understood')

      const { id, epoch } = peer.record
      const repeatKey = `${packetNo}.${digest(packet.body)}.${epoch}`
      const since = repeatSince(peer, packet)
      const broadcast = hasFlag(flags, OPT.BROADCAST)
      const automatic = hasFlag(flags, OPT.AUTORET)
      const asked = hasFlag(flags, OPT.SENDCHECK) && !broadcast && !automatic
      const receipt = {
        peer: id,
        repeatKey,
        from,
        packetNo,
        acknowledge: asked,
        answerable: !broadcast && !automatic,
        at: context.now,
      }
      if (isBlocked(peer)) {
        acknowledge(receipt)
        return drop(from, 'blocked')
      }
      const seen = repeats.recognise(id, repeatKey, since, context.now)
      if (seen === 'stored') return acknowledge(receipt)
      if (seen === 'pending') return
      const number = repeats.open(receipt)
      if (number === undefined) return drop(from, 'flood')

      const decoded = decode(peer, packet)
      remember(peer, packet, decoded.encoding)
      const message: IncomingMessage = {
        peer: id,
        ...decoded,
        raw,
        from,
        packetNo,
        repeatKey,
        repeatSince: since,
        receivedAt: context.now,
        sealed: hasFlag(flags, OPT.SECRET),
        confirmOpening: hasFlag(flags, OPT.READCHECK),
        locked: hasFlag(flags, OPT.PASSWORD),
        broadcast,
        multicast: hasFlag(flags, OPT.MULTICAST),
        automatic,
      }
      context.emit({ type: 'message-received', receipt: number, message })
    },

    stored(number) {
      const receipt = repeats.close(number, context.now)
      if (receipt !== undefined) acknowledge(receipt)
      return receipt
    },

    merged: repeats.merged,
  }
}

/** Its code page is not for a single text to change. */
const isSettled = ({ encodingSource }: Peer): boolean => encodingSource === 'named' || encodingSource === 'chosen'
