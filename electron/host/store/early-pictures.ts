/** FeiQ's pictures that came before their text: a handful of rows. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { EarlyPicture, ImageStore } from '../../../shared/core/image-store.ts'
import type { PlaceStore } from '../../../shared/core/place-store.ts'
import type { PeerId } from '../../../shared/engine/io.ts'
import type { Picture } from '../../../shared/model/picture.ts'

interface EarlyRow extends Omit<EarlyPicture, 'picture'> {
  readonly type: Picture['type']
  readonly width: number
  readonly height: number
}

export interface EarlyPictures extends Omit<ImageStore, 'transfersOfImage' | 'unfinishedImages' | keyof PlaceStore> {
  /** Two people are one. */
  merge(from: PeerId, into: PeerId): void
}

export function openEarlyPictures(raw: Database.Database): EarlyPictures {
  const all = raw.prepare<[], EarlyRow>(
    `SELECT peer, image_id AS imageId, path, size, picture_type AS type, width, height, at FROM early_picture ORDER BY at, rowid`,
  )
  const save = raw.prepare<[string, string, string, number, string, number, number, number]>(
    'INSERT OR REPLACE INTO early_picture VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const forget = raw.prepare<[string, string]>('DELETE FROM early_picture WHERE peer = ? AND image_id = ?')
  const move = raw.prepare<[string, string]>('UPDATE OR REPLACE early_picture SET peer = ? WHERE peer = ?')

  return {
    earlyPictures: () =>
      all.all().map(({ type, width, height, ...row }) => ({ ...row, picture: { type, width, height } })),
    saveEarlyPicture({ peer, imageId, path, size, picture, at }) {
      save.run(peer, imageId, path, size, picture.type, picture.width, picture.height, at)
    },
    forgetEarlyPicture: (peer, imageId) => void forget.run(peer, imageId),
    merge: (from, into) => void move.run(into, from),
  }
}
