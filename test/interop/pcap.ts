/** UDP datagrams of a pcap file as tcpdump writes it on Ethernet. */

export interface Captured {
  readonly from: string
  readonly fromPort: number
  readonly to: string
  readonly toPort: number
  readonly payload: Uint8Array
}

const FILE_HEADER = 24
const RECORD_HEADER = 16
const ETHERNET_HEADER = 14
const UDP_HEADER = 8
const IPV4 = 0x0800
const UDP = 17
const FRAGMENT = 0x3fff

const dotted = (bytes: Buffer): string => [...bytes].join('.')

/** Whole UDP datagrams in the order of the file; fragments and everything else are left out. */
export function udpDatagrams(pcap: Buffer): readonly Captured[] {
  if (pcap.readUInt32LE(0) !== 0xa1b2_c3d4) throw new Error('not a little-endian pcap file of microseconds')
  const captured: Captured[] = []
  for (let at = FILE_HEADER; at + RECORD_HEADER <= pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8)
    const frame = pcap.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length)
    at += RECORD_HEADER + length
    if (frame.length < ETHERNET_HEADER + 28 || frame.readUInt16BE(12) !== IPV4) continue
    const ip = frame.subarray(ETHERNET_HEADER)
    if (ip.readUInt8(9) !== UDP || (ip.readUInt16BE(6) & FRAGMENT) !== 0) continue
    const udp = ip.subarray((ip.readUInt8(0) & 0x0f) * 4, ip.readUInt16BE(2))
    captured.push({
      from: dotted(ip.subarray(12, 16)),
      fromPort: udp.readUInt16BE(0),
      to: dotted(ip.subarray(16, 20)),
      toPort: udp.readUInt16BE(2),
      payload: udp.subarray(UDP_HEADER),
    })
  }
  return captured
}
