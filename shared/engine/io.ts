/**
 * The engine's whole vocabulary: what goes in, what comes out. The engine owns no socket, reads no clock and draws no random number;
 * the driver (electron/host/driver.ts) feeds inputs and drains outputs in order.
 */
import type { Attachment, Encoding } from '../protocol/index.ts'
import type { MessageOptions, Notice, OutgoingImage, OwnSignal } from './records.ts'

/** Milliseconds since 1970-01-01 UTC. */
export type Millis = number
export type PeerId = string
/** The store's id of an outgoing message, unique for ever in one data folder. */
export type MessageId = string

/** A UDP address: dotted IPv4 (or IPv6) text and port. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Where hellos go. The host recomputes it when an interface or the settings change. */
export interface Reach {
  /** Addresses of this computer: datagrams from one of them and our own port are our own echo. */
  readonly own: readonly Endpoint[]
  /** Directed broadcast of each interface, and 255.255.255.255; empty when bound to a loopback address. */
  readonly broadcasts: readonly Endpoint[]
  /** Configured peers, ranges expanded: greeted by unicast. */
  readonly configured: readonly Endpoint[]
}

/** Who we are to the LAN. `installation` is random, made once per data folder, and tells own peers apart whatever their user and host. */
export interface Identity {
  readonly installation: string
  /** By which FeiQ tells people apart: 12 hex digits, ours alone (protocol.md 7.1). */
  readonly mac: string
  readonly user: string
  readonly host: string
  readonly name: string
  readonly group: string
  /** Absence text while the user is away; undefined while present. An empty text is "away" without words. */
  readonly absence: string | undefined
  /** What the user says of himself in one line. Only other Gezis show it. */
  readonly signature?: string
  /** Token for his picture in our own key (shared/model/picture-choice.ts). */
  readonly picture?: string
}

export type Dialect = 'gezi' | 'feiq' | 'ipmsg' | 'ipmsg-mac' | 'iptux' | 'shiyeline' | 'unknown'

/** What is known of a person's program, and the route to it. Persisted whole at each change: an engine that restarts gets it back. */
export interface PeerRecord {
  readonly id: PeerId
  readonly user: string
  readonly host: string
  /** Nickname; empty when the peer never said one (the user name is shown then). */
  readonly name: string
  readonly group: string
  readonly endpoint: Endpoint
  /** The version field as sent, Latin-1. */
  readonly version: string
  readonly dialect: Dialect
  /** Program and version for people, e.g. `FeiQ 2013`, `IPMsg 4.11`, `iptux 0.9.4`, `Gezi 0.1.0`; empty while unknown. */
  readonly client: string
  /** Capability flags of the last hello (`command & ALLSTAT`, protocol.md 2.2). */
  readonly status: number
  /** Tokens of our own `GZ` key (own peers only). */
  readonly capabilities: readonly string[]
  /** The code page in which it reads text without UTF8OPT. */
  readonly encoding: Encoding
  readonly presence: 'online' | 'away' | 'offline'
  /** What he says of himself in one line; absent when he said nothing. */
  readonly signature?: string | undefined
  readonly lastHeard: Millis
  /** Counts restarts of a program whose packet numbers start anew (iptux): part of the key that recognises a repeat. */
  readonly epoch: number
  /** Highest packet number heard, for noticing such a restart. */
  readonly highestPacketNo: number
}

export interface OutgoingMessage {
  readonly id: MessageId
  readonly peer: PeerId
  readonly text: string
  /** The number under which it first left, undefined before: a repeat after a restart carries the same one. */
  readonly packetNo: number | undefined
  readonly queuedAt: Millis
  /** Transmissions so far, over all runs. */
  readonly attempts: number
  /** Files and folders that it offers; their list has to fit into the datagram. */
  readonly attachments?: readonly Attachment[]
  readonly options?: MessageOptions
}

/** Why a message waits or failed. `too-long`, `expired` and `cancelled` are final; the others end by themselves when the peer is heard. */
export type DeliveryReason =
  | 'peer-offline'
  | 'no-answer'
  | 'network-down'
  | 'behind-another'
  | 'too-long'
  | 'expired'
  | 'cancelled'

