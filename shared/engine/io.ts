/**
 * The engine's vocabulary: what goes in (inputs.ts), what comes out (events.ts), and of what these speak. The engine owns no socket, reads no clock and draws no random number;
 * the driver (electron/host/driver.ts) feeds inputs and drains outputs in order.
 */
import type { Dialect } from '../model/dialect.ts'
import type { Attachment, Encoding, ImageMarker, PlacedImage } from '../protocol/index.ts'
import type { EngineEvent } from './events.ts'
import type { Input } from './inputs.ts'
import type { MessageOptions } from './records.ts'

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

/** Another address of somebody who is heard at more than one: a second network card, cable and Wi-Fi. */
export interface Route {
  readonly endpoint: Endpoint
  readonly lastHeard: Millis
  /** Somebody says that he is there, under his names; whether it is he is being found out. */
  readonly claimed?: true
}

/** Where hellos go. The host recomputes it when an interface or the settings change. */
export interface Reach {
  /** Addresses of this computer: datagrams from one of them and our own port are our own echo. */
  readonly own: readonly Endpoint[]
  /** Directed broadcast of each interface, and 255.255.255.255; empty when bound to a loopback address. */
  readonly broadcasts: readonly Endpoint[]
  /** IPv4 networks that these broadcasts reach, by their real masks; absent where those are not known. */
  readonly networks?: readonly { readonly address: string; readonly bits: number }[]
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

/** What is known of a person's program, and the route to it. Persisted whole at each change: an engine that restarts gets it back. */
export interface PeerRecord {
  readonly id: PeerId
  readonly user: string
  readonly host: string
  /** Nickname; empty when the peer never said one (the user name is shown then). */
  readonly name: string
  readonly group: string
  /** The route in use: what is written to him goes there. */
  readonly endpoint: Endpoint
  /** Where else he was heard in this run, the last heard first. */
  readonly routes?: readonly Route[] | undefined
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
  /** What his program said of itself when it was asked (SENDINFO). */
  readonly info?: string | undefined
  /** Why he is away, as he said on being asked; absent once he is back. */
  readonly absence?: string | undefined
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
  /** Pictures in FeiQ's way: their markers stand in front of the text. */
  readonly images?: readonly ImageMarker[]
  readonly options?: MessageOptions
}

/** Why a message waits or failed. `too-long`, `expired` and `cancelled` are final; the others end by themselves, `key-changed` and `not-encrypted` only when the peer or the user says otherwise. */
export type DeliveryReason =
  | 'peer-offline'
  | 'no-answer'
  | 'network-down'
  /** It is not certain who is at his address: he is asked, and until he answers nothing goes there. */
  | 'route-unsure'
  | 'behind-another'
  /** His public key was asked for. */
  | 'asking-key'
  /** He shows another key than the one that is kept. */
  | 'key-changed'
  /** He whose key is kept says that he encrypts no more. */
  | 'not-encrypted'
  | 'too-long'
  | 'expired'
  | 'cancelled'

export type DeliveryState =
  | { readonly state: 'queued'; readonly reason: DeliveryReason }
  | {
      readonly state: 'sent'
      readonly packetNo: number
      readonly attempts: number
      readonly retryAt: Millis
      readonly encrypted?: true
      /** The route that was taken. */
      readonly to?: Endpoint
    }
  /** `from`: where the answer came from. */
  | { readonly state: 'delivered' | 'opened'; readonly at: Millis; readonly from?: Endpoint }
  | { readonly state: 'failed'; readonly reason: DeliveryReason; readonly attempts: number }

export interface IncomingMessage {
  readonly peer: PeerId
  /** Whose words it has, where the user merged several into this person: the former id; absent for his own. */
  readonly as?: PeerId
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
  /** Who else got it, where its sender lets everybody know. */
  readonly recipients?: readonly PeerId[]
  /** Its sender wants no window or sound of it (NOPOPUPOPT). */
  readonly quiet?: boolean
  /** Its sender wants it in no log (NOLOGOPT). */
  readonly fleeting?: boolean
  readonly attachments: readonly Attachment[]
  /** Ids of FeiQ's pictures that belong to the text, eight hex digits each; they come by themselves, before or after it. */
  readonly images?: readonly PlacedImage[]
  /** Absent for plain text. What nobody could decrypt has no text: it is kept so that the user knows that it came. */
  readonly cipher?: { readonly signature: Signature; readonly readable: boolean }
  /** Plain text, or unsigned, from somebody whose key is kept: it may be from somebody else. */
  readonly unprotected?: true
}

/** `none`: unsigned, or signed with a key that is not known. */
export type Signature = 'good' | 'bad' | 'none'

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
