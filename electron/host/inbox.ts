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
/** One address may fill a quarter, by number and by bytes, so that its flood does not push out what the others send. */
export const MAX_WAITING_OF_ONE = MAX_WAITING / 4
const MAX_BYTES_OF_ONE = MAX_WAITING_BYTES / 4

interface Share {
  readonly count: number
  readonly bytes: number
}

const NOTHING: Share = { count: 0, bytes: 0 }

export function createInbox(): Inbox {
  let waiting: Datagram[] = []
  let bytes = 0
  const bySender = new Map<string, Share>()

  return {
    push(datagram) {
      const sender = datagram.from.address
      const { length } = datagram.bytes
      const his = bySender.get(sender) ?? NOTHING
      const fits =
        waiting.length < MAX_WAITING &&
        bytes + length <= MAX_WAITING_BYTES &&
        his.count < MAX_WAITING_OF_ONE &&
        his.bytes + length <= MAX_BYTES_OF_ONE
      if (!fits) return false
      waiting.push(datagram)
      bytes += length
      bySender.set(sender, { count: his.count + 1, bytes: his.bytes + length })
      return true
    },
    take(count) {
      const taken = waiting.slice(0, count)
      waiting = waiting.slice(count)
      for (const { from, bytes: content } of taken) {
        bytes -= content.length
        const his = bySender.get(from.address) ?? NOTHING
        if (his.count <= 1) bySender.delete(from.address)
        else bySender.set(from.address, { count: his.count - 1, bytes: his.bytes - content.length })
      }
      return taken
    },
    get length() {
      return waiting.length
    },
  }
}
