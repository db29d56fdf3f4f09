/** What the application core needs from outside. electron/host implements it; `:memory:` SQLite is the fake. */

import type { DeliveryState, IncomingMessage, Millis, OutgoingMessage, PeerId, PeerRecord } from '../engine/io.ts'
import type { MessageOptions, Notice } from '../engine/records.ts'
import type { Conversation } from '../model/conversation.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import type { Message, MessageAttachment } from '../model/message.ts'
import type { Picture, ShownPicture } from '../model/picture.ts'
import type { SearchFilter } from '../model/search-filter.ts'
import type { Transfer } from '../model/transfer.ts'
import type { Attachment, Encoding } from '../protocol/index.ts'
import type { DraftStore } from './draft-store.ts'
import type { GroupStore } from './group-store.ts'
import type { ImageStore } from './image-store.ts'
import type { JoinedStore } from './joined-store.ts'
import type { KeyStore } from './key-store.ts'
import type { NoticeStore } from './notice-store.ts'
import type { RemovalStore } from './removal-store.ts'

export interface MessageQuery {
  readonly conversation: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly around?: string | undefined
  readonly limit: number
}

export interface SearchQuery {
  readonly text: string
  readonly filter?: SearchFilter | undefined
  /** Only messages with smaller ids. */
  readonly before?: string | undefined
  readonly limit: number
  readonly count?: boolean | undefined
}

/** `before`: a message's id, a dot, and the place of the attachment. */
export type FileSearchQuery = Omit<SearchQuery, 'count'>

export interface FoundFile {
  readonly message: string
  readonly conversation: string
  readonly direction: Message['direction']
  readonly at: Millis
  readonly attachment: MessageAttachment
}

/**
 * The part of the store that finds things, newest first. It looks back for a bounded time: where `next` is given, the search goes on
 * there when it is asked with `before: next`, whether this answer is full, short or empty.
 */
export interface SearchStore {
  search(query: SearchQuery): {
    messages: Message[]
    hasMore: boolean
    next?: string
    total?: { count: number; more: boolean }
  }
  searchFiles(query: FileSearchQuery): { files: FoundFile[]; hasMore: boolean; next?: string }
}

/** Where the bytes of an own offer are. */
export interface OfferSource {
  readonly path: string
  /** The file's time when it was offered, milliseconds with fractions, as the file system gives it. */
  readonly modified: number
  /** Files in a folder. */
  readonly files: number | undefined
  /** Our own copy: it goes when the offer is over. */
  readonly spooled: boolean
  /** Our own copy of a picture: it goes with the message. */
  readonly picture?: Picture | undefined
}

export interface OfferedItem {
  readonly attachment: Attachment
  readonly source: OfferSource
  readonly expiresAt: Millis | undefined
  /** Goes as FeiQ's chunks under that id, beside the message. */
  readonly imageId?: string | undefined
}

/** All that is known of one attachment on its way. What a view sees of it is `Transfer` (shared/model/transfer.ts). */
export interface TransferRecord {
  readonly id: string
  readonly message: string
  readonly index: number
  readonly peer: PeerId
  readonly direction: 'in' | 'out'
  readonly kind: Transfer['kind']
  /** As the message has it: not safe as the name of a file. */
  readonly name: string
  readonly size: number
  /** Unix seconds, 0 unknown. */
  readonly modified: number
  /** What peers call it, with the packet number; an own offer has none before it first left. */
  readonly fileId: number
  readonly packetNo: string | undefined
  /** Of the message. */
  readonly encoding: Encoding
  readonly at: Millis

  readonly state: Transfer['state']
  readonly reason: Transfer['reason'] | undefined
  readonly done: number
  readonly filesDone: number
  readonly changedAt: Millis
  /** Taken off the list by the user. */
  readonly cleared: boolean

  /** Incoming: where it goes, under which other name, what has come so far, where it is. Paths of this computer. */
  readonly directory: string | undefined
  readonly saveAs: string | undefined
  readonly part: string | undefined
  readonly path: string | undefined
  /** What is there is a picture. */
  readonly picture: Picture | undefined
  /** FeiQ's picture of that id, in chunks that its sender pushes: it is neither asked for nor served. */
  readonly imageId: string | undefined
  /** It lies in the data folder and goes with the message. */
  readonly kept: boolean
  /** Accepted by the policy: it may not become larger than this. */
  readonly maxBytes: number | undefined

