/** The contract's methods about what may disturb the user. */
import { z } from 'zod'
import { ALWAYS } from '../model/calendar.ts'
import { Id, method, Nothing } from './method.ts'

export const attentionContract = {
  /** Silences a chat until then, milliseconds since 1970; absent: it is heard again. */
  setMuted: method(z.object({ conversation: Id, until: z.number().int().min(0).max(ALWAYS).optional() }), Nothing, [
    'conversation-not-found',
    'storage-failed',
  ]),
}
