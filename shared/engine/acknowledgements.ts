/** RECVMSG and READMSG: which of our messages they mean, and whether it was for their sender (protocol.md 3.2, 3.3). */
import { isAt } from './address.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { Endpoint, PeerId } from './io.ts'
import type { Item } from './lane.ts'
import type { Register } from './register.ts'

/** RECVMSG or READMSG for this number. Whose message it was, or undefined if it was none of ours. */
export type Acknowledge = (packetNo: string, from: Endpoint, as: 'delivered' | 'opened') => PeerId | undefined

/** `leave`: a message that waited for it is done with. */
export function createAcknowledgements(
  context: Context,
  directory: Directory,
  register: Register,
  leave: (item: Item, as: 'delivered' | 'opened', from: Endpoint) => void,
): Acknowledge {
  return (packetNo, from, as) => {
    const number = Number(packetNo)
    // His names in a packet prove nothing; who answers by a card that he never spoke from is asked there, and answers again.
    const isHis = (peer: PeerId, sentTo?: Endpoint): boolean => {
      const record = directory.byId(peer)?.record
      return (record !== undefined && isAt(record, from.address)) || sentTo?.address === from.address
    }
    const item = register.byNumber(number)
    if (item !== undefined) {
      if (!isHis(item.message.peer, item.to)) return undefined
      leave(item, as, from)
      return item.message.peer
    }
    const done = register.settled(number)
    if (done === undefined || !isHis(done.peer)) return undefined
    if (done.state === 'failed' || (done.state === 'delivered' && as === 'opened')) {
      register.resettle(number, { ...done, state: as })
      context.emit({ type: 'message-state', id: done.id, delivery: { state: as, at: context.now, from } })
    }
    return done.peer
  }
}
