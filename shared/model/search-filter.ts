/** From what a user typed to what the store looks for: names become chats, days become times. */
import { z } from 'zod'
import { foldText } from './fold.ts'
import type { Peer } from './peer.ts'
import type { Day, ParsedQuery, QueryFilter } from './search-query.ts'
import { hasKinds } from './search-words.ts'

/** `document`: a file or folder that is no image; only the list of shared files asks for it. */
const Has = z.enum([...hasKinds, 'document'])

/** Chats named in one search: enough for everybody of a name. */
export const MAX_FILTER_CHATS = 100

export const SearchFilter = z.object({
  /** Any of these chats; none at all when it is empty. */
  chats: z.array(z.string().min(1).max(200)).max(MAX_FILTER_CHATS).optional(),
  direction: z.enum(['in', 'out']).optional(),
  /** All of these. */
  has: z.array(Has).max(Has.options.length).optional(),
  /** Milliseconds since 1970: at or after, and before. */
  since: z.number().optional(),
  until: z.number().optional(),
})
export type SearchFilter = z.infer<typeof SearchFilter>

export interface ResolvedQuery {
  readonly words: string
  readonly filter: SearchFilter
  /** Names that fit nobody: nothing is found then, and this is why. */
  readonly unknown: readonly string[]
  /** There is something to look for. */
  readonly asks: boolean
}

type NamedPeer = Pick<Peer, 'id' | 'name' | 'alias' | 'user' | 'host' | 'address'>

/** Everybody who has the name; else everybody in whose name it occurs. */
export function peopleCalled(name: string, peers: readonly NamedPeer[]): readonly string[] {
  const wanted = foldText(name)
  const exact = peers.filter((peer) =>
    [peer.id, peer.name, peer.alias, peer.user, peer.address].some(
      (field) => field !== '' && foldText(field) === wanted,
    ),
  )
  const found =
    exact.length > 0 ? exact : peers.filter((peer) => foldText(`${peer.name}\n${peer.alias}`).includes(wanted))
  return found.slice(0, MAX_FILTER_CHATS).map(({ id }) => id)
}

/** `startOf`: when that day begins where the user is, in milliseconds since 1970. */
export function resolveQuery(
  { words, filters }: ParsedQuery,
  peers: readonly NamedPeer[],
  startOf: (day: Day) => number,
): ResolvedQuery {
  const unknown: string[] = []
  const called = (value: string): readonly string[] => {
    const found = peopleCalled(value, peers)
    if (found.length === 0) unknown.push(value)
    return found
  }
  const named = (kind: 'from' | 'in') =>
    filters.flatMap((filter) =>
      (filter.kind === 'from' || filter.kind === 'in') && filter.kind === kind ? [filter] : [],
    )
  const senders = named('from')
  const others = senders.filter(({ me }) => !me)
  const from = others.length === 0 ? undefined : others.flatMap(({ value }) => called(value))
  const inside = named('in')
  const within = inside.length === 0 ? undefined : inside.flatMap(({ value }) => called(value))
  const chats = from === undefined ? within : within === undefined ? from : from.filter((id) => within.includes(id))
  // Of several senders, myself among them, both sides of their chats are meant.
  const direction =
    senders.length === 0 ? undefined : others.length === 0 ? 'out' : others.length === senders.length ? 'in' : undefined
  const has = [...new Set(filters.flatMap((filter) => (filter.kind === 'has' ? [filter.value] : [])))]
  const since = filters.flatMap((filter) => sinceOf(filter, startOf))
  const until = filters.flatMap((filter) => untilOf(filter, startOf))
  const filter: SearchFilter = {
    ...(chats !== undefined && { chats: [...new Set(chats)].slice(0, MAX_FILTER_CHATS) }),
    ...(direction !== undefined && { direction }),
    ...(has.length > 0 && { has }),
    ...(since.length > 0 && { since: Math.max(...since) }),
    ...(until.length > 0 && { until: Math.min(...until) }),
  }
  return { words, filter, unknown, asks: words !== '' || Object.keys(filter).length > 0 }
}

const sinceOf = (filter: QueryFilter, startOf: (day: Day) => number): number[] =>
  filter.kind === 'after' ? [startOf(filter.period.next)] : filter.kind === 'on' ? [startOf(filter.period.first)] : []

const untilOf = (filter: QueryFilter, startOf: (day: Day) => number): number[] =>
  filter.kind === 'before' ? [startOf(filter.period.first)] : filter.kind === 'on' ? [startOf(filter.period.next)] : []
