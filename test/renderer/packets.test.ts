import { expect, test } from 'vitest'
import { bytesWidth, fittingLength, hexLine, lineCount } from '../../renderer/logic/hex-lines.ts'
import { everyPacket, filterPackets } from '../../renderer/logic/packet-filter.ts'
import type { PacketRow } from '../../shared/model/packet-console.ts'

const row = (id: number, more: Partial<PacketRow>): PacketRow => ({
  ...{ id, at: 0, direction: 'in', protocol: 'udp', address: '10.0.0.7', port: 2_425, local: '', interface: 'eth0' },
  ...{
    who: '张三',
    program: 'FeiQ 2013',
    command: 'SENDMSG',
    flags: ['SENDCHECK'],
    number: '41',
    text: '图纸',
    size: 9,
  },
  ...more,
})

test('each word of the filter has to be somewhere in a packet, in any case; directions go by their buttons', () => {
  const rows = [
    row(1, {}),
    row(2, { direction: 'out', command: 'RECVMSG', text: '41' }),
    row(3, { problem: 'not-ipmsg' }),
  ]
  const ids = (words: string, more = {}) => filterPackets(rows, { ...everyPacket, ...more, words }).map(({ id }) => id)
  expect([
    ids(' '),
    ids('sendmsg 图纸'),
    ids('10.0.0.7:2425 feiq'),
    ids('recvmsg sendcheck'),
    ids('not-ipmsg'),
    ids('41', { sent: false }),
    ids('41', { received: false }),
    ids('图纸 nobody'),
  ]).toEqual([[1, 2, 3], [1, 3], [1, 2, 3], [2], [3], [1, 3], [2], []])
})

test('bytes stand in lines as long as there is room, each with its offset and its ASCII', () => {
  const hex = '31323a00ff41'.repeat(3)
  expect([lineCount(hex, 16), lineCount(hex, 8), hexLine(hex, 2, 8)]).toEqual([
    2,
    3,
    { offset: 16, bytes: ['ff', '41'], text: '·A' },
  ])
  expect([fittingLength(73), fittingLength(72), fittingLength(41), fittingLength(40), fittingLength(1)]).toEqual([
    ...[16, 8, 8, 4, 4],
  ])
  expect(bytesWidth(16)).toBe(49)
})
