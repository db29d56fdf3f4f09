/** Transfers: one row for each attachment that can be fetched, joined with what its message says. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { ImageStore } from '../../../shared/core/image-store.ts'
import type { OfferedItem, TransferRecord, TransferStore } from '../../../shared/core/ports.ts'
import type { Millis } from '../../../shared/engine/io.ts'
import type { Picture } from '../../../shared/model/picture.ts'
import type { Attachment, Encoding, PlacedImage } from '../../../shared/protocol/index.ts'
import { rowid } from './messages.ts'
import { SHOWN_IN } from './parts.ts'

interface TransferRow {
  readonly message: number
  readonly position: number
  readonly peer: string
  readonly direction: TransferRecord['direction']
  readonly kind: Attachment['kind']
  readonly name: string
  readonly size: number
  readonly fileTime: number
  readonly fileId: number
  readonly packetNo: string | null
  readonly encoding: Encoding
  readonly at: number
  readonly state: TransferRecord['state']
  readonly reason: NonNullable<TransferRecord['reason']> | null
  readonly done: number
  readonly filesDone: number
  readonly changedAt: number
  readonly cleared: number
  readonly directory: string | null
  readonly saveAs: string | null
  readonly part: string | null
  readonly path: string | null
  readonly maxBytes: number | null
  readonly pictureType: Picture['type'] | null
  readonly width: number | null
  readonly height: number | null
  readonly kept: number
  readonly imageId: string | null
  readonly source: string | null
  readonly modified: number | null
  readonly files: number | null
  readonly spooled: number
  readonly expiresAt: number | null
  readonly protection: NonNullable<TransferRecord['protection']> | null
  readonly asked: string | null
}

const COLUMNS = `t.message, t.position, ${SHOWN_IN} AS peer, m.direction, a.kind, a.name, a.size, a.modified AS fileTime, a.file_id AS fileId,
  m.packet_no AS packetNo, m.encoding, m.at, t.state, t.reason, t.done, t.files_done AS filesDone, t.changed_at AS changedAt, t.cleared,
  t.directory, t.save_as AS saveAs, t.part, t.path, t.max_bytes AS maxBytes, t.source, t.modified, t.files, t.spooled,
  t.expires_at AS expiresAt, t.picture_type AS pictureType, t.width, t.height, t.kept, t.image_id AS imageId, t.protection, t.asked`
const JOINED = `CROSS JOIN attachment a ON a.message = t.message AND a.position = t.position
  CROSS JOIN conversation c ON c.number = m.conversation`

/** A face that somebody sends all day: only the newest of its messages can still wait for it. */
const SAME_IMAGE = 64

/** The texts of the statements whose plans test/store/transfers.test.ts asserts. */
export const transferSql = {
  one: `SELECT ${COLUMNS} FROM transfer t CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.message = ? AND t.position = ?`,
  ofMessage: `SELECT ${COLUMNS} FROM transfer t CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.message = ? ORDER BY t.position`,
  inState: `SELECT ${COLUMNS} FROM transfer t CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.state = ? ORDER BY t.rowid LIMIT ?`,
  recent: `SELECT ${COLUMNS} FROM transfer t CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.cleared = 0 ORDER BY t.changed_at DESC LIMIT ?`,
  under: `SELECT ${COLUMNS} FROM message m CROSS JOIN transfer t ON t.message = m.id ${JOINED}
    WHERE m.packet_no = ? AND (m.flags & 32) <> 0 AND m.direction = ? ORDER BY t.message, t.position`,
  expired: `SELECT ${COLUMNS} FROM transfer t CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.expires_at <= ?`,
  nextExpiry: 'SELECT min(expires_at) AS at FROM transfer WHERE expires_at IS NOT NULL',
  ofImage: `SELECT ${COLUMNS} FROM transfer t CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.image_id = ? AND m.direction = 'in' AND ${SHOWN_IN} = ? ORDER BY t.message DESC, t.position LIMIT ${SAME_IMAGE}`,
  openImages: `SELECT ${COLUMNS} FROM transfer t INDEXED BY transfer_image_open CROSS JOIN message m ON m.id = t.message ${JOINED}
    WHERE t.image_id IS NOT NULL AND t.state IN ('offered', 'queued', 'running') ORDER BY t.message, t.position`,
  spooled: 'SELECT DISTINCT source FROM transfer WHERE source IS NOT NULL AND spooled = 1',
} as const

