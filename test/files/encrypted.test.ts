/** Encrypted transfers (protocol.md 4.6) between the real server and the real download, with somebody in the middle who sees and changes bytes. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { counterStream, createCipher } from '../../electron/host/cipher.ts'
import { createRequestLocks } from '../../electron/host/locked-requests.ts'
import { download } from '../../electron/host/net/download.ts'
import type { FetchJob } from '../../electron/host/net/fetch-job.ts'
import { createFileServer, type FileServer, type Served, type ServeEvent } from '../../electron/host/net/file-server.ts'
import { bodyCounter, CAPABILITY, decryptBody, encryptBody, verifyBody } from '../../shared/protocol/index.ts'
import { KEYS } from '../protocol/keys.ts'

const ADDRESS = '127.0.77.2'
const [PORT, MIDDLE] = [24_251, 24_252]
const alice = createCipher(KEYS.alice)
const bob = createCipher(KEYS.bob)
const SCHEME =
  CAPABILITY.RSA_2048 | CAPABILITY.AES_256 | CAPABILITY.SIGN_SHA256 | CAPABILITY.PACKETNO_IV | CAPABILITY.ENCODE_BASE64

let folder: string
let server: FileServer
let middle: Server
let events: ServeEvent[]
let served: Served | undefined
/** All that went to the receiver, and what is done with it on the way. */
let seen: Buffer[]
let change: (bytes: Buffer, at: number) => Buffer
let numbers = 1_780_525_944

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gezi-encrypted-'))
  events = []
  seen = []
  change = (bytes) => bytes
  server = createFileServer({
    authorize: (_request, _address, lock) =>
      served !== undefined && lock?.isSignedWith(alice.own[2048]) === true ? served : 'denied',
    unlock: createRequestLocks(
      {
        async open(body, packetNo) {
          const opened = decryptBody(body, packetNo, bob)
          if (!opened.ok) return undefined
          const { plaintext } = opened.value
          return { plaintext, isSignedWith: (key) => verifyBody(opened.value, key, bob) === 'good' }
        },
      },
      Date.now,
    ),
    report: (event) => events.push(event),
    pace: async () => undefined,
    drop: () => undefined,
  })
  expect(await server.listen(ADDRESS, PORT)).toBeUndefined()
  middle = createServer({ allowHalfOpen: true }, (socket) => {
    const on = connect({ host: ADDRESS, port: PORT, allowHalfOpen: true })
    let at = 0
    socket.pipe(on)
    on.on('data', (bytes) => {
      const changed = change(Buffer.from(bytes), at)
      at += bytes.length
      seen.push(changed)
      socket.write(changed)
    })
    on.once('end', () => socket.end())
    for (const end of [socket, on]) end.on('error', () => void [socket, on].map((each) => each.destroy()))
    socket.once('close', () => on.destroy())
  })
  await new Promise<void>((listening) => middle.listen(MIDDLE, ADDRESS, listening))
})
afterEach(async () => {
  middle.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const encodeName = (name: string) => charset.encode(name, 'utf-8')

async function offerFile(size: number): Promise<Buffer> {
  const path = join(folder, '图纸.bin')
  const content = randomBytes(size)
  await writeFile(path, content)
  const modified = (await stat(path)).mtimeMs
  served = { id: '1.0', kind: 'file', path, name: '图纸.bin', size, modified, encodeName }
  return content
}

async function fetch(change: Partial<FetchJob>, asRecord = false, cut = Number.POSITIVE_INFINITY) {
  const requestNo = ++numbers
  const bodyKey = randomBytes(32)
  const abort = new AbortController()
  const job: FetchJob = {
    ...{ id: '2.0', peer: { address: ADDRESS, port: MIDDLE }, kind: 'file', packetNo: '100', fileId: 0, name: '收到' },
    ...{ size: 0, modified: 0, directory: join(folder, 'in'), conflict: 'keep-both', part: undefined },
    ...{ resume: asRecord ? 'restart' : 'own', verify: false },
    request: { version: '1_gezi', requestNo, user: encodeName('u'), host: encodeName('h'), flags: 0 },
    decodeName: (bytes) => charset.decode(bytes, 'utf-8'),
    lock: {
      ...{ bodyKey, asRecord, open: counterStream(bodyKey, bodyCounter(String(requestNo))) },
      seal: async (plaintext) =>
        encryptBody({ plaintext, packetNo: String(requestNo), scheme: SCHEME, key: bob.own[2048] }, alice),
    },
    ...change,
  }
  let part = job.part
  await mkdir(job.directory, { recursive: true })
  const result = await download(job, {
    signal: abort.signal,
    pace: async () => undefined,
    onPart: (path) => {
      part = path
    },
    onProgress: (done) => {
      if (done >= cut) abort.abort()
    },
  })
  return { result, part }
}

describe.each([false, true])('a file, as one record: %s', (asRecord) => {
  test.each([0, 1, 65_536, 3_000_000])('of %i bytes arrives, and nobody on the way reads it', async (size) => {
    const content = await offerFile(size)
    const { result } = await fetch({ size }, asRecord)
    const wire = Buffer.concat(seen)
    expect([result.type, (await readFile(join(folder, 'in', '收到'))).equals(content)]).toEqual(['finished', true])
    expect([wire.includes('GZ1:'), wire.includes('图纸'), size > 64 && wire.includes(content.subarray(0, 64))]).toEqual(
      Array(3).fill(false),
    )
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('sent'))
    expect(events[0]).toMatchObject({ type: 'started', encrypted: true })
  })
})

test('a file that was cut off goes on where it was, under a key of its own', async () => {
  const content = await offerFile(5_000_000)
  const first = await fetch({ size: 5_000_000 }, false, 2_000_000)
  const second = await fetch({ size: 5_000_000, part: first.part })
  const started = events.filter((event) => event.type === 'started').map((event) => event.from)
  expect([first.result.type, second.result.type, (started[1] ?? 0) > 1_000_000]).toEqual(['stopped', 'finished', true])
  expect((await readFile(join(folder, 'in', '收到'))).equals(content)).toBe(true)
})

test('a folder that was cut off goes on, too', async () => {
  const path = join(folder, 'tree')
  await mkdir(join(path, '很长的名字'), { recursive: true })
  const content = randomBytes(3_000_000)
  for (const name of ['a', 'b', '很长的名字/c']) await writeFile(join(path, name), content)
  served = { id: '1.0', kind: 'folder', path, name: 'tree', size: 9_000_000, modified: 0, encodeName }
  const first = await fetch({ kind: 'folder', size: 9_000_000 }, false, 4_000_000)
  const second = await fetch({ kind: 'folder', size: 9_000_000, part: first.part })
  expect([first.result.type, second.result.type, Buffer.concat(seen).includes('很长的名字')]).toEqual([
    'stopped',
    'finished',
    false,
  ])
  const places = ['a', 'b', '很长的名字/c'].map((name) => readFile(join(folder, 'in', '收到', name)))
  expect((await Promise.all(places)).every((bytes) => bytes.equals(content))).toBe(true)
})

describe('whoever sits in the middle and changes', () => {
  const at = (place: number, by: number) => (bytes: Buffer, from: number) => {
    const index = place - from
    if (index >= 0 && index < bytes.length) bytes.writeUInt8((bytes.readUInt8(index) ^ by) & 0xff, index)
    return bytes
  }

  test('one byte is found out, and nothing of it is kept', async () => {
    await offerFile(100_000)
    change = at(50_000, 1)
    const { result, part } = await fetch({ size: 100_000 })
    expect(result).toMatchObject({ type: 'failed', reason: 'hash-mismatch' })
    expect([
      (await stat(part ?? '').catch(() => undefined))?.size ?? 0,
      (await readdir(join(folder, 'in'))).includes('收到'),
    ]).toEqual([0, false])
  })

  test('a file that he knows, and its hash to fit, is found out as well', async () => {
    const content = await offerFile(1_000)
    const head = `GZ1:ok:${(1_000).toString(16)}:0:0\n`.length
    const other = Buffer.from(content)
    other.writeUInt8(other.readUInt8(10) ^ 1, 10)
    const [hash, wanted] = [content, other].map((bytes) => createHash('sha256').update(bytes).digest())
    const flips = [...(hash ?? [])].map((byte, index) => at(head + 1_000 + index, byte ^ (wanted?.[index] ?? 0)))
    change = (bytes, from) => [at(head + 10, 1), ...flips].reduce((changed, flip) => flip(changed, from), bytes)
    expect((await fetch({ size: 1_000 })).result).toMatchObject({ type: 'failed', reason: 'hash-mismatch' })
  })

  test('the answer itself breaks the transfer off', async () => {
    await offerFile(1_000)
    change = at(5, 0x40)
    expect((await fetch({ size: 1_000 })).result).toMatchObject({ type: 'failed', reason: 'protocol' })
  })
})
