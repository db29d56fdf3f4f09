/** Everybody ever heard: the record that the engine and the store share, and what views show of it. */

import { spareRoutes } from '../engine/address.ts'
import { fileLock } from '../engine/file-lock.ts'
import type { Millis, PeerId, PeerRecord } from '../engine/io.ts'
import type { KeyRecord } from '../engine/key-record.ts'
import { inertName } from '../model/inert.ts'
import { MAX_ABSENCE, MAX_SIGNATURE, type Peer } from '../model/peer.ts'
import { baseName } from '../protocol/index.ts'
import { pictureOf } from './picture.ts'
import type { Profile, Sighting, Store } from './ports.ts'
import { trustOf } from './trust.ts'

/**
 * How far `lastHeard` may lag behind in views and on disk. Views say "12 min ago", and every datagram of every colleague moves it: without
 * the lag each of them would be a write and a redraw.
 */
export const LAST_HEARD_STEP: Millis = 60_000

/**
 * As many as the engine keeps (shared/engine/limits.ts). It forgets who was silent longest to make room for a new one; this does the same on
 * disk and in views, or forged hellos would fill both.
 */
export const MAX_PEOPLE = 20_000

export interface People {
  has(id: PeerId): boolean
  record(id: PeerId): PeerRecord | undefined
  /** As views show him; empty for nobody. */
  nameOf(id: PeerId): string
  records(): readonly PeerRecord[]
  views(): Peer[]
  /** Takes the record over; answers what views have to learn, undefined when nobody would see a difference. */
  heard(record: PeerRecord): Peer | undefined
  /** Takes out who was silent longest while there are too many; those with an alias, and whom `keep` names, stay. */
  makeRoom(keep: (id: PeerId) => boolean): PeerId | undefined
  /** False when only `lastHeard` and the like moved on a little since `saved`. */
  needsSaving(record: PeerRecord): boolean
  /** The record is on disk. */
  saved(record: PeerRecord): void
  /** Undefined when there is no such person. An empty alias removes it. */
  rename(id: PeerId, alias: string): Peer | undefined
  /** What the user keeps about him; a new one for somebody of whom nothing is kept. */
  profile(id: PeerId): Profile
  /** The profile that is new, or changed because he was heard: it has to be written with his record. */
  unsavedProfile(id: PeerId): Profile | undefined
  /** The profile is on disk. Undefined when there is no such person. */
  keep(id: PeerId, profile: Profile): Peer | undefined
  /** Where he was and is seen, when that is news since `saved`. */
  sightings(record: PeerRecord): readonly Sighting[]
  blocked(): readonly PeerId[]
  keys(id: PeerId): KeyRecord | undefined
  /** What is known of his keys is stored. Undefined when nobody would see a difference. */
  keysChanged(record: KeyRecord): Peer | undefined
  remove(id: PeerId): void
  /** `from` turned out to be `into`, who keeps his own alias or inherits that one; the store has merged them. Undefined when there is no `into`. */
  merge(from: PeerId, into: PeerId): Peer | undefined
  /** These are one no more, and the store has taken them apart: as views show them now. */
  separate(records: readonly PeerRecord[]): readonly Peer[]
}

/** What others may look up. */
export type Acquaintances = Pick<People, 'record' | 'keys' | 'profile'>

interface Person {
  readonly record: PeerRecord
  readonly alias: string
  readonly view: Peer
  readonly saved: PeerRecord | undefined
}

