/**
 * The index over the messages' texts, what they have, the names of their files, and their times. It is brought up to date in runs, and
 * before anybody looks into it, instead of with each message: an index row touches as many pages as all the rest of a message together,
 * and a colleague waits for the acknowledgement that follows the commit. Nothing can be lost by that: what is not in the index yet is
 * whatever has a higher id than the newest that is.
 */
import type Database from 'better-sqlite3'
import { FLAG } from './message-flags.ts'

/** As many messages may wait: a few milliseconds of work, in one transaction and so one new part of the index instead of many. */
const RUN = 64

/** `attachment_text.rowid`: the message's id with so many places behind it. */
export const PLACES = 10_000
/** `message_span`: ids in one block, as a shift. */
export const BLOCK_BITS = 12

/** What can be found of a message: nothing of one that is still in its envelope, or locked, nor of a line that nobody said. */
const COVERED = FLAG.sealed | FLAG.locked
const FOUND = `CASE WHEN (flags & ${FLAG.system}) <> 0 OR (direction = 'in' AND opened_at IS NULL AND (flags & ${COVERED}) <> 0) THEN '' ELSE text END`
/** What an attachment is, as a token. */
const KIND = `CASE WHEN a.kind = 'folder' THEN 'hd' WHEN a.kind = 'clipboard' OR image_name(a.name) THEN 'hi' ELSE 'hf' END`
/** The tokens of the column `conversation`. */
const TOKENS = `'c' || m.conversation
  || CASE WHEN (m.flags & 32) = 0 THEN '' ELSE coalesce((SELECT ' ' || group_concat(DISTINCT ${KIND}) FROM attachment a WHERE a.message = m.id), '') END
  || CASE WHEN has_link(${FOUND}) THEN ' hl' ELSE '' END`

const indexSql = {
  messages: `INSERT INTO message_text (rowid, conversation, text) SELECT m.id, ${TOKENS}, segment(${FOUND}) FROM message m`,
  files: `INSERT INTO attachment_text (rowid, conversation, name)
    SELECT a.message * ${PLACES} + a.position, 'c' || m.conversation || ' ' || ${KIND}, segment(a.name)
    FROM attachment a CROSS JOIN message m ON m.id = a.message`,
  times: `INSERT INTO message_span SELECT m.id >> ${BLOCK_BITS}, min(m.at), max(m.at) FROM message m`,
} as const

/** Everything anew, for a database whose index is empty. */
export const indexAll = `
  ${indexSql.messages};
  INSERT INTO message_text (message_text) VALUES ('optimize');
  ${indexSql.files};
  INSERT INTO attachment_text (attachment_text) VALUES ('optimize');
  DELETE FROM message_span;
  ${indexSql.times} GROUP BY 1;
`

export interface TextIndex {
  /** A message was added. Inside its transaction. */
  added(): void
  /** Indexes what is not yet. Inside a transaction. */
  catchUp(): void
  /** Whether anything is not in the index yet. */
  readonly isBehind: boolean
  /** Takes a message out, before its row goes. Inside a transaction. */
  remove(id: number): void
  /** Indexes a message anew: its chat or its text changed, or its envelope was opened; everything is in the index then. Inside a transaction. */
  renew(id: number): void
  /** The same for many, in one run of the index instead of one each; rising ids, or each of them would be a new part of it. */
  renewAll(ids: readonly number[]): void
}

export function openTextIndex(raw: Database.Database): TextIndex {
  const newest = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message_text_docsize')
  const newestMessage = raw.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM message')
  const insert = raw.prepare<[number]>(`${indexSql.messages} WHERE m.id > ? ORDER BY m.id`)
  const insertFiles = raw.prepare<[number]>(`${indexSql.files} WHERE a.message > ? ORDER BY a.message, a.position`)
  const insertTimes = raw.prepare<[number]>(
    `${indexSql.times} WHERE m.id > ? GROUP BY 1
     ON CONFLICT (block) DO UPDATE SET first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
  )
  const insertOne = raw.prepare<[number]>(`${indexSql.messages} WHERE m.id = ?`)
  const insertFilesOfOne = raw.prepare<[number]>(`${indexSql.files} WHERE a.message = ?`)
  const removeOne = raw.prepare<[number]>('DELETE FROM message_text WHERE rowid = ?')
  const removeFiles = raw.prepare<[number]>(
    `DELETE FROM attachment_text WHERE rowid IN (SELECT message * ${PLACES} + position FROM attachment WHERE message = ?)`,
  )
  const listed = '(SELECT value FROM json_each(?))'
  const removeAll = raw.prepare<[string]>(`DELETE FROM message_text WHERE rowid IN ${listed}`)
  const removeAllFiles = raw.prepare<[string]>(
    `DELETE FROM attachment_text WHERE rowid IN (SELECT message * ${PLACES} + position FROM attachment WHERE message IN ${listed})`,
  )
  const insertAll = raw.prepare<[string]>(`${indexSql.messages} WHERE m.id IN ${listed} ORDER BY m.id`)
  const insertAllFiles = raw.prepare<[string]>(
    `${indexSql.files} WHERE a.message IN ${listed} ORDER BY a.message, a.position`,
  )
  // Each row that is indexed anew leaves a deleted one behind. By its default FTS5 merges whole parts of the index as soon as a tenth of
  // their rows is deleted, here again and again, for a third of a second each; the space comes back with the merges that new rows cause.
  const keepDeleted = ['message_text', 'attachment_text'].map((name) =>
    raw.prepare(`INSERT INTO ${name} (${name}, rank) VALUES ('deletemerge', 0)`),
  )
  let keepsDeleted = false
  let waiting = 0

  const isBehind = (): boolean => (newestMessage.get()?.id ?? 0) > (newest.get()?.id ?? 0)
  const catchUp = (): void => {
    const after = newest.get()?.id ?? 0
    insertFiles.run(after)
    insertTimes.run(after)
    insert.run(after)
    waiting = 0
  }
  const remove = (id: number): void => {
    removeOne.run(id)
    removeFiles.run(id)
  }

  return {
    added() {
      if (++waiting >= RUN) catchUp()
    },
    catchUp,
    get isBehind() {
      return isBehind()
    },
    remove,
    renew(id) {
      catchUp()
      remove(id)
      insertOne.run(id)
      insertFilesOfOne.run(id)
    },
    renewAll(ids) {
      catchUp()
      if (!keepsDeleted) for (const statement of keepDeleted) statement.run()
      keepsDeleted = true
      const list = JSON.stringify(ids)
      removeAll.run(list)
      removeAllFiles.run(list)
      insertAll.run(list)
      insertAllFiles.run(list)
    },
  }
}
