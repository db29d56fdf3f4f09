import type { Millis } from '../engine/io.ts'

/** The part of the store that deletes by the hundred: chats, imports, what a rule says. */
export interface RemovalStore {
  deleteMessages(ids: readonly string[]): void
  /** Oldest first, those after `after`. `kept`: no rule deletes it (starred, or still to be delivered). */
  messagesFrom(
    conversation: string,
    after: string,
    limit: number,
  ): { readonly id: string; readonly at: Millis; readonly kept: boolean }[]
  /** No message with a higher id is older than `time`: ids rise with time, but for clocks that were set. */
  lastBefore(time: Millis): string
  messagesOfImport(id: number, limit: number): string[]
  hasImport(id: number): boolean
  /** Its messages must be gone. */
  forgetImport(id: number): void
  /** False when it has messages, or does not exist. */
  forgetConversation(id: string): boolean
}
