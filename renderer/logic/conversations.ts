import type { Conversation } from '../../shared/model/conversation.ts'

/** Pinned first, then by last activity; a chat with a draft but no message stays on top of its part, where the user left it. */
export function orderConversations(conversations: Iterable<Conversation>): readonly Conversation[] {
  const activity = (conversation: Conversation): number =>
    conversation.last?.at ?? (conversation.draft === '' ? 0 : Number.POSITIVE_INFINITY)
  return [...conversations].sort((a, b) => {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1
    const [first, second] = [activity(a), activity(b)]
    return first === second ? a.id.localeCompare(b.id, 'en') : second > first ? 1 : -1
  })
}

/** The chat `step` places from the selected one, staying inside the list; only unread ones when asked, then going round. */
export function neighbour(
  ordered: readonly Conversation[],
  selected: string | undefined,
  step: 1 | -1,
  onlyUnread: boolean,
): string | undefined {
  const from = ordered.findIndex((conversation) => conversation.id === selected)
  if (!onlyUnread) {
    const start = from === -1 && step === -1 ? ordered.length : from
    return ordered[Math.min(ordered.length - 1, Math.max(0, start + step))]?.id
  }
  for (let distance = 1; distance <= ordered.length; distance += 1) {
    const index = (from + step * distance + ordered.length * 2) % ordered.length
    const candidate = ordered[index]
    if (candidate !== undefined && candidate.unread > 0 && candidate.id !== selected) return candidate.id
  }
  return undefined
}
