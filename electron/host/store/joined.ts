/**
 * People whom the user merged. What both had is kept as it was, and what the one who is left had right after it: what still is so goes back
 * when they are taken apart, and what the user changed since stays. Callers provide the transaction.
 */
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { JoinedPerson } from '../../../shared/core/joined-store.ts'
import type { Millis, PeerId, PeerRecord } from '../../../shared/engine/io.ts'
import { type JoinedChats, openJoinedChats, SharedChat } from './joined-chats.ts'
import { openPersonRows, PersonRows } from './person-rows.ts'

const Kept = z.object({
  former: PersonRows,
  into: PersonRows,
  after: PersonRows,
  /** Ids that were former ones of `former`, and the chats that were parts of his. */
  ids: z.array(z.string()),
  parts: z.array(z.number()),
  accepts: z.object({ former: z.boolean(), into: z.boolean() }),
  /** What the chat of the one who is left shared with the other's; null where there was none. */
  chat: z.object({ before: SharedChat.nullable(), after: SharedChat.nullable() }),
})
type Kept = z.infer<typeof Kept>

interface JoinedRow {
  readonly former: string
  readonly into: string
  readonly peer: string
  readonly at: number
  readonly kept: string
}

export interface Joined {
  /** Keeps what is to be known later; `merge` makes them one. */
  join(from: PeerId, into: PeerId, at: Millis, accepts: Kept['accepts'], merge: () => void): void
  all(): JoinedPerson[]
  separate(former: PeerId, from: PeerRecord, to: PeerRecord): readonly PeerId[] | undefined
  /** Nothing is left of him: those who were merged into him cannot be taken out any more. */
  forget(peer: PeerId): void
}

export function openJoined(raw: Database.Database): Joined {
  const columns = 'j.former, j."into", f.peer, j.at, j.kept FROM joined j CROSS JOIN former_id f ON f.id = j.former'
  const all = raw.prepare<[], JoinedRow>(`SELECT ${columns} ORDER BY j.at DESC, j.rowid DESC`)
  const one = raw.prepare<[string], JoinedRow>(`SELECT ${columns} WHERE j.former = ?`)
  const since = raw.prepare<[string, string], JoinedRow>(
    `SELECT ${columns} WHERE j."into" = ? AND j.rowid > (SELECT rowid FROM joined WHERE former = ?)`,
  )
  const keep = raw.prepare<[string, string]>('UPDATE joined SET kept = ? WHERE former = ?')
  const insert = raw.prepare<[string, string, number, string]>('INSERT OR REPLACE INTO joined VALUES (?, ?, ?, ?)')
  const remove = raw.prepare<[string]>('DELETE FROM joined WHERE former = ?')
  const removeInto = raw.prepare<[string]>(
    'DELETE FROM joined WHERE former IN (SELECT id FROM former_id WHERE peer = ?)',
  )
  const idsOf = raw.prepare<[string], { id: string }>('SELECT id FROM former_id WHERE peer = ? ORDER BY id')
  const moveId = raw.prepare<[string, string, string]>('UPDATE former_id SET peer = ? WHERE id = ? AND peer = ?')
  const removeId = raw.prepare<[string]>('DELETE FROM former_id WHERE id = ?')
  const rows = openPersonRows(raw)
  const chats: JoinedChats = openJoinedChats(raw)

  /** Undefined for what cannot be read any more: the two stay one. */
  function keptOf(row: JoinedRow | undefined): Kept | undefined {
    const parsed = row === undefined ? undefined : Kept.safeParse(JSON.parse(row.kept))
    return parsed?.success === true ? parsed.data : undefined
  }

  /** What was kept since of those into whom he was merged has nothing of his any more either: they get it back one day. */
  function takeBack({ former, into, peer }: JoinedRow, his: Kept, address: string): void {
    if (peer === into) rows.takeBack(peer, his, address)
    const without = (kept: PersonRows): PersonRows => rows.changed(into, kept, () => rows.takeBack(into, his, address))
    for (const row of since.all(into, former)) {
      const kept = keptOf(row)
      if (kept !== undefined)
        keep.run(JSON.stringify({ ...kept, into: without(kept.into), after: without(kept.after) }), row.former)
    }
    let [holder, before] = [into, his.into]
    for (let row = one.get(holder); holder !== peer && row !== undefined; row = one.get(holder)) {
      const kept = keptOf(row)
      if (kept === undefined) break
      const [id, own] = [holder, { former: his.former, into: before }]
      const rest = id === into ? without(kept.former) : rows.changed(id, kept.former, () => rows.takeKeysBack(id, own))
      keep.run(JSON.stringify({ ...kept, former: rest }), id)
      ;[holder, before] = [row.into, kept.into]
    }
    // Beyond keys nobody can tell any more whose is what of somebody who was merged on since.
    if (peer !== into) rows.takeKeysBack(peer, { former: his.former, into: holder === peer ? before : {} })
  }

  return {
    join(from, into, at, accepts, merge) {
      const before = { former: rows.of(from), into: rows.of(into), chat: chats.shared(into) }
      const ids = idsOf.all(from).map(({ id }) => id)
      const parts = chats.partsOf(from)
      merge()
      const kept: Kept = {
        ...{ former: before.former, into: before.into, after: rows.of(into), ids, parts, accepts },
        chat: { before: before.chat, after: chats.shared(into) },
      }
      insert.run(from, into, at, JSON.stringify(kept))
    },

    all: () =>
      all.all().flatMap((row) => {
        const kept = keptOf(row)
        const [former, into] = kept === undefined ? [] : [rows.record(kept.former), rows.record(kept.into)]
        if (kept === undefined || former === undefined || into === undefined) return []
        return { former, into, peer: row.peer, at: row.at, accepts: kept.accepts }
      }),

    separate(former, from, to) {
      const row = one.get(former)
      const kept = keptOf(row)
      if (row === undefined || kept === undefined) return undefined
      removeId.run(former)
      for (const id of kept.ids) moveId.run(former, id, row.peer)
      takeBack(row, kept, to.endpoint.address)
      rows.restore(former, kept.former)
      const isSame = row.peer === row.into
      chats.separate(former, from.id, [...kept.ids, former], kept.parts, isSame ? kept.chat : undefined)
      remove.run(former)
      return kept.ids
    },

    forget: (peer) => void removeInto.run(peer),
  }
}
