/** Decoding and encoding a datagram, as a ratio to the least that anything could do with the same bytes: split them at colons. */
import { charset } from '../../electron/host/charset.ts'
import {
  COMMAND,
  decodePacket,
  decodeText,
  encodePacket,
  encodeTextBody,
  latin1Bytes,
  OPT,
} from '../../shared/protocol/index.ts'
import { median, type Report } from './figure.ts'

const ROUNDS = 7
const PACKETS = 100_000

const text = '下午三点开会,请带上上周的报表。Meeting at 3 pm, room 402.'
const user = latin1Bytes('zhangsan')
const host = latin1Bytes('PC-ZHANGSAN')

const makePacket = (packetNo: number): Uint8Array =>
  encodePacket({
    version: '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9',
    packetNo,
    user,
    host,
    command: COMMAND.SENDMSG,
    flags: OPT.SENDCHECK,
    body: encodeTextBody(text, 'gb18030', charset),
  })

/** The floor: five colons found, five views made, nothing understood. */
function bareSplit(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  let start = 0
  for (let colons = 0; colons < 5; colons++) {
    const colon = bytes.indexOf(0x3a, start)
    parts.push(bytes.subarray(start, colon))
    start = colon + 1
  }
  parts.push(bytes.subarray(start))
  return parts
}

const packetsPerSecond = (work: () => void): number => {
  const rates = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    for (let index = 0; index < PACKETS; index++) work()
    return PACKETS / ((performance.now() - start) / 1000)
  })
  return median(rates)
}

export function benchCodec(report: Report): void {
  const bytes = makePacket(1_780_525_944)
  const context = { charset, legacy: 'gb18030' } as const
  let sink = 0
  const split = packetsPerSecond(() => {
    sink += bareSplit(bytes).length
  })
  const decoded = packetsPerSecond(() => {
    const packet = decodePacket(bytes)
    if (packet.ok) sink += packet.value.command
  })
  const understood = packetsPerSecond(() => {
    const packet = decodePacket(bytes)
    if (packet.ok) sink += decodeText(packet.value, context).text.length
  })
  const encoded = packetsPerSecond(() => {
    sink += makePacket(1_780_525_944).length
  })
  if (sink === 0) throw new Error('nothing was measured')
  report({ name: 'codec: bare split of a message', value: split / 1e6, unit: 'M/s' })
  report({ name: 'codec: decode packet / bare split', value: decoded / split, unit: 'ratio' })
  report({ name: 'codec: decode packet and text / bare split', value: understood / split, unit: 'ratio' })
  report({ name: 'codec: encode message / bare split', value: encoded / split, unit: 'ratio' })
  report({ name: 'codec: decode packet and text', value: understood / 1e6, unit: 'M/s' })
  report({ name: 'codec: encode message', value: encoded / 1e6, unit: 'M/s' })
}
