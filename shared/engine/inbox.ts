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
  splitFingerprintName,
} from '../protocol/index.ts'
import type { CipherDone } from './cipher-work.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import { digest } from './digest.ts'
import type { Directory, Peer } from './directory.ts'
import type { DropReason } from './events.ts'
import type { Identities } from './identities.ts'
import type { Endpoint, IncomingMessage, Millis, PeerId } from './io.ts'
import { mainKey, unreadableKey } from './key-record.ts'
import type { Keys } from './keys-port.ts'
import type { Presence } from './presence.ts'
import type { Recipients } from './recipients.ts'
import { isGezi, isOwn } from './recognise.ts'
import { createRepeats, type Receipt } from './repeats.ts'
import { createUnlocking, type LockedMessage } from './unlocking.ts'

/** IPMsg repeats for 8 s, iptux for 4; ten minutes cover a laptop that slept in between, and a script that counts anew each day is heard. */
const REPEATS_CHECKED = 600_000
/** Without SENDCHECKOPT nobody repeats: only the network makes copies. */
const REPEATS_UNCHECKED = 5_000

export interface Inbox {
  receive(from: Endpoint, packet: Packet, raw: Uint8Array, peer: Peer): void
  /** The store has the message of this receipt. The receipt, unless it is unknown. */
  stored(receipt: number): Receipt | undefined
  /** The host decrypted one, or could not. */
  keysSettled(peer: PeerId): void
  unlocked(answer: Extract<CipherDone, { type: 'decrypted' }>): void
  merged(from: PeerId, into: PeerId): void
}

