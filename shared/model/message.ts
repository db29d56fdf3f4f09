import { z } from 'zod'
import { Picture } from './picture.ts'

export const MessageState = z.enum(['queued', 'sent', 'delivered', 'opened', 'failed', 'received'])
export type MessageState = z.infer<typeof MessageState>

/** Why an outgoing message waits or failed (shared/engine/io.ts DeliveryReason). */
export const MessageReason = z.enum([
  'peer-offline',
  'no-answer',
  'network-down',
  'route-unsure',
  'behind-another',
  'asking-key',
  'key-changed',
  'not-encrypted',
  'too-long',
  'expired',
  'cancelled',
])
export type MessageReason = z.infer<typeof MessageReason>

/** A file, folder or image named in a message. `index` is its place in the message: with the message's id it names the attachment. */
export const MessageAttachment = z.object({
  index: z.number().int(),
  kind: z.enum(['file', 'folder', 'image', 'other']),
  /** Shown name: inert, never a path. */
  name: z.string(),
  /** Bytes; 0 for a folder whose sender does not say. */
  size: z.number(),
  /** Number of entries of a folder that we offer; absent otherwise. */
  entries: z.number().int().optional(),
  /** A picture within the text: so many characters of it stand before. */
  place: z.number().int().optional(),
  /** A picture that is here: a page keeps its room before it loads. */
  picture: Picture.optional(),
})
export type MessageAttachment = z.infer<typeof MessageAttachment>

/** What happened in a chat without anybody's saying anything: `renamed` and `notice` have their new words as the text of the message. */
export const SystemEvent = z.enum(['invited', 'joined', 'left', 'renamed', 'notice'])
export type SystemEvent = z.infer<typeof SystemEvent>

export const Message = z.object({
  /** Decimal text of the store's number: ids of one data folder rise with arrival. */
  id: z.string(),
  conversation: z.string(),
  direction: z.enum(['in', 'out']),
  text: z.string(),
  /** Milliseconds since 1970: arrival or the moment the user pressed send. */
  at: z.number(),
  state: MessageState,
  reason: MessageReason.optional(),
  /** Transmissions so far (outgoing). */
  attempts: z.number().int(),
  /** When the next repeat leaves (outgoing, `sent`). */
  retryAt: z.number().optional(),
  sentAt: z.number().optional(),
  deliveredAt: z.number().optional(),
  /** Of an own message: its reader opened it. Of a sealed or locked one that came: the user did. */
  openedAt: z.number().optional(),
  /** Code page in which it was read or written. */
  encoding: z.string(),
  sealed: z.boolean(),
  locked: z.boolean(),
  broadcast: z.boolean(),
  /** Not a text: the sender shook the receiver's window. */
  shake: z.literal(true).optional(),
  /** Not a text: a line about the chat. `invited` has the inviter as its sender. */
  system: SystemEvent.optional(),
  /** An automatic answer of an absent colleague. */
  automatic: z.boolean(),
  /** Taken over from another program or an earlier history; absent otherwise. */
  imported: z.boolean().optional(),
  /** It came, or went, encrypted; absent for plain text. */
  encrypted: z.literal(true).optional(),
  /** Of an encrypted one that came. `none`: unsigned, or signed with a key that was not known. */
  signature: z.enum(['good', 'bad', 'none']).optional(),
  /** It came encrypted and could not be read: its text is empty. */
  unreadable: z.literal(true).optional(),
  /** In clear, or unsigned, from somebody whose key is kept: anybody may have written it. */
  unprotected: z.literal(true).optional(),
  attachments: z.array(MessageAttachment),
  /** In the chat of a group: who said it; absent for our own. */
  sender: z.object({ peer: z.string(), name: z.string() }).optional(),
  /** Ids of the others who got it, where its sender lets its readers know; of an own one, of all. */
  recipients: z.array(z.string()).optional(),
  /** Its sender wants no window or sound of it. */
  quiet: z.literal(true).optional(),
  /** Its reader threw it away unopened. */
  discarded: z.literal(true).optional(),
  /** The user marked it to find it again; absent otherwise. */
  starred: z.literal(true).optional(),
})
export type Message = z.infer<typeof Message>

/** In its envelope, or locked, and not opened yet: its text is empty until it is (protocol.md 3.3). */
export const isCovered = ({
  direction,
  sealed,
  locked,
  openedAt,
}: Pick<Message, 'direction' | 'sealed' | 'locked' | 'openedAt'>): boolean =>
  direction === 'in' && (sealed || locked) && openedAt === undefined
