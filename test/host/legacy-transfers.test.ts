/** Files between a real host and programs that know nothing but the protocol, played by bare sockets. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  address,
  type Bare,
  headerOf,
  type OpenedHost,
  online,
  openBare,
  openTestHost,
  temporaryFolder,
} from './support.ts'

const FEIQ = '1_lbt6_0#128#000C29AABBCC#0#0#0#4001#9'
let lastAddress = 10

interface Scene {
  readonly host: OpenedHost
  readonly bare: Bare
  readonly ours: string
  readonly theirs: string
  readonly downloads: string
  readonly peer: string
}

/** A host, and a FeiQ that it knows. */
async function openScene(): Promise<Scene> {
  const [ours, theirs] = [address(++lastAddress), address(++lastAddress)]
  const downloads = await temporaryFolder()
  const host = await openTestHost({ bind: ours, name: 'host', downloads })
  const bare = await openBare(theirs)
  await bare.insist(`${FEIQ}:5:zs:zs-pc:6291457:zs\0\0`, ours, (packet) => headerOf(packet).command === 3)
  return { host, bare, ours, theirs, downloads, peer: await online(host, 'zs') }
}

/** Everything that the file port answers until it closes; the asker closes after `enough` bytes, as FeiQ does. */
const fetchRaw = (scene: Scene, request: string, enough: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: scene.ours, port: 2425, localAddress: scene.theirs })
    const parts: Buffer[] = []
    socket.on('data', (part) => {
      parts.push(part)
      if (Buffer.concat(parts).length >= enough) socket.end()
    })
    socket.once('close', () => resolve(Buffer.concat(parts)))
    socket.once('error', reject)
    socket.write(request)
  })

/** A file service that answers every request with the same bytes; the requests it saw. */
async function serveRaw(bind: string, answer: Buffer): Promise<string[]> {
  const requests: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (request) => {
      requests.push(request.toString('latin1'))
      socket.write(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(2425, bind, resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return requests
}

const offered = (number: number, list: string): string => `${FEIQ}:${number}:zs:zs-pc:2097440:\0${list}\0`

test('FeiQ fetches what we offer, from an offset too, and may do so again; others get nothing', async () => {
  const scene = await openScene()
  const { host, bare, peer } = scene
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.txt'), 'hello world')
  const staged = await host.host.stage([join(folder, 'a.txt')], 'offer')
  const tokens = staged.ok ? staged.value.map(({ token }) => token) : []
  await host.client.call('offerFiles', { peers: [peer], tokens, text: 'look' })
  const packet = await bare.until((one) => headerOf(one).command === 0x20)
  const number = headerOf(packet).number
  await bare.send(`${FEIQ}:6:zs:zs-pc:33:${number}\0`, scene.ours)
  const hex = Number(number).toString(16)
  const asked = async (request: string, enough: number) => (await fetchRaw(scene, request, enough)).toString()
  const answers = [
    await asked(`${FEIQ}:7:zs:zs-pc:96:${hex}:0:0:`, 11),
    await asked(`1:8:zs:zs-pc:96:${number}:0:6:\0`, 5),
    await asked(`1:9:ls:zs-pc:96:${hex}:0:0:\0`, 1),
    await asked(`1:10:zs:zs-pc:96:${hex}:1:0:\0`, 1),
    await asked(`1:11:zs:zs-pc:98:${hex}:0:\0`, 1),
  ]
  const done = await host.until(({ transfers }) => transfers.find(({ state }) => state === 'done'))
  expect([packet.split('\0')[1], answers, done.name]).toEqual([
    expect.stringMatching(/^0:a\.txt:b:[0-9a-f]+:1:\x07$/),
    ['hello world', 'world', '', '', ''],
    'a.txt',
  ])
})

test('a file of FeiQ is fetched by one request that every program understands', async () => {
  const { host, bare, ours, theirs, downloads } = await openScene()
  const requests = await serveRaw(theirs, Buffer.from('hello'))
  await bare.insist(
    offered(1780525944, '0:a.txt:05:6a23b4c0:1:\x07'),
    ours,
    (packet) => headerOf(packet).command === 0x21,
  )
  const { id } = await host.until(({ transfers }) => transfers.find(({ state }) => state === 'offered'))
  await host.client.call('acceptTransfers', { ids: [id] })
  await host.until(({ transfers }) => transfers.find(({ state }) => state === 'done'))
  expect([
    requests.map((request) => request.split(':').slice(4)),
    await readFile(join(downloads, 'a.txt'), 'utf8'),
  ]).toEqual([[['96', '6a20ab78', '0', '0', '\0']], 'hello'])
})

test('a folder of FeiQ arrives, its names in GBK', async () => {
  const { host, bare, ours, theirs, downloads } = await openScene()
  const name = Buffer.from([0xce, 0xc4, 0xbc, 0xfe]).toString('latin1')
  const record = (text: string) => `${(text.length + 5).toString(16).padStart(4, '0')}:${text}`
  const stream = `${record(`${name}:000000000:2:14=6b0086a9:`)}${record(`${name}.txt:000000002:1:`)}hi${record('.:0:3:')}`
  await serveRaw(theirs, Buffer.from(stream, 'latin1'))
  await bare.send(Buffer.from(offered(77, `0:${name}:02:6b0086a9:2:\x07`), 'latin1'), ours)
  const { id } = await host.until(({ transfers }) => transfers.find(({ state }) => state === 'offered'))
  await host.client.call('acceptTransfers', { ids: [id] })
  await host.until(({ transfers }) => transfers.find(({ state }) => state === 'done'))
  expect((await readdir(downloads, { recursive: true })).sort()).toEqual(['文件', '文件/文件.txt'])
})

test('FeiQ is told what is declined, by the decimal number of its message, and tells us likewise', async () => {
  const { host, bare, ours, peer } = await openScene()
  await bare.insist(
    offered(1780525944, '0:a.txt:05:6a23b4c0:1:\x07'),
    ours,
    (packet) => headerOf(packet).command === 0x21,
  )
  const { id } = await host.until(({ transfers }) => transfers.find(({ state }) => state === 'offered'))
  await host.client.call('declineTransfers', { ids: [id] })
  const release = await bare.until((packet) => headerOf(packet).command === 0x61)
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'b.txt'), 'x')
  const staged = await host.host.stage([join(folder, 'b.txt')], 'offer')
  await host.client.call('offerFiles', {
    peers: [peer],
    tokens: staged.ok ? staged.value.map(({ token }) => token) : [],
  })
  const { number } = headerOf(await bare.until((packet) => headerOf(packet).command === 0x20))
  await bare.send(`${FEIQ}:9:zs:zs-pc:97:${number}\0`, ours)
  const own = await host.until(({ transfers }) =>
    transfers.find(({ direction, state }) => direction === 'out' && state === 'declined'),
  )
  expect([release.split(':').slice(5), own.name]).toEqual([['1780525944\0'], 'b.txt'])
})
