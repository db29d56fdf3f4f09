/** Methods about pictures that messages show; part of `contract` (contract.ts). */
import { z } from 'zod'
import { ShownPicture } from '../model/picture.ts'
import { Id, MessageId, method, Nothing, Token } from './method.ts'

export const pictureContract = {
  /** Pictures of a chat that are here: those of a message, or those beside it, nearest first, and where the next page begins. */
  picturesOf: method(
    z.object({ conversation: Id, from: MessageId, side: z.enum(['before', 'at', 'after']) }),
    z.object({ pictures: z.array(ShownPicture), next: MessageId.optional() }),
    [],
  ),
  /** Copies a picture to where the user said: the token of a folder, and a name in it. */
  savePicture: method(
    z.object({
      message: MessageId,
      index: z.number().int().min(0),
      to: Token,
      saveAs: z.string().trim().min(1).max(255),
    }),
    Nothing,
    ['gone', 'token-unknown', 'not-a-folder', 'storage-failed'],
  ),
}
