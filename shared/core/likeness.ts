/**
 * Who might be the same person as another: a reinstalled Gezi, another program on the same computer, a new computer. Only a suggestion: names are
 * what anybody says of himself, and the user decides. A nickname alone is no reason: there are two 张三 in every large office.
 */
import type { PeerId, PeerRecord } from '../engine/io.ts'
import { baseId, realCard } from '../engine/recognise.ts'
import { pairOf } from '../model/peer.ts'
import { baseName } from '../protocol/index.ts'

/**
 * Best evidence first. `key`: the same public key; `card`: the same network card; `computer`: the same user and host; `user`: the same login and
 * nickname on another computer; `address`: the same nickname at the same address, one after the other.
 */
export type Likeness = 'key' | 'card' | 'computer' | 'user' | 'address'

/** More of them are a fashion in names, not a person. */
const MAX_ALIKE = 5

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** Two computers that took one name, and were found to be two (shared/engine/apart.ts). */
const areApart = (a: PeerId, b: PeerId): boolean => a !== b && baseId(a) === baseId(b)

/** `hasSameKey`: whether both showed one key. */
export function likeness(a: PeerRecord, b: PeerRecord, hasSameKey = false): Likeness | undefined {
  const sameAddress = a.endpoint.address === b.endpoint.address
  const both = a.presence !== 'offline' && b.presence !== 'offline'
  // Who is in two places at once is two.
  if (areApart(a.id, b.id) || (both && !sameAddress)) return undefined
  if (hasSameKey) return 'key'
  const card = realCard(a.version)
  if (card !== '' && card === realCard(b.version)) return 'card'
  const name = folded(a.name)
  const sameName = name !== '' && name === folded(b.name)
  // The key's fingerprint in it is another after each installation.
  const user = folded(baseName(a.user))
  const sameUser = user !== '' && user === folded(baseName(b.user))
  // Two who are there at the same time under different names share a computer, or a name that every new computer gets.
  if (sameUser && folded(a.host) === folded(b.host)) return both && !sameName ? undefined : 'computer'
  if (both || !sameName) return undefined
  if (sameUser) return 'user'
  return sameAddress ? 'address' : undefined
}

const ORDER: readonly Likeness[] = ['key', 'card', 'computer', 'user', 'address']

/** Best evidence first. `different`: pairs of whom the user said that they are two. */
export function alike(
  record: PeerRecord,
  others: Iterable<PeerRecord>,
  hasSameKey: (one: PeerId, other: PeerId) => boolean,
  different: ReadonlySet<string>,
): readonly { readonly peer: PeerId; readonly by: Likeness }[] {
  const found: { readonly peer: PeerId; readonly by: Likeness }[] = []
  for (const other of others) {
    const isOut = other.id === record.id || different.has(pairOf(record.id, other.id))
    const by = isOut ? undefined : likeness(record, other, hasSameKey(record.id, other.id))
    if (by !== undefined) found.push({ peer: other.id, by })
  }
  return found.sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by)).slice(0, MAX_ALIKE)
}

/** Who is easily taken for him. `twin`: another computer of the same names; `beside`: another user at the same address. */
export type Confusable = { readonly peer: PeerId; readonly by: 'twin' | 'beside' }

export function confusable(record: PeerRecord, others: Iterable<PeerRecord>): readonly Confusable[] {
  const found: Confusable[] = []
  for (const other of others) {
    if (other.id === record.id) continue
    const twins = record.user === other.user && record.host === other.host
    const there = record.presence !== 'offline' && other.presence !== 'offline'
    if (areApart(record.id, other.id) || (twins && there && likeness(record, other) === undefined))
      found.push({ peer: other.id, by: 'twin' })
    else if (there && record.endpoint.address === other.endpoint.address && likeness(record, other) === undefined)
      found.push({ peer: other.id, by: 'beside' })
  }
  return found.slice(0, MAX_ALIKE)
}
