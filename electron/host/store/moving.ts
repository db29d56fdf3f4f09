/**
 * Messages on their way from one chat into another, after two people became one. The newest move with the merge itself, and with them
 * what is still to be delivered; the rest follows in slices, so that nobody waits for the index of a long history. What is still to come
 * is in a table: a program that was ended in between goes on at its next start. Callers provide the transaction.
 */
import type Database from 'better-sqlite3'
import type { TextIndex } from './text-index.ts'

/** One slice: ten milliseconds or so, index included. */
const SLICE = 64

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const movingSql = {
  newest: 'SELECT id FROM message WHERE conversation = ? ORDER BY id DESC LIMIT ?',
  unfinished: `SELECT id FROM message WHERE direction = 'out'
    AND (state IN ('queued', 'sent') OR (state = 'failed' AND reason NOT IN ('too-long', 'expired', 'cancelled')))
    AND +conversation = ?`,
} as const

interface MovingRow {
  readonly number: number
  readonly into: number
}

interface Slice {
  readonly ids: readonly number[]
  readonly done: boolean
}

export interface Moving {
  /** From now on what is in the one chat belongs into the other. Moves the newest; their ids, oldest first. */
  begin(from: number, into: number): readonly number[]
  /** Moves the next ones; the chat that got them, and whether those were the last of it. Undefined when there is nothing to move. */
  next(): { readonly into: number; readonly done: boolean } | undefined
  isAny(): boolean
  /** As many as are moved at once, oldest first. */
  newest(conversation: number): readonly number[]
  /** Whether this chat is being emptied. */
  isLeaving(conversation: number): boolean
}

export function openMoving(raw: Database.Database, index: TextIndex): Moving {
  const first = raw.prepare<[], MovingRow>(
    'SELECT conversation AS number, "into" FROM moving ORDER BY conversation LIMIT 1',
  )
  const one = raw.prepare<[number], MovingRow>(
    'SELECT conversation AS number, "into" FROM moving WHERE conversation = ?',
  )
  const add = raw.prepare<[number, number]>('INSERT INTO moving VALUES (?, ?)')
  const redirect = raw.prepare<[number, number]>('UPDATE moving SET "into" = ? WHERE "into" = ?')
  const remove = raw.prepare<[number]>('DELETE FROM moving WHERE conversation = ?')
  const removeChat = raw.prepare<[number]>('DELETE FROM conversation WHERE number = ?')
  const newest = raw.prepare<[number, number], { id: number }>(movingSql.newest)
  const unfinished = raw.prepare<[number], { id: number }>(movingSql.unfinished)
  const move = raw.prepare<[number, string]>(
    'UPDATE message SET conversation = ? WHERE id IN (SELECT value FROM json_each(?))',
  )

  const newestOf = (number: number): readonly number[] =>
    newest
      .all(number, SLICE)
      .map(({ id }) => id)
      .reverse()

  function slice({ number, into }: MovingRow, before: readonly number[] = []): Slice {
    const found = newestOf(number)
    const ids = [...new Set([...before, ...found])].sort((a, b) => a - b)
    if (ids.length > 0) {
      move.run(into, JSON.stringify(ids))
      index.renewAll(ids)
    }
    const done = found.length < SLICE
    if (done) {
      remove.run(number)
      removeChat.run(number)
    }
    return { ids, done }
  }

  return {
    begin(number, into) {
      redirect.run(into, number)
      add.run(number, into)
      const waiting = unfinished.all(number).map(({ id }) => id)
      return slice({ number, into }, waiting).ids
    },
    next() {
      const row = first.get()
      return row === undefined ? undefined : { into: row.into, done: slice(row).done }
    },
    isAny: () => first.get() !== undefined,
    newest: newestOf,
    isLeaving: (conversation) => one.get(conversation) !== undefined,
  }
}
