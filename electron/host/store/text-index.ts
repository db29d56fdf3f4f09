/**
 * The index over the messages' texts. It is brought up to date in runs, and before anybody looks into it, instead of with each message:
 * an index row touches as many pages as all the rest of a message together, and a colleague waits for the acknowledgement that follows
 * the commit. Nothing can be lost by that: what is not in the index yet is whatever has a higher id than the newest that is.
 */
import type Database from 'better-sqlite3'

/** As many messages may wait: a few milliseconds of work, in one transaction and so one new part of the index instead of many. */
const RUN = 64

/** What can be found of a message: nothing of one that is still in its envelope, or locked (messages.ts FLAG). */
const FOUND = `CASE WHEN direction = 'in' AND opened_at IS NULL AND (flags & 3) <> 0 THEN '' ELSE text END`

export interface TextIndex {
  /** A message was added. Inside its transaction. */
  added(): void
  /** Indexes what is not yet. Inside a transaction. */
  catchUp(): void
  /** Whether anything is not in the index yet. */
  readonly isBehind: boolean
  /** Takes a message out. Inside a transaction. */
  remove(id: number): void
  /** Indexes a message anew: its chat or its text changed, or its envelope was opened; everything is in the index then. Inside a transaction. */
  renew(id: number): void
}

export function openTextIndex(raw: Database.Database): TextIndex {
  const newest = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message_text_docsize')
  const newestMessage = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message')
  const insert = raw.prepare<[number]>(
    `INSERT INTO message_text (rowid, conversation, text)
     SELECT id, 'c' || conversation, segment(${FOUND}) FROM message WHERE id > ? ORDER BY id`,
  )
  const insertOne = raw.prepare<[number]>(
    `INSERT INTO message_text (rowid, conversation, text)
     SELECT id, 'c' || conversation, segment(${FOUND}) FROM message WHERE id = ?`,
  )
  const removeOne = raw.prepare<[number]>('DELETE FROM message_text WHERE rowid = ?')
  let waiting = 0

  const isBehind = (): boolean => (newestMessage.get()?.id ?? 0) > (newest.get()?.id ?? 0)
  const catchUp = (): void => {
    insert.run(newest.get()?.id ?? 0)
    waiting = 0
  }

  return {
    added() {
      if (++waiting >= RUN) catchUp()
    },
    catchUp,
    get isBehind() {
      return isBehind()
    },
    remove: (id) => void removeOne.run(id),
    renew(id) {
      catchUp()
      removeOne.run(id)
      insertOne.run(id)
    },
  }
}
