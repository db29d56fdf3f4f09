/** The attachments of messages as the wire said them, or as we say them. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { MessageAttachment } from '../../../shared/model/message.ts'
import { safeName } from '../../../shared/model/safe-name.ts'
import type { Attachment } from '../../../shared/protocol/index.ts'
import { type PictureColumns, pictureOf } from './transfers.ts'

interface AttachmentRow extends Omit<Attachment, 'extended'>, PictureColumns {
  readonly position: number
  readonly extended: string
  readonly files: number | null
}

export interface Attachments {
  insert(message: number, attachments: readonly Attachment[]): void
  /** The same ones, their names read in another code page. */
  rename(message: number, attachments: readonly Attachment[]): void
  /** For views. */
  shown(message: number): MessageAttachment[]
  /** For the wire. */
  sent(message: number): Attachment[]
}

const SHOWN_KIND = { file: 'file', folder: 'folder', clipboard: 'image', other: 'other' } as const

const Extended = z.array(z.object({ key: z.number(), values: z.array(z.string()) }))

export function openAttachments(raw: Database.Database): Attachments {
  const insert = raw.prepare<[number, number, number, string, string, number, number, number, string]>(
    'INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const rename = raw.prepare<[string, number, number]>(
    'UPDATE attachment SET name = ? WHERE message = ? AND position = ?',
  )
  const all = raw.prepare<[number], AttachmentRow>(
    `SELECT a.position, a.file_id AS id, a.kind, a.name, a.size, a.modified, a.attributes, a.extended, t.files,
       t.picture_type AS pictureType, t.width, t.height
     FROM attachment a LEFT JOIN transfer t ON t.message = a.message AND t.position = a.position
     WHERE a.message = ? ORDER BY a.position`,
  )
  return {
    insert(message, attachments) {
      for (const [position, { id, kind, name, size, modified, attributes, extended }] of attachments.entries()) {
        insert.run(message, position, id, kind, name, size, modified, attributes, JSON.stringify(extended))
      }
    },
    rename(message, attachments) {
      for (const [position, { name }] of attachments.entries()) rename.run(name, message, position)
    },
    shown: (message) =>
      all.all(message).map(({ position, kind, name, size, files, ...row }) => ({
        index: position,
        kind: SHOWN_KIND[kind],
        name: safeName(name),
        size,
        ...(files !== null && { entries: files }),
        ...(row.pictureType !== null && { picture: pictureOf(row) }),
      })),
    sent: (message) =>
      all.all(message).map(({ id, name, size, modified, kind, attributes, extended }) => ({
        ...{ id, name, size, modified, kind, attributes },
        extended: Extended.parse(JSON.parse(extended)),
      })),
  }
}
