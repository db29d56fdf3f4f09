import type { Snapshot } from './change.ts'

/** Of a person, or of a group: by its number while nobody said its name. Of a chat that is neither, its id. */
export function chatName(chat: string, { peers, groups }: Pick<Snapshot, 'peers' | 'groups'>): string {
  const group = groups.find(({ id }) => id === chat)
  if (group !== undefined) return group.name || group.number
  return peers.find(({ id }) => id === chat)?.name ?? chat
}
