/** The messages that wait for one peer, first in first out, and what their first one does. */
import type { PublicKey } from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { Peer } from './directory.ts'
import type {
  DeliveryReason,
  DeliveryState,
  Endpoint,
  MessageId,
  Millis,
  OutgoingMessage,
  PeerId,
  PeerRecord,
} from './io.ts'

export interface Item {
  readonly message: OutgoingMessage
  /** The number under which it first left. */
  packetNo: number | undefined
  /** Transmissions, over all runs. */
  attempts: number
  /** Where it went last. */
  to: Endpoint | undefined
  /** The datagram: a repeat is the same, byte for byte. */
  datagram: Uint8Array | undefined
  /** For whom the datagram is encrypted; undefined for plain text. */
  lockedFor: PublicKey | undefined
  /** The host encrypts it. */
  isLocking: boolean
  /** As last told. */
  told: DeliveryState | undefined
}

/** What the first message does. The others wait, always. */
export type Head =
  | { readonly state: 'waiting' }
  /** Sent `transmissions` times in this round, last at `at`. */
  | { readonly state: 'flying'; readonly transmissions: number; readonly at: Millis }
  /** A whole round without an answer; the next one may begin at `resumeAt`. */
  | { readonly state: 'unanswered'; readonly resumeAt: Millis }

export interface Lane {
  readonly peer: PeerId
  readonly items: Map<MessageId, Item>
  head: Head
  /** Rounds without an answer since the peer's program started, or was last known to answer. */
  rounds: number
  /** Whether the peer, offline, is being sought for its sake. */
  sought: boolean
}

export const createLane = (peer: PeerId): Lane => ({
  peer,
  items: new Map(),
  head: { state: 'waiting' },
  rounds: 0,
  sought: false,
})

export const createItem = (message: OutgoingMessage): Item => ({
  message,
  packetNo: message.packetNo,
  attempts: message.attempts,
  to: undefined,
  datagram: undefined,
  lockedFor: undefined,
  isLocking: false,
  told: undefined,
})

export function firstOf(lane: Lane): Item | undefined {
  const [item] = lane.items.values()
  return item
}

/** What keeps messages to him here, whatever they are. */
export function obstacle({ reach }: Pick<Context, 'reach'>, peer: Peer | undefined): DeliveryReason | undefined {
  if (reach === undefined) return 'network-down'
  if (peer === undefined || peer.record.presence === 'offline') return 'peer-offline'
  return peer.doubted ? 'route-unsure' : undefined
}

/** He as he is written to, unless something keeps it here. */
export const reachable = (context: Pick<Context, 'reach'>, peer: Peer | undefined): PeerRecord | undefined =>
  obstacle(context, peer) === undefined ? peer?.record : undefined

/** Why the waiting messages wait, by place: `obstacle` is what keeps even the first one. */
export function waitingReason(lane: Lane, isFirst: boolean, obstacle: DeliveryReason | undefined): DeliveryReason {
  if (obstacle !== undefined) return obstacle
  return !isFirst && lane.head.state !== 'unanswered' ? 'behind-another' : 'no-answer'
}
