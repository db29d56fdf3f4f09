/**
 * Every method a view or the command line can call: its input (always parsed by the host), its output, its error codes. What crosses is
 * JSON: no bytes, no paths, no class instances (design.md R7). Each method resolves to Result<output, { code, detail? }>; a throw that
 * nobody expected becomes `internal` with an id that stands in the log.
 */
import { z } from 'zod'
import { Conversation } from '../model/conversation.ts'
import { Message } from '../model/message.ts'
import { Settings, SettingsPatch } from '../model/settings.ts'
import { StagedItem, Transfer, TransferId } from '../model/transfer.ts'
import { attentionContract } from './attention-contract.ts'
import { composingContract, MAX_PARTS } from './composing-contract.ts'
import { consoleContract } from './console-contract.ts'
import { diagnosticsContract } from './diagnostics-contract.ts'
import { dialectContract } from './dialect-contract.ts'
import { doctorContract } from './doctor-contract.ts'
import { groupContract } from './group-contract.ts'
import { historyContract } from './history-contract.ts'
import { interfacesContract } from './interfaces-contract.ts'
import {
  Id,
  Limit,
  MAX_ITEMS,
  MAX_PAGE,
  MAX_PEERS,
  MAX_TEXT,
  MessageId,
  MessageOptions,
  method,
  Nothing,
  type Shape,
  Text,
  Token,
} from './method.ts'
import { COUNTED, peopleContract } from './people-contract.ts'
import { pictureContract } from './picture-contract.ts'
import { readingContract } from './reading-contract.ts'
import { sealedContract } from './sealed-contract.ts'
import { searchContract } from './search-contract.ts'
import { signalContract } from './signal-contract.ts'
import { trustContract } from './trust-contract.ts'
import { updateContract } from './update-contract.ts'

export { COUNTED, MAX_ITEMS as MAX_OFFER_ITEMS, MAX_PAGE, MAX_PEERS as MAX_OFFER_PEERS, MAX_TEXT }

/** Transfers named in one call: all of a transfer centre, with room. */
const MAX_TRANSFERS = 2_000

const TransferIds = z.array(TransferId).min(1).max(MAX_TRANSFERS)
/** Ids of those that changed: the others were in a state in which the wish means nothing. */
const Changed = z.object({ changed: z.array(TransferId) })
const transferErrors = ['transfer-not-found', 'storage-failed'] as const

/** A page of one chat, oldest first. */
export const MessagePage = z.object({ messages: z.array(Message), hasBefore: z.boolean(), hasAfter: z.boolean() })
export type MessagePage = z.infer<typeof MessagePage>

