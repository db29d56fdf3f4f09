/** People by what they have in common. Nearly everybody is alone under his key, and needs no set for that. */
import type { Peer } from './directory.ts'

export interface PeerIndex {
  add(key: string, peer: Peer): void
  remove(key: string, peer: Peer): void
  /** Who alone has that key. */
  sole(key: string): Peer | undefined
  /** Everybody who has it, unless they are more. */
  few(key: string, most: number): readonly Peer[]
}

export function createPeerIndex(): PeerIndex {
  const entries = new Map<string, Peer | Set<Peer>>()

  return {
    add(key, peer) {
      const entry = entries.get(key)
      if (entry instanceof Set) entry.add(peer)
      else entries.set(key, entry === undefined || entry === peer ? peer : new Set([entry, peer]))
    },
    remove(key, peer) {
      const entry = entries.get(key)
      if (entry === peer) entries.delete(key)
      if (!(entry instanceof Set) || !entry.delete(peer) || entry.size > 1) return
      for (const last of entry) entries.set(key, last)
    },
    sole(key) {
      const entry = entries.get(key)
      return entry instanceof Set ? undefined : entry
    },
    few(key, most) {
      const entry = entries.get(key)
      if (entry instanceof Set) return entry.size > most ? [] : [...entry]
      return entry === undefined ? [] : [entry]
    },
  }
}
