/** What an engine starts with. */
import type { Charset, Encoding, KeySize, PublicKey } from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { GroupCipher } from './groups.ts'
import type { ListRules } from './host-lists.ts'
import type { JoinedEntries } from './identities.ts'
import type { Identity, OutgoingMessage, PeerId, PeerRecord } from './io.ts'
import type { KeyRecord } from './key-record.ts'
import type { Limits } from './limits.ts'
import type { GroupInfo, Notice } from './records.ts'

/** What the engine has to know to encrypt and decrypt; the private keys, and all that is done with them, are the host's (`cipher-work`). */
export interface OwnKeys {
  readonly keys: Readonly<Record<KeySize, PublicKey>>
  /** What an earlier run learnt about the keys of others. */
  readonly records: readonly KeyRecord[]
  /** 16 hex digits (protocol.md 5.4). */
  readonly fingerprint: (key: PublicKey) => string
}

export interface EngineOptions {
  readonly identity: Identity
  /** Our semantic version, without blanks or colons. */
  readonly version: string
  readonly charset: Charset
  /** The code page of this LAN: of broadcasts, and of peers that say nothing. */
  readonly legacyEncoding: Encoding
  readonly seed: number
  /** The last `packet-numbers` of an earlier run, else 0. */
  readonly packetNo: number
  readonly peers: readonly PeerRecord[]
  /** Unfinished messages of earlier runs, oldest first; those that failed for want of an answer are among them. */
  readonly outbox: readonly OutgoingMessage[]
  /** Openings of sealed messages that their senders do not know of yet. */
  readonly notices?: readonly Notice[]
  /** Code pages that the user chose for people. */
  readonly chosenEncodings?: Iterable<readonly [PeerId, Encoding]>
  /** Whom the user wants to hear nothing from. */
  readonly blocked?: readonly PeerId[]
  /** Who is known under another id since the user merged them. */
  readonly formerIds?: ReadonlyMap<PeerId, PeerId>
  /** What these said of themselves when they were merged, the first one first. */
  readonly joined?: readonly JoinedEntries[]
  /** Puts faces and emoji of a text into what the receiver's program shows; absent: every text goes as it is. */
  readonly wording?: Context['wording']
  /** FeiQ's groups that the user is in, and their cipher; without it nothing of groups is read. */
  readonly groups?: readonly GroupInfo[]
  readonly groupCipher?: GroupCipher
  /** Absent: we claim no cipher, and what comes as one is not understood. */
  readonly keys?: OwnKeys | undefined
  /** Absent: lists are neither asked for nor given. */
  readonly lists?: ListRules
  /** Absent: own peers are not asked whom they hear. */
  readonly introductions?: boolean
  readonly limits?: Partial<Limits>
}
