/** Methods of reading: days, stars, quotes, details of a message, code pages. */
import { z } from 'zod'
import { LedgerEntry } from '../model/ledger.ts'
import { Message } from '../model/message.ts'
import { StagedItem } from '../model/transfer.ts'
import { Id, Limit, MAX_PAGE, MessageId, method, Nothing } from './method.ts'

/** A month has 31 days at most, and an end. */
const MAX_DAY_STARTS = 32
const Time = z.number().int().min(0).max(8_640_000_000_000_000)
const MessageIds = z.array(MessageId).min(1).max(MAX_PAGE)

export const codePages = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'] as const
export const CodePage = z.enum(codePages)
export type CodePage = z.infer<typeof CodePage>
/** `automatic`: what the sender's packets say. */
export const readings = ['automatic', ...codePages] as const
export const ReadAs = z.enum(readings)
export type ReadAs = z.infer<typeof ReadAs>

export const MessageDetails = z.object({
  /** Decimal, as on the wire. */
  packetNo: z.string().optional(),
  /** Where it came from, or was sent to last. */
  address: z.string().optional(),
  /** The sender's program, as far as the packet or his present hello tells; empty when not known. */
  client: z.string(),
  /** Of the datagram, as it came; absent for own messages. */
  bytes: z.number().int().optional(),
  /** The version field of the packet, readable characters only. */
  version: z.string().optional(),
  /** Of an own message: what happened to it, oldest first. */
  ledger: z.array(LedgerEntry),
})
export type MessageDetails = z.infer<typeof MessageDetails>

export const readingContract = {
  /** The earliest message of a chat at or after a time; none when all are older. */
  firstMessageSince: method(z.object({ conversation: Id, at: Time }), z.object({ id: MessageId.optional() }), []),
  /** `starts`: when each day begins, and when the last one ends, rising. Whether each day has a message. */
  daysWithMessages: method(
    z.object({ conversation: Id, starts: z.array(Time).min(2).max(MAX_DAY_STARTS) }),
    z.object({ days: z.array(z.boolean()) }),
    [],
  ),

  setStarred: method(z.object({ messages: MessageIds, starred: z.boolean() }), Nothing, ['storage-failed']),
  /** Newest first; of all chats without one. */
  starredMessages: method(
    z.object({ conversation: Id.optional(), before: MessageId.optional(), limit: Limit }),
    z.object({ messages: z.array(Message), hasMore: z.boolean() }),
    [],
  ),

  messageDetails: method(z.object({ id: MessageId }), MessageDetails, ['message-not-found']),

  /** What the draft answers; nothing without a message. */
  setQuoting: method(z.object({ conversation: Id, message: MessageId.optional() }), Nothing, [
    'conversation-not-found',
    'message-not-found',
    'storage-failed',
  ]),
  /** The message that this one quotes, if it can be found in its chat. */
  findQuoted: method(z.object({ message: MessageId }), z.object({ id: MessageId.optional() }), ['message-not-found']),

  /** How a message that was received reads in each code page, and which one was chosen for its sender. */
  previewCodePages: method(
    z.object({ message: MessageId }),
    z.object({
      chosen: ReadAs,
      readings: z.array(z.object({ codePage: CodePage, text: z.string() })),
    }),
    ['message-not-found', 'no-datagram'],
  ),
  /** Reads one message in another code page. */
  readMessageAs: method(z.object({ message: MessageId, as: ReadAs }), Nothing, [
    'message-not-found',
    'no-datagram',
    'storage-failed',
  ]),
  /** Reads all of a person's messages so, past ones in the background, and writes to him so. */
  readPersonAs: method(z.object({ peer: Id, as: ReadAs }), Nothing, ['peer-not-found', 'storage-failed']),

  /** Tokens for the files of messages that are on this computer: to offer them to others. `missing`: how many are not. */
  stageAttachments: method(
    z.object({ message: MessageId }),
    z.object({ items: z.array(StagedItem), missing: z.number().int() }),
    [],
  ),
}
