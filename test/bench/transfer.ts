/**
 * What files and folders cost: Gezi to Gezi against a bare pipeline of Node, against tar, and against two real iptux, all between the same
 * two namespaces, in turn, five times. The files lie on a disk in memory where there is one: the network is measured here. What making
 * them durable costs is measured apart, on the disk of the temporary folder.
 */
import { randomFillSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '../process/gezi.ts'
import { atLeast, atMost, median, type Report } from './figure.ts'
import { finish, LIMIT, run, start } from './sides.ts'
import { type Computer, connectTwo, type TwoComputers } from './two-computers.ts'

const MIB = 2 ** 20
const RUNS = 5
/** Each starts two iptux anew. */
const IPTUX_RUNS = 5
const LARGE = 1024 * MIB
const HUGE = 4096 * MIB
const SHARED = 256 * MIB
const FILES = 5_000
const FOLDERS = 50
const FILE_BYTES = 4_096
/** Source, copy and the huge file's copy, with some room. */
const ROOM = 7 * 1024 * MIB

const [GEZI, PIPE, TAR] = [2425, 9001, 9002] as const
const PEER = join(import.meta.dirname, 'transfer-peer.ts')
const LAB = join(root, '../shared/lab/bench')

const Cost = z.object({ growth: z.number(), late: z.number(), latest: z.number() })
const Served = Cost.extend({ sent: z.number(), failed: z.number() })
const Fetched = Cost.extend({ seconds: z.number() })
const Timed = z.object({ seconds: z.number() })
const Crowd = Timed.extend({ whole: z.number() })

type Command = readonly [string, ...(readonly string[])]
const on = (computer: Computer, ...command: Command): readonly string[] => [...computer.within, ...command]
const peer = (computer: Computer, role: object, ...flags: readonly string[]): readonly string[] =>
  on(computer, process.execPath, '--expose-gc', ...flags, PEER, JSON.stringify(role))

const parse = <T>(schema: z.ZodType<T>, line: string): T => schema.parse(JSON.parse(line))

/** Random bytes: no disk and no cable can make less of them. */
export async function writeRandom(path: string, bytes: number): Promise<void> {
  const block = Buffer.alloc(MIB)
  const handle = await open(path, 'w')
  for (let at = 0; at < bytes; at += MIB) {
    randomFillSync(block, 0, 4_096)
    await handle.write(block)
  }
  await handle.close()
}

async function writeTree(path: string): Promise<void> {
  for (let index = 0; index < FILES; index++) {
    const folder = join(path, `d${index % FOLDERS}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `文件 ${index}`), randomFillSync(Buffer.alloc(FILE_BYTES)))
  }
}

/** The folder in memory if there is one with that much room, or the temporary folder. */
async function workFolder(): Promise<{ readonly path: string; readonly where: string }> {
  const memory = await statfs('/dev/shm').catch(() => undefined)
  const isRoomy = memory !== undefined && memory.bavail * memory.bsize > ROOM
  const path = await mkdtemp(join(isRoomy ? '/dev/shm' : tmpdir(), 'gezi-bench-'))
  return { path, where: isRoomy ? 'files in memory' : 'files on the disk of the temporary folder' }
}

/** tar straight into a socket and out of it, with nothing in between that copies. */
const tarSend = (folder: string, address: string) => `
import os, socket
server = socket.create_server((${JSON.stringify(address)}, ${TAR}))
print("ready", flush=True)
client, _ = server.accept()
os.dup2(client.fileno(), 1)
os.execvp("tar", ["tar", "cf", "-", "-C", ${JSON.stringify(folder)}, "."])
`
const tarReceive = (folder: string, address: string) => `
import json, socket, subprocess, time
began = time.monotonic()
server = socket.create_connection((${JSON.stringify(address)}, ${TAR}))
subprocess.run(["tar", "xf", "-", "-C", ${JSON.stringify(folder)}], stdin=server.fileno(), check=True)
print(json.dumps({"seconds": time.monotonic() - began}))
`

interface Place {
  readonly lan: TwoComputers
  readonly folder: string
}

interface Fetcher {
  once(verify: boolean): Promise<z.infer<typeof Fetched>>
  stop(): Promise<string>
}

/** A receiver that has been running for a while, as the program does. */
async function startFetcher(
  { lan, folder }: Place,
  order: { readonly kind: 'file' | 'folder'; readonly size: number },
): Promise<Fetcher> {
  const directory = join(folder, 'in')
  const side = await start(
    peer(lan.receiver, { role: 'fetch', address: lan.sender.address, port: GEZI, directory, ...order }),
  )
  return {
    async once(verify) {
      await mkdir(directory)
      const fetched = parse(Fetched, await side.ask(JSON.stringify(verify)))
      await rm(directory, { recursive: true })
      return fetched
    },
    stop: side.stop,
  }
}

async function pipeOnce({ lan, folder }: Place): Promise<number> {
  const path = join(folder, 'piped')
  const role = { role: 'unpipe', address: lan.sender.address, port: PIPE, path }
  const { seconds } = parse(Timed, await finish(peer(lan.receiver, role)))
  await rm(path)
  return seconds
}

async function tarOnce({ lan, folder }: Place, tree: string): Promise<number> {
  const target = join(folder, 'untarred')
  await mkdir(target)
  const sender = await start(on(lan.sender, 'python3', '-c', tarSend(tree, lan.sender.address)))
  const line = await finish(on(lan.receiver, 'python3', '-c', tarReceive(target, lan.sender.address)))
  await sender.stop()
  await rm(target, { recursive: true })
  return parse(Timed, line).seconds
}

const each = async <T>(work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  for (let index = 0; index < RUNS; index++) results.push(await work())
  return results
}

/** Bytes in MiB a second. */
const speed = (bytes: number, seconds: number): number => bytes / MIB / seconds

const LabRound = z.object({
  rounds: z.array(z.object({ iptux_file_mib_s: z.number(), iptux_dir_seconds: z.number() })),
})

/** Two real iptux in the lab's namespaces, with the same files in the same place, once. */
async function iptuxOnce(folder: string): Promise<{ readonly file: number; readonly tree: number } | undefined> {
  const env = { ...process.env, TMPDIR: folder, LAN_NAME: `gezi-bench-${process.pid}` }
  const words = [LAB, '1', String(LARGE / MIB), String(FILES)]
  const output = await run('/usr/bin/python3', words, { env, timeout: LIMIT, maxBuffer: MIB }).catch(() => undefined)
  const [round] = output === undefined ? [] : LabRound.parse(JSON.parse(output.stdout)).rounds
  return round === undefined ? undefined : { file: LARGE / MIB / round.iptux_file_mib_s, tree: round.iptux_dir_seconds }
}

/** In turn with two iptux, so that whatever else the machine does meets both. */
async function benchIptux(place: Place, source: string, tree: string, report: Report): Promise<void> {
  const { lan, folder } = place
  const serveOnce = async (kind: 'file' | 'folder', path: string, size: number): Promise<number> => {
    const role = { role: 'serve', address: lan.sender.address, port: GEZI, path }
    const [server, fetcher] = [await start(peer(lan.sender, role)), await startFetcher(place, { kind, size })]
    const { seconds } = await fetcher.once(true)
    for (const side of [server, fetcher]) await side.stop()
    return seconds
  }
  const runs: { readonly file: number; readonly tree: number; readonly ours: number; readonly oursTree: number }[] = []
  for (let index = 0; index < IPTUX_RUNS; index++) {
    const iptux = existsSync(LAB) ? await iptuxOnce(folder) : undefined
    if (iptux === undefined) return console.error('  no lab with iptux here: not compared with it')
    const ours = await serveOnce('file', source, LARGE)
    runs.push({ ...iptux, ours, oursTree: await serveOnce('folder', tree, FILES * FILE_BYTES) })
  }
  report({ name: '1 GiB iptux to iptux', value: median(runs.map((one) => speed(LARGE, one.file))), unit: 'MiB/s' })
  report(
    atLeast(
      '… Gezi to Gezi, hash verified, as a ratio to that',
      median(runs.map((one) => one.file / one.ours)),
      '×',
      1.3,
    ),
  )
  report({ name: '5,000 × 4 KiB iptux to iptux', value: median(runs.map((one) => one.tree)), unit: 's' })
  report({
    name: '… Gezi to Gezi, as a ratio to that',
    value: median(runs.map((one) => one.tree / one.oursTree)),
    unit: '×',
  })
}

async function benchFile(place: Place, source: string, report: Report): Promise<void> {
  const { lan } = place
  const server = await start(peer(lan.sender, { role: 'serve', address: lan.sender.address, port: GEZI, path: source }))
  const bare = await start(peer(lan.sender, { role: 'pipe', address: lan.sender.address, port: PIPE, path: source }))
  const fetcher = await startFetcher(place, { kind: 'file', size: LARGE })
  const runs = await each(async () => ({
    bare: await pipeOnce(place),
    plain: (await fetcher.once(false)).seconds,
    hashed: (await fetcher.once(true)).seconds,
  }))
  await fetcher.stop()
  await server.stop()
  await bare.stop()
  const [floor, plain, hashed] = [
    median(runs.map((one) => speed(LARGE, one.bare))),
    median(runs.map((one) => speed(LARGE, one.plain))),
    median(runs.map((one) => speed(LARGE, one.hashed))),
  ]
  report({ name: 'bare Node pipeline, 1 GiB (floor)', value: floor, unit: 'MiB/s' })
  report({ name: '1 GiB Gezi to Gezi, no hash', value: plain, unit: 'MiB/s' })
  report(atLeast('… as a ratio to the floor', median(runs.map((one) => one.bare / one.plain)), '×', 0.9))
  report({ name: '1 GiB Gezi to Gezi, hash verified at both ends', value: hashed, unit: 'MiB/s' })
  report(atLeast('… as a ratio to the floor', median(runs.map((one) => one.bare / one.hashed)), '×', 0.75))
}

async function benchTree(place: Place, tree: string, report: Report): Promise<void> {
  const { lan } = place
  const server = await start(peer(lan.sender, { role: 'serve', address: lan.sender.address, port: GEZI, path: tree }))
  const fetcher = await startFetcher(place, { kind: 'folder', size: FILES * FILE_BYTES })
  const runs = await each(async () => ({ tar: await tarOnce(place, tree), gezi: await fetcher.once(true) }))
  await fetcher.stop()
  const served = parse(Served, await server.stop())
  const seconds = median(runs.map((one) => one.gezi.seconds))
  report({ name: 'tar into tar, 5,000 × 4 KiB (floor)', value: median(runs.map((one) => one.tar)), unit: 's' })
  report({ name: '5,000 × 4 KiB in 50 folders, Gezi to Gezi, hash verified', value: seconds, unit: 's' })
  report(atLeast('… as a ratio to the floor', median(runs.map((one) => one.tar / one.gezi.seconds)), '×', 0.5))
  report(atMost('… event loop of the receiver, p99', median(runs.map((one) => one.gezi.late)), 'ms', 20))
  report(atMost('… event loop of the sender, p99', served.late, 'ms', 20))
}

async function benchHuge(place: Place, report: Report): Promise<void> {
  const { lan, folder } = place
  const path = join(folder, 'huge')
  await writeFile(path, '')
  await truncate(path, HUGE)
  const server = await start(peer(lan.sender, { role: 'serve', address: lan.sender.address, port: GEZI, path }))
  const fetcher = await startFetcher(place, { kind: 'file', size: HUGE })
  const fetched = await fetcher.once(true)
  await fetcher.stop()
  const served = parse(Served, await server.stop())
  await rm(path)
  report({ name: '4 GiB Gezi to Gezi, hash verified', value: speed(HUGE, fetched.seconds), unit: 'MiB/s' })
  for (const [who, cost] of [
    ['receiver', fetched],
    ['sender', served],
  ] as const) {
    report(atMost(`… resident memory growth of the ${who}`, cost.growth / MIB, 'MiB', 48))
    report(atMost(`… event loop of the ${who}, p99`, cost.late, 'ms', 20))
    report({ name: `… event loop of the ${who}, worst`, value: cost.latest, unit: 'ms' })
  }
}

async function benchCrowd(place: Place, report: Report): Promise<void> {
  const { lan, folder } = place
  const path = join(folder, 'shared')
  await writeRandom(path, SHARED)
  const server = await start(peer(lan.sender, { role: 'serve', address: lan.sender.address, port: GEZI, path }))
  const role = { role: 'crowd', address: lan.sender.address, port: GEZI, size: SHARED, from: lan.receiver.others }
  const crowd = parse(Crowd, await finish(peer(lan.receiver, role)))
  const served = parse(Served, await server.stop())
  await rm(path)
  const people = lan.receiver.others.length
  report(
    atLeast(
      `of ${people} people who fetch 256 MiB at once, served whole`,
      Math.min(crowd.whole, served.sent),
      '',
      people,
    ),
  )
  report({ name: '… all of them together', value: speed(people * SHARED, crowd.seconds), unit: 'MiB/s' })
  report(atMost('… event loop of the sender, p99', served.late, 'ms', 20))
}

/** What it costs that a file is on the disk before it gets its name: the same on a real disk, against a floor that is not durable. */
async function benchDurable(lan: TwoComputers, source: string, tree: string, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gezi-bench-'))
  const place = { lan, folder }
  const bare = await start(peer(lan.sender, { role: 'pipe', address: lan.sender.address, port: PIPE, path: source }))
  const server = await start(peer(lan.sender, { role: 'serve', address: lan.sender.address, port: GEZI, path: source }))
  const fetcher = await startFetcher(place, { kind: 'file', size: LARGE })
  const files = await each(async () => ({ bare: await pipeOnce(place), gezi: (await fetcher.once(true)).seconds }))
  for (const side of [bare, server, fetcher]) await side.stop()
  const trees = await start(peer(lan.sender, { role: 'serve', address: lan.sender.address, port: GEZI, path: tree }))
  const folderFetcher = await startFetcher(place, { kind: 'folder', size: FILES * FILE_BYTES })
  const folders = await each(async () => ({
    tar: await tarOnce(place, tree),
    gezi: (await folderFetcher.once(true)).seconds,
  }))
  for (const side of [trees, folderFetcher]) await side.stop()
  await rm(folder, { recursive: true })
  report({
    name: 'on a real disk: bare Node pipeline, 1 GiB, not synced',
    value: median(files.map((one) => speed(LARGE, one.bare))),
    unit: 'MiB/s',
  })
  report({
    name: '… Gezi to Gezi, hash verified, synced',
    value: median(files.map((one) => speed(LARGE, one.gezi))),
    unit: 'MiB/s',
  })
  report({
    name: 'on a real disk: tar into tar, 5,000 × 4 KiB, not synced',
    value: median(folders.map((one) => one.tar)),
    unit: 's',
  })
  report({ name: '… Gezi to Gezi, hash verified, synced', value: median(folders.map((one) => one.gezi)), unit: 's' })
}

export async function benchTransfer(report: Report): Promise<void> {
  const lan = await connectTwo()
  const { path: folder, where } = await workFolder()
  const place = { lan, folder }
  const [source, tree] = [join(folder, 'source'), join(folder, 'tree')]
  console.error(`  ${lan.cable}; ${where}; medians of ${RUNS}`)
  try {
    await writeRandom(source, LARGE)
    await writeTree(tree)
    await benchFile(place, source, report)
    await benchTree(place, tree, report)
    await benchHuge(place, report)
    await benchCrowd(place, report)
    await benchDurable(lan, source, tree, report)
    await benchIptux(place, source, tree, report)
  } finally {
    await rm(folder, { recursive: true, force: true })
    await lan.remove()
  }
}
