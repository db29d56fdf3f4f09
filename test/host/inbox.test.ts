import { describe, expect, it } from 'vitest'
import {
  createInbox,
  type Datagram,
  MAX_WAITING,
  MAX_WAITING_BYTES,
  MAX_WAITING_OF_ONE,
} from '../../electron/host/inbox.ts'

const datagram = (sender: number, size = 1): Datagram => ({
  from: { address: `10.0.${sender >> 8}.${sender & 255}`, port: 2425 },
  bytes: new Uint8Array(size),
})

const pushed = (count: number, make: (index: number) => Datagram): { accepted: number; take: () => number } => {
  const inbox = createInbox()
  let accepted = 0
  for (let index = 0; index < count; index += 1) if (inbox.push(make(index))) accepted += 1
  return { accepted, take: () => inbox.take(count).length }
}

describe('the inbox', () => {
  it('gives datagrams out in the order of their arrival', () => {
    const inbox = createInbox()
    const all = [datagram(1), datagram(2), datagram(1)]
    for (const each of all) inbox.push(each)
    expect([inbox.take(2), inbox.take(2), inbox.take(2), inbox.length]).toEqual([all.slice(0, 2), all.slice(2), [], 0])
  })

  it('drops what is over its number, over its bytes, or over the share of one sender', () => {
    const size = 60_000
    expect([
      pushed(MAX_WAITING + 5, (index) => datagram(index % 1_000)).accepted,
      pushed(1_000, (index) => datagram(index, size)).accepted,
      pushed(MAX_WAITING, () => datagram(1)).accepted,
    ]).toEqual([MAX_WAITING, Math.floor(MAX_WAITING_BYTES / size), MAX_WAITING_OF_ONE])
  })

  it('has room for a sender again when his datagrams are taken', () => {
    const inbox = createInbox()
    for (let index = 0; index < MAX_WAITING_OF_ONE; index += 1) inbox.push(datagram(1))
    const full = inbox.push(datagram(1))
    inbox.take(1)
    expect([full, inbox.push(datagram(1)), inbox.push(datagram(1))]).toEqual([false, true, false])
  })

  it('keeps large datagrams of one sender from pushing out those of the others', () => {
    const [inbox, size] = [createInbox(), 65_000]
    for (let count = 0; count < 1_000; count += 1) inbox.push(datagram(1, size))
    const held = inbox.length
    expect([inbox.push(datagram(2, 20_000)), held]).toEqual([true, Math.floor(MAX_WAITING_BYTES / 4 / size)])
    inbox.take(1_000)
    expect(inbox.push(datagram(1, size))).toBe(true)
  })
})
