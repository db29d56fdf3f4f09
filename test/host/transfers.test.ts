/** Files between two real hosts in one process, over real sockets and disks. */
import { createHash, randomBytes } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HostOptions } from '../../electron/host/host-options.ts'
import type { MethodInput } from '../../shared/api/contract.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import { address, type OpenedHost, online, openTestHost, temporaryFolder, type View } from './support.ts'

const MIB = 1024 * 1024

interface Pair {
  readonly sender: OpenedHost
  readonly receiver: OpenedHost
  readonly toReceiver: string
  readonly downloads: string
  readonly folder: string
}

let lastAddress = 100

/** Sender and receiver know each other; `folder` holds what is sent, `downloads` is where it goes. */
async function openPair(
  options: { sender?: Partial<HostOptions>; receiver?: Partial<HostOptions> } = {},
): Promise<Pair> {
  const [from, to] = [address(++lastAddress), address(++lastAddress)]
  const downloads = await temporaryFolder()
  const folder = await temporaryFolder()
  const sender = await openTestHost({ bind: from, name: 'sender', peers: [to], ...options.sender })
  const receiver = await openTestHost({ bind: to, name: 'receiver', peers: [from], downloads, ...options.receiver })
  await online(receiver, 'sender')
  return { sender, receiver, toReceiver: await online(sender, 'receiver'), downloads, folder }
}

async function offer({ sender, toReceiver }: Pair, ...paths: readonly string[]): Promise<void> {
  const staged = await sender.host.stage(paths, 'offer')
  if (!staged.ok) throw new Error(`${staged.error.code} ${staged.error.detail}`)
  const tokens = staged.value.map(({ token }) => token)
  const offered = await sender.client.call('offerFiles', { peers: [toReceiver], tokens })
  if (!offered.ok) throw new Error(offered.error.code)
}

const steer = async (
  view: View,
  method:
    | 'acceptTransfers'
    | 'declineTransfers'
    | 'cancelTransfers'
    | 'pauseTransfers'
    | 'resumeTransfers'
    | 'retryTransfers',
  input: MethodInput<'acceptTransfers'>,
): Promise<void> => {
  const done = await view.client.call(method, input)
  if (!done.ok || done.value.changed.length === 0) throw new Error(`${method}: ${JSON.stringify(done)}`)
}

const named =
  (name: string, ...states: readonly Transfer['state'][]) =>
  ({ transfers }: { readonly transfers: readonly Transfer[] }): Transfer | undefined =>
    transfers.find((transfer) => transfer.name === name && states.includes(transfer.state))
const until = (view: View, name: string, ...states: readonly Transfer['state'][]): Promise<Transfer> =>
  view.until(named(name, ...states))
const outcome = ({ state, reason }: Transfer): string => (reason === undefined ? state : `${state} ${reason}`)

const fileOf = async (folder: string, name: string, bytes: number): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, randomBytes(bytes))
  await utimes(path, 1_700_000_000, 1_700_000_000)
  return path
}
const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

/** Slow enough that a test can step in: both ends of one process share nothing but the wire. */
const slow = async (host: OpenedHost, rate = 4 * MIB): Promise<void> =>
  void (await host.client.call('setSettings', { rateLimit: rate }))
const half = (view: View, name: string, size: number): Promise<Transfer> =>
  view.until(({ transfers }) =>
    transfers.find((one) => one.name === name && one.state === 'running' && one.done >= size / 4),
  )

test('a file arrives byte for byte, with its time, and both sides say so', async () => {
  const pair = await openPair()
  const path = await fileOf(pair.folder, '报告.bin', 3 * MIB + 7)
  await offer(pair, path)
  const { id } = await until(pair.receiver, '报告.bin', 'offered')
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  const [there, here] = await Promise.all([
    until(pair.receiver, '报告.bin', 'done'),
    until(pair.sender, '报告.bin', 'done'),
  ])
  const target = join(pair.downloads, '报告.bin')
  expect([await hashOf(target), (await stat(target)).mtimeMs, there.canOpen, here.done]).toEqual([
    await hashOf(path),
    1_700_000_000_000,
    true,
    3 * MIB + 7,
  ])
  // Two Gezis keep each other's keys from the first message on, so nobody on the way reads the file.
  expect([there.protection, here.protection]).toEqual(['encrypted', 'encrypted'])
})

test('an empty file arrives', async () => {
  const pair = await openPair()
  await offer(pair, await fileOf(pair.folder, 'empty', 0))
  const { id } = await until(pair.receiver, 'empty', 'offered')
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  await until(pair.receiver, 'empty', 'done')
  await until(pair.sender, 'empty', 'done')
  expect((await stat(join(pair.downloads, 'empty'))).size).toBe(0)
})

