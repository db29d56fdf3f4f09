/**
 * Whether and how a message of ours is encrypted (protocol.md 5.2, 11.2). To somebody whose key is kept nothing goes out in plain text unless
 * the user said so: a key that changed, or a program that says that it can encrypt no more, make messages wait where the user sees it.
 */
import { hasFlag, OPT, type PublicKey } from '../protocol/index.ts'
import type { CipherDone } from './cipher-work.ts'
import { type Composer, messageFlags } from './compose.ts'
import type { Context } from './context.ts'
import type { Peer } from './directory.ts'
import type { DeliveryReason, Endpoint } from './io.ts'
import { isSameKey, lockFor } from './key-record.ts'
import type { Keys } from './keys-port.ts'
import type { Item } from './lane.ts'
import type { Recipients } from './recipients.ts'

type Plan =
  | { readonly type: 'plain' }
  | { readonly type: 'cipher'; readonly scheme: number; readonly key: PublicKey }
  | { readonly type: 'wait'; readonly reason: DeliveryReason }

export type Preparation =
  | { readonly type: 'ready'; readonly datagram: Uint8Array }
  /** Somebody has to say something first. */
  | { readonly type: 'wait'; readonly reason: DeliveryReason }
  /** The host is at it. */
  | { readonly type: 'working' }

interface Order {
  readonly item: Item
  readonly wrap: (body: Uint8Array) => Uint8Array
  readonly key: PublicKey
}

export interface Locking {
  /** The datagram of a message that may leave; its number is given to it then. */
  prepare(item: Item, peer: Peer): Preparation
  /** A word of our program itself (AUTORETOPT), as protected as the user's are: where they would wait, it is not said. */
  automatic(peer: Peer, to: Endpoint, text: string): void
  /** What was prepared must not leave any more, or not so. */
  isStale(item: Item, peer: Peer): boolean
  /** The message that is ready now. */
  done(answer: Extract<CipherDone, { type: 'encrypted' }>): Item | undefined
}

export function createLocking(
  context: Context,
  composer: Composer,
  recipients: Recipients,
  keys: Keys,
  numbered: (item: Item) => void,
): Locking {
  const working = new Map<number, Order>()
  /** Automatic answers on their way through the host, by ticket. */
  const answers = new Map<number, { readonly to: Endpoint; readonly wrap: (body: Uint8Array) => Uint8Array }>()
  let last = 0

  function plan(peer: Peer): Plan {
    const { id, status } = peer.record
    const record = keys.record(id)
    const claims = hasFlag(status, OPT.ENCRYPT)
    if (keys.own === undefined || record?.plain === true) return { type: 'plain' }
    if (record === undefined) {
      if (!claims || keys.isSilent(id)) return { type: 'plain' }
      keys.ask(peer, 2048)
      return { type: 'wait', reason: 'asking-key' }
    }
    if (record.offered !== undefined) return { type: 'wait', reason: 'key-changed' }
    if (!claims && peer.greeted) return { type: 'wait', reason: 'not-encrypted' }
    const lock = lockFor(record)
    if (lock.type === 'scheme') return { ...lock, type: 'cipher' }
    if (keys.isSilent(id)) return { type: 'wait', reason: 'not-encrypted' }
    keys.ask(peer, 1024)
    return { type: 'wait', reason: 'asking-key' }
  }

  function encrypt(item: Item, peer: Peer, scheme: number, key: PublicKey, packetNo: number): void {
    const { text, attachments, images, options } = item.message
    const ticket = ++last
    item.isLocking = true
    const { plaintext, wrap } = composer.locked(
      ...([peer.record, packetNo, messageFlags(options), text, attachments, images] as const),
      recipients.listFor(peer.record, options),
    )
    working.set(ticket, { item, wrap, key })
    const work = { type: 'encrypt', ticket, plaintext, packetNo: String(packetNo), scheme, key } as const
    context.emit({ type: 'cipher-work', work })
  }

  return {
    prepare(item, peer) {
      if (item.datagram !== undefined) return { type: 'ready', datagram: item.datagram }
      if (item.isLocking) return { type: 'working' }
      const planned = plan(peer)
      if (planned.type === 'wait') return planned
      item.packetNo ??= context.numbers.next(context.now)
      numbered(item)
      if (planned.type === 'cipher') {
        encrypt(item, peer, planned.scheme, planned.key, item.packetNo)
        return { type: 'working' }
      }
      item.lockedFor = undefined
      item.datagram = recipients.letter(peer.record, item.packetNo, item.message)
      return { type: 'ready', datagram: item.datagram }
    },

    automatic(peer, to, text) {
      const isPromised = keys.own !== undefined && keys.record(peer.record.id) !== undefined
      const planned: Plan = isPromised ? plan(peer) : { type: 'plain' }
      if (planned.type === 'wait') return
      const packetNo = context.numbers.next(context.now)
      if (planned.type === 'plain') {
        context.transmit(to, composer.message(peer.record, packetNo, OPT.AUTORET, text))
        return
      }
      const ticket = ++last
      const { scheme, key } = planned
      const { plaintext, wrap } = composer.locked(peer.record, packetNo, OPT.AUTORET, text)
      answers.set(ticket, { to, wrap })
      const work = { type: 'encrypt', ticket, plaintext, packetNo: String(packetNo), scheme, key } as const
      context.emit({ type: 'cipher-work', work })
    },

    isStale(item, peer) {
      if (item.datagram === undefined || item.lockedFor === undefined) return false
      const planned = plan(peer)
      return planned.type !== 'cipher' || !isSameKey(planned.key, item.lockedFor)
    },

    done({ ticket, body }) {
      const answer = answers.get(ticket)
      answers.delete(ticket)
      if (answer !== undefined && body !== undefined && context.reach !== undefined) {
        context.transmit(answer.to, answer.wrap(body))
      }
      const order = working.get(ticket)
      working.delete(ticket)
      if (order === undefined) return undefined
      const { item, wrap, key } = order
      item.isLocking = false
      if (body === undefined) return undefined
      item.datagram = wrap(body)
      item.lockedFor = key
      return item
    },
  }
}
