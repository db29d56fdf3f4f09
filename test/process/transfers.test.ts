/**
 * Files by the command line, between real processes: what a script sees, and what is left of a transfer when one of the two programs is
 * ended by SIGKILL in the middle.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  cli,
  endAll,
  type Finished,
  type HostOptions,
  type HostProcess,
  loopback,
  startHost,
  temporaryFolder,
} from './gezi.ts'
import { hashOf } from './sample-files.ts'
import { type Listed, parseTransfers, transferUntil } from './transfer-list.ts'

const SENDER = loopback(7, 1)
const RECEIVER = loopback(7, 2)
const MIB = 1024 * 1024
/** Only a failing run waits that long. Milliseconds. */
const PATIENCE = 60_000

let sender: HostOptions
let receiver: HostOptions
let sending: HostProcess
let receiving: HostProcess
let folder: string
let downloads: string

beforeEach(async () => {
  folder = await temporaryFolder()
  downloads = await temporaryFolder()
  sender = { data: await temporaryFolder(), name: '发送', bind: SENDER, peers: [RECEIVER] }
  receiver = { data: await temporaryFolder(), name: '接收', bind: RECEIVER, peers: [SENDER], downloads }
  sending = await startHost(sender)
  receiving = await startHost(receiver)
  const peers = async () => (await cli(sender.data, 'peers', '--json')).stdout
  await expect.poll(peers, { timeout: PATIENCE }).toContain('"online":true')
})
afterEach(endAll)

/** The transfer of that name, as soon as it fits. */
const until = ({ data }: HostOptions, name: string, fits: (transfer: Listed) => boolean): Promise<Listed> =>
  transferUntil(data, name, fits, PATIENCE)
const untilState = (host: HostOptions, name: string, ...states: readonly Listed['state'][]): Promise<Listed> =>
  until(host, name, ({ state }) => states.includes(state))

async function fileOf(name: string, bytes: number): Promise<{ readonly path: string; readonly hash: string }> {
  const path = join(folder, name)
  const content = randomBytes(bytes)
  await writeFile(path, content)
  return { path, hash: createHash('sha256').update(content).digest('hex') }
}
const exits = (finished: readonly Finished[]) => finished.map(({ code }) => code)
const slow = (rate: number) => cli(sender.data, 'set', 'rateLimit', String(rate))

test('send-file waits until the receiver has it; transfers shows both sides; accept chooses the folder', async () => {
  const { path, hash } = await fileOf('报告 1.bin', MIB)
  const elsewhere = join(await temporaryFolder(), '收件')
  await mkdir(elsewhere)
  const sent = cli(sender.data, 'send-file', '接收', path, '--text', '看', '--wait', '--json')
  const offered = await untilState(receiver, '报告 1.bin', 'offered')
  const accepted = await cli(receiver.data, 'accept', offered.id, '--to', elsewhere, '--json')
  const { code, stdout } = await sent
  const [own] = parseTransfers(stdout)
  const there = await untilState(receiver, '报告 1.bin', 'done')
  const common = { name: '报告 1.bin', kind: 'file', size: MIB, done: MIB, state: 'done', reason: null }
  expect([code, accepted.code, own, there, await hashOf(there.path ?? '')]).toEqual([
    0,
    0,
    { ...common, id: own?.id, peer: '接收', direction: 'out', path },
    { ...common, id: offered.id, peer: '发送', direction: 'in', path: join(elsewhere, '报告 1.bin') },
    hash,
  ])
})