test('a folder arrives with what is in it, links left out', async () => {
  const pair = await openPair()
  const tree = join(pair.folder, '项目')
  await mkdir(join(tree, '图 片', 'empty'), { recursive: true })
  await fileOf(tree, 'a: b.txt', 10)
  await fileOf(join(tree, '图 片'), 'p.png', 100_000)
  await symlink('/etc/passwd', join(tree, 'link'))
  await offer(pair, tree)
  const { id, size } = await until(pair.receiver, '项目', 'offered')
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  const [there, here] = await Promise.all([until(pair.receiver, '项目', 'done'), until(pair.sender, '项目', 'done')])
  const found = (await readdir(join(pair.downloads, '项目'), { recursive: true })).sort()
  expect([size, there.files, here.files, found, await readdir(pair.downloads)]).toEqual([
    100_010,
    { done: 2 },
    { done: 2, total: 2 },
    ['a_ b.txt', '图 片', '图 片/empty', '图 片/p.png'],
    ['项目'],
  ])
})

test('many files come as several messages, and all of them arrive', async () => {
  const pair = await openPair()
  const names = Array.from({ length: 120 }, (_, index) => `${index}.txt`)
  const paths = await Promise.all(names.map((name) => fileOf(pair.folder, name, 100)))
  await offer(pair, ...paths)
  const ids = await pair.receiver.until(({ transfers }) =>
    transfers.length === names.length ? transfers.map(({ id }) => id) : undefined,
  )
  await steer(pair.receiver, 'acceptTransfers', { ids })
  for (const host of [pair.receiver, pair.sender]) {
    await host.until(({ transfers }) => (transfers.every(({ state }) => state === 'done') ? true : undefined))
  }
  expect([new Set(ids.map((id) => id.split('.')[0])).size, (await readdir(pair.downloads)).length]).toEqual([2, 120])
})

test('a declined offer is over at both sides', async () => {
  const pair = await openPair()
  const paths = [await fileOf(pair.folder, 'a', 10), await fileOf(pair.folder, 'b', 10)]
  await offer(pair, ...paths)
  const { id } = await until(pair.receiver, 'a', 'offered')
  await steer(pair.receiver, 'declineTransfers', { ids: [id] })
  await until(pair.sender, 'a', 'declined')
  expect(outcome(await until(pair.sender, 'b', 'offered'))).toBe('offered')
})

test.each(['receiver', 'sender'] as const)(
  'cancelled by the %s in the middle: both sides know, nothing is left',
  async (who) => {
    const pair = await openPair()
    await slow(pair.sender)
    await offer(pair, await fileOf(pair.folder, 'a', 8 * MIB))
    await steer(pair.receiver, 'acceptTransfers', { ids: [(await until(pair.receiver, 'a', 'offered')).id] })
    const there = await half(pair.receiver, 'a', 8 * MIB)
    const here = await until(pair.sender, 'a', 'running')
    await steer(pair[who], 'cancelTransfers', { ids: [who === 'receiver' ? there.id : here.id] })
    const final = ['cancelled', 'declined', 'failed'] as const
    const states = await Promise.all([pair.sender, pair.receiver].map((host) => until(host, 'a', ...final)))
    // The part goes when the last block that was under way is written.
    await pair.receiver.until(({ transfers }) => transfers.find(({ done }) => done === 0))
    await expect.poll(() => readdir(pair.downloads)).toEqual([])
    expect(states.map(outcome)).toEqual(
      who === 'receiver' ? ['declined', 'cancelled'] : ['cancelled', 'failed withdrawn'],
    )
  },
)

test('paused and resumed, the file goes on where it was', async () => {
  const pair = await openPair()
  await slow(pair.sender)
  const path = await fileOf(pair.folder, 'a', 8 * MIB)
  await offer(pair, path)
  const { id } = await until(pair.receiver, 'a', 'offered')
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  await half(pair.receiver, 'a', 8 * MIB)
  await steer(pair.receiver, 'pauseTransfers', { ids: [id] })
  const paused = await until(pair.receiver, 'a', 'paused')
  await until(pair.sender, 'a', 'offered')
  await slow(pair.sender, 0)
  await steer(pair.receiver, 'resumeTransfers', { ids: [id] })
  const resumed = await pair.sender.until(({ transfers }) =>
    transfers.find(({ state, done }) => (state === 'running' && done > 0) || state === 'done'),
  )
  await until(pair.receiver, 'a', 'done')
  expect([paused.done > 0, resumed.done >= paused.done, await hashOf(join(pair.downloads, 'a'))]).toEqual([
    true,
    true,
    await hashOf(path),
  ])
})

