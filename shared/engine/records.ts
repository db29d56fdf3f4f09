/** What is asked of the engine besides plain messages: how a message is shown, that one was opened, a picture, a signal. */
import type { Encoding, GroupBlock, ImageForm } from '../protocol/index.ts'
import type { MessageId, PeerId, PeerRecord } from './io.ts'
import type { KeyRecord } from './key-record.ts'

/** How the receiver's program is to show it (protocol.md 2.2, 3.3, 3.4). */
export interface MessageOptions {
  /** In an envelope: its opening is told to us. */
  readonly sealed: boolean
  /** The receiver's program asks for his own password first. */
  readonly locked: boolean
  /** The same went to others, too. */
  readonly multicast: boolean
  /** Everybody who got it, for those whose programs let them answer all; absent when each is to see himself alone. */
  readonly recipients?: readonly PeerId[]
}

/** The opening of a sealed message, of which its sender does not know yet. */
export interface Notice {
  /** The sealed message, as the store names it. */
  readonly id: MessageId
  readonly peer: PeerId
  /** Of the sealed message, as received. */
  readonly packetNo: string
  /** The sender asked for a confirmed notice (READCHECKOPT). */
  readonly confirmed: boolean
}

export type OwnSignal = 'typing' | 'typing-end' | 'shake'

export interface OutgoingImage {
  /** The caller's name for it. */
  readonly transfer: string
  readonly peer: PeerId
  /** Eight hex digits, those of the marker in the text. */
  readonly imageId: string
  readonly form: ImageForm
  readonly bytes: Uint8Array
}

/** One person who is two again. */
export interface Parted {
  readonly former: PeerRecord
  readonly from: PeerRecord
  /** Former ids of `former` himself. */
  readonly ids: readonly PeerId[]
  /** Whom of the two the user wants to hear nothing from, and the code pages that he chose for them. */
  readonly blocked: readonly PeerId[]
  readonly encodings: ReadonlyMap<PeerId, Encoding>
  /** All that is known of the keys of both. */
  readonly keys: readonly KeyRecord[]
  /** What waits for `former`: messages, and openings of his sealed ones. */
  readonly messages: readonly MessageId[]
  readonly notices: readonly Notice[]
}

/** What is known of one of FeiQ's groups; `id`: eight hex digits. */
export type GroupInfo = Omit<GroupBlock, 'sender'>