  /** Outgoing; undefined once there is nothing left to be sent. */
  readonly source: OfferSource | undefined
  readonly expiresAt: Millis | undefined
  readonly protection: Transfer['protection']
  /** Outgoing: numbers of the encrypted requests that were answered, the latest of them last. */
  readonly asked: readonly string[]
}

/** Pictures on one side of a message, nearest first, or those of the message itself. */
export interface PictureQuery {
  readonly conversation: string
  readonly from: string
  readonly side: 'before' | 'at' | 'after'
}

export interface PicturePage {
  readonly pictures: ShownPicture[]
  /** The message to go on from; undefined at the end of the chat. */
  readonly next: string | undefined
}

/** The part of the store that keeps transfers. An incoming message makes its own, `offered`. */
export interface TransferStore {
  transfer(id: string): TransferRecord | undefined
  /** Oldest message first. */
  transfersOf(messages: readonly string[]): TransferRecord[]
  /** Writes what changes: state, progress, places, the end of an offer. */
  saveTransfer(record: TransferRecord): void
  /** All in that state, oldest first, at most `limit`. */
  transfersIn(state: TransferRecord['state'], limit: number): TransferRecord[]
  /** Not cleared, newest change first. */
  recentTransfers(limit: number): TransferRecord[]
  /** Those of messages that went out, or came, under that packet number. */
  transfersUnder(direction: 'in' | 'out', packetNo: string): TransferRecord[]
  /** Own offers whose time is over by then. */
  expiredOffers(now: Millis): TransferRecord[]
  nextExpiry(): Millis | undefined
  /** Paths of own copies that offers still need, or drafts. */
  spooledSources(): string[]
  /** Whether a message still shows the picture that we keep at this path. */
  needsPicture(path: string): boolean
  /** Pictures that are here, of one chat, in the order of its messages. */
  pictures(query: PictureQuery): PicturePage
}

/** Facts of one message that no list shows. */
export interface MessageFacts {
  /** Decimal: as received, or the number under which it left. */
  readonly packetNo: string | undefined
  /** Where it came from, or was sent to last. */
  readonly address: string | undefined
  /** Incoming, where it was kept. */
  readonly datagram: Uint8Array | undefined
}

/** A person's messages that are still to be read anew: those older than `before`, in that code page, or as his packets say. */
export interface Rereading {
  readonly peer: PeerId
  readonly encoding: Encoding | undefined
  readonly before: string
}

/** The part of the store behind reading: days, stars, quotes, code pages. */
export interface ReadingStore {
  /** The earliest message of a chat at or after a time. */
  firstSince(conversation: string, at: Millis): string | undefined
  /** Whether there is one at or after `from` and before `to`. */
  hasMessages(conversation: string, from: Millis, to: Millis): boolean
  /** Those that are there, as they are now. */
  setStarred(ids: readonly string[], starred: boolean): Message[]
  /** Newest first; of all chats without one. */
  starred(query: {
    readonly conversation?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  }): { messages: Message[]; hasMore: boolean }
  messageFacts(id: string): MessageFacts | undefined
  /** What happened to an own message, oldest first; empty where nothing was kept. */
  ledgerOf(id: string): LedgerEntry[]

  /** What an own message answers. */
  saveQuote(message: string, source: string): void
  quoteOf(message: string): string | undefined
  /** What the draft answers; undefined for nothing. */
  setQuoting(conversation: string, message: string | undefined): Conversation | undefined

  /** The code pages that the user chose for people. */
  readings(): Map<PeerId, Encoding>
  saveReading(reading: Omit<Rereading, 'before'> & { readonly before: string | undefined }): void
  /** Those that are not done yet. */
  rereadings(): Rereading[]
  /** Incoming messages with their datagrams, newest first. */
  datagramsBefore(conversation: string, before: string, limit: number): { id: string; datagram: Uint8Array }[]
  /** Those of them that are there and changed. */
  reread(messages: readonly Reread[]): Message[]
}

/** A message as it reads in another code page. */
export interface Reread {
  readonly id: string
  readonly text: string
  readonly encoding: Encoding
  readonly attachments: readonly Attachment[]
}

