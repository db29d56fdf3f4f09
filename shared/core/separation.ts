/** Takes two people apart again whom the user merged: each has what he had, and what came since is whose identity it came by. */
import type { ApiError } from '../api/contract.ts'
import type { PersonFacts } from '../api/people-contract.ts'
import { entryOf } from '../engine/identities.ts'
import type { Input } from '../engine/inputs.ts'
import type { Millis, PeerId, PeerRecord } from '../engine/io.ts'
import { inertName } from '../model/inert.ts'
import type { Peer } from '../model/peer.ts'
import type { Settings, SettingsPatch } from '../model/settings.ts'
import { baseName } from '../protocol/index.ts'
import { err, ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import type { JoinedPerson } from './joined-store.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

interface SeparationParts {
  readonly store: Store
  readonly disk: Disk
  readonly people: People
  readonly feed: Feed
  readonly engine: (input: Input) => void
  readonly settings: () => Settings
  readonly changeSettings: (patch: SettingsPatch) => void
  readonly reread: () => void
  readonly transfers: { moved(now: Millis, to: PeerId): void }
}

type Separated = Result<Peer, ApiError<'peer-not-found' | 'storage-failed'>>

export function createSeparation(
  parts: SeparationParts,
): (input: { readonly former: PeerId }, now: Millis) => Separated {
  const { store, disk, people, feed, engine } = parts

  return ({ former: id }, now) => {
    const all = store.joined()
    const joined = all.find(({ former }) => former.id === id)
    const record = joined === undefined ? undefined : people.record(joined.peer)
    if (joined === undefined || record === undefined) return err({ code: 'peer-not-found' })
    const { former, from } = apart(joined, record, all)
    const separated = disk.write(() => store.separatePeers(former, from))
    if (!separated.ok) return separated
    if (separated.value === undefined) return err({ code: 'peer-not-found' })
    const [view] = people.separate([former, from])
    if (view === undefined) return err({ code: 'peer-not-found' })
    restoreSettings(joined)
    const both = [former.id, from.id]
    engine({
      type: 'separate',
      parted: {
        ...{ former, from, ids: separated.value },
        blocked: both.filter((peer) => people.profile(peer).blockedAt !== undefined),
        encodings: new Map([...store.readings()].filter(([peer]) => both.includes(peer))),
        keys: both.flatMap((peer) => people.keys(peer) ?? []),
        messages: store.outbox().flatMap((message) => (message.peer === former.id ? message.id : [])),
        notices: store.untoldOpenings().filter(({ peer }) => peer === former.id),
      },
    })
    for (const peer of people.views()) if (both.includes(peer.id)) feed.put({ kind: 'peer', peer })
    for (const peer of both) {
      const conversation = store.conversation(peer)
      feed.put(
        conversation === undefined
          ? { kind: 'conversation-removed', id: peer }
          : { kind: 'conversation', conversation },
      )
    }
    // Whoever has the chat open asks for what is left in it.
    feed.put({ kind: 'conversation-moved', from: from.id, into: from.id })
    parts.reread()
    parts.transfers.moved(now, former.id)
    return ok(view)
  }

  function restoreSettings({ former, peer, accepts }: JoinedPerson): void {
    if (!accepts.former) return
    const { autoAccept } = parts.settings()
    const others = autoAccept.peers.filter((id) => accepts.into || id !== peer)
    parts.changeSettings({ autoAccept: { ...autoAccept, peers: [...new Set([...others, former.id])] } })
  }
}

/** What is known of both now. Whoever of them spoke last is where he was heard; the other one is as he was, and not there until he is heard. */
function apart(
  { former, into, peer }: JoinedPerson,
  record: PeerRecord,
  all: readonly JoinedPerson[],
): { readonly former: PeerRecord; readonly from: PeerRecord } {
  const others = all.flatMap((each) => (each.peer === peer && each.former.id !== former.id ? each.former : []))
  const own = all.findLast((each) => each.into.id === peer)?.into ?? into
  const speaker = entryOf([own, former, ...others], { ...record, id: undefined })
  return speaker?.id === former.id
    ? { former: { ...placed(record, former, own), id: former.id }, from: { ...own, id: peer, presence: 'offline' } }
    : { former: { ...former, presence: 'offline' }, from: placed(record, own, former) }
}

/** Without the routes of the other one. Who was reached by such a one is where he was, if he is there at all. */
function placed({ routes, ...record }: PeerRecord, own: PeerRecord, other: PeerRecord): PeerRecord {
  const isElsewhere = own.endpoint.address !== other.endpoint.address
  const isOthers = ({ endpoint }: Pick<PeerRecord, 'endpoint'>): boolean =>
    isElsewhere && endpoint.address === other.endpoint.address
  if (isOthers(record)) return { ...record, endpoint: own.endpoint, presence: 'offline' }
  const left = routes?.filter((route) => !isOthers(route)) ?? []
  return { ...record, ...(left.length > 0 && { routes: left }) }
}

export const shownJoined = ({ former, at }: JoinedPerson): PersonFacts['joined'][number] => ({
  former: former.id,
  name: inertName(former.name) || inertName(baseName(former.user)),
  user: inertName(baseName(former.user)),
  host: inertName(former.host),
  address: former.endpoint.address,
  client: inertName(former.client),
  at,
})
