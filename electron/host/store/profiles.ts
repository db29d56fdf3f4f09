/** What the user keeps about people, and where they were seen. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import { MAX_SIGHTINGS, type Profile, type Sighting, type Tally } from '../../../shared/core/ports.ts'
import type { Millis, PeerId } from '../../../shared/engine/io.ts'
import type { Parts } from './parts.ts'

interface ProfileRow {
  readonly peer: string
  readonly note: string
  readonly picture: string
  readonly blockedAt: number | null
  readonly forgotten: number
  readonly firstSeen: number
}

/** The texts of the statements whose plans test/store/plans.test.ts asserts. */
export const profileSql = {
  sightings: `SELECT address, client, first_seen AS firstSeen, last_seen AS lastSeen FROM sighting WHERE peer = ?
    ORDER BY last_seen DESC, first_seen DESC`,
  // Counting stops where nobody counts any more: a chat of a million messages costs no more than this.
  messages: `SELECT count(*) AS count FROM (SELECT 1 FROM conversation c JOIN message m ON m.conversation = c.number
    WHERE c.id = ? LIMIT ?)`,
  files: `SELECT count(*) AS count FROM (SELECT 1 FROM conversation c CROSS JOIN message m INDEXED BY message_files ON m.conversation = c.number
    CROSS JOIN attachment a ON a.message = m.id WHERE c.id = ? AND (m.flags & 32) <> 0 LIMIT ?)`,
  oldest: `SELECT m.id FROM conversation c CROSS JOIN message m ON m.conversation = c.number WHERE c.id = ? ORDER BY m.id LIMIT ?`,
} as const

export interface Profiles {
  all(): Map<PeerId, Profile>
  save(peer: PeerId, profile: Profile): void
  sightings(peer: PeerId): Sighting[]
  saveSighting(peer: PeerId, sighting: Sighting): void
  formerIds(): Map<PeerId, PeerId>
  saveFormerId(id: PeerId, peer: PeerId): void
  /** Whoever was merged into the one was merged into the other. */
  moveFormerIds(from: PeerId, into: PeerId): void
  tally(peer: PeerId, limit: number): Tally
  oldestMessages(peer: PeerId, limit: number): string[]
  /** Both lists of sightings become one; what `into` has of its own wins, notes are joined, and who blocked either blocked him. */
  merge(from: PeerId, into: PeerId): void
  /** All but the block, which holds until the user ends it. */
  forget(peer: PeerId): void
}

export function openProfiles(raw: Database.Database, parts: Parts): Profiles {
  const columns = 'peer, note, picture, blocked_at AS blockedAt, forgotten, first_seen AS firstSeen'
  const all = raw.prepare<[], ProfileRow>(`SELECT ${columns} FROM profile`)
  const one = raw.prepare<[string], ProfileRow>(`SELECT ${columns} FROM profile WHERE peer = ?`)
  const save = raw.prepare<[ProfileRow]>(
    `INSERT INTO profile (peer, note, picture, blocked_at, forgotten, first_seen)
     VALUES (@peer, @note, @picture, @blockedAt, @forgotten, @firstSeen)
     ON CONFLICT (peer) DO UPDATE SET note = excluded.note, picture = excluded.picture, blocked_at = excluded.blocked_at,
       forgotten = excluded.forgotten, first_seen = excluded.first_seen`,
  )
  const remove = raw.prepare<[string]>('DELETE FROM profile WHERE peer = ?')
  const sightings = raw.prepare<[string], Sighting>(profileSql.sightings)
  const saveSighting = raw.prepare<[string, string, string, Millis, Millis]>(
    `INSERT INTO sighting VALUES (?, ?, ?, ?, ?) ON CONFLICT (peer, address, client) DO UPDATE SET
       first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)`,
  )
  const trimSightings = raw.prepare<[string, string, number]>(
    `DELETE FROM sighting WHERE peer = ? AND rowid NOT IN
       (SELECT rowid FROM sighting WHERE peer = ? ORDER BY last_seen DESC, first_seen DESC LIMIT ?)`,
  )
  const removeSightings = raw.prepare<[string]>('DELETE FROM sighting WHERE peer = ?')
  const formerIds = raw.prepare<[], { id: string; peer: string }>('SELECT id, peer FROM former_id')
  const saveFormerId = raw.prepare<[string, string]>(
    'INSERT INTO former_id VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET peer = excluded.peer',
  )
  const moveFormerIds = raw.prepare<[string, string]>('UPDATE former_id SET peer = ? WHERE peer = ?')
  const removeFormerIds = raw.prepare<[string, string]>('DELETE FROM former_id WHERE peer = ? OR id = ?')
  const messages = raw.prepare<[string, number], { count: number }>(profileSql.messages)
  const files = raw.prepare<[string, number], { count: number }>(profileSql.files)
  const oldest = raw.prepare<[string, number], { id: number }>(profileSql.oldest)

  const toProfile = ({ note, picture, blockedAt, forgotten, firstSeen }: ProfileRow): Profile => ({
    note,
    picture,
    blockedAt: blockedAt ?? undefined,
    forgotten: forgotten === 1,
    firstSeen,
  })
  const write = (peer: PeerId, { blockedAt, forgotten, ...profile }: Profile): void =>
    void save.run({ peer, ...profile, blockedAt: blockedAt ?? null, forgotten: forgotten ? 1 : 0 })

  const addSighting = (peer: PeerId, { address, client, firstSeen, lastSeen }: Sighting): void => {
    saveSighting.run(peer, address, client, firstSeen, lastSeen)
    trimSightings.run(peer, peer, MAX_SIGHTINGS)
  }

  return {
    all: () => new Map(all.all().map((row) => [row.peer, toProfile(row)])),
    save: write,
    sightings: (peer) => sightings.all(peer),
    saveSighting: addSighting,
    formerIds: () => new Map(formerIds.all().map(({ id, peer }) => [id, peer])),
    saveFormerId(id, peer) {
      moveFormerIds.run(peer, id)
      saveFormerId.run(id, peer)
    },
    moveFormerIds: (from, into) => void moveFormerIds.run(into, from),
    tally(peer, limit) {
      const chats = parts.ids(peer)
      const count = (counted: typeof messages): number =>
        chats.reduce((sum, part) => Math.min(limit, sum + (counted.get(part, limit)?.count ?? 0)), 0)
      return { messages: count(messages), files: count(files) }
    },
    oldestMessages: (peer, limit) =>
      parts.first(peer, 'rising', limit, (part) => oldest.all(part, limit)).map(({ id }) => String(id)),

    merge(from, into) {
      if (from === into) return
      for (const sighting of sightings.all(from)) addSighting(into, sighting)
      removeSightings.run(from)
      const [old, kept] = [one.get(from), one.get(into)]
      if (old !== undefined) write(into, kept === undefined ? toProfile(old) : joined(toProfile(old), toProfile(kept)))
      remove.run(from)
    },

    forget(peer) {
      const row = one.get(peer)
      removeSightings.run(peer)
      removeFormerIds.run(peer, peer)
      if (row?.blockedAt === null) remove.run(peer)
      else if (row !== undefined) write(peer, { ...toProfile(row), note: '', picture: '' })
    },
  }
}

const joined = (old: Profile, kept: Profile): Profile => ({
  note: [...new Set([kept.note, old.note])].filter((note) => note !== '').join('\n'),
  picture: kept.picture === '' ? old.picture : kept.picture,
  blockedAt: kept.blockedAt ?? old.blockedAt,
  forgotten: kept.forgotten && old.forgotten,
  firstSeen: Math.min(kept.firstSeen, old.firstSeen),
})