/** What the user keeps about a person. */
export interface Profile {
  readonly note: string
  /** `PictureChoice` of shared/model/picture-choice.ts; empty for his own. */
  readonly picture: string
  readonly blockedAt: Millis | undefined
  /** Not listed until he is heard again. */
  readonly forgotten: boolean
  readonly firstSeen: Millis
}

/** An address and a program under which somebody was heard. */
export interface Sighting {
  readonly address: string
  readonly client: string
  readonly firstSeen: Millis
  readonly lastSeen: Millis
}

export interface Tally {
  readonly messages: number
  readonly files: number
}

/** A laptop that gets another address each day fills a fortnight and more; nobody looks further back. */
export const MAX_SIGHTINGS = 20

/** The part of the store about people beyond their records. */
export interface ProfileStore {
  profiles(): Map<PeerId, Profile>
  saveProfile(peer: PeerId, profile: Profile): void
  /** Newest first, at most `MAX_SIGHTINGS`. */
  sightings(peer: PeerId): Sighting[]
  saveSighting(peer: PeerId, sighting: Sighting): void
  /** Counted up to `limit`. */
  tally(peer: PeerId, limit: number): Tally
  oldestMessages(peer: PeerId, limit: number): string[]
  /** Removes record, alias, profile (a block stays), sightings and chat; its messages are deleted before. */
  erasePeer(id: PeerId): void
}

/**
 * Durable state. Every writing call is durable when it returns, or when the outermost `transaction` returns; it throws when the disk
 * fails, and then nothing of the transaction is kept. What the disk causes has a `reason` (`disk-full`, `read-only`, others) and the
 * system's words as its message.
 */
export interface Store
  extends SearchStore,
    GroupStore,
    TransferStore,
    ImageStore,
    DraftStore,
    ReadingStore,
    ProfileStore,
    JoinedStore,
    RemovalStore,
    KeyStore,
    NoticeStore {
  /** Runs the writes as one durable transaction (one fsync); nested calls join the outer one. */
  transaction<T>(work: () => T): T

  peers(): PeerRecord[]
  savePeer(peer: PeerRecord): void
  /** Removes the record; messages, chat and alias stay. */
  forgetPeer(id: PeerId): void
  aliases(): Map<PeerId, string>
  saveAlias(peer: PeerId, alias: string): void
  /**
   * Everything of `from` becomes `into`'s, for ever: messages, chat, draft, alias, pin; what `into` has of its own wins, and drafts are
   * joined. The peer `from` is gone afterwards. Returns the newest of the messages that are the other's now.
   */
  mergePeers(from: PeerId, into: PeerId): Message[]

  /** Undefined when the same message is already there (its repeat key at or after `repeatSince`). */
  addIncoming(message: IncomingMessage): Message | undefined
  addOutgoing(message: {
    peer: PeerId
    text: string
    at: Millis
    items?: readonly OfferedItem[]
    options?: MessageOptions | undefined
  }): Message
  /** A shake of a window is a line in the chat: his of ours, or ours of his once it was answered. */
  addShake(peer: PeerId, direction: 'in' | 'out', at: Millis): Message
  /** The changed message, or undefined when it is no longer there. */
  setDelivery(id: string, delivery: DeliveryState, at: Millis): Message | undefined
  deleteMessage(id: string): Message | undefined
  message(id: string): Message | undefined
  /** Takes a sealed or locked message out of its cover; undefined when there is none, or it is open. */
  openMessage(id: string, at: Millis): Message | undefined
  /** Openings that the senders do not know of yet, oldest first. */
  untoldOpenings(): Notice[]
  openingTold(id: string): void
  /** Unfinished outgoing messages, oldest first. */
  outbox(): OutgoingMessage[]

  page(query: MessageQuery): { messages: Message[]; hasBefore: boolean; hasAfter: boolean }

  conversations(): Conversation[]
  conversation(id: string): Conversation | undefined
  openConversation(id: string): Conversation
  markRead(id: string, upTo: string): Conversation | undefined
  setDraft(id: string, text: string): Conversation | undefined
  setPinned(id: string, pinned: boolean): Conversation | undefined
  /** Undefined `until`: not muted. */
  setMuted(id: string, until: Millis | undefined): Conversation | undefined

  settings(): Record<string, unknown>
  saveSettings(values: Record<string, unknown>): void
  /** Small values of the host itself: packet number high water, installation id. */
  value(key: string): string | undefined
  saveValue(key: string, value: string): void

  close(): void
}