export function createPeople(
  store: Pick<Store, 'peers' | 'aliases' | 'profiles' | 'peerKeys'>,
  limit = MAX_PEOPLE,
): People {
  let aliases = store.aliases()
  /** Of the blocked also when they are no longer among the people. */
  let profiles = store.profiles()
  const unsaved = new Set<PeerId>()
  let keys = new Map(store.peerKeys().map((record) => [record.peer, record]))
  const viewOf = (record: PeerRecord, alias: string): Peer =>
    shown(record, alias, profiles.get(record.id), keys.get(record.id))
  /** Longest silent first. */
  const people = new Map<PeerId, Person>()
  for (const stored of store.peers().toSorted((a, b) => a.lastHeard - b.lastHeard)) {
    // Who was online when the last run ended may be gone: he counts as offline until he is heard.
    const record: PeerRecord = { ...stored, presence: 'offline' }
    const alias = aliases.get(record.id) ?? ''
    people.set(record.id, { record, alias, view: viewOf(record, alias), saved: record })
  }

  function readStored(): void {
    aliases = store.aliases()
    profiles = store.profiles()
    keys = new Map(store.peerKeys().map((record) => [record.peer, record]))
  }

  const rename = (id: PeerId, alias: string): Peer | undefined => {
    const person = people.get(id)
    if (person === undefined) return undefined
    const view = viewOf(person.record, alias)
    people.set(id, { ...person, alias, view })
    return view
  }

  return {
    has: (id) => people.has(id),
    record: (id) => people.get(id)?.record,
    nameOf: (id) => people.get(id)?.view.name ?? '',
    records: () => Array.from(people.values(), ({ record }) => record),
    views: () => Array.from(people.values(), ({ view }) => view),
    heard(record) {
      const before = people.get(record.id)
      const alias = before?.alias ?? aliases.get(record.id) ?? ''
      const kept = profiles.get(record.id)
      if (kept === undefined || (kept.forgotten && record.presence !== 'offline')) {
        profiles.set(record.id, { ...(kept ?? newProfile(record.lastHeard)), forgotten: false })
        unsaved.add(record.id)
      }
      const view = viewOf(record, alias)
      const shown = before === undefined || differs(before.view, view, 'lastHeard')
      people.delete(record.id)
      people.set(record.id, { record, alias, view: shown ? view : before.view, saved: before?.saved })
      return shown ? view : undefined
    },
    makeRoom(keep) {
      if (people.size <= limit) return undefined
      for (const [id, { record, alias }] of people) {
        if (record.presence !== 'offline' || alias !== '' || keep(id)) continue
        people.delete(id)
        return id
      }
      return undefined
    },
    needsSaving(record) {
      const saved = people.get(record.id)?.saved
      return (
        saved === undefined ||
        unsaved.has(record.id) ||
        differs(saved, record, 'lastHeard', 'highestPacketNo', 'routes')
      )
    },
    saved(record) {
      const person = people.get(record.id)
      if (person !== undefined) people.set(record.id, { ...person, saved: record })
      unsaved.delete(record.id)
    },
    rename,
    profile: (id) => profiles.get(id) ?? newProfile(people.get(id)?.record.lastHeard ?? 0),
    unsavedProfile: (id) => (unsaved.has(id) ? profiles.get(id) : undefined),
    keep(id, profile) {
      profiles.set(id, profile)
      return rename(id, people.get(id)?.alias ?? '')
    },
    sightings(record) {
      const { endpoint, client, lastHeard } = record
      const before = people.get(record.id)?.saved
      const isSame = before?.endpoint.address === endpoint.address && before.client === client
      if (isSame) return []
      const now = { address: endpoint.address, client, firstSeen: lastHeard, lastSeen: lastHeard }
      if (before === undefined || before.lastHeard === 0) return [now]
      const { lastHeard: last } = before
      return [{ address: before.endpoint.address, client: before.client, firstSeen: last, lastSeen: last }, now]
    },
    blocked: () => [...profiles].flatMap(([id, { blockedAt }]) => (blockedAt === undefined ? [] : id)),
    keys: (id) => keys.get(id),
    keysChanged(record) {
      keys.set(record.peer, record)
      const before = people.get(record.peer)?.view
      const view = rename(record.peer, people.get(record.peer)?.alias ?? '')
      return view === undefined || JSON.stringify(view) === JSON.stringify(before) ? undefined : view
    },
    remove(id) {
      const kept = profiles.get(id)
      people.delete(id)
      aliases.delete(id)
      if (kept?.blockedAt === undefined) profiles.delete(id)
      else profiles.set(id, { ...kept, note: '', picture: '' })
    },
    merge(from, into) {
      const alias = people.get(from)?.alias ?? ''
      people.delete(from)
      readStored()
      const own = people.get(into)?.alias ?? ''
      return rename(into, own === '' ? alias : own)
    },
    separate(records) {
      readStored()
      return records.map((record) => {
        const alias = aliases.get(record.id) ?? ''
        const view = viewOf(record, alias)
        people.set(record.id, { record, alias, view, saved: record })
        return view
      })
    },
  }
}

/** Whether anything but the lagging fields changed, or those have lagged long enough. */
function differs<T extends { readonly lastHeard: Millis }>(
  before: T,
  after: T,
  ...lagging: readonly (keyof T)[]
): boolean {
  if (Math.abs(after.lastHeard - before.lastHeard) >= LAST_HEARD_STEP) return true
  const steady = (record: T): string =>
    JSON.stringify(record, (key, value) => (lagging.some((name) => name === key) ? undefined : value))
  return steady(before) !== steady(after)
}

const newProfile = (firstSeen: Millis): Profile => ({
  note: '',
  picture: '',
  blockedAt: undefined,
  forgotten: false,
  firstSeen,
})

function shownRoutes(record: PeerRecord): Pick<Peer, 'routes'> {
  const spare = spareRoutes(record)
  return spare.length === 0
    ? {}
    : { routes: spare.map(({ endpoint, lastHeard }) => ({ address: endpoint.address, lastHeard })) }
}

function shown(record: PeerRecord, alias: string, profile: Profile | undefined, keys: KeyRecord | undefined): Peer {
  const trust = keys === undefined ? undefined : trustOf(keys, record)
  const [user, host, nickname] = [inertName(baseName(record.user)), inertName(record.host), inertName(record.name)]
  const signature = inertName(record.signature ?? '', MAX_SIGNATURE)
  const absence = inertName(record.absence ?? '', MAX_ABSENCE)
  const info = inertName(record.info ?? '', MAX_ABSENCE)
  const picture = profile?.picture || pictureOf(record)
  return {
    id: record.id,
    name: alias || nickname || user || host || record.endpoint.address,
    alias,
    ...(alias !== '' && nickname !== '' && { nickname }),
    group: inertName(record.group),
    user,
    host,
    address: record.endpoint.address,
    port: record.endpoint.port,
    client: inertName(record.client),
    dialect: record.dialect,
    presence: record.presence,
    lastHeard: record.lastHeard,
    ...(signature !== '' && { signature }),
    ...(absence !== '' && { absence }),
    ...(info !== '' && { info }),
    ...(picture !== '' && { picture }),
    ...(profile !== undefined && profile.note !== '' && { note: profile.note }),
    ...(trust !== undefined && { trust }),
    ...shownRoutes(record),
    ...(fileLock(keys).type === 'clear' && { clearFiles: true }),
    ...(keys !== undefined && keys.otherMac !== '' && { otherCard: true }),
    ...(profile?.blockedAt !== undefined && { blocked: true }),
    ...(profile?.forgotten === true && { forgotten: true }),
  }
}
