import type { Peer } from '../../shared/model/peer.ts'
import { matchPerson, type Rank, rank } from './match-person.ts'
import { loadPinyin } from './pinyin.ts'

export interface PeopleGroup {
  /** Department; empty for those who announce none. */
  readonly name: string
  readonly online: number
  readonly people: readonly Peer[]
}

const isOffline = (peer: Peer): number => (peer.presence === 'offline' ? 1 : 0)

/** Departments in the reader's order, the nameless one last; in each the reachable people first, then by name. */
export function groupPeople(peers: Iterable<Peer>, collator: Intl.Collator): readonly PeopleGroup[] {
  const groups = new Map<string, Peer[]>()
  for (const peer of peers) {
    const members = groups.get(peer.group)
    if (members === undefined) groups.set(peer.group, [peer])
    else members.push(peer)
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || collator.compare(a, b))
    .map(([name, people]) => ({
      name,
      online: people.filter((peer) => peer.presence !== 'offline').length,
      people: people.sort(
        (a, b) => isOffline(a) - isOffline(b) || collator.compare(a.name, b.name) || a.id.localeCompare(b.id, 'en'),
      ),
    }))
}

/** Everybody in whom each typed word is found (match-person.ts): the reachable first, then by how well the name fits; guesses last. */
export function filterPeople(peers: Iterable<Peer>, query: string, collator: Intl.Collator): readonly Peer[] {
  // From the next letter on, where this is the first search of a picker.
  void loadPinyin()
  const isGuess = (by: Rank): number => (by === rank.scattered ? 1 : 0)
  return [...peers]
    .flatMap((peer) => {
      const match = peer.forgotten === true ? undefined : matchPerson(peer, query)
      return match === undefined ? [] : [{ peer, by: match.rank }]
    })
    .sort(
      (a, b) =>
        isGuess(a.by) - isGuess(b.by) ||
        isOffline(a.peer) - isOffline(b.peer) ||
        a.by - b.by ||
        collator.compare(a.peer.name, b.peer.name),
    )
    .map(({ peer }) => peer)
}
