/**
 * What the network side of a real host process costs: acknowledged messages a second against bare durable inserts on the same disk, a
 * crowd of 2,000 people, and the start with a large history. Every time that depends on the disk is a ratio to a floor of the same run.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { meetCrowd } from '../process/crowd.ts'
import { control, endAll, peerAt, startHost, temporaryFolder } from '../process/gezi.ts'

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it should be, for people; `ok` says whether it is. */
  readonly target?: string
  readonly ok?: boolean
}

const PORT = 2425
const HOST = '127.87.0.1'
const SENDER = '127.87.0.2'
const RUNS = 3
const MESSAGES = 2_000
/** As many as a colleague's queue sends at once; below the host's receive buffer. */
const BURST = 64
const PATIENCE = 20_000

const best = (values: readonly number[]): number => Math.max(...values)

/** Inserts a second, each one durable, of rows like a message: the floor. */
function durableInserts(folder: string): number {
  const database = new Database(join(folder, `floor-${Math.random()}.sqlite`))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table message (id integer primary key, chat text, text text, at integer, raw blob)')
  const insert = database.prepare('insert into message (chat, text, at, raw) values (?, ?, ?, ?)')
  const raw = Buffer.alloc(80)
  const began = performance.now()
  for (let number = 0; number < MESSAGES; number++) insert.run('peer', `消息 ${number}`, Date.now(), raw)
  const rate = (MESSAGES / (performance.now() - began)) * 1000
  database.close()
  return rate
}

interface Sender {
  /** Sends that many messages and resolves when each is acknowledged. */
  send(count: number): Promise<void>
  close(): void
}

async function openSender(): Promise<Sender> {
  const socket: Socket = createSocket({ type: 'udp4', recvBufferSize: 2 ** 20, sendBufferSize: 2 ** 20 })
  let packetNo = Math.floor(Date.now() / 1000)
  const waiting = new Set<string>()
  let done = (): void => {}
  socket.on('message', (bytes) => {
    const fields = bytes.toString('latin1').split(':', 6)
    if ((Number(fields[4]) & 0xff) !== 0x21) return
    waiting.delete(fields[5]?.replaceAll('\0', '') ?? '')
    if (waiting.size === 0) done()
  })
  socket.bind(PORT, SENDER)
  await once(socket, 'listening')
  const post = (command: number, body: string): string => {
    const number = String(++packetNo)
    socket.send(`1:${number}:bench:bench:${command}:${body}\0`, PORT, HOST)
    return number
  }
  post(0x01, 'bench\0')
  return {
    send: (count) =>
      new Promise((settle, fail) => {
        const late = setTimeout(() => fail(new Error(`${waiting.size} messages were not acknowledged`)), PATIENCE)
        done = () => {
          clearTimeout(late)
          settle()
        }
        for (let number = 0; number < count; number++) waiting.add(post(0x120, `message ${number}`))
      }),
    close: () => socket.close(),
  }
}

/** Messages a second, sent `atOnce` at a time. */
async function acknowledgedRate(sender: Sender, atOnce: number): Promise<number> {
  const began = performance.now()
  for (let sent = 0; sent < MESSAGES; sent += atOnce) await sender.send(atOnce)
  return (MESSAGES / (performance.now() - began)) * 1000
}

async function benchMessages(report: (figure: Figure) => void): Promise<void> {
  const data = await temporaryFolder()
  const host = await startHost({ data, name: '鸽子', bind: HOST })
  const client = await control(data)
  const sender = await openSender()
  await peerAt(client, SENDER, PATIENCE)
  client.close()

  const runs: { readonly floor: number; readonly single: number; readonly burst: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    const floor = durableInserts(data)
    runs.push({ floor, single: await acknowledgedRate(sender, 1), burst: await acknowledgedRate(sender, BURST) })
  }
  sender.close()
  await host.stop()

  const single = best(runs.map(({ floor, single }) => single / floor))
  const burst = best(runs.map(({ floor, burst }) => burst / floor))
  report({ name: 'bare durable inserts (floor)', value: best(runs.map(({ floor }) => floor)), unit: '/s' })
  report({
    name: 'messages stored and acknowledged, one at a time',
    value: best(runs.map((run) => run.single)),
    unit: '/s',
  })
  report({ name: '… as a ratio to the floor', value: single, unit: '×', target: '≥ 0.7', ok: single >= 0.7 })
  report({
    name: `messages stored and acknowledged, ${BURST} at once`,
    value: best(runs.map((run) => run.burst)),
    unit: '/s',
  })
  report({ name: '… as a ratio to the floor', value: burst, unit: '×', target: '≥ 4', ok: burst >= 4 })
}

async function benchCrowd(report: (figure: Figure) => void): Promise<void> {
  const options = { count: 2_000, messages: 5, spread: 4 }
  const result = await meetCrowd(options)
  const lost = options.count * options.messages - result.totals.acknowledged
  const online = result.onlineAfter / 1000
  report({
    name: '2,000 people come up within 4 s: all online',
    value: online,
    unit: 's',
    target: '≤ 10',
    ok: online <= 10,
  })
  report({ name: 'their 10,000 messages, lost', value: lost, unit: '', target: '0', ok: lost === 0 })
  report({ name: 'their 10,000 messages, repeated', value: result.totals.repeats, unit: '' })
  report({
    name: 'event loop delay meanwhile, p99',
    value: result.loopDelayP99,
    unit: 'ms',
    target: '< 50',
    ok: result.loopDelayP99 < 50,
  })
  report({ name: 'event loop delay meanwhile, longest', value: result.loopDelayMax, unit: 'ms' })
  report({ name: 'memory of the host before', value: result.memoryBefore / 2 ** 20, unit: 'MiB' })
  report({
    name: 'memory of the host, growth',
    value: (result.memoryAfter - result.memoryBefore) / 2 ** 20,
    unit: 'MiB',
  })
  report({
    name: '`peers --json` meanwhile',
    value: result.listedIn / 1000,
    unit: 's',
    target: '< 1',
    ok: result.listedIn < 1_000,
  })
}

/** Measures and reports everything above; the last figure needs the folder of the large history (test/bench/store.ts). */
export async function benchNetwork(report: (figure: Figure) => void): Promise<void> {
  try {
    await benchMessages(report)
    await benchCrowd(report)
  } finally {
    await endAll()
  }
}

if (import.meta.main) await benchNetwork((figure) => console.log(figure))
