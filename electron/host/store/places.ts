/** Paths of our own copies: pictures, and files that a browser handed over. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { PlaceStore } from '../../../shared/core/place-store.ts'

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const placeSql = {
  pictures: `SELECT path FROM (SELECT path FROM transfer WHERE kept = 1 AND path < @from LIMIT 1)
    UNION ALL SELECT path FROM (SELECT path FROM transfer WHERE kept = 1 AND path >= @end LIMIT 1)`,
  sources: `SELECT source AS path FROM transfer WHERE source IS NOT NULL AND (kept = 1 OR spooled = 1) AND (source < @from OR source >= @end) LIMIT 1`,
} as const

/** The first text after all that begin with it. */
const endOf = (folder: string): string =>
  folder.slice(0, -1) + String.fromCharCode(folder.charCodeAt(folder.length - 1) + 1)

export function openPlaces(raw: Database.Database): PlaceStore {
  interface Bounds {
    readonly from: string
    readonly end: string
  }
  const samples = [
    placeSql.pictures,
    placeSql.sources,
    'SELECT path FROM early_picture WHERE path < @from OR path >= @end LIMIT 1',
    'SELECT path FROM draft_file WHERE spooled = 1 AND (path < @from OR path >= @end) LIMIT 1',
  ].map((sql) => raw.prepare<[Bounds], { path: string }>(sql))
  const move = (table: string, column: string, condition: string) =>
    raw.prepare<[Bounds & { readonly to: string }]>(
      `UPDATE ${table} SET ${column} = @to || substr(${column}, length(@from) + 1)
       WHERE ${condition} AND ${column} >= @from AND ${column} < @end`,
    )
  const coming = `state IN ('offered', 'queued', 'running', 'paused')`
  const moves = [
    move('transfer', 'path', 'kept = 1'),
    move('transfer', 'source', 'source IS NOT NULL'),
    move('transfer', 'directory', coming),
    move('transfer', 'part', coming),
    move('early_picture', 'path', 'true'),
    move('draft_file', 'path', 'true'),
  ]

  return {
    copiesOutside: (from) =>
      samples.flatMap((sample) => sample.all({ from, end: endOf(from) }).map(({ path }) => path)),
    moveCopies(from, to) {
      for (const statement of moves) statement.run({ from, end: endOf(from), to })
    },
  }
}