export const contract = {
  ...searchContract,
  ...sealedContract,
  ...composingContract,
  ...attentionContract,
  ...signalContract,
  ...trustContract,
  ...dialectContract,
  ...historyContract,
  ...updateContract,
  ...diagnosticsContract,

  /** Changes settings; keys that are absent stay. `name` and `group` are announced to the LAN. */
  setSettings: method(SettingsPatch, Settings, ['invalid-setting', 'managed', 'storage-failed']),
  /** Away with a text, or back (no text). */
  setAbsence: method(z.object({ text: z.string().max(200).optional() }), Nothing, []),
  /** Greets everybody again. */
  announce: method(Nothing, Nothing, []),
  /** Tries to open the sockets again now, on the port of the settings. */
  reopenNetwork: method(Nothing, Nothing, []),
  /** Greets an address by unicast and remembers it among the configured peers. */
  addAddress: method(z.object({ address: z.string().max(64) }), Nothing, [
    'invalid-address',
    'managed',
    'storage-failed',
  ]),

  ...peopleContract,

  /** `reply`: the message that it answers; its beginning goes along as a quote. */
  sendMessage: method(
    z.object({ peer: Id, text: Text, options: MessageOptions.optional(), reply: MessageId.optional() }),
    Message,
    ['peer-not-found', 'empty', 'storage-failed'],
  ),
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

  /**
   * Tokens for files and folders that the user named by their paths. Only for the computer's user himself: the command line and the
   * desktop program; pages get `not-allowed`. `picture`: those that can go with a message are copied, so that
   * they do; `target`: folders to save in, which are not counted.
   */
  stagePaths: method(
    z.object({
      paths: z.array(z.string().min(1).max(4_096)).min(1).max(MAX_ITEMS),
      as: z.enum(['offer', 'picture', 'target']).default('offer'),
    }),
    z.object({ items: z.array(StagedItem) }),
    ['not-allowed', 'file-not-found', 'no-permission', 'not-a-file', 'not-a-folder', 'too-large', 'too-many'],
  ),
  /** One message each to all of them, with the text if there is one; many files are divided among several messages. */
  offerFiles: method(
    z.object({
      peers: z.array(Id).min(1).max(MAX_PEERS),
      tokens: z.array(Token).min(1).max(MAX_ITEMS),
      /** Messages that go ahead of the files: the first parts of a text of which `text` is the last. */
      ahead: z.array(Text).max(MAX_PARTS).optional(),
      text: z.string().max(MAX_TEXT).optional(),
      options: MessageOptions.optional(),
      /** As with `sendMessage`; the quote stands in the first text. */
      reply: MessageId.optional(),
    }),
    z.object({ messages: z.array(Message) }),
    ['peer-not-found', 'token-unknown', 'storage-failed'],
  ),
  /** Takes offers. `to`: the token of a folder, else that of the settings; `saveAs`: another name, for a single one. */
  acceptTransfers: method(
    z.object({ ids: TransferIds, to: Token.optional(), saveAs: z.string().trim().min(1).max(255).optional() }),
    Changed,
    [...transferErrors, 'token-unknown', 'not-a-folder'],
  ),
  /** Says no to an offer; its sender is told. */
  declineTransfers: method(z.object({ ids: TransferIds }), Changed, transferErrors),
  /** Gives up what was accepted, or withdraws an own offer. */
  cancelTransfers: method(z.object({ ids: TransferIds }), Changed, transferErrors),
  pauseTransfers: method(z.object({ ids: TransferIds }), Changed, transferErrors),
  resumeTransfers: method(z.object({ ids: TransferIds }), Changed, transferErrors),
  /** Tries again what failed; without ids, all that failed on its way to us. */
  retryTransfers: method(z.object({ ids: TransferIds.optional() }), Changed, transferErrors),
  /** Takes finished ones off the list of transfers; files and messages stay. Without ids, all of them. */
  clearTransfers: method(z.object({ ids: TransferIds.optional() }), Changed, transferErrors),
  /** Those of messages on a page of history, which need not be among the live ones. */
  transfersOf: method(
    z.object({ messages: z.array(MessageId).min(1).max(MAX_PAGE) }),
    z.object({ transfers: z.array(Transfer) }),
    [],
  ),
  /** Opens a received file, or shows it in its folder. `not-here`: this host has no desktop. What could be a program is never opened. */
  openTransfer: method(z.object({ id: TransferId, show: z.boolean() }), Nothing, [
    'transfer-not-found',
    'not-finished',
    'not-here',
    'executable',
    'gone',
  ]),
  /**
   * The user is dragging it out of the window: from now on the system drags the file itself, for any program to take. What lies in our
   * spool under a number is `not-finished`.
   */
  dragTransfer: method(z.object({ id: TransferId }), Nothing, [
    'transfer-not-found',
    'not-finished',
    'not-here',
    'gone',
  ]),
  /** A received file for a browser that may be on another computer: the ticket by which the page server gives it, once. */
  fetchTransfer: method(z.object({ id: TransferId }), z.object({ ticket: z.string() }), [
    'transfer-not-found',
    'not-finished',
    'gone',
  ]),
  /** Where received files are, or their parts so far. Only for the computer's user himself, like `stagePaths`. */
  transferPaths: method(
    z.object({ ids: z.array(TransferId).max(MAX_TRANSFERS) }),
    z.object({ paths: z.array(z.object({ id: TransferId, path: z.string() })) }),
    ['not-allowed'],
  ),
  /** Where received files go from now on: the token of a folder; none for the system's own place. */
  chooseDownloads: method(z.object({ folder: Token.optional() }), Settings, [
    'token-unknown',
    'not-a-folder',
    'managed',
    'storage-failed',
  ]),

  ...doctorContract,
  ...interfacesContract,
  ...consoleContract,
  ...groupContract,
  ...readingContract,
  ...pictureContract,
} satisfies Record<string, Shape>

/** What only the host can answer, because it needs the file system or the desktop; everything else is the core's. */
export const hostMethods = [
  'stagePaths',
  'openTransfer',
  'dragTransfer',
  'fetchTransfer',
  'transferPaths',
  'draftFiles',
  'stageAttachments',
  'savePicture',
] as const
export type HostMethodName = (typeof hostMethods)[number]

export type Contract = typeof contract
export type MethodName = keyof Contract
export type MethodInput<M extends MethodName> = z.input<Contract[M]['input']>
export type MethodOutput<M extends MethodName> = z.output<Contract[M]['output']>
export type MethodError<M extends MethodName> =
  | Contract[M]['errors'][number]
  | 'invalid-input'
  /** Whoever manages this computer decided otherwise; the detail names the setting or feature. */
  | 'managed'
  | 'internal'
  | 'disconnected'

export interface ApiError<Code extends string = string> {
  readonly code: Code
  readonly detail?: string
}
