/** Pictures that messages show: which are still needed, and those of a chat in order. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { PictureQuery, TransferStore } from '../../../shared/core/ports.ts'
import type { ShownPicture } from '../../../shared/model/picture.ts'
import { safeName } from '../../../shared/model/safe-name.ts'
import { rowid } from './messages.ts'
import type { Parts } from './parts.ts'
import { pictureOf } from './transfers.ts'

/** Messages with files that one call looks at: a chat may hold ten thousand drawings between two pictures. */
const SLICE = 500

const slice = (condition: string, order: string): string =>
  `SELECT m.id FROM conversation c CROSS JOIN message m ON m.conversation = c.number
   WHERE c.id = ? AND (m.flags & 32) <> 0 AND m.id ${condition} ? ORDER BY m.id ${order} LIMIT ${SLICE}`

/** The texts of the statements whose plans test/store/pictures.test.ts asserts. */
export const pictureSql = {
  needed: `SELECT 1 AS needed FROM transfer WHERE source = ?
    UNION ALL SELECT 1 FROM transfer WHERE kept = 1 AND path = ?
    UNION ALL SELECT 1 FROM draft_file WHERE path = ?
    UNION ALL SELECT 1 FROM early_picture WHERE path = ? LIMIT 1`,
  before: slice('<', 'DESC'),
  at: slice('=', ''),
  after: slice('>', ''),
  of: `SELECT t.message, t.position, a.name, m.at, t.picture_type AS pictureType, t.width, t.height
    FROM transfer t CROSS JOIN attachment a ON a.message = t.message AND a.position = t.position
    CROSS JOIN message m ON m.id = t.message
    WHERE t.message = ? AND t.picture_type IS NOT NULL AND (m.direction = 'out' OR (t.state = 'done' AND t.path IS NOT NULL))
    ORDER BY t.position`,
} as const

interface PictureRow {
  readonly message: number
  readonly position: number
  readonly name: string
  readonly at: number
  readonly pictureType: ShownPicture['type']
  readonly width: number
  readonly height: number
}

export function openPictures(raw: Database.Database, parts: Parts): Pick<TransferStore, 'needsPicture' | 'pictures'> {
  const needed = raw.prepare<[string, string, string, string], { needed: number }>(pictureSql.needed)
  const sides = {
    before: raw.prepare<[string, number], { id: number }>(pictureSql.before),
    at: raw.prepare<[string, number], { id: number }>(pictureSql.at),
    after: raw.prepare<[string, number], { id: number }>(pictureSql.after),
  }
  const of = raw.prepare<[number], PictureRow>(pictureSql.of)

  return {
    needsPicture: (path) => needed.get(path, path, path, path) !== undefined,
    pictures({ conversation, from, side }: PictureQuery) {
      const order = side === 'before' ? 'falling' : 'rising'
      const messages = parts.first(conversation, order, SLICE, (part) => sides[side].all(part, rowid(from)))
      const pictures = messages.flatMap(({ id }) => {
        const found = of.all(id).flatMap((row): ShownPicture[] => {
          const picture = pictureOf(row)
          const { message, position, name, at } = row
          return picture === undefined
            ? []
            : [{ ...picture, message: String(message), index: position, name: safeName(name), at }]
        })
        return side === 'before' ? found.toReversed() : found
      })
      const last = messages.length < SLICE ? undefined : messages.at(-1)
      return { pictures, next: last === undefined ? undefined : String(last.id) }
    },
  }
}
