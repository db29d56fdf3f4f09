import type { PacketRow } from '../../shared/model/packet-console.ts'

export interface PacketFilter {
  /** Each word has to be somewhere in the packet: address, name, program, command, flag, number or text. */
  readonly words: string
  readonly received: boolean
  readonly sent: boolean
}

export const everyPacket: PacketFilter = { words: '', received: true, sent: true }

/** Rows never change, and thousands of them are looked through with each key and each batch. */
const texts = new WeakMap<PacketRow, string>()

function wholeText(row: PacketRow): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = [
    ...[`${row.address}:${row.port}`, row.who, row.program, row.command, ...row.flags, row.number, row.text],
    ...[row.problem ?? '', row.protocol, row.interface, row.encoding ?? ''],
  ]
    .join(' ')
    .toLowerCase()
  texts.set(row, text)
  return text
}

export function filterPackets(rows: readonly PacketRow[], filter: PacketFilter): readonly PacketRow[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && filter.received && filter.sent) return rows
  return rows.filter((row) => {
    if (!(row.direction === 'in' ? filter.received : filter.sent)) return false
    if (words.length === 0) return true
    const text = wholeText(row)
    return words.every((word) => text.includes(word))
  })
}