export type DeliveryState =
  | { readonly state: 'queued'; readonly reason: DeliveryReason }
  | { readonly state: 'sent'; readonly packetNo: number; readonly attempts: number; readonly retryAt: Millis }
  | { readonly state: 'delivered'; readonly at: Millis }
  | { readonly state: 'opened'; readonly at: Millis }
  | { readonly state: 'failed'; readonly reason: DeliveryReason; readonly attempts: number }

export interface IncomingMessage {
  readonly peer: PeerId
  readonly text: string
  readonly encoding: Encoding
  /** The datagram as received, kept so that a wrong code page can be repaired later. */
  readonly raw: Uint8Array
  /** Where it came from. */
  readonly from?: Endpoint
  readonly packetNo: string
  /** A message stored for this peer under the same key at or after `repeatSince` is this one again: acknowledge, do not show twice. */
  readonly repeatKey: string
  readonly repeatSince: Millis
  readonly receivedAt: Millis
  readonly sealed: boolean
  /** A sealed message whose sender wants the notice of its opening to be confirmed. */
  readonly confirmOpening: boolean
  readonly locked: boolean
  readonly broadcast: boolean
  readonly multicast: boolean
  readonly automatic: boolean
  readonly attachments: readonly Attachment[]
}

export type Input =
  | { readonly type: 'datagram'; readonly from: Endpoint; readonly bytes: Uint8Array }
  /** The message of that receipt is committed to disk (or was already): it may be acknowledged. */
  | { readonly type: 'stored'; readonly receipt: number }
  /** The sockets work and reach these addresses; undefined while there is no network. Announces us when it differs from before. */
  | { readonly type: 'reach'; readonly reach: Reach | undefined }
  | { readonly type: 'identity'; readonly identity: Identity }
  /** The code page of this LAN's old programs: used from now on, and our names are told again in it. */
  | { readonly type: 'legacy-encoding'; readonly encoding: Encoding }
  /** The code page in which our user reads somebody's text, and in which he is written to; undefined: what his packets say. */
  | { readonly type: 'read-as'; readonly peer: PeerId; readonly encoding: Encoding | undefined }
  /** Greets everybody again (start, resume from sleep, the user's "refresh"). */
  | { readonly type: 'announce' }
  /** Greets one address by unicast. */
  | { readonly type: 'contact'; readonly endpoint: Endpoint }
  | { readonly type: 'send'; readonly message: OutgoingMessage }
  /** Tries a message that failed for want of an answer again. After a final reason (too-long, expired, cancelled) it is a new `send`. */
  | { readonly type: 'retry'; readonly message: MessageId }
  | { readonly type: 'cancel'; readonly message: MessageId }
  /** The user opened a sealed message: its sender is told, now or when he is heard. */
  | { readonly type: 'opened'; readonly notice: Notice }
  /** To FeiQ and other Gezis; to others nothing is sent. */
  | { readonly type: 'signal'; readonly peer: PeerId; readonly signal: OwnSignal }
  /** A picture in FeiQ's way. `image-progress`, then `image-sent` or `image-unsent` follow. */
  | { readonly type: 'image'; readonly image: OutgoingImage }
  | { readonly type: 'cancel-image'; readonly transfer: string }
  /** The picture of that receipt is on disk: its last chunk may be acknowledged. */
  | { readonly type: 'image-stored'; readonly receipt: number }
  /**
   * Tells a peer, once, that files are over: those that he offered under that number and we do not want, or (own peers only) those that we
   * offered. `files`: their ids in the message; empty for all. Others than own peers take it for all of the message, so it is for the
   * caller to wait until that is so.
   */
  | {
      readonly type: 'release'
      readonly peer: PeerId
      readonly packetNo: string
      readonly files: readonly number[]
      readonly as: 'declined' | 'withdrawn'
    }
  /**
   * The user wants to hear nothing from him, or to hear him again. His messages are acknowledged, so that he does not repeat them and does
   * not learn of it, and dropped; nothing of his is answered or told beyond that. Whether he is there is told as ever.
   */
  | { readonly type: 'block'; readonly peer: PeerId; readonly blocked: boolean }
  /**
   * The user says that these two are one person. From now on `from` is another name of `into`, in later runs too (`EngineOptions.formerIds`);
   * what was heard last of either is what is known of him. The caller has merged what is stored: `peer-merged` is not said.
   */
  | { readonly type: 'merge'; readonly from: PeerId; readonly into: PeerId }
  /** The user forgets somebody: messages for him are given up, and nothing is known of him until he is heard again. */
  | { readonly type: 'forget'; readonly peer: PeerId }
  /** Says goodbye (BR_EXIT) to everybody. The outputs that follow are the last ones. */
  | { readonly type: 'leave' }
  | { readonly type: 'timeout' }

