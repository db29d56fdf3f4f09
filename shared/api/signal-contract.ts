/** Methods of a chat that is open with FeiQ or another Gezi (protocol.md 7.3). Others hear nothing of them. */
import { z } from 'zod'
import { Id, method, Nothing } from './method.ts'

export const signalContract = {
  /** The user writes to this person, or stopped. Said again while he goes on; the host says it to the peer as often as is polite. */
  setTyping: method(z.object({ peer: Id, typing: z.boolean() }), Nothing, ['peer-not-found']),
  /** Shakes his window. `too-soon`: no more often than every five seconds. */
  shake: method(z.object({ peer: Id }), Nothing, ['peer-not-found', 'not-able', 'peer-offline', 'too-soon']),
}
