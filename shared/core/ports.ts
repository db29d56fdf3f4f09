/** What the application core needs from outside. electron/host implements it; `:memory:` SQLite is the fake. */

import type { DeliveryState, IncomingMessage, Millis, OutgoingMessage, PeerId, PeerRecord } from '../engine/io.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Message } from '../model/message.ts'

export interface MessageQuery {
  readonly conversation: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly around?: string | undefined
  readonly limit: number
}

export interface SearchQuery {
  readonly text: string
  readonly conversation?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/**
 * Durable state. Every writing call is durable when it returns, or when the outermost `transaction` returns; it throws when the disk
 * fails, and then nothing of the transaction is kept. What the disk causes has a `reason` (`disk-full`, `read-only`, others) and the
 * system's words as its message.
 */
export interface Store {
  /** Runs the writes as one durable transaction (one fsync); nested calls join the outer one. */
  transaction<T>(work: () => T): T

  peers(): PeerRecord[]
  savePeer(peer: PeerRecord): void
  /** Removes the record; messages, chat and alias stay. */
  forgetPeer(id: PeerId): void
  aliases(): Map<PeerId, string>
  saveAlias(peer: PeerId, alias: string): void
  /**
   * Everything of `from` becomes `into`'s: messages, chat, draft, alias, pin; what `into` has of its own wins, and drafts are joined. The
   * peer `from` is gone afterwards. Returns the messages that moved.
   */
  mergePeers(from: PeerId, into: PeerId): Message[]

  /** Undefined when the same message is already there (its repeat key at or after `repeatSince`). */
  addIncoming(message: IncomingMessage): Message | undefined
  addOutgoing(message: { peer: PeerId; text: string; at: Millis }): Message
  /** The changed message, or undefined when it is no longer there. */
  setDelivery(id: string, delivery: DeliveryState, at: Millis): Message | undefined
  deleteMessage(id: string): Message | undefined
  message(id: string): Message | undefined
  /** Unfinished outgoing messages, oldest first. */
  outbox(): OutgoingMessage[]

  page(query: MessageQuery): { messages: Message[]; hasBefore: boolean; hasAfter: boolean }
  search(query: SearchQuery): { messages: Message[]; hasMore: boolean }

  conversations(): Conversation[]
  conversation(id: string): Conversation | undefined
  openConversation(id: string): Conversation
  markRead(id: string, upTo: string): Conversation | undefined
  setDraft(id: string, text: string): Conversation | undefined
  setPinned(id: string, pinned: boolean): Conversation | undefined

  settings(): Record<string, unknown>
  saveSettings(values: Record<string, unknown>): void
  /** Small values of the host itself: packet number high water, installation id. */
  value(key: string): string | undefined
  saveValue(key: string, value: string): void

  close(): void
}
