/**
 * A large file between two Gezi on two computers (network namespaces with a cable between them) that is interrupted again and again, at
 * points that a seed chooses: a program killed, the cable pulled, both. What is sent twice is counted on the cable, by the receiver's
 * network interface. Where namespaces are not allowed there is no cable to pull and no counter: programs are killed, and only the file is
 * compared. With GEZI_SOAK=1 at full size.
 */
import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createRandom } from '../../shared/engine/random.ts'
import { connectTwo, type TwoComputers } from '../bench/two-computers.ts'
import { cli, endAll, eventually, type HostOptions, type HostProcess, startHost, temporaryFolder } from './gezi.ts'
import { hashOf, writeLarge } from './sample-files.ts'
import { listTransfers, transferUntil } from './transfer-list.ts'

const run = promisify(execFile)
const MIB = 1024 * 1024
const isSoak = process.env.GEZI_SOAK !== undefined
const SIZE = (isSoak ? 512 : 64) * MIB
const INTERRUPTIONS = isSoak ? 20 : 5
/** Bytes a second: slow enough to be interrupted on purpose. */
const RATE = 32 * MIB
/** What one interruption may cost, headers of the network and all. */
const ALLOWED = 8 * MIB
const SEED = Number(process.env.GEZI_SEED ?? 20_261_120)
/** Only a failing run waits that long. Milliseconds. */
const PATIENCE = 60_000
const NAME = '大文件.bin'

const HARMS = ['kill', 'cut', 'cut and kill'] as const
const SIDES = ['sender', 'receiver'] as const

let computers: TwoComputers

afterAll(async () => {
  await endAll()
  await computers?.remove()
})

test(
  `${SIZE / MIB} MiB interrupted ${INTERRUPTIONS} times arrive whole, with at most ${ALLOWED / MIB} MiB sent twice each time`,
  async () => {
    computers = await connectTwo()
    const { sender, receiver } = computers
    const hasCable = receiver.within.length > 0
    const random = createRandom(SEED)
    const [source, downloads] = [await temporaryFolder(), await temporaryFolder()]
    const path = join(source, NAME)
    await writeLarge(path, SIZE)

    const sides = {
      sender: await sideOf(sender, '发送', receiver.address),
      receiver: { ...(await sideOf(receiver, '接收', sender.address)), downloads },
    }
    const running: Record<(typeof SIDES)[number], HostProcess> = {
      sender: await startHost(sides.sender),
      receiver: await startHost(sides.receiver),
    }
    const { data } = sides.receiver
    const peers = async () => (await cli(sides.sender.data, 'peers', '--json')).stdout
    await expect.poll(peers, { timeout: PATIENCE }).toContain('"online":true')
    await cli(sides.sender.data, 'set', 'rateLimit', String(RATE))
    await cli(sides.sender.data, 'send-file', '接收', path)
    const { id } = await transferUntil(data, NAME, ({ state }) => state === 'offered', PATIENCE)

    /** Bytes that came over the cable so far, and bytes of them that are kept; both stand still while the transfer is interrupted. */
    const standing = async () => ({
      wire: hasCable ? await bytesReceived(receiver.within) : await heldBytes(downloads),
      held: await heldBytes(downloads),
    })
    const untilStill = async () => {
      let before = await standing()
      return await eventually(
        standing,
        (now) => {
          const isStill = now.held === before.held
          before = now
          return isStill
        },
        PATIENCE,
      )
    }

    let last = await standing()
    await cli(data, 'accept', id)
    const wasted: number[] = []
    const parts = new Set<string>()
    for (let index = 0; index < INTERRUPTIONS; index++) {
      const slice = SIZE / (INTERRUPTIONS + 1)
      const point = Math.floor(slice * index) + random.between(slice / 4, slice)
      const reached = await eventually(
        () => heldBytes(downloads),
        (held) => held >= point,
        PATIENCE,
      )
      if (reached < point) throw new Error(`stuck at ${reached}: ${JSON.stringify(await listTransfers(data))}`)
      for (const name of await readdir(downloads)) parts.add(name)

      const harm = hasCable ? (HARMS[index % HARMS.length] ?? 'kill') : 'kill'
      const who = SIDES[random.between(0, 1)] ?? 'sender'
      if (harm !== 'kill') await cable(computers[who].within, 'down')
      if (harm !== 'cut') await running[who].kill()
      const now = await untilStill()
      wasted.push(now.wire - last.wire - (now.held - last.held))
      last = now
      if (harm !== 'cut') running[who] = await startHost(sides[who])
      if (harm !== 'kill') await cable(computers[who].within, 'up')
    }
    await cli(sides.sender.data, 'set', 'rateLimit', '0')
    const here = await transferUntil(data, NAME, ({ state }) => state === 'done', PATIENCE)
    const there = await transferUntil(sides.sender.data, NAME, ({ state }) => state === 'done', PATIENCE)
    const end = await standing()
    wasted.push(end.wire - last.wire - (SIZE - last.held))

    const worst = Math.max(...wasted)
    const sum = wasted.reduce((total, bytes) => total + bytes, 0)
    const shown = wasted.map((bytes) => (bytes / MIB).toFixed(1)).join(' ')
    process.stdout.write(
      hasCable
        ? `resume: ${(sum / MIB).toFixed(1)} MiB beside the ${SIZE / MIB} of the file (seed ${SEED}), each time: ${shown}\n`
        : 'resume: no network namespaces here: only kills, and what was sent twice is NOT counted\n',
    )
    expect({ hash: await hashOf(here.path ?? ''), done: there.done, parts: parts.size }).toEqual({
      hash: await hashOf(path),
      done: SIZE,
      parts: 1,
    })
    expect(worst).toBeLessThanOrEqual(ALLOWED)
    // Less than the file cannot have come: then the counter would be the wrong one.
    expect(sum).toBeGreaterThanOrEqual(0)
  },
  isSoak ? 900_000 : 240_000,
)

async function sideOf({ address, within }: TwoComputers['sender'], name: string, peer: string): Promise<HostOptions> {
  const bind = within.length === 0 ? { bind: address } : { within }
  return { data: await temporaryFolder(), name, peers: [peer], ...bind }
}

/** The size of what is there of the file so far: a hidden part, later the file itself. */
async function heldBytes(downloads: string): Promise<number> {
  const [name] = await readdir(downloads)
  return name === undefined ? 0 : (await stat(join(downloads, name))).size
}

/** What the network interface of a computer has received, headers included. */
async function bytesReceived(within: readonly string[]): Promise<number> {
  const [command = '', ...options] = [...within, 'cat', '/proc/net/dev']
  const { stdout } = await run(command, options)
  const match = /^\s*cable:\s*(\d+)/m.exec(stdout)
  if (match === null) throw new Error(`no cable in ${stdout}`)
  return Number(match[1])
}

const cable = async (within: readonly string[], state: 'up' | 'down'): Promise<void> => {
  const [command = '', ...options] = [...within, 'ip', 'link', 'set', 'cable', state]
  await run(command, options)
}
