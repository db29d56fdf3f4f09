/** What comes out of the engine besides datagrams. */

import type { IntroduceRequest } from '../protocol/index.ts'
import type { CipherWork } from './cipher-work.ts'
import type { DeliveryState, Endpoint, IncomingMessage, MessageId, Millis, PeerId, PeerRecord } from './io.ts'
import type { KeyRecord } from './key-record.ts'
import type { GroupInfo } from './records.ts'

export type DropReason =
  | 'malformed'
  | 'flood'
  | 'peer-limit'
  | 'unsupported'
  | 'not-understood'
  | 'blocked'
  | 'not-believed'

export type EngineEvent =
  | { readonly type: 'peer-changed'; readonly peer: PeerRecord }
  /**
   * A Gezi that wrote before its hello arrived was known by user and host; it now has its real id. What is stored for `from` (messages,
   * conversation, alias, draft) belongs to `into`, and `from` is no longer a peer. `peer-changed` of `into` came before.
   */
  | { readonly type: 'peer-merged'; readonly from: PeerId; readonly into: PeerId }
  | { readonly type: 'message-received'; readonly receipt: number; readonly message: IncomingMessage }
  | { readonly type: 'message-state'; readonly id: MessageId; readonly delivery: DeliveryState }
  /** The reader of a sealed message opened it, or threw it away unopened: one that this run does not know by its number. */
  | {
      readonly type: 'notice-heard'
      readonly peer: PeerId
      readonly packetNo: string
      readonly as: 'opened' | 'discarded'
    }
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
  /** Of a picture that comes, `done` of its bytes are here. */
  | {
      readonly type: 'image-coming'
      readonly peer: PeerId
      readonly imageId: string
      readonly done: number
      readonly size: number
    }
  | { readonly type: 'image-progress'; readonly transfer: string; readonly done: number }
  | { readonly type: 'image-sent'; readonly transfer: string }
  | { readonly type: 'image-unsent'; readonly transfer: string; readonly reason: 'no-answer' }
  /** Somebody says something in a group of ours. */
  | {
      readonly type: 'group-message'
      readonly group: string
      readonly peer: PeerId
      readonly text: string
      readonly at: Millis
    }
  /** He is in this group of ours. */
  | { readonly type: 'group-heard'; readonly group: string; readonly peer: PeerId }
  /** Its name or notice is another one. */
  | { readonly type: 'group-changed'; readonly group: GroupInfo }
  | { readonly type: 'group-invited'; readonly group: GroupInfo; readonly peer: PeerId }
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
  /** What is known of somebody's keys is another than before. */
  | { readonly type: 'keys-changed'; readonly keys: KeyRecord }
  /** An own peer is to be asked whom he hears; `introduced` follows if he answers. */
  | { readonly type: 'introduction-wanted'; readonly of: PeerId; readonly request: IntroduceRequest }
  /** For the host to do, beside everything else; it answers with `cipher-done`. */
  | { readonly type: 'cipher-work'; readonly work: CipherWork }
  /** A datagram that was not understood or one too many, for the per-sender count. */
  | { readonly type: 'dropped'; readonly from: Endpoint; readonly reason: DropReason }
