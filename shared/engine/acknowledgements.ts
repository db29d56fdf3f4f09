/** RECVMSG and READMSG: which of our messages they mean, and whether it was for their sender (protocol.md 3.2, 3.3). */
import { splitFingerprintName } from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { Endpoint, PeerId } from './io.ts'
import type { Keys } from './keys.ts'
import type { Item } from './lane.ts'
import type { Register } from './register.ts'

/** RECVMSG or READMSG for this number. Whose message it was, or undefined if it was none of ours. */
export type Acknowledge = (
  packetNo: string,
  from: Endpoint,
  sender: PeerId | undefined,
  as: 'delivered' | 'opened',
) => PeerId | undefined

/** `leave`: a message that waited for it is done with. */
export function createAcknowledgements(
  context: Context,
  directory: Directory,
  register: Register,
  keys: Pick<Keys, 'record'>,
  leave: (item: Item, as: 'delivered' | 'opened', from: Endpoint) => void,
): Acknowledge {
  return (packetNo, from, sender, as) => {
    const number = Number(packetNo)
    // By his names alone he is known who has nothing better to be known by.
    const isHis = (peer: PeerId): boolean => {
      const record = directory.byId(peer)?.record
      const places = record === undefined ? [] : [record, ...(record.routes ?? [])]
      if (places.some(({ endpoint }) => endpoint.address === from.address)) return true
      return (
        peer === sender && keys.record(peer) === undefined && splitFingerprintName(record?.user ?? '') === undefined
      )
    }
    const item = register.byNumber(number)
    if (item !== undefined) {
      if (!isHis(item.message.peer)) return undefined
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