export function createInbox(
  context: Context,
  composer: Composer,
  directory: Directory,
  identities: Identities,
  presence: Presence,
  keys: Keys,
  recipients: Recipients,
  isBlocked: (peer: Peer) => boolean,
): Inbox {
  const repeats = createRepeats(context.limits)
  const unlocking = createUnlocking(context, keys, (id) => directory.byId(id)?.record)

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

  /** What is the same for every form in which a message comes. `asked`: its sender wants to know that it arrived. */
  function slip(from: Endpoint, { flags, packetNo }: Packet, peer: Peer, repeatKey: string, readable = true) {
    const broadcast = hasFlag(flags, OPT.BROADCAST)
    const automatic = hasFlag(flags, OPT.AUTORET)
    return {
      peer: peer.record.id,
      repeatKey,
      from,
      packetNo,
      acknowledge: readable && hasFlag(flags, OPT.SENDCHECK) && !broadcast && !automatic,
      answerable: readable && !broadcast && !automatic,
      at: context.now,
    }
  }

  /** Plain text from somebody whose key is kept, or a cipher without his signature, may come from anybody. */
  function isUnprotected({ record }: Peer, { flags }: Packet, cipher: IncomingMessage['cipher']): boolean {
    const kept = keys.record(record.id)
    // A name with a fingerprint promises that all of his is encrypted.
    const isPromised = kept !== undefined || splitFingerprintName(record.user) !== undefined
    if (!isPromised || kept?.plain === true || cipher?.readable === false) return false
    if (cipher === undefined) return !hasFlag(flags, OPT.AUTORET)
    if (kept === undefined) return false
    return cipher.signature === 'none' && (mainKey(kept)?.modulus.length ?? 0) > SMALL_KEY_BYTES
  }

  function show(
    { from, packet, raw, peer, as }: Arrived,
    receipt: Receipt,
    repeatSince: Millis,
    cipher?: IncomingMessage['cipher'],
  ): void {
    const { flags, packetNo } = packet
    const number = repeats.open(receipt)
    if (number === undefined) {
      drop(from, 'flood')
      return
    }
    const unreadable = cipher?.readable === false
    const decoded = unreadable ? { text: '', encoding: peer.record.encoding, attachments: [] } : decode(peer, packet)
    if (!unreadable) remember(peer, packet, decoded.encoding)
    const message: IncomingMessage = {
      peer: receipt.peer,
      ...(as !== undefined && { as }),
      ...decoded,
      raw,
      from,
      packetNo,
      repeatKey: receipt.repeatKey,
      repeatSince,
      receivedAt: context.now,
      sealed: !unreadable && hasFlag(flags, OPT.SECRET),
      confirmOpening: hasFlag(flags, OPT.READCHECK),
      locked: !unreadable && hasFlag(flags, OPT.PASSWORD),
      broadcast: hasFlag(flags, OPT.BROADCAST),
      multicast: hasFlag(flags, OPT.MULTICAST),
      automatic: hasFlag(flags, OPT.AUTORET),
      ...(!unreadable && recipients.wishesOf(packet, peer)),
      ...(cipher !== undefined && { cipher }),
      ...(isUnprotected(peer, packet, cipher) && { unprotected: true }),
    }
    context.emit({ type: 'message-received', receipt: number, message })
  }

  /** A Gezi that lost its memory encrypts the same message anew, under the same number, which it never uses for another one. */
  const readKey = ({ packet: { packetNo }, repeatKey }: LockedMessage, packet: Packet, { record }: Peer): string =>
    isOwn(record) && isGezi(packet) ? `c.${packetNo}.${digest(packet.body)}` : repeatKey

  return {
    receive(from, packet, raw, peer) {
      const { flags, packetNo } = packet
      // A script that never said hello is where it writes from.
      if (isScript(peer, from)) directory.update(peer, { endpoint: from })
      presence.hear(peer, from, packet)
      if (!hasFlag(flags, OPT.NOADDLIST)) presence.ask(peer)
      const { id, epoch } = peer.record
      const locked = hasFlag(flags, OPT.ENCRYPT)
      const repeatKey = locked ? unlocking.repeatKey(packet) : `${packetNo}.${digest(packet.body)}.${epoch}`
      if (repeatKey === undefined) return drop(from, 'not-understood')
      // Nobody uses a session key twice: what comes again, however late, is an old message.
      const since = locked ? 0 : repeatSince(peer, packet)
      const receipt = slip(from, packet, peer, repeatKey)
      if (isBlocked(peer)) {
        acknowledge(receipt)
        return drop(from, 'blocked')
      }
      const seen = repeats.recognise(id, repeatKey, since, context.now)
      if (seen === 'stored') return acknowledge(receipt)
      if (seen === 'pending') return
      if (!context.mayWrite(from.address, context.now, raw.length)) return drop(from, 'flood')
      const as = identities.of(id)
      if (!locked) return show({ from, packet, raw, peer, as }, receipt, since)
      if (unlocking.enter({ from, packet, raw, peer: id, as, repeatKey }) === 'flood') drop(from, 'flood')
    },

    keysSettled: unlocking.keysSettled,

    unlocked(answer) {
      const opened = unlocking.done(answer)
      const peer = opened === undefined ? undefined : directory.byId(opened.message.peer)
      if (opened === undefined || peer === undefined) return
      const { message, packet, signature } = opened
      const { from, raw, as } = message
      const readable = packet !== undefined
      // What could not be read is kept under its number: when its sender encrypts it anew, that is what it says.
      const repeatKey = readable ? readKey(message, packet, peer) : unreadableKey(message.packet.packetNo)
      const alias = repeatKey === message.repeatKey || !readable ? undefined : message.repeatKey
      const receipt = { ...slip(from, message.packet, peer, repeatKey, readable), alias }
      if (alias !== undefined && repeats.recognise(receipt.peer, repeatKey, 0, context.now) === 'stored') {
        repeats.also(receipt.peer, alias, context.now)
        acknowledge(receipt)
        return
      }
      if (signature === 'bad') keys.check(peer.record.id)
      show({ from, packet: packet ?? message.packet, raw, peer, as }, receipt, 0, { signature, readable })
    },

    stored(number) {
      const receipt = repeats.close(number, context.now)
      if (receipt !== undefined) acknowledge(receipt)
      return receipt
    },

    merged(from, into) {
      repeats.merged(from, into)
      // Nobody answers for him any more.
      unlocking.keysSettled(from)
    },
  }
}

interface Arrived {
  readonly from: Endpoint
  readonly packet: Packet
  readonly raw: Uint8Array
  readonly peer: Peer
  /** The former id by which he spoke; undefined for his own. */
  readonly as: PeerId | undefined
}

/** Those that sign are larger. */
const SMALL_KEY_BYTES = 128

/** Never heard but by what it writes; and not somebody who is there, and in whose name another one writes from elsewhere. */
const isScript = ({ greeted, record }: Peer, from: Endpoint): boolean =>
  !greeted && !isOwn(record) && (record.presence === 'offline' || record.endpoint.address === from.address)

/** Its code page is not for a single text to change. */
const isSettled = ({ encodingSource }: Peer): boolean => encodingSource === 'named' || encodingSource === 'chosen'
