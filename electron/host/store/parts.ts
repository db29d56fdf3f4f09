/**
 * The parts of a chat. Whoever was merged into somebody keeps his own chat: its messages stay in it, and it is shown within the other's. So
 * merging and taking apart touch no message and no index, and each statement about a chat runs once for each of its parts, as a rule one.
 */
import type Database from 'better-sqlite3'

/** The text of the statement whose plan test/store/plans.test.ts asserts. */
export const partSql =
  'SELECT id, number FROM conversation WHERE id = ? AND within IS NULL UNION ALL SELECT id, number FROM conversation WHERE within = ?'

/** The id under which a chat is shown, in SQL: of `c`. */
export const SHOWN_IN = 'coalesce(c.within, c.id)'

/** What a part is called whose person never was one of his own. */
export const nameless = (number: number): string => `part ${number}`
export const isNameless = (id: string): boolean => /^part \d+$/.test(id)

/** In a database that was put together: chats of former entries, and parts whose chat is missing, are parts of a chat that is there. */
export const partsAnew = `
  UPDATE conversation SET within = (SELECT f.peer FROM former_id f WHERE f.id = conversation.id)
    WHERE id IN (SELECT id FROM former_id) AND (within IS NULL OR within NOT IN (SELECT c.id FROM conversation c WHERE c.within IS NULL));
  INSERT OR IGNORE INTO conversation (id) SELECT within FROM conversation WHERE within IS NOT NULL;
  UPDATE conversation SET within = NULL WHERE within NOT IN (SELECT c.id FROM conversation c WHERE c.within IS NULL);`

export interface Parts {
  /** The chat's own id first; empty for one that is not there, or is a part itself. */
  ids(chat: string): readonly string[]
  numbers(chat: string): readonly number[]
  /** The first `limit` rows of all parts. `read` answers those of one part in the same order. */
  first<T extends { readonly id: number }>(
    chat: string,
    order: 'rising' | 'falling',
    limit: number,
    read: (part: string) => T[],
  ): T[]
}

export function openParts(raw: Database.Database): Parts {
  const parts = raw.prepare<[string, string], { id: string; number: number }>(partSql)
  const ids = (chat: string): readonly string[] => parts.all(chat, chat).map(({ id }) => id)

  return {
    ids,
    numbers: (chat) => parts.all(chat, chat).map(({ number }) => number),
    first(chat, order, limit, read) {
      const [own, ...others] = ids(chat)
      if (own === undefined) return []
      if (others.length === 0) return read(own)
      const sign = order === 'rising' ? 1 : -1
      return [own, ...others]
        .flatMap(read)
        .sort((a, b) => sign * (a.id - b.id))
        .slice(0, limit)
    },
  }
}
