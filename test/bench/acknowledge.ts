/**
 * From a datagram's bytes to the bytes of its acknowledgement, the commit in between: the product's driver, engine, messenger and store
 * in one process, a view subscribed, acknowledgements really sent. What two processes and a network add to it is measured in network.ts.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { charset } from '../../electron/host/charset.ts'
import { createDriver } from '../../electron/host/driver.ts'
import { openStore } from '../../electron/host/store/open.ts'
import { PACKET_NUMBERS } from '../../shared/core/recorder.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import { COMMAND, decodePacket, latin1Bytes } from '../../shared/protocol/index.ts'
import { createDesk } from '../core/desk.ts'
import { atLeast, median, type Report } from './figure.ts'

const MESSAGES = 1_000
const RUNS = 7
/** As many as colleagues may send in one turn of the loop. */
const BURST = 128
const ADDRESS = '127.87.0.20'

/** Rows like a message a second, each inserted durably into a table without indexes: the least that "committed" can cost. */
export function durableInserts(folder: string): number {
  const database = new Database(join(folder, 'floor.sqlite'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec(
    'CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, chat TEXT, text TEXT, at INTEGER, raw BLOB)',
  )
  const insert = database.prepare('INSERT INTO message (chat, text, at, raw) VALUES (?, ?, ?, ?)')
  const raw = Buffer.alloc(80)
  const began = performance.now()
  for (let number = 0; number < MESSAGES; number++) insert.run('peer', `message ${number}`, number, raw)
  const rate = (MESSAGES / (performance.now() - began)) * 1000
  database.close()
  return rate
}

async function openBench(folder: string) {
  const opened = openStore(join(folder, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  const { store } = opened.value
  const { messenger } = createDesk({ store })
  const { identity, peers, outbox, legacyEncoding } = messenger.engineState
  const from = { address: ADDRESS, port: 2425 }
  const sink = createSocket('udp4')
  sink.bind(0, ADDRESS)
  await once(sink, 'listening')
  const { port } = sink.address()
  let awaited = 0
  let done = (): void => undefined
  const driver = createDriver({
    engine: createEngine({ identity, version: '0.1.0', charset, legacyEncoding, seed: 1, packetNo: 0, peers, outbox }),
    now: Date.now,
    apply: messenger.apply,
    reserved: () => Number(store.value(PACKET_NUMBERS) ?? 0),
    transmit(_to, bytes) {
      sink.send(bytes, port, ADDRESS)
      const packet = decodePacket(bytes)
      if (packet.ok && packet.value.command === COMMAND.RECVMSG && --awaited === 0) done()
    },
    onOverflow: () => undefined,
    onBug(error) {
      throw error
    },
  })
  driver.input({ type: 'reach', reach: { own: [], broadcasts: [], configured: [] } })
  let packetNo = Math.floor(Date.now() / 1000)
  const post = (command: number, body: string): void =>
    driver.datagram({ from, bytes: latin1Bytes(`1:${++packetNo}:bench:bench:${command}:${body}\0`) })
  post(0x01, 'bench\0')

  return {
    /** Messages a second, given to the driver `atOnce` at a time. */
    async rate(atOnce: number): Promise<number> {
      const began = performance.now()
      for (let sent = 0; sent < MESSAGES; sent += atOnce) {
        await new Promise<void>((resolve) => {
          done = resolve
          awaited = atOnce
          for (let number = 0; number < atOnce; number++) post(0x120, `message ${number}`)
        })
      }
      return (MESSAGES / (performance.now() - began)) * 1000
    },
    close() {
      driver.leave()
      sink.close()
      store.close()
    },
  }
}

export async function benchAcknowledge(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gezi-bench-'))
  const bench = await openBench(folder)
  try {
    await bench.rate(1)
    const runs: { readonly floor: number; readonly single: number; readonly burst: number }[] = []
    // The disk of a shared machine is twice as fast one second and half as fast the next: the floor is taken before and after each.
    for (let run = 0; run < RUNS; run++) {
      const before = durableInserts(folder)
      const single = await bench.rate(1)
      const between = durableInserts(folder)
      const burst = await bench.rate(BURST)
      const after = durableInserts(folder)
      runs.push({
        floor: between,
        single: single / ((before + between) / 2),
        burst: burst / ((between + after) / 2),
      })
    }
    const medianOf = (value: (run: (typeof runs)[number]) => number): number => median(runs.map(value))
    report({ name: 'acknowledge: bare durable inserts (floor)', value: medianOf((run) => run.floor), unit: '/s' })
    report(
      atLeast(
        'acknowledge: one message at a time / floor',
        medianOf((run) => run.single),
        '×',
        0.7,
      ),
    )
    report(
      atLeast(
        `acknowledge: ${BURST} messages at once / floor`,
        medianOf((run) => run.burst),
        '×',
        4,
      ),
    )
  } finally {
    bench.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
