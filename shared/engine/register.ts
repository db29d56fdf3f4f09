/**
 * Our outgoing messages by id and by packet number. Numbers of messages that are done with are kept for a while: a late acknowledgement, or the
 * note that the reader opened it, still finds them.
 */
import type { MessageId, PeerId } from './io.ts'
import type { Item } from './lane.ts'

export interface Settled {
  readonly id: MessageId
  readonly peer: PeerId
  readonly state: 'delivered' | 'opened' | 'failed'
}

export interface Register {
  byId(id: MessageId): Item | undefined
  byNumber(packetNo: number): Item | undefined
  /** Also when an item got its number. */
  put(item: Item): void
  settle(item: Item, state: Settled['state']): void
  settled(packetNo: number): Settled | undefined
  resettle(packetNo: number, message: Settled): void
}

/** Remembers the last `size` numbers that are done with. */
export function createRegister(size: number): Register {
  const items = new Map<MessageId, Item>()
  const numbers = new Map<number, Item>()
  const settled = new Map<number, Settled>()

  function resettle(packetNo: number, message: Settled): void {
    settled.set(packetNo, message)
    if (settled.size <= size) return
    const [oldest] = settled.keys()
    if (oldest !== undefined) settled.delete(oldest)
  }

  return {
    byId: (id) => items.get(id),
    byNumber: (packetNo) => numbers.get(packetNo),
    put(item) {
      items.set(item.message.id, item)
      if (item.packetNo !== undefined) numbers.set(item.packetNo, item)
    },
    settle(item, state) {
      const { id, peer } = item.message
      items.delete(id)
      if (item.packetNo === undefined) return
      numbers.delete(item.packetNo)
      resettle(item.packetNo, { id, peer, state })
    },
    settled: (packetNo) => settled.get(packetNo),
    resettle,
  }
}
