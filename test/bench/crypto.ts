/**
 * What encryption costs everybody else. Messages: a scripted IPMsg sends fifty of RSA-2048, AES-256 and SHA-256 a second, signed, to a running
 * host for ten seconds, which decrypts, verifies, stores and acknowledges them; how long is its loop held up meanwhile, and how long by as many in
 * plain text, each of which is stored as durably? Files: the same file
 * between the same two processes, in turn in clear and encrypted, hashed at both ends either way.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { SCHEMES, startPeer } from '../process/cipher-peer.ts'
import { endAll, loopback, startHost, temporaryFolder } from '../process/gezi.ts'
import { atLeast, atMost, median, type Report } from './figure.ts'
import { start } from './sides.ts'
import { writeRandom } from './transfer.ts'

const PER_SECOND = 50
const SECONDS = 10
const [SENDMSG, SENDCHECK, ENCRYPT, RECVMSG] = [0x20, 0x100, 0x400000, 0x21]
/** Nothing of this takes so long. */
const PATIENCE = 60_000

const Measured = z.object({ loopDelayP99: z.number(), loopDelayMax: z.number() })
const Fetched = z.object({ seconds: z.number(), late: z.number() })

const MIB = 2 ** 20
const SIZE = 512 * MIB
const RUNS = 5
const PORT = 2425

export async function benchCrypto(report: Report): Promise<void> {
  await messages(report)
  await files(report)
}

async function messages(report: Report): Promise<void> {
  const [at, from] = [loopback(26, 1), loopback(26, 2)]
  const data = await temporaryFolder()
  const host = await startHost({
    ...{ data, name: '鸽子', bind: at, peers: [from] },
    preload: join(import.meta.dirname, '../process/measure.ts'),
  })
  const peer = await startPeer({
    ...{ address: from, host: at, version: '1', user: 'shirouzu', fingerprinted: true },
    ...{ hello: 0x0d640000, capability: 0x65920006, answers: 2048 },
  })
  const measure = (): Promise<z.infer<typeof Measured>> =>
    new Promise((settle) => {
      host.process.once('message', (measured) => settle(Measured.parse(measured)))
      host.process.send('measure')
    })
  await peer.ask(0x65920006)
  const bodies = Array.from({ length: PER_SECOND * SECONDS }, () => {
    const number = peer.number()
    return { number, body: peer.encrypted(SCHEMES.first, number, Buffer.from(`${'一条消息 '.repeat(40)}\0`)) }
  })
  const acknowledged = (): number => peer.heard.filter(({ word }) => (word & 0xff) === RECVMSG).length
  /** Says them at an even pace, and waits until the host has them all. */
  const pour = async (say: (index: number) => void): Promise<z.infer<typeof Measured>> => {
    const before = acknowledged()
    await measure()
    const began = performance.now()
    for (let index = 0; index < bodies.length; index++) {
      say(index)
      await delay(Math.max(0, began + ((index + 1) * 1_000) / PER_SECOND - performance.now()))
    }
    while (acknowledged() - before < bodies.length && performance.now() - began < PATIENCE) await delay(20)
    missing += before + bodies.length - acknowledged()
    return measure()
  }
  let missing = 0
  const plain = await pour((index) => void peer.say(SENDMSG | SENDCHECK, `plain ${index}\0`))
  const { loopDelayP99, loopDelayMax } = await pour((index) => {
    const { number = '', body = '' } = bodies[index] ?? {}
    peer.say(SENDMSG | SENDCHECK | ENCRYPT, body, number)
  })
  peer.close()
  await endAll()
  report(atMost(`host's loop p99 with ${PER_SECOND} encrypted messages a second`, loopDelayP99, 'ms', 20))
  report({ name: 'the same in plain text', value: plain.loopDelayP99, unit: 'ms' })
  report({ name: "host's loop, longest", value: loopDelayMax, unit: 'ms' })
  report(atMost('messages not acknowledged', missing, '', 0))
}

/** A counter stream costs what a hash costs; half of the speed is what is left with both on two cores. */
const LEAST_RATIO = 0.5

async function files(report: Report): Promise<void> {
  const memory = await mkdtemp('/dev/shm/gezi-bench-').catch(() => undefined)
  const folder = memory ?? (await mkdtemp(join(tmpdir(), 'gezi-bench-')))
  const [path, directory] = [join(folder, 'large'), join(folder, 'in')]
  await writeRandom(path, SIZE)
  const script = join(import.meta.dirname, 'transfer-peer.ts')
  const peer = (role: object): readonly string[] => [process.execPath, '--expose-gc', script, JSON.stringify(role)]
  const place = { address: loopback(26, 3), port: PORT }
  const serving = await start(peer({ role: 'serve', ...place, path }))
  const sides = {
    clear: await start(peer({ role: 'fetch', ...place, kind: 'file', size: SIZE, directory })),
    encrypted: await start(peer({ role: 'fetch', ...place, kind: 'file', size: SIZE, directory, encrypted: true })),
  }
  const took: Record<keyof typeof sides, number[]> = { clear: [], encrypted: [] }
  const late: number[] = []
  for (let run = 0; run <= RUNS; run++) {
    for (const how of ['clear', 'encrypted'] as const) {
      await mkdir(directory)
      const fetched = Fetched.parse(JSON.parse(await sides[how].ask('true')))
      await rm(directory, { recursive: true })
      // The first of each only warms both programs up.
      if (run > 0) took[how].push(fetched.seconds)
      if (run > 0 && how === 'encrypted') late.push(fetched.late)
    }
  }
  await Promise.all([serving, sides.clear, sides.encrypted].map((side) => side.stop()))
  await rm(folder, { recursive: true })
  const [clear, encrypted] = [median(took.clear), median(took.encrypted)]
  report({ name: 'a file in clear, hashed', value: SIZE / MIB / clear, unit: 'MiB/s' })
  report({ name: 'the same encrypted', value: SIZE / MIB / encrypted, unit: 'MiB/s' })
  report(atLeast('encrypted to clear', clear / encrypted, '×', LEAST_RATIO))
  report(atMost("receiver's loop p99 meanwhile", Math.max(...late), 'ms', 20))
}