test('a declined offer ends the wait with 1, a withdrawn one too; wrong use has its own codes', async () => {
  const { path } = await fileOf('a', 10)
  const declined = cli(sender.data, 'send-file', '接收', path, '--wait')
  const first = await untilState(receiver, 'a', 'offered')
  const decline = await cli(receiver.data, 'decline', first.id)
  const b = await fileOf('b', 10)
  const withdrawn = cli(sender.data, 'send-file', RECEIVER, b.path, '--wait')
  const second = await untilState(sender, 'b', 'offered')
  const cancel = await cli(sender.data, 'cancel', second.id)
  const told = await untilState(receiver, 'b', 'failed')
  const wrong = await Promise.all([
    cli(receiver.data, 'decline', first.id),
    cli(receiver.data, 'accept', '999.0'),
    cli(receiver.data, 'accept', 'nonsense'),
    cli(receiver.data, 'accept', first.id, '--to', join(folder, 'missing')),
    cli(sender.data, 'send-file', '接收', join(folder, 'missing')),
    cli(sender.data, 'send-file', 'nobody', path),
    cli(sender.data, 'send-file', '接收'),
  ])
  expect([exits([await declined, decline, await withdrawn, cancel]), told.reason, exits(wrong)]).toEqual([
    [1, 0, 1, 0],
    'withdrawn',
    [1, 1, 2, 1, 1, 4, 2],
  ])
})

test('pause, resume, cancel and retry', async () => {
  await slow(4 * MIB)
  const { path, hash } = await fileOf('a', 12 * MIB)
  await cli(sender.data, 'send-file', '接收', path)
  const { id } = await untilState(receiver, 'a', 'offered')
  await cli(receiver.data, 'accept', id)
  await until(receiver, 'a', ({ done }) => done > MIB)
  const pause = await cli(receiver.data, 'pause', id)
  const paused = await untilState(receiver, 'a', 'paused')
  const cancel = await cli(receiver.data, 'cancel', id)
  await until(receiver, 'a', ({ state, done }) => state === 'cancelled' && done === 0)
  await slow(0)
  const again = await cli(receiver.data, 'retry', id)
  const done = await untilState(receiver, 'a', 'done')
  const nothing = await cli(receiver.data, 'resume', id)
  expect([
    exits([pause, cancel, again, nothing]),
    paused.done > 0,
    await hashOf(done.path ?? ''),
    await readdir(downloads),
  ]).toEqual([[0, 0, 0, 1], true, hash, ['a']])
})

test('a folder goes as one', async () => {
  const tree = join(folder, '项目')
  await mkdir(join(tree, '空'), { recursive: true })
  await writeFile(join(tree, 'a.txt'), 'a')
  await cli(sender.data, 'send-file', '接收', tree)
  const { id, kind } = await untilState(receiver, '项目', 'offered')
  await cli(receiver.data, 'accept', id)
  await untilState(receiver, '项目', 'done')
  expect([kind, (await readdir(join(downloads, '项目'), { recursive: true })).sort()]).toEqual([
    'folder',
    ['a.txt', '空'],
  ])
})

test.each(['receiver', 'sender'] as const)(
  'a %s that is killed in the middle, three times: the file arrives whole, from where it was',
  async (who) => {
    const size = 48 * MIB
    await slow(16 * MIB)
    const { path, hash } = await fileOf('a', size)
    await cli(sender.data, 'send-file', '接收', path)
    const { id } = await untilState(receiver, 'a', 'offered')
    await cli(receiver.data, 'accept', id)
    const parts = new Set<string>()
    for (let kills = 1; kills <= 3; kills++) {
      await until(receiver, 'a', ({ done }) => done >= kills * 8 * MIB)
      // On a busy machine the last of them may find the file whole, under its own name.
      for (const name of await readdir(downloads)) if (name !== 'a') parts.add(name)
      if (who === 'receiver') {
        await receiving.kill()
        receiving = await startHost(receiver)
      } else {
        await sending.kill()
        sending = await startHost(sender)
      }
      await untilState(receiver, 'a', 'running', 'done')
    }
    await slow(0)
    const { path: there } = await untilState(receiver, 'a', 'done')
    const own = await untilState(sender, 'a', 'done')
    expect([await hashOf(there ?? ''), (await stat(there ?? '')).size, own.done, await readdir(downloads)]).toEqual([
      hash,
      size,
      size,
      ['a'],
    ])
    // Every run went on in the part of the first.
    expect(parts.size).toBe(1)
  },
)
