import { hash, randomBytes } from 'node:crypto'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { download } from '../../electron/host/net/download.ts'
import type { FetchControl, FetchJob } from '../../electron/host/net/fetch-job.ts'
import { createFileServer, type FileServer, type Served, type ServeEvent } from '../../electron/host/net/file-server.ts'

const PORT = 24_250
const ADDRESS = '127.0.77.1'
let folder: string
let server: FileServer
let events: ServeEvent[]
let offers: Map<string, Served>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gezi-transfer-'))
  events = []
  offers = new Map()
  server = createFileServer({
    authorize: (request) => {
      const offer = request.readings
        .map(({ packetNo, fileId }) => offers.get(`${packetNo}.${fileId}`))
        .find((one) => one)
      return offer ?? 'denied'
    },
    report: (event) => events.push(event),
    pace: async () => undefined,
    drop: () => undefined,
  })
  expect(await server.listen(ADDRESS, PORT)).toBeUndefined()
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const encodeName = (name: string) => charset.encode(name, 'utf-8')

async function offerFile(size: number): Promise<Buffer> {
  const path = join(folder, 'source.bin')
  const content = randomBytes(size)
  await writeFile(path, content)
  await utimes(path, 1_700_000_000, 1_700_000_000)
  offers.set('100.0', {
    id: '1.0',
    kind: 'file',
    path,
    name: 'source.bin',
    size,
    modified: (await stat(path)).mtimeMs,
    encodeName,
  })
  return content
}

const job = (changes: Partial<FetchJob>): FetchJob => ({
  id: '2.0',
  peer: { address: ADDRESS, port: PORT },
  kind: 'file',
  packetNo: '100',
  fileId: 0,
  name: '收到.bin',
  size: 0,
  modified: 1_700_000_000,
  directory: join(folder, 'in'),
  conflict: 'keep-both',
  part: undefined,
  resume: 'own',
  verify: true,
  request: { version: '1_gezi', requestNo: 1, user: encodeName('u'), host: encodeName('h'), flags: 0 },
  decodeName: (bytes) => charset.decode(bytes, 'utf-8'),
  ...changes,
})

/** A download that is cut off after about `cut` bytes. */
async function run(one: FetchJob, cut = Number.POSITIVE_INFINITY) {
  const abort = new AbortController()
  let part = one.part
  const control: FetchControl = {
    signal: abort.signal,
    pace: async () => undefined,
    onPart: (path) => {
      part = path
    },
    onProgress: (done) => {
      if (done >= cut) abort.abort()
    },
  }
  await mkdir(one.directory, { recursive: true })
  return { result: await download(one, control), part }
}

test('a server that retires takes nobody new, and sends what it began to its end', async () => {
  const content = await offerFile(5_000_000)
  let retired: Promise<void> | undefined
  const one = job({ size: content.length, resume: 'restart' })
  await mkdir(one.directory, { recursive: true })
  const result = await download(one, {
    signal: new AbortController().signal,
    pace: async () => undefined,
    onPart: () => undefined,
    onProgress: () => {
      retired ??= server.retire()
    },
  })
  await retired
  const late = await run(job({ size: content.length, name: '晚了.bin' }))
  expect([result.type, late.result.type, (await readFile(join(one.directory, '收到.bin'))).equals(content)]).toEqual([
    'finished',
    'failed',
    true,
  ])
})

const sizes = [0, 1, 65_535, 65_536, 1_048_576, 5_000_000]

describe.each(['own', 'overlap', 'restart'] as const)('a file with resume by %s', (resume) => {
  test.each(sizes)('of %i bytes arrives as it was', async (size) => {
    const content = await offerFile(size)
    const { result } = await run(job({ size, resume }))
    const path = join(folder, 'in', '收到.bin')
    expect({
      result,
      same: (await readFile(path)).equals(content),
      modified: (await stat(path)).mtimeMs,
      left: await readdir(join(folder, 'in')),
    }).toEqual({
      result: { type: 'finished', path, size, identical: false },
      same: true,
      modified: 1_700_000_000_000,
      left: ['收到.bin'],
    })
    await vi.waitFor(() => expect(events.at(-1)?.type).toBe('sent'))
  })

  test('that was cut off goes on, or starts anew, and is the same in the end', async () => {
    const content = await offerFile(5_000_000)
    const first = await run(job({ size: 5_000_000, resume }), 2_000_000)
    const second = await run(job({ size: 5_000_000, resume, part: first.part }))
    const started = events.filter((event) => event.type === 'started').map((event) => event.from)
    expect({
      first: first.result,
      second: second.result.type,
      same: (await readFile(join(folder, 'in', '收到.bin'))).equals(content),
      wentOn: (started[1] ?? 0) > 1_000_000,
    }).toEqual({ first: { type: 'stopped' }, second: 'finished', same: true, wentOn: resume !== 'restart' })
  })
})

