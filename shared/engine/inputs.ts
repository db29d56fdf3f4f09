/** What goes into the engine. */
import type { Encoding, Introduced, KnownAddress } from '../protocol/index.ts'
import type { CipherDone } from './cipher-work.ts'
import type { ListRules } from './host-lists.ts'
import type { Endpoint, Identity, MessageId, OutgoingMessage, PeerId, Reach } from './io.ts'
import type { TrustChange } from './key-record.ts'
import type { GroupInfo, Notice, OutgoingImage, OwnSignal, Parted } from './records.ts'

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
  | { readonly type: 'announce'; readonly only?: 'broadcast' }
  /** Greets one address by unicast; also with everybody from now on, unless it is `once`. */
  | { readonly type: 'contact'; readonly endpoint: Endpoint; readonly once?: true }
  | { readonly type: 'send'; readonly message: OutgoingMessage }
  /** Tries a message that failed for want of an answer again. After a final reason (too-long, expired, cancelled) it is a new `send`. */
  | { readonly type: 'retry'; readonly message: MessageId }
  | { readonly type: 'cancel'; readonly message: MessageId }
  /** The user opened a sealed message: its sender is told, now or when he is heard. */
  | { readonly type: 'opened'; readonly notice: Notice }
  /** He threw a sealed message away unopened: its sender is told, once, if he is there. */
  | { readonly type: 'discarded'; readonly peer: PeerId; readonly packetNo: string }
  /** Asks his program what it is, and why he is away; what it says comes with `peer-changed`. */
  | { readonly type: 'ask'; readonly peer: PeerId }
  /** Whether host lists are asked for and given; asks at once when that is new. */
  | { readonly type: 'lists'; readonly rules: ListRules }
  /** Whether own peers are asked whom they hear. */
  | { readonly type: 'introductions'; readonly on: boolean }
  /** What an own peer answered to `introduction-wanted`. */
  | {
      readonly type: 'introduced'
      readonly by: PeerId
      readonly addresses: readonly Introduced[]
      readonly more: number
    }
  /** An own peer asked us, and hears these. */
  | { readonly type: 'introduction-offered'; readonly by: PeerId; readonly known: readonly KnownAddress[] }
  /** To FeiQ and other Gezis; to others nothing is sent. */
  | { readonly type: 'signal'; readonly peer: PeerId; readonly signal: OwnSignal }
  /** A picture in FeiQ's way. `image-progress`, then `image-sent` or `image-unsent` follow. */
  | { readonly type: 'image'; readonly image: OutgoingImage }
  | { readonly type: 'cancel-image'; readonly transfer: string }
  /** The picture of that receipt is on disk: its last chunk may be acknowledged. */
  | { readonly type: 'image-stored'; readonly receipt: number }
  /** Into one of FeiQ's groups; `inviter` learns that his invitation was accepted. */
  | { readonly type: 'group-join'; readonly group: GroupInfo; readonly inviter?: PeerId | undefined }
  | { readonly type: 'group-leave'; readonly group: string }
  /** A line to everybody on the LAN; nobody acknowledges it. */
  | { readonly type: 'group-say'; readonly group: string; readonly text: string }
  | { readonly type: 'group-invite'; readonly group: string; readonly peer: PeerId }
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
   * The user says that these two are one person. From now on `from` is another name of `into`, in later runs too (`options.ts`);
   * what was heard last of either is what is known of him. The caller has merged what is stored: `peer-merged` is not said.
   */
  | { readonly type: 'merge'; readonly from: PeerId; readonly into: PeerId }
  /**
   * The user says that `former.id` is somebody else after all. Both are as these records say: who is not offline there goes on as he is, the
   * other one is asked whether he is there. The caller has taken apart what is stored.
   */
  | { readonly type: 'separate'; readonly parted: Parted }
  /** The user forgets somebody: messages for him are given up, and nothing is known of him until he is heard again. */
  | { readonly type: 'forget'; readonly peer: PeerId }
  | { readonly type: 'cipher-done'; readonly done: CipherDone }
  /** What the user thinks of somebody's key. */
  | { readonly type: 'trust'; readonly peer: PeerId; readonly change: TrustChange }
  /** The user looks at him, and now and then while he goes on doing so: he is asked whether he is still there, or back. */
  | { readonly type: 'look'; readonly peer: PeerId }
  /** The user looks at his chat: his key is asked for before the first message waits for it. */
  | { readonly type: 'meet'; readonly peer: PeerId }
  /** Says goodbye (BR_EXIT) to everybody. The outputs that follow are the last ones. */
  | { readonly type: 'leave' }
  | { readonly type: 'timeout' }
