/**
 * Our messages on their way (protocol.md 3.2). Nothing about the states of an outgoing message lives elsewhere but in lane.ts.
 *
 * To each peer one message is in flight at a time, and it keeps its place until it is acknowledged or given up by the user: order is part of
 * what people mean, and iptux acknowledges, but throws away, a message whose number is lower than one it has seen. Repeats are the same
 * datagram. After a round without an answer the message shows as failed, yet goes on by itself when the peer is heard; each further round
 * begins later, because a program that never acknowledges shows every repeat to its user.
 */
import { traits } from '../model/dialect.ts'
import { type Composer, messageFlags } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { DeliveryReason, DeliveryState, Endpoint, MessageId, OutgoingMessage, PeerId, PeerRecord } from './io.ts'
import { createLabels } from './labels.ts'
import { createItem, createLane, firstOf, type Item, type Lane, waitingReason } from './lane.ts'
import { createRegister, type Settled } from './register.ts'
import { pauseAfter, QUIET_PAUSE, waitAfter } from './rounds.ts'

/** A hello makes a message leave again at once, but not one that left just now. */
const JUST_NOW = 500

export interface Delivery {
  /** Messages of an earlier run, in order; they begin when there is a network. */
  resume(outbox: readonly OutgoingMessage[]): void
  send(message: OutgoingMessage): void
  retry(id: MessageId): void
  cancel(id: MessageId): void
  /** RECVMSG or READMSG for this number. Whose message it was, or undefined if it was none of ours. */
  acknowledged(
    packetNo: string,
    from: Endpoint,
    sender: PeerId | undefined,
    as: 'delivered' | 'opened',
  ): PeerId | undefined
  /** Something came from the peer. `entered`: its program started. */
  heard(peer: PeerId, entered: boolean): void
  gone(peer: PeerId): void
  merged(from: PeerId, into: PeerId): void
  networkChanged(): void
  /** Whether messages wait for this peer. */
  waitsFor(peer: PeerId): boolean
  /** Whether a message with a number waits for this peer's answer: a higher number must not overtake it. */
  isUnderWay(peer: PeerId): boolean
}

