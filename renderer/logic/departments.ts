import type { Peer } from '../../shared/model/peer.ts'

/** A department with all that is in it. Its path is what tells it from others; names alone repeat ("Sales" in two branches). */
export interface Department {
  readonly path: string
  /** Empty for those who announce none. */
  readonly name: string
  /** Everybody in it and below. */
  readonly people: readonly Peer[]
  readonly online: number
}

interface Node {
  readonly path: string
  readonly name: string
  readonly own: Peer[]
  readonly children: Map<string, Node>
}

interface Place {
  readonly level: number
  readonly position: number
  readonly size: number
}

export type PeopleRow =
  | (Place & { readonly kind: 'group'; readonly key: string; readonly group: Department; readonly folded: boolean })
  | (Place & { readonly kind: 'person'; readonly key: string; readonly peer: Peer })

export type PeopleOrder = 'department' | 'presence' | 'name'

const isOffline = (peer: Peer): number => (peer.presence === 'offline' ? 1 : 0)

/**
 * The wire has one flat name for a department; offices that want a tree write a path into it. Both slashes and their full-width forms are
 * taken for one. A hyphen is not: it stands inside of names (`R&D-2`, `华东-销售`) more often than between them.
 */
const SEPARATOR = /[/\\／＼]/
/** A name full of slashes must not become a staircase. */
const DEEPEST = 5

export function departmentPath(group: string): readonly string[] {
  const parts = group
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return parts.length <= DEEPEST ? parts : [...parts.slice(0, DEEPEST - 1), parts.slice(DEEPEST - 1).join('/')]
}

/** Everybody who is listed: not those whom the user forgot and who have not been heard since. */
export const listed = (peers: Iterable<Peer>, hidden: ReadonlySet<string>): readonly Peer[] =>
  [...peers].filter((peer) => peer.forgotten !== true && !hidden.has(peer.id))

function byPresence(collator: Intl.Collator): (a: Peer, b: Peer) => number {
  return (a, b) => isOffline(a) - isOffline(b) || byName(collator)(a, b)
}

const byName =
  (collator: Intl.Collator) =>
  (a: Peer, b: Peer): number =>
    collator.compare(a.name, b.name) || a.id.localeCompare(b.id, 'en')

/** Sub-departments in the reader's order before people, the nameless department last; in each the reachable people first, then by name. */
export function departmentRows(
  peers: Iterable<Peer>,
  collator: Intl.Collator,
  folded: ReadonlySet<string>,
): readonly PeopleRow[] {
  const root: Node = { path: '', name: '', own: [], children: new Map() }
  for (const peer of peers) nodeFor(root, departmentPath(peer.group)).own.push(peer)
  const nameless = root.own.length > 0 ? [{ ...root, children: new Map<string, Node>() }] : []
  const rows: PeopleRow[] = []
  const add = (nodes: readonly Node[], people: readonly Peer[], level: number): void => {
    const size = nodes.length + people.length
    for (const [index, node] of nodes.entries()) {
      const everybody = membersOf(node)
      const online = everybody.filter((peer) => peer.presence !== 'offline').length
      const group = { path: node.path, name: node.name, people: everybody, online }
      const isFolded = folded.has(node.path)
      const key = `group:${node.path}`
      rows.push({ kind: 'group', key, group, folded: isFolded, level, position: index + 1, size })
      if (!isFolded) add(sorted(node.children, collator), node.own.sort(byPresence(collator)), level + 1)
    }
    for (const [index, peer] of people.entries())
      rows.push({ kind: 'person', key: peer.id, peer, level, position: nodes.length + index + 1, size })
  }
  add([...sorted(root.children, collator), ...nameless], [], 1)
  return rows
}

/** Everybody in one list. */
export function flatRows(
  peers: Iterable<Peer>,
  collator: Intl.Collator,
  by: 'presence' | 'name',
): readonly PeopleRow[] {
  const people = [...peers].sort(by === 'presence' ? byPresence(collator) : byName(collator))
  return people.map((peer, index) => ({
    kind: 'person',
    key: peer.id,
    peer,
    level: 1,
    position: index + 1,
    size: people.length,
  }))
}

function nodeFor(root: Node, path: readonly string[]): Node {
  let node = root
  for (const name of path) {
    const child = node.children.get(name) ?? {
      path: node.path === '' ? name : `${node.path}/${name}`,
      name,
      own: [],
      children: new Map(),
    }
    node.children.set(name, child)
    node = child
  }
  return node
}

const sorted = (nodes: ReadonlyMap<string, Node>, collator: Intl.Collator): readonly Node[] =>
  [...nodes.values()].sort((a, b) => collator.compare(a.name, b.name))

const membersOf = (node: Node): readonly Peer[] => [...node.own, ...[...node.children.values()].flatMap(membersOf)]

/** Offline for so long, and nothing that the user did says that he wants to keep them. */
export function longSilent(peers: Iterable<Peer>, since: number, isPinned: (id: string) => boolean): readonly Peer[] {
  return [...peers].filter(
    (peer) =>
      peer.presence === 'offline' &&
      peer.lastHeard < since &&
      peer.forgotten !== true &&
      peer.alias === '' &&
      peer.note === undefined &&
      peer.blocked !== true &&
      !isPinned(peer.id),
  )
}
