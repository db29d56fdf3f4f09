/** Searches in messages and files. */
import { z } from 'zod'
import { Message, MessageAttachment } from '../model/message.ts'
import { SearchFilter } from '../model/search-filter.ts'
import { TransferId } from '../model/transfer.ts'
import { Limit, MessageId, method } from './method.ts'

/** Typed words; the filters are taken out of them. Longer ones narrow nothing. */
const Words = z.string().max(200)

/** One file, folder or image of one message. */
export const FileHit = z.object({
  message: z.string(),
  conversation: z.string(),
  direction: z.enum(['in', 'out']),
  at: z.number(),
  attachment: MessageAttachment,
})
export type FileHit = z.infer<typeof FileHit>

/** `more`: there are more than were counted. */
const Total = z.object({ count: z.number().int(), more: z.boolean() })

export const searchContract = {
  /**
   * Newest hits first. The words are found as substrings for CJK text, as words with prefixes otherwise; all must be there. Without words,
   * all that the filter lets through. The host looks back only for so long: with `hasMore` and few hits, or none, the search goes on when
   * it is asked again with `before: next`. `count` counts all hits, up to a thousand.
   */
  searchMessages: method(
    z.object({
      text: Words,
      filter: SearchFilter.optional(),
      before: MessageId.optional(),
      limit: Limit,
      count: z.boolean().optional(),
    }),
    z.object({
      messages: z.array(Message),
      hasMore: z.boolean(),
      next: MessageId.optional(),
      total: Total.optional(),
    }),
    [],
  ),
  /** Files, folders and images by name, the newest first; goes on like `searchMessages`. */
  searchFiles: method(
    z.object({ text: Words, filter: SearchFilter.optional(), before: TransferId.optional(), limit: Limit }),
    z.object({ files: z.array(FileHit), hasMore: z.boolean(), next: TransferId.optional() }),
    [],
  ),
}
