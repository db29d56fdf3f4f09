/**
 * Every method a view or the command line can call: its input (always parsed by the host), its output, its error codes. What crosses is
 * JSON: no bytes, no paths, no class instances (design.md R7). Each method resolves to Result<output, { code, detail? }>; a throw that
 * nobody expected becomes `internal` with an id that stands in the log.
 */
import { z } from 'zod'
import { Conversation } from '../model/conversation.ts'
import { Message } from '../model/message.ts'
import { Peer } from '../model/peer.ts'
import { Settings, SettingsPatch } from '../model/settings.ts'

/** Longest text of one message that is accepted from a view: the datagram's limit (protocol.md 1.3) in UTF-16 units, generously. */
export const MAX_TEXT = 32_000
/** Longest page of history or search results. */
export const MAX_PAGE = 200

const Id = z.string().min(1).max(200)
const MessageId = z.string().regex(/^\d{1,15}$/)
const Text = z.string().min(1).max(MAX_TEXT)
const Limit = z.number().int().min(1).max(MAX_PAGE)

interface Shape {
  readonly input: z.ZodType
  readonly output: z.ZodType
  readonly errors: readonly string[]
}

const method = <const I extends z.ZodType, const O extends z.ZodType, const E extends readonly string[]>(
  input: I,
  output: O,
  errors: E,
): { readonly input: I; readonly output: O; readonly errors: E } => ({ input, output, errors })

const Nothing = z.object({})

/** A page of one chat, oldest first. */
export const MessagePage = z.object({ messages: z.array(Message), hasBefore: z.boolean(), hasAfter: z.boolean() })
export type MessagePage = z.infer<typeof MessagePage>

export const contract = {
  /** Changes settings; keys that are absent stay. `name` and `group` are announced to the LAN. */
  setSettings: method(SettingsPatch, Settings, ['invalid-setting', 'storage-failed']),
  /** Away with a text, or back (no text). */
  setAbsence: method(z.object({ text: z.string().max(200).optional() }), Nothing, []),
  /** Greets everybody again. */
  announce: method(Nothing, Nothing, []),
  /** Tries to open the sockets again now, on the port of the settings. */
  reopenNetwork: method(Nothing, Nothing, []),
  /** Greets an address by unicast and remembers it among the configured peers. */
  addAddress: method(z.object({ address: z.string().max(64) }), Nothing, ['invalid-address', 'storage-failed']),
  setAlias: method(z.object({ peer: Id, alias: z.string().max(60) }), Peer, ['peer-not-found', 'storage-failed']),

  sendMessage: method(z.object({ peer: Id, text: Text }), Message, ['peer-not-found', 'empty', 'storage-failed']),
  retryMessage: method(z.object({ id: MessageId }), Nothing, ['message-not-found', 'not-retryable', 'storage-failed']),
  /** Takes back a message that has not been delivered, or deletes one locally. */
  deleteMessage: method(z.object({ id: MessageId }), Nothing, ['message-not-found', 'storage-failed']),

  /** Newest page without a cursor; else before, after or around a message. */
  pageMessages: method(
    z.object({
      conversation: Id,
      before: MessageId.optional(),
      after: MessageId.optional(),
      around: MessageId.optional(),
      limit: Limit,
    }),
    MessagePage,
    [],
  ),
  /** Newest hits first. The words are found as substrings for CJK text, as words with prefixes otherwise; all must be there. */
  searchMessages: method(
    z.object({
      text: z.string().max(200),
      conversation: Id.optional(),
      before: MessageId.optional(),
      limit: Limit,
    }),
    z.object({ messages: z.array(Message), hasMore: z.boolean() }),
    [],
  ),

  /** Opens (creates) the chat with a peer. */
  openConversation: method(z.object({ peer: Id }), Conversation, ['peer-not-found', 'storage-failed']),
  /** Marks a chat as read up to and including a message. */
  markRead: method(z.object({ conversation: Id, upTo: MessageId }), Nothing, [
    'conversation-not-found',
    'storage-failed',
  ]),
  setDraft: method(z.object({ conversation: Id, text: z.string().max(MAX_TEXT) }), Nothing, [
    'conversation-not-found',
    'storage-failed',
  ]),
  setPinned: method(z.object({ conversation: Id, pinned: z.boolean() }), Nothing, [
    'conversation-not-found',
    'storage-failed',
  ]),
} satisfies Record<string, Shape>

export type Contract = typeof contract
export type MethodName = keyof Contract
export type MethodInput<M extends MethodName> = z.input<Contract[M]['input']>
export type MethodOutput<M extends MethodName> = z.output<Contract[M]['output']>
export type MethodError<M extends MethodName> =
  | Contract[M]['errors'][number]
  | 'invalid-input'
  | 'internal'
  | 'disconnected'

export interface ApiError<Code extends string = string> {
  readonly code: Code
  readonly detail?: string
}
