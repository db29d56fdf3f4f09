/**
 * Encrypted messages on their way in (protocol.md 5.3). The host decrypts; here is what waits for it, and what was seen before.
 *
 * A message is recognised by its session block alone (`sessionBlock`): an old one sent again, under whatever number and with whatever behind
 * it, is acknowledged as the old one or, if that could not be read, left without an answer. Neither is decrypted, so nobody learns anything
 * by sending variations.
 */
import { type DecryptedBody, hasFlag, OPT, type Packet, sessionBlock, splitPlaintext } from '../protocol/index.ts'
import type { CipherDone } from './cipher-work.ts'
import type { Context } from './context.ts'
import { digest } from './digest.ts'
import { createBuckets } from './flood.ts'
import type { Endpoint, PeerId, PeerRecord, Signature } from './io.ts'
import { mainKey } from './key-record.ts'
import type { Keys } from './keys-port.ts'

export interface LockedMessage {
  readonly from: Endpoint
  readonly packet: Packet
  readonly raw: Uint8Array
  readonly peer: PeerId
  /** The former id by which he spoke; undefined for his own. */
  readonly as: PeerId | undefined
  readonly repeatKey: string
}

export interface Unlocked {
  readonly message: LockedMessage
  /** As it would have come in clear; undefined: nobody could read it. */
  readonly packet: Packet | undefined
  readonly signature: Signature
}

export interface Unlocking {
  /** By what a message is recognised; undefined for what is no cipher, or when we have no keys. */
  repeatKey(packet: Packet): string | undefined
  /** `flood`: there is no room for it now. */
  enter(message: LockedMessage): 'taken' | 'known' | 'flood'
  /** What is known of his keys may be other than before: messages that waited for his signature's key go on. */
  keysSettled(peer: PeerId): void
  done(answer: Extract<CipherDone, { type: 'decrypted' }>): Unlocked | undefined
}

export function createUnlocking(
  context: Context,
  keys: Keys,
  writer: (peer: PeerId) => PeerRecord | undefined,
): Unlocking {
  const { limits } = context
  const waiting = new Map<number, LockedMessage>()
  /** Their senders were asked for the key that they sign with. */
  const held = new Map<PeerId, LockedMessage[]>()
  let holding = 0
  const atWork = new Set<string>()
  /** Oldest first. */
  const unreadable = new Set<string>()
  const sources = createBuckets(limits.sources, limits.decryptionBurst, limits.decryptionsPerSecond)
  const lines = createBuckets(limits.sources, limits.unreadable, limits.unreadablePerSecond)
  let last = 0

  const nameOf = ({ peer, repeatKey }: LockedMessage): string => `${repeatKey} ${peer}`

  function remember(name: string): void {
    unreadable.add(name)
    const [oldest] = unreadable
    if (unreadable.size > limits.rememberedMessages && oldest !== undefined) unreadable.delete(oldest)
  }

  function decrypt(message: LockedMessage): void {
    const ticket = ++last
    waiting.set(ticket, message)
    const record = keys.record(message.peer)
    const sender = record === undefined ? undefined : mainKey(record)
    const { body, packetNo } = message.packet
    context.emit({ type: 'cipher-work', work: { type: 'decrypt', ticket, body, packetNo, sender } })
  }

  return {
    repeatKey(packet) {
      const block = keys.own === undefined ? undefined : sessionBlock(packet.body)
      return block === undefined ? undefined : `c.${digest(block)}`
    },

    enter(message) {
      const name = nameOf(message)
      if (atWork.has(name) || unreadable.has(name)) return 'known'
      if (waiting.size + holding >= limits.decryptions || !sources.take(message.from.address, context.now))
        return 'flood'
      atWork.add(name)
      const asks = keys.record(message.peer) === undefined && keys.askBack(message.peer)
      if (asks) {
        holding++
        held.set(message.peer, [...(held.get(message.peer) ?? []), message])
      } else decrypt(message)
      return 'taken'
    },

    keysSettled(peer) {
      const messages = held.get(peer) ?? []
      held.delete(peer)
      holding -= messages.length
      for (const message of messages) decrypt(message)
    },

    done({ ticket, plain }) {
      const message = waiting.get(ticket)
      if (message === undefined) return undefined
      waiting.delete(ticket)
      atWork.delete(nameOf(message))
      if (plain === undefined) {
        remember(nameOf(message))
        return lines.take(message.peer, context.now) ? { message, packet: undefined, signature: 'none' } : undefined
      }
      const { signature } = plain
      const { status = 0 } = writer(message.peer) ?? {}
      // IPMsg for Mac, which knows no encrypted files, signs the words and not the lists behind them; whoever knows them signs everything.
      const signsAll = keys.record(message.peer)?.files === true || hasFlag(status, OPT.CAPFILEENC)
      const ofWords = signsAll ? 'bad' : 'good'
      return {
        message,
        packet: inClear(message.packet, plain, hasFlag(status, OPT.ENCEXTMSG)),
        signature: signature === 'text-only' ? ofWords : signature === 'no-key' ? 'none' : signature,
      }
    },
  }
}

/**
 * With ENCEXTMSGOPT the lists are in the cipher, else they stand in clear behind it. What stands there of somebody who knows better is not his:
 * no signature covers it.
 */
function inClear(
  packet: Packet,
  { plaintext, clear }: Pick<DecryptedBody, 'plaintext' | 'clear'>,
  isInside: boolean,
): Packet {
  const flags = (packet.flags & ~OPT.ENCRYPT) >>> 0
  if (hasFlag(flags, OPT.ENCEXTMSG)) return { ...packet, flags, body: plaintext }
  const { text } = splitPlaintext(plaintext)
  const list = isInside ? new Uint8Array(0) : clear
  const body = new Uint8Array(text.length + 1 + list.length)
  body.set(text)
  body.set(list, text.length + 1)
  return { ...packet, flags, body }
}
