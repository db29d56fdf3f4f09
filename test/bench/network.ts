/**
 * What the network side of a real host process costs: messages committed and acknowledged a second against bare durable
 * inserts on the same disk in the same run, and a crowd of 2,000 people.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { meetCrowd } from '../process/crowd.ts'
import { control, endAll, loopback, peerAt, startHost, temporaryFolder } from '../process/gezi.ts'
import { durableInserts } from './acknowledge.ts'
import { atMost, median, type Report } from './figure.ts'

const PORT = 2425
const HOST = loopback(3, 1)
const SENDER = loopback(3, 2)
const RUNS = 5
const MESSAGES = 1_000
/** As many as a colleague's queue sends at once; below the host's receive buffer. */
const BURST = 256
const PATIENCE = 20_000

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

async function benchMessages(report: Report): Promise<void> {
  const data = await temporaryFolder()
  const host = await startHost({ data, name: '鸽子', bind: HOST })
  const client = await control(data)
  const sender = await openSender()
  await peerAt(client, SENDER, PATIENCE)
  client.close()

  // The disk of a shared machine is twice as fast one second and half as fast the next: the floor is taken before and after each.
  const floors = await temporaryFolder()
  const runs: { readonly floor: number; readonly single: number; readonly burst: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    const before = durableInserts(floors)
    const single = await acknowledgedRate(sender, 1)
    const between = durableInserts(floors)
    const burst = await acknowledgedRate(sender, BURST)
    const after = durableInserts(floors)
    runs.push({
      floor: between,
      single: single / ((before + between) / 2),
      burst: burst / ((between + after) / 2),
    })
  }
  sender.close()
  await host.stop()

  const floor = median(runs.map((run) => run.floor))
  report({ name: 'network: bare durable inserts (floor)', value: floor, unit: '/s' })
  report({
    name: 'network: acknowledged one at a time, between two processes / floor',
    value: median(runs.map((run) => run.single)),
    unit: '×',
  })
  report({
    name: `network: acknowledged ${BURST} at once, between two processes / floor`,
    value: median(runs.map((run) => run.burst)),
    unit: '×',
  })
}

async function benchCrowd(report: Report): Promise<void> {
  const options = { count: 2_000, messages: 5, spread: 4 }
  const result = await meetCrowd(options)
  const lost = options.count * options.messages - result.totals.acknowledged
  report(atMost('network: 2,000 people come up within 4 s: all online after', result.onlineAfter / 1000, 's', 10))
  report(atMost('network: of their 10,000 messages lost', lost, '', 0))
  report({ name: 'network: of them sent again', value: result.totals.repeats, unit: '' })
  report(atMost('network: event loop delay meanwhile, p99', result.loopDelayP99, 'ms', 50))
  report({ name: 'network: event loop delay meanwhile, longest', value: result.loopDelayMax, unit: 'ms' })
  report({ name: 'network: memory of the host before', value: result.memoryBefore / 2 ** 20, unit: 'MiB' })
  const growth = (result.memoryAfter - result.memoryBefore) / 2 ** 20
  report({ name: 'network: memory of the host, growth', value: growth, unit: 'MiB' })
  report(atMost('network: `peers --json` meanwhile', result.listedIn / 1000, 's', 1))
}

/** Measures and reports everything above. */
export async function benchNetwork(report: Report): Promise<void> {
  try {
    await benchMessages(report)
    await benchCrowd(report)
  } finally {
    await endAll()
  }
}

if (import.meta.main) await benchNetwork((figure) => console.log(figure))