test('paused by its sender, it waits, and goes on by itself when he lets it', async () => {
  const pair = await openPair()
  await slow(pair.sender)
  const path = await fileOf(pair.folder, 'a', 8 * MIB)
  await offer(pair, path)
  await steer(pair.receiver, 'acceptTransfers', { ids: [(await until(pair.receiver, 'a', 'offered')).id] })
  await half(pair.receiver, 'a', 8 * MIB)
  const { id } = await until(pair.sender, 'a', 'running')
  await steer(pair.sender, 'pauseTransfers', { ids: [id] })
  const waiting = await pair.receiver.until(({ transfers }) => transfers.find(({ reason }) => reason === 'limit'))
  await slow(pair.sender, 0)
  await steer(pair.sender, 'resumeTransfers', { ids: [id] })
  await until(pair.receiver, 'a', 'done')
  expect([waiting.state, await hashOf(join(pair.downloads, 'a'))]).toEqual(['queued', await hashOf(path)])
})

test('a sender that ends and starts again in the middle: the file arrives without anybody’s doing', async () => {
  const pair = await openPair()
  await slow(pair.sender)
  const path = await fileOf(pair.folder, 'a', 8 * MIB)
  await offer(pair, path)
  await steer(pair.receiver, 'acceptTransfers', { ids: [(await until(pair.receiver, 'a', 'offered')).id] })
  const before = await half(pair.receiver, 'a', 8 * MIB)
  await pair.sender.host.close()
  const waiting = await until(pair.receiver, 'a', 'queued')
  const again = await openTestHost({
    bind: pair.sender.host.udp.split(':')[0] ?? '',
    data: pair.sender.data,
    peers: [pair.receiver.host.udp],
  })
  await slow(again, 0)
  await until(pair.receiver, 'a', 'done')
  await until(again, 'a', 'done')
  expect([before.done > 0, waiting.done > 0, await hashOf(join(pair.downloads, 'a'))]).toEqual([
    true,
    true,
    await hashOf(path),
  ])
})

test('a receiver that ends and starts again in the middle goes on where it was', async () => {
  const pair = await openPair()
  await slow(pair.sender)
  const path = await fileOf(pair.folder, 'a', 8 * MIB)
  await offer(pair, path)
  await steer(pair.receiver, 'acceptTransfers', { ids: [(await until(pair.receiver, 'a', 'offered')).id] })
  await half(pair.receiver, 'a', 8 * MIB)
  await pair.receiver.host.close()
  await until(pair.sender, 'a', 'offered')
  await slow(pair.sender, 0)
  const again = await openTestHost({
    bind: pair.receiver.host.udp.split(':')[0] ?? '',
    data: pair.receiver.data,
    downloads: pair.downloads,
    peers: [pair.sender.host.udp],
  })
  const { done } = await until(again, 'a', 'running', 'queued')
  await until(again, 'a', 'done')
  expect([done > 0, await hashOf(join(pair.downloads, 'a')), await readdir(pair.downloads)]).toEqual([
    true,
    await hashOf(path),
    ['a'],
  ])
})

test('a withdrawn offer cannot be fetched, and the receiver is told why', async () => {
  const pair = await openPair()
  await offer(pair, await fileOf(pair.folder, 'a', 10))
  const { id } = await until(pair.receiver, 'a', 'offered')
  const own = await until(pair.sender, 'a', 'offered')
  await steer(pair.sender, 'cancelTransfers', { ids: [own.id] })
  const told = await until(pair.receiver, 'a', 'failed')
  // He tries all the same.
  await steer(pair.receiver, 'retryTransfers', { ids: [id] })
  const refused = await until(pair.receiver, 'a', 'failed')
  expect([outcome(told), outcome(refused), await readdir(pair.downloads)]).toEqual([
    'failed withdrawn',
    'failed withdrawn',
    [],
  ])
})

test('a file that changed since it was offered is not sent, and both sides know', async () => {
  const pair = await openPair()
  const path = await fileOf(pair.folder, 'a', 10)
  await offer(pair, path)
  const { id } = await until(pair.receiver, 'a', 'offered')
  await appendFile(path, 'x')
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  const states = await Promise.all([pair.sender, pair.receiver].map((host) => until(host, 'a', 'failed')))
  expect([states.map(outcome), (await readdir(pair.downloads)).filter((name) => !name.startsWith('.'))]).toEqual([
    ['failed changed', 'failed changed'],
    [],
  ])
})

test('a file that is gone fails alike', async () => {
  const pair = await openPair()
  const path = await fileOf(pair.folder, 'a', 10)
  await offer(pair, path)
  const { id } = await until(pair.receiver, 'a', 'offered')
  await rm(path)
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  const states = await Promise.all([pair.sender, pair.receiver].map((host) => until(host, 'a', 'failed')))
  expect(states.map(outcome)).toEqual(['failed changed', 'failed changed'])
})

