/** FeiQ's group chats. Nothing in them is private: the key of each packet stands in the packet (protocol.md 7.7). */
import { z } from 'zod'

export const Group = z.object({
  /** Id of its chat. */
  id: z.string(),
  /** Eight hex digits: who knows them is in it. */
  number: z.string(),
  /** As its members say; shown inert, empty while nobody said it. */
  name: z.string(),
  introduction: z.string(),
  notice: z.string(),
  /** `invited`: nothing of it is read yet. `left`: its chat stays, nothing new comes. */
  state: z.enum(['invited', 'joined', 'left']),
  /** Id of the person. */
  invitedBy: z.string().optional(),
  /** People who were heard in it; nobody knows how many there are besides. */
  members: z.number().int(),
})
export type Group = z.infer<typeof Group>

export const GroupNumber = z.string().regex(/^[0-9A-Fa-f]{8}$/)

const PREFIX = 'group:'

export const groupChat = (number: string): string => `${PREFIX}${number}`
/** Undefined for the chat of a person. */
export const groupOfChat = (chat: string): string | undefined =>
  chat.startsWith(PREFIX) ? chat.slice(PREFIX.length) : undefined
