/** The rows of one person in the tables that are about people, as JSON, for putting them back. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { PeerId, PeerRecord } from '../../../shared/engine/io.ts'
import { Dialect } from '../../../shared/model/dialect.ts'
import { encodingFromName } from '../../../shared/protocol/index.ts'
import { toRecord } from './peers.ts'
import { NEWER_THAN_ALL } from './reading.ts'
import { quoted } from './tables.ts'

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
type Row = z.infer<typeof Row>

const tables = ['peer', 'alias', 'profile', 'sighting', 'peer_key', 'reading', 'group_member'] as const
type Table = (typeof tables)[number]

/** A table that a later version has is empty in what an earlier one kept. */
export const PersonRows = z.record(z.string(), z.array(Row))
export type PersonRows = z.infer<typeof PersonRows>

/** The columns of `peer` of which a record is made. */
const PeerRow = z.object({
  id: z.string(),
  user: z.string(),
  host: z.string(),
  name: z.string(),
  department: z.string(),
  address: z.string(),
  port: z.number(),
  version: z.string(),
  dialect: Dialect.catch('script'),
  client: z.string(),
  status: z.number(),
  capabilities: z.string(),
  encoding: z.string(),
  last_heard: z.number(),
  signature: z.string().catch(''),
  info: z.string().catch(''),
  epoch: z.number(),
  highest_packet_no: z.number(),
})

interface Before {
  readonly former: PersonRows
  readonly into: PersonRows
  readonly after: PersonRows
}

export interface PersonRowStore {
  of(peer: PeerId): PersonRows
  /** Offline. Undefined where it was not kept. */
  record(rows: PersonRows): PeerRecord | undefined
  restore(peer: PeerId, rows: PersonRows): void
  /** What `peer` got from the other one and still has goes; `address`: where the other one is now. */
  takeBack(peer: PeerId, before: Before, address: string): void
  /** No key that is the one's is the other's. */
  takeKeysBack(peer: PeerId, before: Omit<Before, 'after'>): void
  /** What the work makes of these rows of his; what is stored of him is as before. */
  changed(peer: PeerId, rows: PersonRows, work: () => void): PersonRows
}

const keyOf = (table: Table): string => (table === 'peer' ? 'id' : 'peer')

export function openPersonRows(raw: Database.Database): PersonRowStore {
  const rowsOf = (table: Table, peer: PeerId): Row[] =>
    z
      .array(Row)
      .parse(raw.prepare<[string]>(`SELECT * FROM ${table} WHERE ${keyOf(table)} = ? ORDER BY rowid`).all(peer))

  function put(table: Table, row: Row): void {
    const names = Object.keys(row)
    raw
      .prepare<unknown[]>(
        `INSERT OR REPLACE INTO ${table} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      )
      .run(...Object.values(row))
  }

  const clear = (table: Table, peer: PeerId): void =>
    void raw.prepare<[string]>(`DELETE FROM ${table} WHERE ${keyOf(table)} = ?`).run(peer)

  /** Of a table with one row a person: each value that is what the merge made of it is what it was before. */
  function revert(table: Table, peer: PeerId, { into, after }: Before): void {
    const [before, made, now] = [into[table]?.[0], after[table]?.[0], rowsOf(table, peer)[0]]
    if (made === undefined || now === undefined) return
    const isAsMade = (column: string): boolean => now[column] === made[column]
    if (before === undefined) {
      if (Object.keys(now).every(isAsMade)) clear(table, peer)
      return
    }
    const was = (column: string, value: Row[string]): Row[string] =>
      isAsMade(column) && column in before ? (before[column] ?? null) : (value ?? null)
    put(table, Object.fromEntries(Object.entries(now).map(([column, value]) => [column, was(column, value)])))
  }

  /** A code page that came with the other one goes, and what was read in it is read anew. */
  function revertReading(peer: PeerId, { into, after }: Before): void {
    const [before, made, now] = [into.reading?.[0], after.reading?.[0], rowsOf('reading', peer)[0]]
    if (before !== undefined || made === undefined || now?.encoding !== made.encoding) return
    put('reading', { peer, encoding: null, before: NEWER_THAN_ALL })
  }

  /** Nothing that is for the one may ever be encrypted for the other. */
  function revertKeys(peer: PeerId, { former, into }: Omit<Before, 'after'>): void {
    const [before, his, now] = [into.peer_key?.[0], former.peer_key?.[0], rowsOf('peer_key', peer)[0]]
    if (now === undefined) return
    const isHis = his !== undefined && (now.large ?? now.small) === (his.large ?? his.small)
    if (isHis) clear('peer_key', peer)
    if (before === undefined) return
    put('peer_key', isHis ? before : { ...now, offered: before.offered ?? null, other_mac: before.other_mac ?? '' })
  }

  const of = (peer: PeerId): PersonRows => Object.fromEntries(tables.map((table) => [table, rowsOf(table, peer)]))

  function restore(peer: PeerId, rows: PersonRows): void {
    for (const table of tables) {
      clear(table, peer)
      for (const row of rows[table] ?? []) put(table, row)
    }
  }

  return {
    of,
    restore,
    takeKeysBack: revertKeys,

    changed(peer, rows, work) {
      const now = of(peer)
      restore(peer, rows)
      work()
      const made = of(peer)
      restore(peer, now)
      return made
    },

    record(rows) {
      const parsed = PeerRow.safeParse(rows.peer?.[0])
      if (!parsed.success) return undefined
      const { department: group, last_heard: lastHeard, highest_packet_no: highestPacketNo, ...row } = parsed.data
      const encoding = encodingFromName(row.encoding) ?? 'utf-8'
      return toRecord({ ...row, group, lastHeard, highestPacketNo, encoding, presence: 'offline' })
    },

    takeBack(peer, before, address) {
      for (const table of ['alias', 'profile'] as const) revert(table, peer, before)
      revertReading(peer, before)
      revertKeys(peer, before)
      const { former, into } = before
      const has = (rows: readonly Row[] | undefined, row: Row, ...columns: readonly string[]): boolean =>
        rows?.some((other) => columns.every((column) => other[column] === row[column])) === true
      const lists = { sighting: ['address', 'client'], group_member: ['chat_group'] } as const
      for (const table of ['sighting', 'group_member'] as const) {
        const columns = lists[table]
        const kept = rowsOf(table, peer).filter(
          (row) =>
            has(into[table], row, ...columns) ||
            !(has(former[table], row, ...columns) || (table === 'sighting' && row.address === address)),
        )
        clear(table, peer)
        for (const row of kept) put(table, row)
      }
    },
  }
}
