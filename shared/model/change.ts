import { z } from 'zod'
import { Conversation } from './conversation.ts'
import { Group } from './group.ts'
import { Message } from './message.ts'
import { Peer } from './peer.ts'
import { PolicyView } from './policy.ts'
import { Settings } from './settings.ts'
import { Network, Self, Storage } from './state.ts'
import { Transfer } from './transfer.ts'
import { Update } from './update.ts'

/** What is small and live. History is never in it: it is paged by cursor. */
export const Snapshot = z.object({
  self: Self,
  settings: Settings,
  /** Version, platform, and what this host can do for the view. */
  about: z.object({
    version: z.string(),
    platform: z.string(),
    capabilities: z.array(z.string()),
    /** Differs once a history was put in the place of another: ids of messages mean nothing any more then. */
    edition: z.string().optional(),
    /** Absent where nobody manages this computer. */
    policy: PolicyView.optional(),
  }),
  network: Network,
  storage: Storage,
  /** Only where the host has the capability `updates` does it ever change. */
  update: Update,
  peers: z.array(Peer),
  conversations: z.array(Conversation),
  /** Those that run or wait to, and the newest of the others. */
  transfers: z.array(Transfer),
  /** FeiQ's groups that we are in, were in, or are invited to. */
  groups: z.array(Group),
  /** People who are writing to us now. */
  typing: z.array(z.string()),
})
export type Snapshot = z.infer<typeof Snapshot>

/**
 * One step of the live state: a whole record put in place, or an id removed. Applying one twice is harmless. A message is put when it is
 * new or its state changed; a view that does not hold that part of the history ignores it.
 */
export const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('self'), self: Self }),
  z.object({ kind: z.literal('settings'), settings: Settings }),
  z.object({ kind: z.literal('network'), network: Network }),
  z.object({ kind: z.literal('storage'), storage: Storage }),
  z.object({ kind: z.literal('update'), update: Update }),
  z.object({ kind: z.literal('peer'), peer: Peer }),
  z.object({ kind: z.literal('peer-removed'), id: z.string() }),
  z.object({ kind: z.literal('conversation'), conversation: Conversation }),
  z.object({ kind: z.literal('conversation-removed'), id: z.string() }),
  /** What was in the chat `from` is in `into` now: a view that shows either asks for its messages again. */
  z.object({ kind: z.literal('conversation-moved'), from: z.string(), into: z.string() }),
  z.object({ kind: z.literal('message'), message: Message }),
  z.object({ kind: z.literal('message-removed'), id: z.string(), conversation: z.string() }),
  z.object({ kind: z.literal('group'), group: Group }),
  z.object({ kind: z.literal('group-removed'), id: z.string() }),
  z.object({ kind: z.literal('typing'), peer: z.string(), typing: z.boolean() }),
  z.object({ kind: z.literal('transfer'), transfer: Transfer }),
  /** No longer among the live ones: cleared, pushed out by newer ones, or gone with its message. */
  z.object({ kind: z.literal('transfer-removed'), id: z.string() }),
])
export type Change = z.infer<typeof Change>

/** What comes down the stream: first `snapshot`, then `changes` numbered without gaps within one epoch. */
export const FeedItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), epoch: z.string(), seq: z.number().int(), snapshot: Snapshot }),
  z.object({ type: z.literal('changes'), epoch: z.string(), seq: z.number().int(), changes: z.array(Change) }),
])
export type FeedItem = z.infer<typeof FeedItem>
