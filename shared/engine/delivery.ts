/**
 * Our messages on their way (protocol.md 3.2). Nothing about the states of an outgoing message lives elsewhere but in lane.ts.
 *
 * To each peer one message is in flight at a time, and it keeps its place until it is acknowledged or given up by the user: order is part of
 * what people mean, and iptux acknowledges, but throws away, a message whose number is lower than one it has seen. Repeats are the same
 * datagram. After a round without an answer the message shows as failed, yet goes on by itself when the peer is heard; each further round
 * begins later, because a program that never acknowledges shows every repeat to its user.
 */
import { traits } from '../model/dialect.ts'
import { createAcknowledgements } from './acknowledgements.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Delivery } from './delivery-port.ts'
import type { Directory } from './directory.ts'
import type { DeliveryReason, DeliveryState, Endpoint, OutgoingMessage, PeerId, PeerRecord } from './io.ts'
import type { Keys } from './keys-port.ts'
import { createLabels } from './labels.ts'
import { createItem, createLane, firstOf, type Item, type Lane, obstacle, waitingReason } from './lane.ts'
import { createLocking } from './locking.ts'
import type { Recipients } from './recipients.ts'
import { createRegister, type Settled } from './register.ts'
import { pauseAfter, QUIET_PAUSE, UNREAD_AFTER, waitAfter } from './rounds.ts'

/** A hello makes a message leave again at once, but not one that left just now. */
const JUST_NOW = 500

/** `ask`: `doubt` about a peer that does not answer, `seek` one that is offline while messages begin to wait for it. */
export function createDelivery(
  context: Context,
  composer: Composer,
  recipients: Recipients,
  directory: Directory,
  keys: Keys,
  ask: (peer: PeerId, how: 'doubt' | 'seek') => void,
): Delivery {
  const { timers, random, limits } = context
  const lanes = new Map<PeerId, Lane>()
  const register = createRegister(limits.settledNumbers)
  const { tell, label } = createLabels(context)
  const locking = createLocking(context, composer, recipients, keys, register.put)

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
    const peer = directory.byId(lane.peer)
    const record = peer?.record
    const reason = obstacle(context, peer)
    for (let item = firstOf(lane); item !== undefined; item = firstOf(lane)) {
      const left = item.message.queuedAt + limits.outgoingAge - context.now
      if (left <= 0) finish(item, failed(item, 'expired'))
      else if (peer === undefined || record === undefined || reason !== undefined) {
        timers.after(expiryKey(lane), left, () => restart(lane))
        label(lane, reason)
        // When it begins to wait; while it waits, the seeker goes on by himself.
        if (!lane.sought && reason === 'peer-offline') ask(lane.peer, 'seek')
        lane.sought = reason === 'peer-offline'
        if (reason === 'route-unsure') ask(lane.peer, 'doubt')
        return
      } else {
        const prepared = locking.prepare(item, peer)
        if (prepared.type === 'ready' && prepared.datagram.length > traits[record.dialect].datagram) {
          finish(item, failed(item, 'too-long'))
          continue
        }
        timers.after(expiryKey(lane), left, () => restart(lane))
        if (prepared.type === 'wait') label(lane, prepared.reason)
        if (prepared.type !== 'ready') return
        transmit(lane, item, record, prepared.datagram, 1)
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
  function transmit(
    lane: Lane,
    item: Item,
    { endpoint }: PeerRecord,
    datagram: Uint8Array,
    transmissions: number,
  ): boolean {
    const wait = waitAfter(transmissions, random)
    if (wait === undefined) return false
    Object.assign(item, { attempts: item.attempts + 1, to: endpoint })
    lane.sought = false
    lane.head = { state: 'flying', transmissions, at: context.now }
    const { packetNo = 0, attempts, lockedFor } = item
    // Told first: the number is on disk before it is on the wire.
    const cipher = lockedFor === undefined ? {} : ({ encrypted: true } as const)
    tell(item, { state: 'sent', packetNo, attempts, retryAt: context.now + wait, ...cipher, to: endpoint })
    context.transmit(endpoint, datagram)
    timers.after(laneKey(lane), wait, () => repeat(lane, item, transmissions))
    return true
  }

  function repeat(lane: Lane, item: Item, transmissions: number): void {
    const peer = directory.byId(lane.peer)
    const record = peer?.record
    const { datagram } = item
    if (peer?.doubted === true) {
      restart(lane)
      return
    }
    if (record !== undefined && datagram !== undefined && transmit(lane, item, record, datagram, transmissions + 1)) {
      // By another card he may still be there (routes.ts).
      if (transmissions === UNREAD_AFTER && record.routes !== undefined) ask(lane.peer, 'doubt')
      // He may have set up his computer anew, and cannot read it (protocol.md 5.3).
      if (item.lockedFor !== undefined && transmissions === UNREAD_AFTER) keys.check(lane.peer)
      return
    }
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

  function leaveAcknowledged(item: Item, as: 'delivered' | 'opened', from: Endpoint): void {
    const lane = lanes.get(item.message.peer)
    if (lane !== undefined) lane.rounds = 0
    leave(item, { state: as, at: context.now, from })
  }

  return {
    resume(outbox) {
      for (const message of outbox) if (register.byId(message.id) === undefined) enqueue(message)
    },

    send(message) {
      if (register.byId(message.id) !== undefined) return
      const { lane, item } = enqueue(message)
      if (lane.items.size === 1) return restart(lane)
      const reason = obstacle(context, directory.byId(lane.peer))
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

    acknowledged: createAcknowledgements(context, directory, register, leaveAcknowledged),

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

    keysSettled(id) {
      const [lane, peer] = [lanes.get(id), directory.byId(id)]
      const item = lane && firstOf(lane)
      if (lane === undefined || item === undefined || peer === undefined) return
      const isStale = locking.isStale(item, peer)
      if (isStale) item.datagram = undefined
      if (isStale || lane.head.state === 'waiting') restart(lane)
    },

    locked(answer) {
      const item = locking.done(answer)
      const lane = item && lanes.get(item.message.peer)
      if (lane !== undefined && firstOf(lane) === item && lane.head.state === 'waiting') restart(lane)
    },

    moved(from, into, only) {
      const old = lanes.get(from)
      const leaving = [...(old?.items.values() ?? [])].filter(({ message }) => only?.has(message.id) !== false)
      if (old === undefined || leaving.length === 0) return
      for (const { message } of leaving) old.items.delete(message.id)
      restart(old)
      for (const { message, packetNo, attempts, datagram, lockedFor, told } of leaving) {
        const { lane, item } = enqueue({ ...message, peer: into, packetNo, attempts })
        item.told = told
        item.datagram = only === undefined ? datagram : undefined
        item.lockedFor = only === undefined ? lockedFor : undefined
        if (lane.items.size === 1) restart(lane)
      }
    },

    networkChanged() {
      for (const lane of [...lanes.values()]) {
        if (lane.head.state === 'waiting' || context.reach === undefined) restart(lane)
      }
    },

    automatic: locking.automatic,
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