export type DropReason = 'malformed' | 'flood' | 'peer-limit' | 'unsupported' | 'not-understood' | 'blocked'

export type EngineEvent =
  | { readonly type: 'peer-changed'; readonly peer: PeerRecord }
  /**
   * A Gezi that wrote before its hello arrived was known by user and host; it now has its real id. What is stored for `from` (messages,
   * conversation, alias, draft) belongs to `into`, and `from` is no longer a peer. `peer-changed` of `into` came before.
   */
  | { readonly type: 'peer-merged'; readonly from: PeerId; readonly into: PeerId }
  | { readonly type: 'message-received'; readonly receipt: number; readonly message: IncomingMessage }
  | { readonly type: 'message-state'; readonly id: MessageId; readonly delivery: DeliveryState }
  /** The sender of that sealed message was told that it was opened. */
  | { readonly type: 'opening-told'; readonly id: MessageId }
  | { readonly type: 'typing'; readonly peer: PeerId; readonly typing: boolean }
  /** He shook our window; no more often than once in five seconds. */
  | { readonly type: 'shaken'; readonly peer: PeerId }
  | { readonly type: 'shake-answered'; readonly peer: PeerId }
  /** A whole picture in FeiQ's way, unchecked: a marker in a text names it, before or after. */
  | {
      readonly type: 'image-received'
      readonly receipt: number
      readonly peer: PeerId
      readonly imageId: string
      readonly bytes: Uint8Array
    }
  /** Its rest never came. */
  | { readonly type: 'image-lost'; readonly peer: PeerId; readonly imageId: string }
  | { readonly type: 'image-progress'; readonly transfer: string; readonly done: number }
  | { readonly type: 'image-sent'; readonly transfer: string }
  | { readonly type: 'image-unsent'; readonly transfer: string; readonly reason: 'no-answer' }
  /** Numbers up to and including this one may be used from now on: persist it before sending what follows. */
  | { readonly type: 'packet-numbers'; readonly upTo: number }
  /**
   * The peer said that files are over: ours that he does not want (`declined`), or his own (`withdrawn`). Whether he was offered such a
   * message, or made such an offer, is for the store to know. `files`: ids in the message; empty for all.
   */
  | {
      readonly type: 'released'
      readonly peer: PeerId
      readonly packetNo: string
      readonly files: readonly number[]
      readonly as: 'declined' | 'withdrawn'
    }
  /** A datagram that was not understood or one too many, for the per-sender count. */
  | { readonly type: 'dropped'; readonly from: Endpoint; readonly reason: DropReason }

export type Output =
  | { readonly type: 'transmit'; readonly to: Endpoint; readonly bytes: Uint8Array }
  | { readonly type: 'event'; readonly event: EngineEvent }

/** Deterministic: the same inputs at the same times give the same outputs. */
export interface Engine {
  handle(now: Millis, input: Input): void
  /** The oldest output not yet taken; drain until undefined after each `handle`, or after a batch of them. */
  next(): Output | undefined
  /** Call `handle(now, { type: 'timeout' })` no later than this. */
  readonly deadline: Millis | undefined
}
