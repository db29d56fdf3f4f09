/**
 * Datagrams that arrived and wait for their turn. The kernel's own buffer is a few hundred packets, so they are taken from it at once;
 * what the engine and the disk cannot follow waits here, and beyond a limit is dropped and counted, as UDP may.
 */
import type { Endpoint } from '../../shared/engine/io.ts'

export interface Datagram {
  readonly from: Endpoint
  readonly bytes: Uint8Array
}

export interface Inbox {
  /** False when it was dropped. */
  push(datagram: Datagram): boolean
  /** The oldest ones, at most `count`. */
  take(count: number): readonly Datagram[]
  readonly length: number
}

/** An office of 2,000 that greets at once fits with its answers. */
export const MAX_WAITING = 4_096
/** Datagrams may have 64 KiB: the count alone would allow 256 MiB. */
export const MAX_WAITING_BYTES = 16_777_216
/** One address may fill a quarter, so that its flood does not push out what the others send. */
export const MAX_WAITING_OF_ONE = MAX_WAITING / 4

export function createInbox(): Inbox {
  let waiting: Datagram[] = []
  let bytes = 0
  const bySender = new Map<string, number>()

  return {
    push(datagram) {
      const sender = datagram.from.address
      const ofSender = bySender.get(sender) ?? 0
      const fits =
        waiting.length < MAX_WAITING &&
        bytes + datagram.bytes.length <= MAX_WAITING_BYTES &&
        ofSender < MAX_WAITING_OF_ONE
      if (!fits) return false
      waiting.push(datagram)
      bytes += datagram.bytes.length
      bySender.set(sender, ofSender + 1)
      return true
    },
    take(count) {
      const taken = waiting.slice(0, count)
      waiting = waiting.slice(count)
      for (const { from, bytes: content } of taken) {
        bytes -= content.length
        const left = (bySender.get(from.address) ?? 1) - 1
        if (left === 0) bySender.delete(from.address)
        else bySender.set(from.address, left)
      }
      return taken
    },
    get length() {
      return waiting.length
    },
  }
}
