/**
 * Whom a packet comes from, best evidence first: the installation of a Gezi, the fingerprint of an IPMsg's key, the card of a FeiQ, user and host.
 * What a packet says of itself only finds the person; whether he really is where it came from is for routes.ts.
 */
import { type Hello, isAscii, type Packet } from '../protocol/index.ts'
import { endpointsOf, isSameEndpoint } from './address.ts'
import type { Directory, Names, Peer } from './directory.ts'
import type { Identities } from './identities.ts'
import type { Endpoint, PeerId } from './io.ts'
import {
  APART,
  cardMark,
  fingerprintMark,
  installationMark,
  isGezi,
  isOwn,
  namedId,
  nameMark,
  ownId,
  realCard,
} from './recognise.ts'

/** Login names that new computers have, so that they say nothing. */
const EVERYBODY: ReadonlySet<string> = new Set([
  'administrator',
  'admin',
  'user',
  'owner',
  'guest',
  'root',
  'pc',
  'test',
])

/** What a hello says of its sender. */
type Claimant = Pick<Hello, 'user' | 'host' | 'name'> & { readonly own?: Hello['own'] | undefined }

export interface Identify {
  /** Whose hello it is; the id of somebody new otherwise. */
  hello(from: Endpoint, packet: Packet, claimant: Claimant): PeerId
  /** Whom a packet that is no hello comes from. */
  sender(from: Endpoint, packet: Packet, names: Names): Peer | undefined
}

/** `hasKey`: somebody proved more than a card says: under other names a card alone is not he. */
export function createIdentify(
  directory: Directory,
  identities: Identities,
  hasKey: (id: PeerId) => boolean,
): Identify {
  const hasSpokenAt =
    (from: Endpoint) =>
    ({ record }: Peer): boolean =>
      endpointsOf(record).some((endpoint) => isSameEndpoint(endpoint, from))

  /** Of several who say the same of themselves (cloned computers), him who is most like it. */
  function likest(found: readonly Peer[], from: Endpoint, version: string, said: Names & { name?: string }) {
    if (found.length < 2) return found[0]
    const card = realCard(version)
    let left = found
    for (const isLike of [
      ({ record }: Peer) => record.user === said.user && record.host === said.host,
      ({ record }: Peer) => card !== '' && realCard(record.version) === card,
      ({ record }: Peer) => record.name === said.name,
      hasSpokenAt(from),
    ]) {
      if (left.length < 2) break
      const those = left.filter(isLike)
      if (those.length > 0) left = those
    }
    return left[0]
  }

  function byFingerprint(user: string): readonly Peer[] {
    const mark = fingerprintMark(user)
    return mark === undefined ? [] : directory.marked(mark)
  }

  /** Somebody with that card and his own name: a computer has several users, and finds a second owner. */
  function byCard(version: string, { user, host, name }: Claimant): readonly Peer[] {
    const card = realCard(version)
    if (card === '') return []
    return directory
      .marked(cardMark(card))
      .filter(({ record }) => {
        const isNamed = name !== '' && record.name === name
        const isUser = record.user === user && !EVERYBODY.has(user.toLowerCase())
        return record.host === host ? record.user === user || isNamed : isUser && isNamed
      })
      .filter(({ record }) => (record.user === user && record.host === host) || !hasKey(record.id))
  }

  /** Under the id of these names: who has them, or whom the user merged; not somebody who was called so before. */
  function byId(names: Names): Peer | undefined {
    const id = namedId(names)
    const peer = directory.byId(id)
    if (peer === undefined) return undefined
    const isHis = peer.record.user === names.user && peer.record.host === names.host
    return isHis || directory.current(id) !== id || directory.isJoined(id) ? peer : undefined
  }

  function idOf(from: Endpoint, packet: Packet, claimant: Claimant): PeerId {
    const { version } = packet
    const { own, ...said } = claimant
    if (own !== undefined) {
      const id = directory.current(ownId(own.installation))
      return likest(directory.marked(installationMark(own.installation)), from, version, said)?.record.id ?? id
    }
    const id = namedId(said)
    const lists = [byFingerprint(said.user), byCard(version, claimant), directory.marked(nameMark(said))]
    const found = lists.find(({ length }) => length > 0)
    const peer = found === undefined ? byId(said) : likest(found, from, version, said)
    if (peer !== undefined) return peer.record.id
    return directory.byId(id) === undefined ? id : `${id}${APART}${realCard(version) || said.name || from.address}`
  }

  /** Names beyond ASCII may read differently in a hello, which comes in the code page of its LAN, and in a message in UTF-8. */
  function ownAt(from: Endpoint): Peer | undefined {
    const peer = directory.soleAt(from)
    return peer !== undefined && isOwn(peer.record) ? peer : undefined
  }

  function senderOf(from: Endpoint, packet: Packet, names: Names): Peer | undefined {
    if (isGezi(packet)) {
      const isPlain = isAscii(packet.user) && isAscii(packet.host)
      const found = directory.atRoute(from, names) ?? (isPlain ? undefined : ownAt(from))
      return found ?? directory.byId(identities.at(from, names) ?? '')
    }
    const prints = byFingerprint(names.user)
    const found = prints.length > 0 ? prints : directory.marked(nameMark(names))
    return likest(found, from, packet.version, names) ?? byId(names)
  }

  return {
    hello(from, packet, claimant) {
      const id = idOf(from, packet, claimant)
      const peer = directory.byId(id)
      if (peer !== undefined) identities.spoke(peer, from, packet, claimant, claimant.own?.installation)
      return id
    },
    sender(from, packet, names) {
      const peer = senderOf(from, packet, names)
      if (peer !== undefined) identities.spoke(peer, from, packet, names)
      return peer
    },
  }
}
