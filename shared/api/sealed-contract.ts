/** Methods about sealed and locked messages (protocol.md 3.3). */
import { z } from 'zod'
import { Message } from '../model/message.ts'
import { MessageId, method, Nothing } from './method.ts'

const Password = z.string().max(200)

export const sealedContract = {
  /**
   * Takes a sealed or locked message out of its cover; the sender of a sealed one is told. A locked one asks for the user's own password
   * where he has set one. A message that is open already is just returned.
   */
  openMessage: method(z.object({ id: MessageId, password: Password.optional() }), Message, [
    'message-not-found',
    'wrong-password',
    'storage-failed',
  ]),
  /** The password that opens locked messages on this computer; an empty one takes it away. `current` is asked for when there is one. */
  setLockPassword: method(z.object({ current: Password.optional(), next: Password }), Nothing, [
    'wrong-password',
    'storage-failed',
  ]),
}
