/** The newest datagrams, as many as fit; nothing is read of them before somebody looks. */
import { MAX_KEPT_PACKETS } from '../../api/console-contract.ts'
import type { DropReason } from '../../engine/events.ts'
import type { Endpoint, Millis } from '../../engine/io.ts'

export interface KeptPacket {
  readonly id: number
  readonly at: Millis
  readonly direction: 'in' | 'out'
  readonly protocol: 'udp' | 'tcp'
  readonly peer: Endpoint
  readonly local: Endpoint
  readonly interface: string
  /** Our own copy. */
  readonly bytes: Uint8Array
  /** Why nothing came of it. */
  readonly dropped?: DropReason
}

/** A datagram may have 64 KiB: the count alone would allow 300 MiB. */
export const MAX_KEPT_BYTES = 8 * 1024 * 1024

export interface PacketRing {
  /** Bytes must not change afterwards. */
  add(packet: Omit<KeptPacket, 'id'>): void
  /** Those with higher numbers, oldest first. */
  after(id: number, limit: number): readonly KeptPacket[]
  find(id: number): KeptPacket | undefined
  /** The engine names a datagram by the very object that says where it came from. */
  drop(from: Endpoint, reason: DropReason): void
  readonly lastId: number
  /** Pushed out by newer ones. */
  readonly lost: number
  clear(): void
}

export function createPacketRing(limits = { packets: MAX_KEPT_PACKETS, bytes: MAX_KEPT_BYTES }): PacketRing {
  let kept: KeptPacket[] = []
  let bytes = 0
  let lastId = 0
  let lost = 0
  /** Numbers have no gaps. */
  const place = (id: number): number => id - (kept[0]?.id ?? 0)
  return {
    add(packet) {
      lastId += 1
      kept.push({ ...packet, id: lastId })
      bytes += packet.bytes.length
      while (kept.length > limits.packets || bytes > limits.bytes) {
        bytes -= kept.shift()?.bytes.length ?? 0
        lost += 1
      }
    },
    after(id, limit) {
      const from = Math.max(0, place(id + 1))
      return kept.slice(from, from + limit)
    },
    find: (id) => kept[place(id)],
    drop(from, reason) {
      const at = kept.findLastIndex((packet) => packet.peer === from)
      const packet = kept[at]
      if (packet !== undefined) kept[at] = { ...packet, dropped: reason }
    },
    get lastId() {
      return lastId
    },
    get lost() {
      return lost
    },
    clear() {
      kept = []
      bytes = 0
      lost = 0
    },
  }
}
