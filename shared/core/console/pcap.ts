/**
 * Kept packets as a capture file that every analyser reads: classic libpcap, microseconds, Ethernet. The frames around the datagrams are
 * made up, because the program never sees them: addresses and ports are the real ones, the hardware addresses are made of them
 * (02 marks them as such), the checksums are right. A datagram that came by broadcast is shown as sent to this computer.
 */
import { isIpv6 } from '../../engine/address.ts'
import type { Endpoint } from '../../engine/io.ts'
import type { KeptPacket } from './ring.ts'

const FILE_HEADER = 24
const RECORD_HEADER = 16
const ETHERNET = 14
const IPV4 = 20
const IPV6 = 40
const UDP = 8
const TCP = 20
const MAGIC = 0xa1b2c3d4
const LINK_ETHERNET = 1
/** Whole frames, however long. */
const SNAPSHOT = 262_144
const HOPS = 64
const PROTOCOL = { udp: 17, tcp: 6 } as const
/** PSH and ACK. */
const TCP_FLAGS = 0x18

export function writePcap(packets: readonly KeptPacket[]): Uint8Array {
  const frames = packets.map(frameOf)
  const length = frames.reduce((sum, frame) => sum + RECORD_HEADER + frame.length, FILE_HEADER)
  const file = new Uint8Array(length)
  const view = new DataView(file.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, SNAPSHOT, true)
  view.setUint32(20, LINK_ETHERNET, true)
  let at = FILE_HEADER
  frames.forEach((frame, index) => {
    const time = Math.max(0, packets[index]?.at ?? 0)
    view.setUint32(at, Math.floor(time / 1_000), true)
    view.setUint32(at + 4, Math.floor((time % 1_000) * 1_000), true)
    view.setUint32(at + 8, frame.length, true)
    view.setUint32(at + 12, frame.length, true)
    file.set(frame, at + RECORD_HEADER)
    at += RECORD_HEADER + frame.length
  })
  return file
}

function frameOf({ direction, protocol, peer, local, bytes }: KeptPacket): Uint8Array {
  const [from, to] = direction === 'in' ? [peer, local] : [local, peer]
  const isSix = isIpv6(peer.address)
  const [source, target] = [addressBytes(from.address, isSix), addressBytes(to.address, isSix)]
  const head = isSix ? IPV6 : IPV4
  const transport = transportOf(protocol, from, to, bytes)
  const frame = new Uint8Array(ETHERNET + head + transport.length)
  const view = new DataView(frame.buffer)
  frame.set(hardware(target), 0)
  frame.set(hardware(source), 6)
  view.setUint16(12, isSix ? 0x86dd : 0x0800)
  if (isSix) writeIpv6(view, transport.length, PROTOCOL[protocol])
  else writeIpv4(view, transport.length, PROTOCOL[protocol])
  frame.set(source, ETHERNET + (isSix ? 8 : 12))
  frame.set(target, ETHERNET + (isSix ? 24 : 16))
  if (!isSix) view.setUint16(ETHERNET + 10, checksum([frame.subarray(ETHERNET, ETHERNET + IPV4)]))
  frame.set(transport, ETHERNET + head)
  const pseudo = new Uint8Array(8)
  new DataView(pseudo.buffer).setUint32(0, transport.length)
  pseudo[7] = PROTOCOL[protocol]
  const sum = checksum([source, target, pseudo, transport])
  // In UDP a zero would say that there is none.
  view.setUint16(ETHERNET + head + (protocol === 'udp' ? 6 : 16), sum === 0 && protocol === 'udp' ? 0xffff : sum)
  return frame
}

/** With a checksum of 0. */
function transportOf(protocol: 'udp' | 'tcp', from: Endpoint, to: Endpoint, payload: Uint8Array): Uint8Array {
  const head = protocol === 'udp' ? UDP : TCP
  const bytes = new Uint8Array(head + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, from.port)
  view.setUint16(2, to.port)
  if (protocol === 'udp') view.setUint16(4, bytes.length)
  else {
    view.setUint32(4, 1)
    view.setUint32(8, 1)
    view.setUint8(12, (TCP / 4) << 4)
    view.setUint8(13, TCP_FLAGS)
    view.setUint16(14, 0xffff)
  }
  bytes.set(payload, head)
  return bytes
}

function writeIpv4(view: DataView, length: number, protocol: number): void {
  view.setUint8(ETHERNET, 0x45)
  view.setUint16(ETHERNET + 2, IPV4 + length)
  view.setUint8(ETHERNET + 8, HOPS)
  view.setUint8(ETHERNET + 9, protocol)
}

function writeIpv6(view: DataView, length: number, protocol: number): void {
  view.setUint32(ETHERNET, 0x60000000)
  view.setUint16(ETHERNET + 4, length)
  view.setUint8(ETHERNET + 6, protocol)
  view.setUint8(ETHERNET + 7, HOPS)
}

/** The Internet's checksum (RFC 1071) over all of the parts; each but the last has an even length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** Broadcast and multicast have their own; everybody else gets one from his address. */
function hardware(address: Uint8Array): Uint8Array {
  const last = address.subarray(address.length - 4)
  if (address.length === 16) return Uint8Array.of(...(address[0] === 0xff ? [0x33, 0x33] : [2, 0]), ...last)
  if (last.every((byte) => byte === 0xff)) return new Uint8Array(6).fill(0xff)
  const [first = 0, second = 0, third = 0, fourth = 0] = last
  return (first & 0xf0) === 0xe0
    ? Uint8Array.of(1, 0, 0x5e, second & 0x7f, third, fourth)
    : Uint8Array.of(2, 0, ...last)
}

/** Of the other family, or of no family at all: zeros. */
function addressBytes(address: string, isSix: boolean): Uint8Array {
  const bytes = isSix ? ipv6Bytes(address) : address.split('.').map(Number)
  const size = isSix ? 16 : 4
  return bytes.length === size && bytes.every((byte) => byte >= 0 && byte <= 255)
    ? Uint8Array.from(bytes)
    : new Uint8Array(size)
}

function ipv6Bytes(address: string): number[] {
  const groups = (text: string): number[] =>
    text
      .split(':')
      .filter((group) => group !== '')
      .flatMap((group) => {
        if (group.includes('.')) return group.split('.').map(Number)
        const value = Number.parseInt(group, 16)
        return [value >> 8, value & 0xff]
      })
  const [front = '', back] = address.replace(/%.*$/, '').split('::')
  const [before, after] = [groups(front), groups(back ?? '')]
  if (back === undefined) return before
  return [...before, ...new Array<number>(Math.max(0, 16 - before.length - after.length)).fill(0), ...after]
}
