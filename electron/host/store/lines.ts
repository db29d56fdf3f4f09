/** Rows of a chat that nobody acknowledges: what is said in groups, shakes of a window, and what happened to the chat. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { Millis } from '../../../shared/engine/io.ts'
import type { Message, SystemEvent } from '../../../shared/model/message.ts'
import { FLAG, systemFlags } from './message-flags.ts'
import type { TextIndex } from './text-index.ts'

type Direction = Message['direction']

/** Each returns the new id. */
export interface Lines {
  group(conversation: number, direction: Direction, text: string, at: Millis): number
  system(conversation: number, event: SystemEvent, direction: Direction, text: string, at: Millis): number
  shake(conversation: number, direction: Direction, at: Millis): number
}

export function openLines(raw: Database.Database, index: Pick<TextIndex, 'added'>): Lines {
  const insertGroup = raw.prepare<[number, string, number, string, string, number | null]>(
    `INSERT INTO message (conversation, direction, at, state, encoding, flags, text, attempts, sent_at)
     VALUES (?, ?, ?, ?, 'gb18030', ${FLAG.group}, ?, 1, ?)`,
  )
  const insert = raw.prepare<[number, string, number, string, number, string]>(
    `INSERT INTO message (conversation, direction, at, state, encoding, flags, text) VALUES (?, ?, ?, ?, 'utf-8', ?, ?)`,
  )
  const stateOf = (direction: Direction): string => (direction === 'in' ? 'received' : 'delivered')

  return {
    group(conversation, direction, text, at) {
      const [state, sentAt] = direction === 'in' ? ['received', null] : ['sent', at]
      const id = Number(insertGroup.run(conversation, direction, at, state, text, sentAt).lastInsertRowid)
      index.added()
      return id
    },
    system(conversation, event, direction, text, at) {
      const flags = systemFlags(event) | FLAG.group
      return Number(insert.run(conversation, direction, at, stateOf(direction), flags, text).lastInsertRowid)
    },
    shake: (conversation, direction, at) =>
      Number(insert.run(conversation, direction, at, stateOf(direction), FLAG.shake, '').lastInsertRowid),
  }
}
