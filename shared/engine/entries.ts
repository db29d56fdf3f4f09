/** What a BR_ENTRY says about the packet numbers of its program. */
import type { Packet } from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { Peer } from './directory.ts'
import type { Endpoint, Millis, PeerId, PeerRecord } from './io.ts'
import { comparable, isOwn } from './recognise.ts'

/** Copies of one BR_ENTRY, one per network interface, are some ms apart; no program restarts within a second. */
const COPY_WITHIN = 1_000

/** Whether this BR_ENTRY is the last one again, by another interface. */
export const isCopy = ({ entry }: Peer, packet: Packet, now: Millis): boolean =>
  entry?.packetNo === comparable(packet.packetNo) && now - entry.at < COPY_WITHIN

export function countEntry(peer: Peer, packet: Packet, now: Millis): Pick<PeerRecord, 'epoch' | 'highestPacketNo'> {
  const { epoch, highestPacketNo } = peer.record
  const packetNo = comparable(packet.packetNo)
  const copy = isCopy(peer, packet, now)
  peer.entry = { packetNo, at: now }
  // iptux counts from 1 at each start: what follows is new, whatever its number (protocol.md 1.7).
  const isAnew = packetNo < highestPacketNo && !copy && !isOwn(peer.record)
  return isAnew
    ? { epoch: epoch + 1, highestPacketNo: packetNo }
    : { epoch, highestPacketNo: Math.max(highestPacketNo, packetNo) }
}

/** Where else the BR_ENTRY that just came was heard a moment before: the copies of one may come in either order. */
export function createHeralds(context: Pick<Context, 'now'>) {
  const heralds = new Map<PeerId, { readonly endpoint: Endpoint; readonly packetNo: string; readonly at: Millis }>()
  return {
    note: (id: PeerId, endpoint: Endpoint, { packetNo }: Packet): void =>
      void heralds.set(id, { endpoint, packetNo, at: context.now }),
    of(id: PeerId, { packetNo }: Packet): Endpoint | undefined {
      const herald = heralds.get(id)
      return herald?.packetNo === packetNo && context.now - herald.at < COPY_WITHIN ? herald.endpoint : undefined
    },
    forget: (id: PeerId): void => void heralds.delete(id),
  }
}
