import type { Conversation } from '../../shared/model/conversation.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { orderConversations } from './conversations.ts'
import { filterPeople } from './people.ts'

/** Whom a message may be for: chats by their last activity, then everybody else by name; of what was typed, those in whom it occurs. */
export function receivers(
  peers: ReadonlyMap<string, Peer>,
  conversations: ReadonlyMap<string, Conversation>,
  query: string,
  collator: Intl.Collator,
): readonly Peer[] {
  if (query.trim() !== '') return filterPeople(peers.values(), query, collator)
  const recent = orderConversations(conversations.values()).flatMap(({ peer }) => peers.get(peer) ?? [])
  const known = new Set(recent)
  const isAway = ({ presence }: Peer): number => (presence === 'offline' ? 1 : 0)
  const others = [...peers.values()]
    .filter((peer) => !known.has(peer))
    .sort((a, b) => isAway(a) - isAway(b) || collator.compare(a.name, b.name))
  return [...recent, ...others]
}
