/** Whom an own peer is told of who asks whom we hear (shared/engine/introductions.ts): the half of introductions that only looks up. */
import { endpointKey } from '../engine/address.ts'
import { isTellable } from '../engine/hearsay.ts'
import type { Millis, PeerRecord } from '../engine/io.ts'
import type { IntroduceAnswer, IntroduceRequest } from '../protocol/index.ts'

/**
 * Those whom we hear ourselves and he does not, latest heard first. Hearsay is not passed on, and nobody who has left; no address but a
 * private one, and never his own.
 */
export function introductionsFor(
  people: readonly PeerRecord[],
  { known, want }: IntroduceRequest,
  asker: { readonly person: PeerRecord; readonly address: string },
  now: Millis,
): IntroduceAnswer {
  const his = new Set([...known, asker.person.endpoint].map(endpointKey))
  const told = new Map(
    people
      .filter(
        ({ presence, endpoint }) => presence !== 'offline' && isTellable(endpoint) && !his.has(endpointKey(endpoint)),
      )
      .filter(({ endpoint }) => endpoint.address !== asker.address)
      .sort((a, b) => b.lastHeard - a.lastHeard)
      .map(({ endpoint, dialect, lastHeard }) => [
        endpointKey(endpoint),
        { ...endpoint, dialect, ago: Math.max(0, Math.round((now - lastHeard) / 1_000)) },
      ]),
  )
  const all = [...told.values()]
  return { introduced: all.slice(0, want), more: Math.max(0, all.length - want) }
}
