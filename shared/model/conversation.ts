import { z } from 'zod'
import { Message } from './message.ts'

/** One chat. Its id is the id of its peer. */
export const Conversation = z.object({
  id: z.string(),
  peer: z.string(),
  /** The newest message; absent in a chat that was opened but has none. */
  last: Message.optional(),
  unread: z.number().int(),
  /** Id of the last message that the user has read; '0' when none. */
  readUpTo: z.string(),
  draft: z.string(),
  /** Files and folders that wait in the composer; absent when there are none. */
  draftFiles: z.number().int().optional(),
  /** The message that the draft answers. */
  quoting: Message.optional(),
  pinned: z.boolean(),
  /** Silent until then, milliseconds since 1970 (`ALWAYS` of calendar.ts for good); absent when it was never muted. */
  mutedUntil: z.number().optional(),
})
export type Conversation = z.infer<typeof Conversation>
