import type { Millis, PeerId } from '../engine/io.ts'
import type { Message } from '../model/message.ts'

/** The part of the store about what senders and readers wish of messages besides (protocol.md 2.2, 3.3). */
export interface NoticeStore {
  /** The reader of a sealed message of ours opened it, or threw it away: the message, unless there is none or that is known. */
  noticed(peer: PeerId, packetNo: string, as: 'opened' | 'discarded', at: Millis): Message | undefined
  /** Messages that were read and that their senders want in no log, oldest first, as many as go at once. */
  fleetingMessages(): string[]
}