test.each(['own', 'overlap', 'restart'] as const)(
  'what came stays while the peer is away, so that what is told of it stays true (resume by %s)',
  async (resume) => {
    await offerFile(5_000_000)
    const { part = '' } = await run(job({ size: 5_000_000, resume }), 2_000_000)
    const { size } = await stat(part)
    const away = await run(job({ size: 5_000_000, resume, part, peer: { address: ADDRESS, port: PORT + 1 } }))
    expect([away.result, (await stat(part)).size]).toMatchObject([{ type: 'failed', reason: 'no-answer' }, size])
  },
)

describe('what an own peer holds of another file', () => {
  test('is thrown away, never mixed', async () => {
    await offerFile(5_000_000)
    const first = await run(job({ size: 5_000_000 }), 2_000_000)
    const content = await offerFile(5_000_000)
    const second = await run(job({ size: 5_000_000, part: first.part }))
    expect([second.result.type, (await readFile(join(folder, 'in', '收到.bin'))).equals(content)]).toEqual([
      'finished',
      true,
    ])
  })

  test('is found out by the overlap with a legacy peer', async () => {
    await offerFile(5_000_000)
    const first = await run(job({ size: 5_000_000, resume: 'overlap' }), 2_000_000)
    const content = await offerFile(5_000_000)
    const second = await run(job({ size: 5_000_000, resume: 'overlap', part: first.part }))
    const third = await run(job({ size: 5_000_000, resume: 'overlap', part: first.part }))
    expect([
      second.result,
      third.result.type,
      (await readFile(join(folder, 'in', '收到.bin'))).equals(content),
    ]).toMatchObject([{ type: 'failed', reason: 'interrupted', retry: 'auto' }, 'finished', true])
  })
})

describe('an offer whose file', () => {
  test.each([
    ['changed', (path: string) => appendFile(path, 'more')],
    ['shrank', (path: string) => truncate(path, 10)],
    ['is gone', (path: string) => rm(path)],
  ])('%s is refused with its reason, and the sender is told', async (_, change) => {
    await offerFile(1_000)
    await change(join(folder, 'source.bin'))
    const own = await run(job({ size: 1_000 }))
    const legacy = await run(job({ size: 1_000, resume: 'restart' }))
    expect([own.result, legacy.result, events.map((event) => event.type)]).toMatchObject([
      { type: 'failed', reason: 'changed' },
      { type: 'failed', reason: 'refused' },
      ['failed', 'failed'],
    ])
  })

  test('is not offered to us is refused', async () => {
    const own = await run(job({ size: 5, packetNo: '999' }))
    expect(own.result).toMatchObject({ type: 'failed', reason: 'refused' })
  })
})

test('a folder travels between own peers, is cut off twice, and is whole in the end', async () => {
  const root = join(folder, 'tree')
  for (let index = 0; index < 300; index++) {
    await mkdir(join(root, `d${index % 7}`), { recursive: true })
    await writeFile(join(root, `d${index % 7}`, `文件 ${index}`), randomBytes(index * 100))
  }
  await writeFile(join(root, 'd3', 'large'), randomBytes(4_000_000))
  offers.set('100.0', { id: '1.0', kind: 'folder', path: root, name: 'tree', size: 8_000_000, modified: 0, encodeName })
  const folderJob = job({ kind: 'folder', name: 'tree', size: 8_000_000 })
  const first = await run(folderJob, 1_000_000)
  const second = await run({ ...folderJob, part: first.part }, 5_000_000)
  const third = await run({ ...folderJob, part: second.part })
  const list = async (path: string) =>
    Object.fromEntries(
      await Promise.all(
        (await readdir(path, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map(async (entry) => {
            const full = join(entry.parentPath, entry.name)
            return [full.slice(path.length), hash('sha256', await readFile(full))] as const
          }),
      ),
    )
  expect({
    results: [first, second, third].map(({ result }) => result.type),
    same: await list(join(folder, 'in', 'tree')),
    left: await readdir(join(folder, 'in')),
  }).toEqual({ results: ['stopped', 'stopped', 'finished'], same: await list(root), left: ['tree'] })
})
