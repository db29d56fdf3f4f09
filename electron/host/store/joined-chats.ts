/** The chats of two people who were merged, taken apart again. Their messages never moved (parts.ts). Callers provide the transaction. */
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { PeerId } from '../../../shared/engine/io.ts'

/** What one chat shows for all its parts. */
export const SharedChat = z.object({ draft: z.string(), pinned: z.number(), muted: z.number().nullable() })
export type SharedChat = z.infer<typeof SharedChat>

export interface JoinedChats {
  /** Null for no chat. */
  shared(chat: PeerId): SharedChat | null
  /** Numbers of the parts of a chat without an own person. */
  partsOf(chat: PeerId): number[]
  /**
   * The chat of `former` leaves the one of `from`, with the parts that were his: chats of these ids, or with these numbers. `chat`: what the other
   * one shared before, and once they were one; what is as it was made then is as before.
   */
  separate(
    former: PeerId,
    from: PeerId,
    ids: readonly PeerId[],
    parts: readonly number[],
    chat: { readonly before: SharedChat | null; readonly after: SharedChat | null } | undefined,
  ): void
}

export function openJoinedChats(raw: Database.Database): JoinedChats {
  const shared = raw.prepare<[string], SharedChat>(
    'SELECT draft, pinned, muted_until AS muted FROM conversation WHERE id = ? AND within IS NULL',
  )
  const partsOf = raw.prepare<[string], { number: number }>('SELECT number FROM conversation WHERE within = ?')
  const release = raw.prepare<[string]>('UPDATE conversation SET within = NULL WHERE id = ?')
  const movePart = raw.prepare<[string, string, string, number]>(
    'UPDATE conversation SET within = ? WHERE within = ? AND (id = ? OR number = ?)',
  )
  const makeChat = raw.prepare<[string]>(
    'INSERT OR IGNORE INTO conversation (id) SELECT within FROM conversation WHERE within = ? LIMIT 1',
  )
  const share = raw.prepare<[string, number, number | null, string]>(
    'UPDATE conversation SET draft = ?, pinned = ?, muted_until = ? WHERE id = ?',
  )
  const dropDraft = raw.prepare<[string]>(`UPDATE conversation SET draft = '' WHERE id = ?`)
  const dropQuote = raw.prepare<[string]>(
    `UPDATE conversation SET quoting = NULL
     WHERE id = ? AND (SELECT conversation FROM message WHERE id = quoting) IS NOT number`,
  )
  const dropEmpty = raw.prepare<[string]>(
    `DELETE FROM conversation WHERE id = ? AND last_message IS NULL AND draft = ''
       AND number NOT IN (SELECT conversation FROM draft_file)
       AND NOT EXISTS (SELECT 1 FROM conversation p WHERE p.within = conversation.id)`,
  )

  return {
    shared: (chat) => shared.get(chat) ?? null,
    partsOf: (chat) => partsOf.all(chat).map(({ number }) => number),

    separate(former, from, ids, parts, chat) {
      release.run(former)
      for (const id of ids) movePart.run(former, from, id, -1)
      for (const part of parts) movePart.run(former, from, '', part)
      makeChat.run(former)
      dropQuote.run(from)
      const now = shared.get(from)
      // A draft that was written on, or sent, is whose chat it was written in.
      if (now === undefined || chat?.after == null || now.draft !== chat.after.draft) dropDraft.run(former)
      if (now === undefined || chat === undefined) return
      const { after, before } = chat
      if (after !== null) {
        const { draft, pinned, muted } = before ?? { draft: '', pinned: 0, muted: null }
        share.run(
          now.draft === after.draft ? draft : now.draft,
          now.pinned === after.pinned ? pinned : now.pinned,
          now.muted === after.muted ? muted : now.muted,
          from,
        )
      }
      if (before === null) dropEmpty.run(from)
    },
  }
}
