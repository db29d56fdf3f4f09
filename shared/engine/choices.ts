/** What the user decides about people, whatever they say of themselves: whom he does not want to hear, who is the same person, who is forgotten. */
import type { Directory, Peer } from './directory.ts'
import type { PeerId } from './io.ts'
import { isGhost } from './recognise.ts'

export interface Choices {
  isBlocked(peer: Peer): boolean
  block(peer: PeerId, blocked: boolean): void
  merge(from: PeerId, into: PeerId): void
  forget(peer: PeerId): void
}

export interface ChoicesListener {
  /** He is no peer any more: nothing is done for him. */
  remove(peer: Peer): void
  /** What waits for the first belongs to the second. */
  merged(from: PeerId, into: PeerId): void
}

export function createChoices(
  directory: Directory,
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

  return {
    isBlocked: (peer) => blocked.size > 0 && (blocked.has(peer.record.id) || isBlockedGezi(peer)),

    block(peer, isBlocked) {
      if (isBlocked) blocked.add(directory.current(peer))
      else blocked.delete(directory.current(peer))
    },

    merge(from, into) {
      if (directory.current(from) === directory.current(into)) return
      const [former, peer] = [directory.byId(from), directory.byId(into)]
      directory.join(from, into)
      if (blocked.delete(from)) blocked.add(into)
      if (former !== undefined) {
        const { id: _, ...heard } = former.record
        const newer = peer === undefined || isNewer(former, peer)
        listener.remove(former)
        if (peer === undefined) directory.add({ ...former.record, id: into }, 'wire')
        else if (newer) directory.update(peer, heard)
      }
      listener.merged(from, into)
    },

    forget(id) {
      const peer = directory.byId(id)
      if (peer !== undefined) listener.remove(peer)
    },
  }
}

/** Who is there before who is not, then who was heard last. */
function isNewer({ record: a }: Peer, { record: b }: Peer): boolean {
  const [aIsThere, bIsThere] = [a.presence !== 'offline', b.presence !== 'offline']
  return aIsThere === bIsThere ? a.lastHeard > b.lastHeard : aIsThere
}
