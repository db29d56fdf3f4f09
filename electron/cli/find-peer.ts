/** Who is meant by PEER on the command line: an id, an address (with or without port), or a name; and which group by GROUP: its number or name. */
import type { Snapshot } from '../../shared/model/change.ts'
import type { Group } from '../../shared/model/group.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type Failure, fail } from './command.ts'
import { visible } from './output.ts'

/** More candidates than this help nobody to choose. */
const MAX_SHOWN = 20

/** A name in another case counts only when nobody has it exactly. Several people who fit are never guessed among. */
export function findPeer(peers: readonly Peer[], wanted: string): Result<Peer, Failure> {
  const folded = wanted.normalize('NFKC').toLowerCase()
  const ways: readonly ((peer: Peer) => boolean)[] = [
    ({ id }) => id === wanted,
    ({ address, port }) => wanted === address || wanted === `${address}:${port}` || wanted === `[${address}]:${port}`,
    ({ name }) => name === wanted,
    ({ name }) => name.normalize('NFKC').toLowerCase() === folded,
  ]
  for (const fits of ways) {
    const found = peers.filter(fits)
    const [first] = found
    if (first === undefined) continue
    return found.length === 1 ? ok(first) : fail('peer', ambiguous(wanted, found))
  }
  return fail('peer', `Nobody here is called ${visible(wanted)}; "peers" lists everybody.`)
}

/** By its number, else by its name where only one has it. */
export function findGroup(all: readonly Group[], wanted: string): Result<Group, Failure> {
  const byNumber = all.find(({ id, number }) => number === wanted.toLowerCase() || id === wanted)
  const found = byNumber === undefined ? all.filter(({ name }) => name === wanted) : [byNumber]
  const [group] = found
  if (group !== undefined && found.length === 1) return ok(group)
  const named = visible(wanted)
  return fail('peer', found.length === 0 ? `There is no group ${named}.` : `Several groups are called ${named}.`)
}

/** The chat with a person or of a group; a name that both have is not guessed. Its id. */
export function findChat(
  { peers, groups }: Pick<Snapshot, 'peers' | 'groups'>,
  wanted: string,
): Result<string, Failure> {
  const group = findGroup(groups, wanted)
  const peer = findPeer(peers, wanted)
  if (!group.ok) return peer.ok ? ok(peer.value.id) : peer
  if (!peer.ok || group.value.number === wanted.toLowerCase()) return ok(group.value.id)
  return fail('peer', `A person and a group are called ${visible(wanted)}; name one by id.`)
}

function ambiguous(wanted: string, found: readonly Peer[]): string {
  const lines = found
    .slice(0, MAX_SHOWN)
    .map(({ id, name, group, address, presence }) => [id, name, group, address, presence].map(visible).join('\t'))
  const more = found.length > MAX_SHOWN ? [`and ${found.length - MAX_SHOWN} more`] : []
  return [`${visible(wanted)} may be one of ${found.length} people; name one by id:`, ...lines, ...more].join('\n')
}
