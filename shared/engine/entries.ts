/** What a BR_ENTRY says about the packet numbers of its program. */
import type { Packet } from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { Peer } from './directory.ts'
import type { Endpoint, Millis, PeerId, PeerRecord } from './io.ts'
import { comparable, isOwn } from './recognise.ts'

/** Copies of one BR_ENTRY, one per network interface, are some ms apart; no program restarts within a second. */
const COPY_WITHIN = 1_000

/** Whether this BR_ENTRY is the last one again, by another interface. */
const isCopy = ({ entry }: Peer, packet: Packet, now: Millis): boolean =>
  entry?.packetNo === comparable(packet.packetNo) && now - entry.at < COPY_WITHIN

/** And the other one came by the route in use: a second copy from elsewhere alone proves nothing, since whoever says the first says the second. */
export const isCopyOfHis = (peer: Peer, packet: Packet, now: Millis): boolean =>
  peer.entry?.isHis === true && isCopy(peer, packet, now)

/** `isHis`: it came by the route in use. */
export function countEntry(
  peer: Peer,
  packet: Packet,
  now: Millis,
  isHis: boolean,
): Pick<PeerRecord, 'epoch' | 'highestPacketNo'> {
  const { epoch, highestPacketNo } = peer.record
  const packetNo = comparable(packet.packetNo)
  const copy = isCopy(peer, packet, now)
  peer.entry = { packetNo, at: now, isHis: isHis || isCopyOfHis(peer, packet, now) }
  // iptux counts from 1 at each start: what follows is new, whatever its number (protocol.md 1.7).
  const isAnew = packetNo < highestPacketNo && !copy && !isOwn(peer.record)
  return isAnew
    ? { epoch: epoch + 1, highestPacketNo: packetNo }
    : { epoch, highestPacketNo: Math.max(highestPacketNo, packetNo) }
}

/** Where else the BR_ENTRY that just came was heard a moment before, at best: the copies of one may come in any order. */
export function createHeralds(context: Pick<Context, 'now'>, isBetter: (one: Endpoint, other: Endpoint) => boolean) {
  const heralds = new Map<PeerId, { readonly endpoint: Endpoint; readonly packetNo: string; readonly at: Millis }>()

  function of(id: PeerId, { packetNo }: Packet): Endpoint | undefined {
    const herald = heralds.get(id)
    return herald?.packetNo === packetNo && context.now - herald.at < COPY_WITHIN ? herald.endpoint : undefined
  }

  return {
    of,
    note(id: PeerId, endpoint: Endpoint, packet: Packet): void {
      const best = of(id, packet)
      if (best === undefined || isBetter(endpoint, best))
        heralds.set(id, { endpoint, packetNo: packet.packetNo, at: context.now })
    },
    forget: (id: PeerId): void => void heralds.delete(id),
  }
}