test('offers of a chosen person are fetched without asking', async () => {
  const pair = await openPair()
  const sender = await online(pair.receiver, 'sender')
  await pair.receiver.client.call('setSettings', { autoAccept: { peers: [sender], maxBytes: 1_000 } })
  await offer(pair, await fileOf(pair.folder, 'small', 1_000), await fileOf(pair.folder, 'large', 1_001))
  await until(pair.receiver, 'small', 'done')
  await until(pair.receiver, 'large', 'offered')
  expect(await readdir(pair.downloads)).toEqual(['small'])
})

test.each([
  ['keep-both', ['a (2).txt', 'a.txt'], 'old', 'a (2).txt'],
  ['replace', ['a.txt'], 'new', undefined],
  ['skip-identical', ['a (2).txt', 'a.txt'], 'old', 'a (2).txt'],
] as const)('a name that is taken: %s; the view is told of another one', async (conflict, names, kept, other) => {
  const pair = await openPair()
  await pair.receiver.client.call('setSettings', { conflict })
  await writeFile(join(pair.downloads, 'a.txt'), 'old')
  await writeFile(join(pair.folder, 'a.txt'), 'new')
  await offer(pair, join(pair.folder, 'a.txt'))
  await steer(pair.receiver, 'acceptTransfers', { ids: [(await until(pair.receiver, 'a.txt', 'offered')).id] })
  const { savedAs } = await until(pair.receiver, 'a.txt', 'done')
  const old = await readFile(join(pair.downloads, 'a.txt'), 'utf8')
  expect([(await readdir(pair.downloads)).sort(), old, savedAs]).toEqual([names, kept, other])
})

test('an accepted file of somebody who is away comes when he is back', async () => {
  const pair = await openPair()
  const path = await fileOf(pair.folder, 'a', 1_000)
  await offer(pair, path)
  const { id } = await until(pair.receiver, 'a', 'offered')
  await pair.sender.host.close()
  await pair.receiver.until(({ peers }) =>
    peers.find(({ name, presence }) => name === 'sender' && presence === 'offline'),
  )
  await steer(pair.receiver, 'acceptTransfers', { ids: [id] })
  const waiting = await pair.receiver.until(({ transfers }) =>
    transfers.find(({ reason }) => reason === 'peer-offline'),
  )
  await openTestHost({
    bind: pair.sender.host.udp.split(':')[0] ?? '',
    data: pair.sender.data,
    peers: [pair.receiver.host.udp],
  })
  await until(pair.receiver, 'a', 'done')
  expect([waiting.state, await hashOf(join(pair.downloads, 'a'))]).toEqual(['queued', await hashOf(path)])
})

test('the person’s folder, the chosen folder, the chosen name', async () => {
  const pair = await openPair()
  const chosen = await temporaryFolder()
  await pair.receiver.client.call('setSettings', { perPersonFolders: true })
  await offer(pair, await fileOf(pair.folder, 'a', 1), await fileOf(pair.folder, 'b', 1))
  const [a, b] = [await until(pair.receiver, 'a', 'offered'), await until(pair.receiver, 'b', 'offered')]
  const target = await pair.receiver.host.stage([chosen], 'target')
  const to = target.ok ? target.value[0]?.token : undefined
  await steer(pair.receiver, 'acceptTransfers', { ids: [a.id] })
  await steer(pair.receiver, 'acceptTransfers', { ids: [b.id], saveAs: 'c.txt', ...(to !== undefined && { to }) })
  await until(pair.receiver, 'a', 'done')
  await until(pair.receiver, 'c.txt', 'done')
  expect([await readdir(pair.downloads, { recursive: true }), await readdir(chosen)]).toEqual([
    ['sender', 'sender/a'],
    ['c.txt'],
  ])
})

test('a stranger at the file port gets nothing, and messages go on when the port belongs to another program', async () => {
  const pair = await openPair()
  await offer(pair, await fileOf(pair.folder, 'a', 100))
  await until(pair.receiver, 'a', 'offered')
  const [bind = '', port = ''] = pair.sender.host.udp.split(':')
  const answered = await new Promise<number>((resolve, reject) => {
    const socket = connect({ host: bind, port: Number(port), localAddress: address(250) })
    let bytes = 0
    socket.on('data', (chunk) => {
      bytes += chunk.length
    })
    socket.once('close', () => resolve(bytes))
    socket.once('error', reject)
    socket.end('1_gezi 0.0.1:1:stranger:pc:96:1:0:0:\0')
  })
  expect(answered).toBe(0)
})

test('when another program holds the port for files, messages work and the network says what does not', async () => {
  const { createServer } = await import('node:net')
  const bind = address(++lastAddress)
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(2425, bind, resolve))
  onTestFinished(() => new Promise<void>((resolve) => squatter.close(() => resolve())))
  const host = await openTestHost({ bind, name: 'host' })
  const network = await host.until((state) => (state.network.state === 'online' ? state.network : undefined))
  expect(network.noFiles).toBe('EADDRINUSE')
})
