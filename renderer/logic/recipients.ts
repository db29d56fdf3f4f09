/** Who can be chosen for a new message, whole departments and people, as far as they fit what is typed; and how it went for each. */
import type { Message, MessageState } from '../../shared/model/message.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { filterPeople, groupPeople } from './people.ts'

export type Choice =
  | { readonly kind: 'group'; readonly key: string; readonly name: string; readonly people: readonly Peer[] }
  | { readonly kind: 'person'; readonly key: string; readonly peer: Peer }

const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Without a query: each department followed by its people. With one: departments of that name first, then the people found. */
export function choices(peers: Iterable<Peer>, query: string, collator: Intl.Collator): readonly Choice[] {
  const all = [...peers]
  const groups = groupPeople(all, collator)
  const groupOf = (name: string, people: readonly Peer[]): Choice => ({
    kind: 'group',
    key: `group:${name}`,
    name,
    people,
  })
  const personOf = (peer: Peer): Choice => ({ kind: 'person', key: peer.id, peer })
  if (query.trim() === '') return groups.flatMap(({ name, people }) => [groupOf(name, people), ...people.map(personOf)])
  const wanted = folded(query.trim())
  return [
    ...groups
      .filter(({ name }) => name !== '' && folded(name).includes(wanted))
      .map(({ name, people }) => groupOf(name, people)),
    ...filterPeople(all, query, collator).map(personOf),
  ]
}

/** A person goes in or out; a department goes in unless everybody of it is in. */
export function toggled(chosen: readonly string[], choice: Choice): readonly string[] {
  const ids = choice.kind === 'group' ? choice.people.map(({ id }) => id) : [choice.peer.id]
  if (ids.every((id) => chosen.includes(id))) return chosen.filter((id) => !ids.includes(id))
  return [...chosen, ...ids.filter((id) => !chosen.includes(id))]
}

/** From here on the number is said again before anything leaves: a message to everybody is quickly sent by mistake. */
export const CONFIRM_ABOVE = 10

/** To more people than this none is told of the others: IPMsg's list takes no more (protocol.md 5.5). */
export const MAX_SHARED = 30

/** How a message went, for one person: that of several parts is as far as the one that is farthest behind. */
export interface Outcome {
  readonly person: string
  readonly state: MessageState
  /** Ids of those that another try can bring to him, in order. */
  readonly failed: readonly string[]
}

const byProgress = [
  'failed',
  'queued',
  'sent',
  'received',
  'delivered',
  'opened',
] as const satisfies readonly MessageState[]

/** In the order of the first message to each. */
export function outcomes(messages: readonly Message[]): readonly Outcome[] {
  const people = Map.groupBy(messages, ({ conversation }) => conversation)
  return [...people].map(([person, parts]) => ({
    person,
    state: byProgress.find((state) => parts.some((part) => part.state === state)) ?? 'queued',
    failed: parts.filter(({ state, reason }) => state === 'failed' && reason !== 'too-long').map(({ id }) => id),
  }))
}
