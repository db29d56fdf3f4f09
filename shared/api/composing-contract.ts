/** The methods of composing: several recipients, files that wait in a composer, a failed message that goes back there. */
import { z } from 'zod'
import { Conversation } from '../model/conversation.ts'
import { Message } from '../model/message.ts'
import { DraftItem } from '../model/transfer.ts'
import { Id, MAX_ITEMS, MAX_PEERS, MessageId, MessageOptions, method, Nothing, Text, Token } from './method.ts'

/** Parts of one long text: MAX_TEXT units in parts of what the most modest program takes, with room. */
export const MAX_PARTS = 64

export const composingContract = {
  /** One message to each of them for each of the texts, in that order; all or nothing. `reply`: what the first text answers. */
  sendMessages: method(
    z.object({
      peers: z.array(Id).min(1).max(MAX_PEERS),
      texts: z.array(Text).min(1).max(MAX_PARTS),
      options: MessageOptions.optional(),
      reply: MessageId.optional(),
    }),
    z.object({ messages: z.array(Message) }),
    ['peer-not-found', 'empty', 'storage-failed'],
  ),
  /** What waits in a chat's composer from now on; a copy of ours that nothing needs any more is removed. */
  setDraftFiles: method(z.object({ conversation: Id, tokens: z.array(Token).max(MAX_ITEMS) }), Nothing, [
    'conversation-not-found',
    'token-unknown',
    'storage-failed',
  ]),
  /** What waits in a chat's composer, each looked at anew. */
  draftFiles: method(z.object({ conversation: Id }), z.object({ items: z.array(DraftItem) }), []),
  /** A message that was not sent goes back into the draft of its chat, its text in front, with the files that are still to be had. */
  editMessage: method(z.object({ id: MessageId }), Conversation, [
    'message-not-found',
    'not-editable',
    'storage-failed',
  ]),
}
