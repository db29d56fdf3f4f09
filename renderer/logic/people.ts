import type { Peer } from '../../shared/model/peer.ts'

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

/** The fields of a person that can contain what was typed, in the order in which a hit is worth showing. */
const searched = ['name', 'alias', 'nickname', 'note', 'signature', 'group', 'user', 'host', 'address'] as const

/** Width and case do not matter: `ＡＢＣ` finds `abc`. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Everybody in whom each typed word occurs somewhere; the reachable first, names that start with the words before others. */
export function filterPeople(peers: Iterable<Peer>, query: string, collator: Intl.Collator): readonly Peer[] {
  const words = folded(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  const first = words[0]
  if (first === undefined) return []
  const startsLate = (peer: Peer): number => (folded(peer.name).startsWith(first) ? 0 : 1)
  return [...peers]
    .filter((peer) => {
      if (peer.forgotten === true) return false
      const fields = searched.map((field) => folded(peer[field] ?? ''))
      return words.every((word) => fields.some((field) => field.includes(word)))
    })
    .sort((a, b) => isOffline(a) - isOffline(b) || startsLate(a) - startsLate(b) || collator.compare(a.name, b.name))
}
