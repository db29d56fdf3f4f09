/** What the disk of one computer keeps when the program dies: the contract of the real store in a few maps. */

import type { EngineEvent } from '../../shared/engine/events.ts'
import type {
  DeliveryState,
  IncomingMessage,
  MessageId,
  OutgoingMessage,
  PeerId,
  PeerRecord,
} from '../../shared/engine/io.ts'
import type { KeyRecord } from '../../shared/engine/key-record.ts'

export interface SentMessage {
  readonly message: OutgoingMessage
  readonly delivery: DeliveryState
}

export interface FakeStore {
  readonly peers: ReadonlyMap<PeerId, PeerRecord>
  readonly keys: ReadonlyMap<PeerId, KeyRecord>
  readonly received: readonly IncomingMessage[]
  readonly sent: ReadonlyMap<MessageId, SentMessage>
  readonly packetNo: number
  /** Commits an event. False when the disk fails. */
  commit(event: EngineEvent): boolean
  addOutgoing(message: OutgoingMessage): void
  /** Unfinished messages, oldest first. */
  outbox(): OutgoingMessage[]
  /** The next `count` messages that come are refused. */
  refuse(count: number): void
}

const FINAL = new Set<string>(['too-long', 'expired', 'cancelled'])

const isUnfinished = ({ delivery }: SentMessage): boolean =>
  delivery.state === 'queued' ||
  delivery.state === 'sent' ||
  (delivery.state === 'failed' && !FINAL.has(delivery.reason))

export function createFakeStore(): FakeStore {
  const peers = new Map<PeerId, PeerRecord>()
  const keys = new Map<PeerId, KeyRecord>()
  let received: IncomingMessage[] = []
  const lastByKey = new Map<string, number>()
  const sent = new Map<MessageId, SentMessage>()
  let packetNo = 0
  let refusals = 0

  function receive(message: IncomingMessage): boolean {
    if (refusals > 0) {
      refusals--
      return false
    }
    const key = `${message.peer} ${message.repeatKey}`
    const at = lastByKey.get(key)
    if (at !== undefined && at >= message.repeatSince) return true
    lastByKey.set(key, message.receivedAt)
    received.push(message)
    return true
  }

  function deliver(id: MessageId, delivery: DeliveryState): void {
    const known = sent.get(id)
    if (known === undefined) throw new Error(`a state for an unknown message: ${id}`)
    const change = delivery.state === 'sent' ? { packetNo: delivery.packetNo, attempts: delivery.attempts } : {}
    sent.set(id, { message: { ...known.message, ...change }, delivery })
  }

  function merge(from: PeerId, into: PeerId): void {
    peers.delete(from)
    received = received.map((message) => (message.peer === from ? { ...message, peer: into } : message))
    for (const { peer, repeatKey, receivedAt } of received) lastByKey.set(`${peer} ${repeatKey}`, receivedAt)
    for (const [id, { message, delivery }] of sent) {
      if (message.peer === from) sent.set(id, { message: { ...message, peer: into }, delivery })
    }
  }

  return {
    peers,
    keys,
    get received() {
      return received
    },
    sent,
    get packetNo() {
      return packetNo
    },
    commit(event) {
      switch (event.type) {
        case 'peer-changed':
          peers.set(event.peer.id, event.peer)
          return true
        case 'peer-merged':
          merge(event.from, event.into)
          return true
        case 'packet-numbers':
          packetNo = event.upTo
          return true
        case 'message-state':
          deliver(event.id, event.delivery)
          return true
        case 'message-received':
          return receive(event.message)
        case 'image-coming':
        case 'dropped':
        case 'released':
        case 'opening-told':
        case 'introduction-wanted':
        case 'notice-heard':
        case 'typing':
        case 'shaken':
        case 'shake-answered':
        case 'group-message':
        case 'group-heard':
        case 'group-changed':
        case 'group-invited':
        case 'image-received':
        case 'image-lost':
        case 'image-progress':
        case 'image-sent':
        case 'image-unsent':
        case 'cipher-work':
          return true
        case 'keys-changed':
          keys.set(event.keys.peer, event.keys)
          return true
      }
    },
    addOutgoing: (message) =>
      void sent.set(message.id, { message, delivery: { state: 'queued', reason: 'behind-another' } }),
    outbox: () => [...sent.values()].filter(isUnfinished).map(({ message }) => message),
    refuse(count) {
      refusals = count
    },
  }
}
