/** What the user decides about people, whatever they say of themselves: whom he does not want to hear, who is the same person, who is forgotten. */
import type { Encoding } from '../protocol/index.ts'
import { assertNever } from '../result.ts'
import type { Directory, Peer } from './directory.ts'
import type { Input } from './inputs.ts'
import type { Endpoint, PeerId } from './io.ts'
import { isGhost } from './recognise.ts'

export interface Choices {
  isBlocked(peer: Peer): boolean
  act(input: Extract<Input, { type: 'read-as' | 'block' | 'merge' | 'forget' }>): void
}

export interface ChoicesListener {
  /** He is no peer any more: nothing is done for him. */
  remove(peer: Peer): void
  /** What waits for the first belongs to the second. */
  merged(from: PeerId, into: PeerId): void
  greet(endpoint: Endpoint): void
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

  function readAs(id: PeerId, encoding: Encoding | undefined): void {
    directory.choose(id, encoding)
    const record = directory.byId(id)?.record
    // His nickname was read in the other code page, too: he says it again. iptux would show again what it has shown (protocol.md 1.7).
    if (record === undefined || record.presence === 'offline' || record.dialect === 'iptux') return
    listener.greet(record.endpoint)
  }

  function merge(from: PeerId, into: PeerId): void {
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
        case 'forget': {
          const peer = directory.byId(input.peer)
          if (peer !== undefined) listener.remove(peer)
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
