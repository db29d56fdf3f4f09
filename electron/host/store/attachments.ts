/** The attachments of messages as the wire said them, or as we say them. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { OutgoingMessage } from '../../../shared/engine/io.ts'
import type { MessageAttachment } from '../../../shared/model/message.ts'
import { safeName } from '../../../shared/model/safe-name.ts'
import {
  ATTRIBUTE,
  type Attachment,
  clipboardPlace,
  imageMarker,
  type PlacedImage,
  placesOf,
} from '../../../shared/protocol/index.ts'
import { type PictureColumns, pictureOf } from './transfers.ts'

interface AttachmentRow extends Omit<Attachment, 'extended'>, PictureColumns {
  readonly position: number
  readonly extended: string
  readonly files: number | null
  readonly imageId: string | null
}

export interface Attachments {
  insert(message: number, attachments: readonly Attachment[]): void
  /** The same ones, their names read in another code page. */
  rename(message: number, attachments: readonly Attachment[]): void
  /** For views. */
  shown(message: number): MessageAttachment[]
  /** For the wire: what is offered, and pictures that go beside the text. */
  sent(message: number): Required<Pick<OutgoingMessage, 'attachments' | 'images'>>
}

const SHOWN_KIND = { file: 'file', folder: 'folder', clipboard: 'image', other: 'other' } as const

/** What is known of a picture in FeiQ's way before it is here. */
export const imageAttachment = ({ id, place }: PlacedImage, before: number): Attachment => ({
  id: Number.parseInt(id, 16),
  name: `${id}.png`,
  ...{ size: 0, modified: 0, kind: 'clipboard', attributes: ATTRIBUTE.CLIPBOARD },
  extended: [clipboardPlace(place, before)],
})

const Extended = z.array(z.object({ key: z.number(), values: z.array(z.string()) }))
/** Most have none. */
const extendedOf = (json: string): Attachment['extended'] => (json === '[]' ? [] : Extended.parse(JSON.parse(json)))

export function openAttachments(raw: Database.Database): Attachments {
  const insert = raw.prepare<[number, number, number, string, string, number, number, number, string]>(
    'INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const rename = raw.prepare<[string, number, number]>(
    'UPDATE attachment SET name = ? WHERE message = ? AND position = ?',
  )
  const all = raw.prepare<[number], AttachmentRow>(
    `SELECT a.position, a.file_id AS id, a.kind, a.name, a.size, a.modified, a.attributes, a.extended, t.files, t.image_id AS imageId,
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
    shown(message) {
      const rows = all.all(message)
      const places = placesOf(rows.map(({ kind, extended }) => ({ kind, extended: extendedOf(extended) })))
      return rows.map(({ position, kind, name, size, files, ...row }, index) => {
        const place = places[index]
        return {
          index: position,
          kind: SHOWN_KIND[kind],
          name: safeName(name),
          size,
          ...(files !== null && { entries: files }),
          ...(row.pictureType !== null && { picture: pictureOf(row) }),
          ...(place !== undefined && { place }),
        }
      })
    },
    sent(message) {
      const rows = all.all(message)
      return {
        attachments: rows
          .filter(({ imageId }) => imageId === null)
          .map(({ id, name, size, modified, kind, attributes, extended }) => ({
            ...{ id, name, size, modified, kind, attributes },
            extended: extendedOf(extended),
          })),
        images: rows.flatMap(({ imageId, pictureType }) =>
          imageId === null ? [] : imageMarker(imageId, pictureType ?? undefined),
        ),
      }
    },
  }
}
