/** Numbers of messages that left and are done with: a late acknowledgement, or the note that the reader opened it, still finds them. */
import type { MessageId, PeerId } from './io.ts'

export interface Settled {
  readonly id: MessageId
  readonly peer: PeerId
  readonly state: 'delivered' | 'opened' | 'failed'
}

export interface SettledNumbers {
  find(packetNo: number): Settled | undefined
  put(packetNo: number, message: Settled): void
}

/** The last `size` of them. */
export function createSettledNumbers(size: number): SettledNumbers {
  const numbers = new Map<number, Settled>()
  return {
    find: (packetNo) => numbers.get(packetNo),
    put(packetNo, message) {
      numbers.set(packetNo, message)
      if (numbers.size <= size) return
      const [oldest] = numbers.keys()
      if (oldest !== undefined) numbers.delete(oldest)
    },
  }
}
