/** What the user decides about people, whatever they say of themselves: whom he does not want to hear, who is the same person, who is forgotten. */
import type { Encoding } from '../protocol/index.ts'
import { assertNever } from '../result.ts'
import type { Announcements } from './announcements.ts'
import type { Delivery } from './delivery-port.ts'
import type { Directory, Peer } from './directory.ts'
import type { Identities } from './identities.ts'
import type { Input } from './inputs.ts'
import type { PeerId } from './io.ts'
import type { Keys } from './keys-port.ts'
import type { Liveness } from './liveness.ts'
import type { Notices } from './notices.ts'
import { isGhost } from './recognise.ts'
import type { Parted } from './records.ts'

export interface Choices {
  isBlocked(peer: Peer): boolean
  act(input: Extract<Input, { type: 'read-as' | 'block' | 'merge' | 'separate' | 'forget' }>): void
}

export interface ChoicesListener {
  /** He is no peer any more: nothing is done for him. */
  remove(peer: Peer): void
  /** What waits for the first belongs to the second. */
  merged(from: PeerId, into: PeerId): void
  readonly announcements: Pick<Announcements, 'greet'>
  readonly liveness: Pick<Liveness, 'watch'>
  readonly keys: Pick<Keys, 'known'>
  readonly delivery: Pick<Delivery, 'moved'>
  readonly notices: Pick<Notices, 'moved'>
}

export function createChoices(
  directory: Directory,
  identities: Identities,
  listener: ChoicesListener,
  initiallyBlocked: readonly PeerId[] = [],
): Choices {
  const blocked = new Set(initiallyBlocked)

  /** A Gezi that writes before its hello is known by names only; they are those of its hello. */
  function isBlockedGezi({ record }: Peer): boolean {
    if (!isGhost(record)) return false
    for (const id of blocked) {
      const other = directory.byId(id)?.record
      if (other?.user === record.user && other.host === record.host) return true
    }
    return false
  }

  function readAs(id: PeerId, encoding: Encoding | undefined): void {
    directory.choose(id, encoding)
    const record = directory.byId(id)?.record
    // His nickname was read in the other code page, too: he says it again. iptux would show again what it has shown (protocol.md 1.7).
    if (record === undefined || record.presence === 'offline' || record.dialect === 'iptux') return
    listener.announcements.greet(record.endpoint)
  }

  function merge(from: PeerId, into: PeerId): void {
    if (directory.current(from) === directory.current(into)) return
    const [former, peer] = [directory.byId(from), directory.byId(into)]
    directory.join(from, into)
    if (former !== undefined && peer !== undefined) identities.join({ former: former.record, into: peer.record })
    if (blocked.delete(from)) blocked.add(into)
    if (former !== undefined) {
      const { id: _, ...heard } = former.record
      const newer = peer === undefined || isNewer(former, peer)
      listener.remove(former)
      if (peer === undefined) directory.add({ ...former.record, id: into }, 'wire')
      else if (newer) directory.update(peer, heard)
    }
    listener.merged(from, into)
  }

  function separate({ former, from, ids, ...kept }: Parted): void {
    for (const id of [former.id, ...ids]) directory.join(id, former.id)
    const both = [former, from]
    for (const { id } of both) {
      if (kept.blocked.includes(id)) blocked.add(id)
      else blocked.delete(id)
    }
    const one = directory.byId(from.id)
    if (one !== undefined && from.presence === 'offline') listener.remove(one)
    for (const record of both) {
      directory.choose(record.id, kept.encodings.get(record.id))
      const known = directory.byId(record.id)
      if (known === undefined) directory.add(record, 'wire')
      else directory.update(known, { routes: record.routes })
    }
    listener.keys.known([former.id, from.id], kept.keys)
    listener.delivery.moved(from.id, former.id, new Set(kept.messages))
    listener.notices.moved(from.id, former.id, kept.notices)
    for (const { id, presence, endpoint, dialect } of both) {
      const peer = directory.byId(id)
      if (peer !== undefined && presence !== 'offline') listener.liveness.watch(peer)
      // Whoever of them did not speak last may be there all the same. iptux would show again what it has shown (protocol.md 1.7).
      else if (dialect !== 'iptux') listener.announcements.greet(endpoint)
    }
  }

  return {
    isBlocked: (peer) => blocked.size > 0 && (blocked.has(peer.record.id) || isBlockedGezi(peer)),

    act(input) {
      switch (input.type) {
        case 'read-as':
          readAs(input.peer, input.encoding)
          break
        case 'block':
          if (input.blocked) blocked.add(directory.current(input.peer))
          else blocked.delete(directory.current(input.peer))
          break
        case 'merge':
          merge(input.from, input.into)
          break
        case 'separate':
          separate(input.parted)
          break
        case 'forget': {
          const peer = directory.byId(input.peer)
          if (peer !== undefined) listener.remove(peer)
          directory.release(input.peer)
          break
        }
        default:
          assertNever(input)
      }
    },
  }
}

/** Who is there before who is not, then who was heard last. */
function isNewer({ record: a }: Peer, { record: b }: Peer): boolean {
  const [aIsThere, bIsThere] = [a.presence !== 'offline', b.presence !== 'offline']
  return aIsThere === bIsThere ? a.lastHeard > b.lastHeard : aIsThere
}
