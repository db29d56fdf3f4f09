/**
 * By which of his entries a person speaks whom the user merged from several: a computer that is gone and its successor, or two people, by
 * mistake. What each of them said of himself when he was merged is compared with what a packet says, best evidence first.
 */
import { isGeziVersion, type Packet } from '../protocol/index.ts'
import { isSameEndpoint } from './address.ts'
import type { Directory, Names, Peer } from './directory.ts'
import type { Endpoint, PeerId, PeerRecord } from './io.ts'
import { ownId, realCard } from './recognise.ts'

/** Two who became one, as either was known then. */
export interface JoinedEntries {
  readonly former: PeerRecord
  readonly into: PeerRecord
}

export interface Identities {
  join(entries: JoinedEntries): void
  /** This packet came from him. `installation`: of a hello that names one. */
  spoke(
    peer: Peer,
    from: Endpoint,
    packet: Packet,
    names: Names & { readonly name?: string },
    installation?: string,
  ): void
  /** The person one of whose entries is a Gezi of these names at this place: only hellos say which installation speaks. */
  at(from: Endpoint, names: Names): PeerId | undefined
  /** The former id by which he spoke last; undefined for his own. */
  of(id: PeerId): PeerId | undefined
}

type Said = Pick<PeerRecord, 'user' | 'host' | 'version' | 'endpoint'> & {
  readonly id?: PeerId | undefined
  readonly name?: string
}

/** Who of them says this of himself; undefined when nothing tells. */
export function entryOf(entries: readonly PeerRecord[], said: Said): PeerRecord | undefined {
  const card = realCard(said.version)
  let left = entries
  for (const isLike of [
    ({ id }: PeerRecord) => id === said.id,
    ({ user, host }: PeerRecord) => user === said.user && host === said.host,
    ({ version }: PeerRecord) => card !== '' && realCard(version) === card,
    ({ version }: PeerRecord) => isGeziVersion(version) === isGeziVersion(said.version),
    ({ name }: PeerRecord) => name === said.name,
    ({ endpoint }: PeerRecord) => isSameEndpoint(endpoint, said.endpoint),
    ({ endpoint }: PeerRecord) => endpoint.address === said.endpoint.address,
  ]) {
    const those = left.filter(isLike)
    if (those.length > 0) left = those
  }
  return left.length === 1 ? left[0] : undefined
}

/** `joined`: of earlier runs, the first one first. */
export function createIdentities(
  directory: Pick<Directory, 'current' | 'isJoined'>,
  joined: readonly JoinedEntries[],
): Identities {
  const entries = new Map<PeerId, PeerRecord>()
  const last = new Map<PeerId, PeerId>()

  /** Of somebody who is several already, nobody knows any more what he said before. */
  function join({ former, into }: JoinedEntries): void {
    for (const record of [former, into]) if (!entries.has(record.id)) entries.set(record.id, record)
  }
  for (const each of joined) join(each)

  return {
    join,
    spoke(peer, from, { version }, { user, host, name }, installation) {
      const { id } = peer.record
      if (entries.size === 0 || !directory.isJoined(id)) return
      const his = [...entries.values()].filter((entry) => directory.current(entry.id) === id)
      const own = installation === undefined ? {} : { id: ownId(installation) }
      const entry = entryOf(his, { user, host, version, endpoint: from, ...own, ...(name !== undefined && { name }) })
      if (entry === undefined) return
      last.set(id, entry.id)
      if (installation !== undefined) entries.set(entry.id, { ...entry, user, host, endpoint: from })
    },
    at(from, { user, host }) {
      for (const entry of entries.values()) {
        const isHe = isGeziVersion(entry.version) && entry.user === user && entry.host === host
        if (isHe && isSameEndpoint(entry.endpoint, from) && directory.isJoined(directory.current(entry.id)))
          return directory.current(entry.id)
      }
      return undefined
    },
    of(id) {
      const entry = last.get(id)
      return entry === undefined || entry === id || directory.current(entry) !== id ? undefined : entry
    },
  }
}