const SHOWN_KIND = { file: 'file', folder: 'folder', clipboard: 'image' } as const

const isFetchable = (kind: Attachment['kind']): kind is keyof typeof SHOWN_KIND => kind !== 'other'

export interface PictureColumns {
  readonly pictureType: Picture['type'] | null
  readonly width: number | null
  readonly height: number | null
}

export const pictureOf = ({ pictureType, width, height }: PictureColumns): Picture | undefined =>
  pictureType === null || width === null || height === null ? undefined : { type: pictureType, width, height }

const toRecord = (row: TransferRow): TransferRecord => ({
  id: `${row.message}.${row.position}`,
  message: String(row.message),
  index: row.position,
  peer: row.peer,
  direction: row.direction,
  kind: isFetchable(row.kind) ? SHOWN_KIND[row.kind] : 'file',
  name: row.name,
  size: row.size,
  modified: row.fileTime,
  fileId: row.fileId,
  packetNo: row.packetNo ?? undefined,
  encoding: row.encoding,
  at: row.at,
  state: row.state,
  reason: row.reason ?? undefined,
  done: row.done,
  filesDone: row.filesDone,
  changedAt: row.changedAt,
  cleared: row.cleared === 1,
  directory: row.directory ?? undefined,
  saveAs: row.saveAs ?? undefined,
  part: row.part ?? undefined,
  path: row.path ?? undefined,
  picture: pictureOf(row),
  kept: row.kept === 1,
  imageId: row.imageId ?? undefined,
  maxBytes: row.maxBytes ?? undefined,
  source:
    row.source === null
      ? undefined
      : {
          path: row.source,
          modified: row.modified ?? 0,
          files: row.files ?? undefined,
          spooled: row.spooled === 1,
          picture: row.kept === 1 ? pictureOf(row) : undefined,
        },
  expiresAt: row.expiresAt ?? undefined,
  protection: row.protection ?? undefined,
  asked: row.asked === null ? [] : row.asked.split(' '),
})

/** Those of pictures are in pictures.ts. */
export interface Transfers
  extends Omit<TransferStore, 'needsPicture' | 'pictures'>,
    Pick<ImageStore, 'transfersOfImage' | 'unfinishedImages'> {
  /** `images`: ids of FeiQ's pictures, which come after the attachments. */
  insertIncoming(message: number, attachments: readonly Attachment[], at: Millis, images?: readonly PlacedImage[]): void
  insertOutgoing(message: number, items: readonly OfferedItem[], at: Millis): void
}

const place = (id: string): readonly [number, number] => {
  const [message = '', position = ''] = id.split('.')
  return [rowid(message), rowid(position)]
}

type PictureRow = [kept: number, type: string | null, width: number | null, height: number | null]
const pictureRow = (picture: Picture | undefined): PictureRow =>
  picture === undefined ? [0, null, null, null] : [1, picture.type, picture.width, picture.height]

