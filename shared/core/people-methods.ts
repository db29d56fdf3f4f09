/** The contract's methods about people, on parsed input. */
import { type ApiError, COUNTED } from '../api/contract.ts'
import type { EngineEvent } from '../engine/events.ts'
import type { Input } from '../engine/inputs.ts'
import type { Millis, PeerId, PeerRecord } from '../engine/io.ts'
import { isSameKey, mainKey } from '../engine/key-record.ts'
import { hasOwnId } from '../engine/recognise.ts'
import { inertName, inertText } from '../model/inert.ts'
import type { Peer } from '../model/peer.ts'
import type { Settings, SettingsPatch } from '../model/settings.ts'
import type { Transfer } from '../model/transfer.ts'
import { err, ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import { alike, confusable } from './likeness.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'
import type { Profile, Sighting, Store } from './ports.ts'
import { createSeparation, shownJoined } from './separation.ts'
import type { Status } from './status.ts'
import type { Disk } from './storage.ts'

export type PeopleMethodName =
  | 'setAlias'
  | 'setNote'
  | 'setPicture'
  | 'setBlocked'
  | 'mergePeople'
  | 'separatePerson'
  | 'forgetPeople'
  | 'personFacts'
  | 'setIdle'

export interface PeopleMethodParts {
  readonly store: Store
  readonly disk: Disk
  readonly people: People
  readonly feed: Feed
  readonly engine: (input: Input) => void
  readonly status: Status
  /** Goes on with messages that are to be read in another code page. */
  readonly reread: () => void
  readonly settings: () => Settings
  readonly changeSettings: (patch: SettingsPatch) => void
  readonly transfers: {
    views(): readonly Transfer[]
    readonly wishes: { cancel(ids: readonly string[]): unknown }
    heard(now: Millis, events: readonly EngineEvent[], messages: readonly []): void
    moved(now: Millis, to: PeerId): void
    beforeDeleting(message: string): () => void
  }
}

type PeerAnswer = Result<Peer, ApiError<'peer-not-found' | 'storage-failed'>>

/** Messages deleted in one call: some tens of milliseconds. */
export const DELETED_AT_ONCE = 500

export function peopleMethods(parts: PeopleMethodParts): MethodsNamed<PeopleMethodName> {
  const { store, disk, people, feed, engine, transfers } = parts

  function show(view: Peer | undefined): PeerAnswer {
    if (view === undefined) return err({ code: 'peer-not-found' })
    feed.put({ kind: 'peer', peer: view })
    return ok(view)
  }

  function keep(peer: PeerId, change: Partial<Profile>): PeerAnswer {
    if (!people.has(peer)) return err({ code: 'peer-not-found' })
    const profile = { ...people.profile(peer), ...change }
    const saved = disk.write(() => store.saveProfile(peer, profile))
    return saved.ok ? show(people.keep(peer, profile)) : saved
  }

  /** Nothing of his is fetched any more, now or by itself. */
  function stopFetching(peer: PeerId): void {
    const { autoAccept } = parts.settings()
    if (autoAccept.peers.includes(peer)) {
      parts.changeSettings({ autoAccept: { ...autoAccept, peers: autoAccept.peers.filter((id) => id !== peer) } })
    }
    const active = transfers.views().filter((transfer) => isComing(transfer) && transfer.peer === peer)
    if (active.length > 0) transfers.wishes.cancel(active.map(({ id }) => id))
  }

  /** No rule deletes what came from either earlier than it would have: nothing brings it back when they are taken apart. */
  function keepAsLong(from: PeerId, into: PeerId): void {
    const { retentionByChat, retentionMonths } = parts.settings()
    const monthsOf = (peer: PeerId): number => retentionByChat[peer] ?? retentionMonths
    const [his, own] = [monthsOf(from), monthsOf(into)]
    if (own === 0 || (his !== 0 && his <= own)) return
    parts.changeSettings({ retentionByChat: { ...retentionByChat, [into]: his } })
  }

  /** Deletes some of the chat's messages, oldest first; true when none are left. */
  function shorten(peer: PeerId): Result<boolean, ApiError<'storage-failed'>> {
    const ids = store.oldestMessages(peer, DELETED_AT_ONCE)
    const waiting = new Set(store.outbox().flatMap(({ id, peer: to }) => (to === peer ? id : [])))
    const ends: (() => void)[] = []
    for (const id of ids) {
      if (waiting.has(id)) engine({ type: 'cancel', message: id })
      if (store.transfersOf([id]).length > 0) ends.push(transfers.beforeDeleting(id))
    }
    const deleted = disk.write(() => {
      for (const id of ids) store.deleteMessage(id)
    })
    if (!deleted.ok) return deleted
    for (const end of ends) end()
    for (const id of ids) feed.put({ kind: 'message-removed', id, conversation: peer })
    return ok(ids.length < DELETED_AT_ONCE)
  }

  /** Nothing is left of him but a block. */
  function erase(peer: PeerId): Result<unknown, ApiError<'storage-failed'>> {
    const erased = disk.write(() => store.erasePeer(peer))
    if (!erased.ok) return erased
    people.remove(peer)
    engine({ type: 'forget', peer })
    feed.put({ kind: 'conversation-removed', id: peer })
    feed.put({ kind: 'peer-removed', id: peer })
    return erased
  }

  const hasSameKey = (one: PeerId, other: PeerId): boolean => {
    const [mine, his] = [people.keys(one), people.keys(other)]
    const key = mine === undefined ? undefined : mainKey(mine)
    return key !== undefined && his?.pinned.some((each) => isSameKey(key, each)) === true
  }

  const isOffline = (peer: PeerId): boolean => people.record(peer)?.presence === 'offline'

  return {
    setAlias({ peer, alias }) {
      if (!people.has(peer)) return err({ code: 'peer-not-found' })
      const name = inertName(alias)
      const saved = disk.write(() => store.saveAlias(peer, name))
      return saved.ok ? show(people.rename(peer, name)) : saved
    },

    setNote: ({ peer, note }) => keep(peer, { note: inertText(note).trim() }),
    setPicture: ({ peer, picture }) => keep(peer, { picture }),

    setBlocked({ peer, blocked }, now) {
      const kept = keep(peer, { blockedAt: blocked ? now : undefined })
      if (!kept.ok) return kept
      engine({ type: 'block', peer, blocked })
      if (blocked) stopFetching(peer)
      return kept
    },

    mergePeople({ one, other }, now) {
      const [a, b] = [people.record(one), people.record(other)]
      if (a === undefined || b === undefined) return err({ code: 'peer-not-found' })
      if (a.id === b.id) return err({ code: 'same-person' })
      const [from, into] = survives(a, b) ? [b.id, a.id] : [a.id, b.id]
      const accepted = new Set(parts.settings().autoAccept.peers)
      const accepts = { former: accepted.has(from), into: accepted.has(into) }
      const joined = disk.write(() => store.joinPeers(from, into, now, accepts))
      if (!joined.ok) return joined
      keepAsLong(from, into)
      const view = people.merge(from, into)
      engine({ type: 'merge', from, into })
      feed.put({ kind: 'peer-removed', id: from })
      feed.put({ kind: 'conversation-removed', id: from })
      const conversation = store.conversation(into)
      if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
      feed.put({ kind: 'conversation-moved', from, into })
      parts.reread()
      transfers.heard(now, [{ type: 'peer-merged', from, into }], [])
      return show(view)
    },

    separatePerson: createSeparation(parts),

    forgetPeople({ peers, history }) {
      let forgotten = 0
      for (const peer of new Set(peers)) {
        if (!isOffline(peer)) continue
        const isEmpty = history || store.conversation(peer) === undefined ? shorten(peer) : ok(false)
        if (!isEmpty.ok) return isEmpty
        // One long chat a call: the host answers everybody else in between.
        if (history && !isEmpty.value) return ok({ forgotten, remaining: true })
        const done = isEmpty.value ? erase(peer) : keep(peer, { forgotten: true })
        if (!done.ok) return err({ code: 'storage-failed' })
        forgotten += 1
      }
      return ok({ forgotten, remaining: false })
    },

    personFacts({ peer }) {
      const record = people.record(peer)
      if (record === undefined) return err({ code: 'peer-not-found' })
      return ok({
        firstSeen: people.profile(peer).firstSeen,
        ...store.tally(peer, COUNTED),
        encoding: record.encoding,
        dialect: record.dialect,
        version: inertName(record.version),
        sightings: sightingsOf(record, store),
        joined: store.joined().flatMap((each) => (each.peer === record.id ? shownJoined(each) : [])),
        alike: [...alike(record, people.records(), hasSameKey, new Set(parts.settings().differentPeople))],
        confusable: [...confusable(record, people.records())],
      })
    },

    setIdle({ idle }) {
      parts.status.idle(idle, parts.settings().awayText)
      return ok({})
    },
  }
}

const isComing = ({ direction, state }: Transfer): boolean =>
  direction === 'in' && (state === 'queued' || state === 'running' || state === 'paused')

/** An installation says who somebody is better than names do; else who was heard last. */
function survives(a: PeerRecord, b: PeerRecord): boolean {
  const [aIsOwn, bIsOwn] = [hasOwnId(a), hasOwnId(b)]
  if (aIsOwn !== bIsOwn) return aIsOwn
  const [aIsThere, bIsThere] = [a.presence !== 'offline', b.presence !== 'offline']
  return aIsThere === bIsThere ? a.lastHeard >= b.lastHeard : aIsThere
}

/** What is stored follows changes only: the one of now is as new as the record. An address alone is told where no program was ever named. */
function sightingsOf({ id, endpoint, client, lastHeard }: PeerRecord, store: Store): Sighting[] {
  const stored = store
    .sightings(id)
    .map((sighting) =>
      sighting.address === endpoint.address && sighting.client === client
        ? { ...sighting, lastSeen: lastHeard }
        : sighting,
    )
  return stored
    .filter(
      ({ address, client: program }) =>
        program !== '' || stored.every((other) => other.address !== address || other.client === ''),
    )
    .map((sighting) => ({ ...sighting, address: inertName(sighting.address), client: inertName(sighting.client) }))
    .sort((a, b) => b.lastSeen - a.lastSeen)
}
