import { z } from 'zod'
import { Picture } from './picture.ts'

/** Why a transfer waits, failed or ended early. The view has a sentence for each, with the side that has to act. */
export const transferReasons = [
  'peer-offline',
  'no-answer',
  /** The peer closed the connection without a byte: he no longer offers it, or does not know us. */
  'refused',
  /** The connection ended too early; taken up again by itself. */
  'interrupted',
  /** The file changed or vanished since it was offered. */
  'changed',
  'disk-full',
  'no-permission',
  'target-gone',
  /** The peer sent what the protocol does not allow (a name that leaves the folder, too many bytes). */
  'protocol',
  /** The bytes that came are not the file that was sent. */
  'hash-mismatch',
  'too-large',
  'withdrawn',
  'expired',
  'limit',
  /** Outgoing: the peer, whose key is kept, asked for it in clear, and got nothing. */
  'not-encrypted',
  /** The peer shows another key than the one that is kept. */
  'key-changed',
  'other',
] as const
export const TransferReason = z.enum(transferReasons)
export type TransferReason = z.infer<typeof TransferReason>

/** A transfer as methods name it: message id, dot, index. */
export const TransferId = z.string().regex(/^\d{1,15}\.\d{1,4}$/)

/** What the user gave to be sent, or chose as a folder to save in: views know it only by its token. */
export const StagedItem = z.object({
  token: z.string(),
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  /** Bytes; of a folder all its files together. */
  size: z.number(),
  /** Files in a folder; absent for a file. */
  files: z.number().int().optional(),
  /** It is one that can go with a message. */
  picture: Picture.optional(),
})
export type StagedItem = z.infer<typeof StagedItem>

/** What waited in a composer, looked at anew. Without a `token` it can't be sent: `problem` says why. */
export const DraftItem = z.object({
  token: z.string().optional(),
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  size: z.number(),
  files: z.number().int().optional(),
  /** It is no longer what it was when the user chose it; `size` is that of now. */
  changed: z.boolean(),
  problem: z.enum(['file-not-found', 'no-permission', 'not-a-file', 'too-large']).optional(),
})
export type DraftItem = z.infer<typeof DraftItem>

/** One attachment of one message on its way. Its id is the message's id, a dot, and the attachment's index. */
export const Transfer = z.object({
  id: z.string(),
  message: z.string(),
  index: z.number().int(),
  conversation: z.string(),
  peer: z.string(),
  direction: z.enum(['in', 'out']),
  name: z.string(),
  /** The name under which it was put, where another had the one that it came with. */
  savedAs: z.string().optional(),
  kind: z.enum(['file', 'folder', 'image']),
  /** Bytes in all; 0 for a folder whose sender did not say. */
  size: z.number(),
  /** Bytes here (or there) so far. */
  done: z.number(),
  state: z.enum(['offered', 'queued', 'running', 'paused', 'done', 'failed', 'declined', 'cancelled']),
  reason: TransferReason.optional(),
  /** Bytes a second over the last seconds; only while running. */
  rate: z.number().optional(),
  secondsLeft: z.number().optional(),
  /** Of a folder: files finished, and in all where known. */
  files: z.object({ done: z.number().int(), total: z.number().int().optional() }).optional(),
  /** A picture, as its header says; known once its bytes are here. */
  picture: Picture.optional(),
  /** How it travels between people whose texts are encrypted; absent before it begins, and where nobody was promised anything. */
  protection: z.enum(['encrypted', 'clear']).optional(),
  /** A picture in FeiQ's way: its sender pushes it, so it is neither held nor asked for again. */
  pushed: z.literal(true).optional(),
  /** Finished, or an own picture, and still where it was put. */
  canOpen: z.boolean(),
  /** Opening it would run a program. */
  executable: z.boolean(),
  /** Milliseconds since 1970: when it was offered. */
  at: z.number(),
})
export type Transfer = z.infer<typeof Transfer>