export function openTransfers(raw: Database.Database): Transfers {
  const insertIn = raw.prepare<[number, number, number, string | null]>(
    `INSERT INTO transfer (message, position, state, changed_at, image_id) VALUES (?, ?, 'offered', ?, ?)`,
  )
  const insertOut = raw.prepare<
    [number, number, number, string, number, number | null, number, number | null, string | null, ...PictureRow]
  >(
    `INSERT INTO transfer (message, position, state, changed_at, source, modified, files, spooled, expires_at, image_id, kept, picture_type, width, height)
     VALUES (?, ?, 'offered', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const one = raw.prepare<[number, number], TransferRow>(transferSql.one)
  const ofMessage = raw.prepare<[number], TransferRow>(transferSql.ofMessage)
  const inState = raw.prepare<[string, number], TransferRow>(transferSql.inState)
  const recent = raw.prepare<[number], TransferRow>(transferSql.recent)
  const under = raw.prepare<[string, string], TransferRow>(transferSql.under)
  const ofImage = raw.prepare<[string, string], TransferRow>(transferSql.ofImage)
  const openImages = raw.prepare<[], TransferRow>(transferSql.openImages)
  const expired = raw.prepare<[number], TransferRow>(transferSql.expired)
  const nextExpiry = raw.prepare<[], { at: number | null }>(transferSql.nextExpiry)
  const spooled = raw.prepare<[], { source: string }>(transferSql.spooled)
  const save = raw.prepare<[Record<string, string | number | null>]>(
    `UPDATE transfer SET state = @state, reason = @reason, done = @done, files_done = @filesDone, changed_at = @changedAt, cleared = @cleared,
       directory = @directory, save_as = @saveAs, part = @part, path = @path, max_bytes = @maxBytes, source = @source, expires_at = @expiresAt,
       kept = @kept, protection = @protection, asked = @asked, picture_type = @pictureType, width = @width, height = @height
     WHERE message = @message AND position = @position`,
  )

  return {
    insertIncoming(message, attachments, at, images = []) {
      for (const [position, { kind }] of attachments.entries()) {
        if (isFetchable(kind)) insertIn.run(message, position, at, null)
      }
      for (const [place, image] of images.entries()) insertIn.run(message, attachments.length + place, at, image.id)
    },
    insertOutgoing(message, items, at) {
      for (const [position, { source, expiresAt = null, imageId = null }] of items.entries()) {
        const { path, modified, files = null, picture } = source
        const spooled = source.spooled ? 1 : 0
        insertOut.run(message, position, at, path, modified, files, spooled, expiresAt, imageId, ...pictureRow(picture))
      }
    },
    transfer(id) {
      const row = one.get(...place(id))
      return row === undefined ? undefined : toRecord(row)
    },
    transfersOf: (messages) => messages.flatMap((id) => ofMessage.all(rowid(id)).map(toRecord)),
    saveTransfer(record) {
      const [message, position] = place(record.id)
      const { state, done, filesDone, changedAt } = record
      save.run({
        message,
        position,
        state,
        reason: record.reason ?? null,
        done,
        filesDone,
        changedAt,
        cleared: record.cleared ? 1 : 0,
        directory: record.directory ?? null,
        saveAs: record.saveAs ?? null,
        part: record.part ?? null,
        path: record.path ?? null,
        maxBytes: record.maxBytes ?? null,
        source: record.source?.path ?? null,
        expiresAt: record.expiresAt ?? null,
        kept: record.kept ? 1 : 0,
        protection: record.protection ?? null,
        asked: record.asked.length === 0 ? null : record.asked.join(' '),
        pictureType: record.picture?.type ?? null,
        width: record.picture?.width ?? null,
        height: record.picture?.height ?? null,
      })
    },
    transfersIn: (state, limit) => inState.all(state, limit).map(toRecord),
    recentTransfers: (limit) => recent.all(limit).map(toRecord),
    transfersUnder: (direction, packetNo) => under.all(packetNo, direction).map(toRecord),
    transfersOfImage: (peer, imageId) => ofImage.all(imageId, peer).map(toRecord),
    unfinishedImages: () => openImages.all().map(toRecord),
    expiredOffers: (now) => expired.all(now).map(toRecord),
    nextExpiry: () => nextExpiry.get()?.at ?? undefined,
    spooledSources: () => spooled.all().map(({ source }) => source),
  }
}
