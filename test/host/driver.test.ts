import { describe, expect, it } from 'vitest'
import { createDriver, MAX_DATAGRAMS_PER_TURN } from '../../electron/host/driver.ts'
import type { Datagram } from '../../electron/host/inbox.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Engine, Output } from '../../shared/engine/io.ts'

const peer = { address: '10.0.0.2', port: 2425 }
const datagram = (number: number): Datagram => ({ from: peer, bytes: new Uint8Array([number]) })
const transmit = (number: number): Output => ({ type: 'transmit', to: peer, bytes: new Uint8Array([number]) })
const event = (happened: EngineEvent): Output => ({ type: 'event', event: happened })
const drop: EngineEvent = { type: 'dropped', from: peer, reason: 'malformed' }
const received = (receipt: number): EngineEvent => ({
  type: 'message-received',
  receipt,
  message: {
    peer: 'p',
    text: '',
    encoding: 'utf-8',
    raw: new Uint8Array(),
    packetNo: '1',
    repeatKey: '',
    repeatSince: 0,
    receivedAt: 0,
    sealed: false,
    confirmOpening: false,
    locked: false,
    broadcast: false,
    multicast: false,
    automatic: false,
    attachments: [],
  },
})

/** An engine that answers as the test says, a disk that may fail, and the order in which everything happened. */
function bench(answer: (input: Input) => readonly Output[]) {
  const seen: string[] = []
  const outputs: Output[] = []
  let [reserved, diskWorks] = [0, true]
  const engine: Engine = {
    deadline: undefined,
    next: () => outputs.shift(),
    handle(_now, input) {
      seen.push(input.type === 'stored' ? `stored ${input.receipt}` : input.type)
      outputs.push(...answer(input))
    },
  }
  const driver = createDriver({
    engine,
    now: () => 1_000,
    apply(_now, events) {
      seen.push(`apply ${events.map(({ type }) => type).join(' ')}`)
      if (!diskWorks) return []
      for (const each of events) if (each.type === 'packet-numbers') reserved = each.upTo
      return events.flatMap((each) => (each.type === 'message-received' ? [each.receipt] : []))
    },
    reserved: () => reserved,
    transmit: (_to, bytes) => seen.push(`transmit ${bytes[0]}`),
    onOverflow: (address) => seen.push(`overflow ${address}`),
    onBug: (error) => seen.push(`bug ${String(error)}`),
  })
  return {
    driver,
    seen,
    breakDisk: () => {
      diskWorks = false
    },
    repairDisk: () => {
      diskWorks = true
      reserved = 200
    },
    /** Two turns of the loop: what was given before is done. */
    settled: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('the driver', () => {
  it('commits all events of a turn at once, transmits after that, and acknowledges what is stored last', async () => {
    const { driver, seen, settled } = bench((input) => {
      if (input.type === 'stored') return [transmit(100 + input.receipt)]
      return input.type === 'datagram' ? [transmit(input.bytes[0] ?? 0), event(received(input.bytes[0] ?? 0))] : []
    })
    driver.datagram(datagram(1))
    driver.datagram(datagram(2))
    await settled()
    expect(seen).toEqual([
      'datagram',
      'datagram',
      'apply message-received message-received',
      'transmit 1',
      'transmit 2',
      'stored 1',
      'stored 2',
      'transmit 101',
      'transmit 102',
    ])
  })

  it('transmits nothing while a reservation of packet numbers is not on disk, and goes on when it is', async () => {
    const { driver, seen, settled, breakDisk, repairDisk } = bench((input) =>
      input.type === 'announce' ? [event({ type: 'packet-numbers', upTo: 200 }), transmit(1)] : [transmit(2)],
    )
    breakDisk()
    driver.input({ type: 'announce' })
    await settled()
    driver.datagram(datagram(1))
    await settled()
    repairDisk()
    driver.datagram(datagram(1))
    await settled()
    expect(seen).toEqual(['announce', 'apply packet-numbers', 'datagram', 'apply ', 'datagram', 'apply ', 'transmit 2'])
  })

  it('acknowledges nothing that the disk refused', async () => {
    const { driver, seen, settled, breakDisk } = bench(() => [event(received(1))])
    breakDisk()
    driver.datagram(datagram(1))
    await settled()
    expect(seen).toEqual(['datagram', 'apply message-received'])
  })

  it('leaves the rest of a burst to the next turn', async () => {
    const { driver, seen, settled } = bench(() => [event(drop)])
    for (let number = 0; number <= MAX_DATAGRAMS_PER_TURN; number += 1) driver.datagram(datagram(number))
    await settled()
    await settled()
    const burst = [
      ...Array<string>(MAX_DATAGRAMS_PER_TURN).fill('datagram'),
      `apply${' dropped'.repeat(MAX_DATAGRAMS_PER_TURN)}`,
    ]
    expect(seen).toEqual([...burst, 'datagram', 'apply dropped'])
  })

  it('survives a bug of the engine', async () => {
    const { driver, seen, settled } = bench((input) => {
      if (input.type === 'announce') throw new Error('bug')
      return [transmit(1)]
    })
    driver.input({ type: 'announce' })
    await settled()
    driver.datagram(datagram(1))
    await settled()
    expect(seen).toEqual(['announce', 'bug Error: bug', 'datagram', 'transmit 1'])
  })

  it('says goodbye at once and handles nothing after that', async () => {
    const { driver, seen, settled } = bench((input) => (input.type === 'leave' ? [transmit(9)] : []))
    driver.input({ type: 'announce' })
    driver.leave()
    driver.datagram(datagram(1))
    driver.input({ type: 'announce' })
    driver.leave()
    await settled()
    expect(seen).toEqual(['announce', 'leave', 'transmit 9'])
  })
})
