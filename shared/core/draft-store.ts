import type { Conversation } from '../model/conversation.ts'

/** A file or folder that waits in a chat's composer, as it was when the user chose it. */
export interface DraftFile {
  readonly path: string
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly size: number
  /** Milliseconds since 1970, with fractions. */
  readonly modified: number
  /** Files in a folder. */
  readonly files: number | undefined
  /** Our own copy. */
  readonly spooled: boolean
}

/** The part of the store that keeps what waits in composers beside their text. */
export interface DraftStore {
  /** In the order in which they were attached. */
  draftFiles(conversation: string): DraftFile[]
  /** Replaces all of them; undefined when there is no such chat. */
  setDraftFiles(conversation: string, files: readonly DraftFile[]): Conversation | undefined
  addDraftFiles(conversation: string, files: readonly DraftFile[]): void
}
