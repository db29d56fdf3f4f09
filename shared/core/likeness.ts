/**
 * Who might be the same person as another: a reinstalled Gezi, another program on the same computer, a computer with a new name. Only a
 * suggestion: names are what anybody says of himself, and the user decides.
 */
import type { Millis, PeerId, PeerRecord } from '../engine/io.ts'
import { baseName, cardIn } from '../protocol/index.ts'

/** Best evidence first. `card`: the same network card; `computer`: the same user and host; `name`: the same nickname, one of them long away. */
export type Likeness = 'card' | 'computer' | 'name'

/** A colleague of the same name who is there every day is another person. */
const LONG_AWAY: Millis = 7 * 86_400_000
/** More of them are a fashion in names, not a person. */
const MAX_ALIKE = 5

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** Cards that programs make up when they know none. */
const NO_CARDS: ReadonlySet<string> = new Set(['', '000000000000', 'FFFFFFFFFFFF'])

export function likeness(a: PeerRecord, b: PeerRecord, now: Millis): Likeness | undefined {
  const card = cardIn(a.version)
  if (!NO_CARDS.has(card) && card === cardIn(b.version)) return 'card'
  // The key's fingerprint in it is another after each installation.
  const user = folded(baseName(a.user))
  const name = folded(a.name)
  // Two who are there at the same time under different names share a computer, or a name that every new computer gets.
  const apart = a.presence !== 'offline' && b.presence !== 'offline' && name !== folded(b.name)
  if (!apart && user !== '' && user === folded(baseName(b.user)) && folded(a.host) === folded(b.host)) return 'computer'
  const away = [a, b].some(({ presence, lastHeard }) => presence === 'offline' && now - lastHeard > LONG_AWAY)
  return away && name !== '' && name === folded(b.name) ? 'name' : undefined
}

const ORDER: readonly Likeness[] = ['card', 'computer', 'name']

/** Best evidence first. */
export function alike(
  record: PeerRecord,
  others: Iterable<PeerRecord>,
  now: Millis,
): readonly { readonly peer: PeerId; readonly by: Likeness }[] {
  const found: { readonly peer: PeerId; readonly by: Likeness }[] = []
  for (const other of others) {
    const by = other.id === record.id ? undefined : likeness(record, other, now)
    if (by !== undefined) found.push({ peer: other.id, by })
  }
  return found.sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by)).slice(0, MAX_ALIKE)
}