/** `ask`: `doubt` about a peer that does not answer, `seek` one that is offline while messages begin to wait for it. */
export function createDelivery(
  context: Context,
  composer: Composer,
  directory: Directory,
  ask: (peer: PeerId, how: 'doubt' | 'seek') => void,
): Delivery {
  const { timers, random, limits } = context
  const lanes = new Map<PeerId, Lane>()
  const register = createRegister(limits.settledNumbers)
  const { tell, label } = createLabels(context)

  function obstacle(peer: PeerRecord | undefined): DeliveryReason | undefined {
    if (context.reach === undefined) return 'network-down'
    return peer === undefined || peer.presence === 'offline' ? 'peer-offline' : undefined
  }

  /** Takes the message out of its lane, for good. */
  function finish(item: Item, delivery: Final): void {
    lanes.get(item.message.peer)?.items.delete(item.message.id)
    register.settle(item, delivery.state)
    tell(item, delivery)
  }

  /** After a message left its lane, or its lane's hindrance may be gone. */
  function restart(lane: Lane): void {
    lane.head = { state: 'waiting' }
    timers.cancel(laneKey(lane))
    const record = directory.byId(lane.peer)?.record
    const reason = obstacle(record)
    for (let item = firstOf(lane); item !== undefined; item = firstOf(lane)) {
      const left = item.message.queuedAt + limits.outgoingAge - context.now
      if (left <= 0) finish(item, failed(item, 'expired'))
      else if (record === undefined || reason !== undefined) {
        timers.after(expiryKey(lane), left, () => restart(lane))
        label(lane, reason)
        // When it begins to wait; while it waits, the seeker goes on by himself.
        if (!lane.sought && reason === 'peer-offline') ask(lane.peer, 'seek')
        lane.sought = reason === 'peer-offline'
        return
      } else if (encode(item, record).length > traits[record.dialect].datagram) finish(item, failed(item, 'too-long'))
      else {
        timers.after(expiryKey(lane), left, () => restart(lane))
        transmit(lane, item, record, 1)
        label(lane, undefined)
        return
      }
    }
    lanes.delete(lane.peer)
    timers.cancel(expiryKey(lane))
  }

  /** After a message that was in a lane is done with. */
  function leave(item: Item, delivery: Final): void {
    const lane = lanes.get(item.message.peer)
    const wasFirst = lane !== undefined && firstOf(lane) === item
    finish(item, delivery)
    if (lane !== undefined && wasFirst) restart(lane)
  }

  /** False when the round is over. */
  function transmit(lane: Lane, item: Item, record: PeerRecord, transmissions: number): boolean {
    const wait = waitAfter(transmissions, random)
    if (wait === undefined) return false
    item.attempts++
    lane.sought = false
    lane.head = { state: 'flying', transmissions, at: context.now }
    const datagram = encode(item, record)
    const { packetNo = 0, attempts } = item
    // Told first: the number is on disk before it is on the wire.
    tell(item, { state: 'sent', packetNo, attempts, retryAt: context.now + wait })
    context.transmit(record.endpoint, datagram)
    timers.after(laneKey(lane), wait, () => repeat(lane, item, transmissions))
    return true
  }

  function encode(item: Item, record: PeerRecord): Uint8Array {
    item.packetNo ??= context.numbers.next(context.now)
    register.put(item)
    const { text, attachments, images, options } = item.message
    item.datagram ??= composer.message(record, item.packetNo, messageFlags(options), text, attachments, images)
    return item.datagram
  }

  function repeat(lane: Lane, item: Item, transmissions: number): void {
    const record = directory.byId(lane.peer)?.record
    if (record !== undefined && transmit(lane, item, record, transmissions + 1)) return
    const pause = pauseAfter(lane.rounds++)
    lane.head = { state: 'unanswered', resumeAt: context.now + pause }
    tell(item, failed(item, 'no-answer'))
    label(lane, undefined)
    // A hello makes iptux show again what it has shown (protocol.md 1.7): it is asked by the message itself.
    if (record?.dialect !== 'iptux') ask(lane.peer, 'doubt')
    else timers.after(laneKey(lane), Math.max(pause, QUIET_PAUSE), () => restart(lane))
  }

  function enqueue(message: OutgoingMessage): { readonly lane: Lane; readonly item: Item } {
    const lane = lanes.get(message.peer) ?? createLane(message.peer)
    const item = createItem(message)
    lanes.set(lane.peer, lane)
    lane.items.set(message.id, item)
    register.put(item)
    return { lane, item }
  }

  return {
    resume(outbox) {
      for (const message of outbox) if (register.byId(message.id) === undefined) enqueue(message)
    },

    send(message) {
      if (register.byId(message.id) !== undefined) return
      const { lane, item } = enqueue(message)
      if (lane.items.size === 1) return restart(lane)
      const reason = obstacle(directory.byId(lane.peer)?.record)
      tell(item, { state: 'queued', reason: waitingReason(lane, false, reason) })
    },

    retry(id) {
      const lane = lanes.get(register.byId(id)?.message.peer ?? '')
      if (lane === undefined || lane.head.state === 'flying') return
      lane.rounds = 0
      lane.sought = false
      restart(lane)
    },

    cancel(id) {
      const item = register.byId(id)
      if (item !== undefined) leave(item, failed(item, 'cancelled'))
    },

    acknowledged(packetNo, from, sender, as) {
      const number = Number(packetNo)
      const isHis = (peer: PeerId): boolean =>
        peer === sender || directory.byId(peer)?.record.endpoint.address === from.address
      const item = register.byNumber(number)
      if (item !== undefined) {
        const lane = lanes.get(item.message.peer)
        if (!isHis(item.message.peer)) return undefined
        if (lane !== undefined) lane.rounds = 0
        leave(item, { state: as, at: context.now })
        return item.message.peer
      }
      const done = register.settled(number)
      if (done === undefined || !isHis(done.peer)) return undefined
      if (done.state === 'failed' || (done.state === 'delivered' && as === 'opened')) {
        register.resettle(number, { ...done, state: as })
        context.emit({ type: 'message-state', id: done.id, delivery: { state: as, at: context.now } })
      }
      return done.peer
    },

    heard(peer, entered) {
      const lane = lanes.get(peer)
      if (lane === undefined) return
      const { head } = lane
      if (head.state === 'waiting') return restart(lane)
      if (head.state === 'unanswered') {
        if (entered) lane.rounds = 0
        const pause = entered ? 0 : head.resumeAt - context.now
        if (pause <= 0) restart(lane)
        else if (!timers.has(laneKey(lane))) timers.after(laneKey(lane), pause, () => restart(lane))
      } else if (entered && context.now - head.at > JUST_NOW) restart(lane)
    },

    gone(peer) {
      const lane = lanes.get(peer)
      if (lane !== undefined) restart(lane)
    },

    merged(from, into) {
      const old = lanes.get(from)
      if (old === undefined) return
      timers.cancel(laneKey(old))
      timers.cancel(expiryKey(old))
      lanes.delete(from)
      for (const { message, packetNo, attempts, datagram, told } of old.items.values()) {
        const { lane, item } = enqueue({ ...message, peer: into, packetNo, attempts })
        item.datagram = datagram
        item.told = told
        if (lane.items.size === 1) restart(lane)
      }
    },

    networkChanged() {
      for (const lane of [...lanes.values()]) {
        if (lane.head.state === 'waiting' || context.reach === undefined) restart(lane)
      }
    },

    waitsFor: (peer) => lanes.has(peer),
    isUnderWay(peer) {
      const lane = lanes.get(peer)
      return lane !== undefined && firstOf(lane)?.packetNo !== undefined
    },
  }
}

type Final = DeliveryState & { readonly state: Settled['state'] }

const laneKey = (lane: Lane): string => `lane ${lane.peer}`
const expiryKey = (lane: Lane): string => `expiry ${lane.peer}`

const failed = ({ attempts }: Item, reason: DeliveryReason) => ({ state: 'failed', reason, attempts }) as const
