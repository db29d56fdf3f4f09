/**
 * One side of a measured transfer, in a process of its own: `node transfer-peer.ts '<json>'`. Prints one JSON line when it is ready and one
 * for what was measured; a side that goes on ends with its standard input.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import { createCipher } from '../../electron/host/cipher.ts'
import { createRequestLocks } from '../../electron/host/locked-requests.ts'
import { download } from '../../electron/host/net/download.ts'
import type { JobLock } from '../../electron/host/net/fetch-job.ts'
import { createFileServer } from '../../electron/host/net/file-server.ts'
import { bodyCounter, CAPABILITY, decryptBody, encodeFileRequest, encryptBody } from '../../shared/protocol/index.ts'
import { KEYS } from '../protocol/keys.ts'

const place = { address: z.string(), port: z.number() }
const Role = z.discriminatedUnion('role', [
  z.object({ role: z.literal('serve'), ...place, path: z.string() }),
  z.object({
    role: z.literal('fetch'),
    ...place,
    kind: z.enum(['file', 'folder']),
    size: z.number(),
    directory: z.string(),
    /** As between two people who keep each other's keys. */
    encrypted: z.boolean().optional(),
  }),
  z.object({ role: z.literal('crowd'), ...place, size: z.number(), from: z.array(z.string()) }),
  z.object({ role: z.literal('pipe'), ...place, path: z.string() }),
  z.object({ role: z.literal('unpipe'), ...place, path: z.string() }),
])
type Role = z.infer<typeof Role>

const BLOCK = 1024 * 1024
const SAMPLE = 20

const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)
const encode = (text: string) => charset.encode(text, 'utf-8')

/** Memory beyond what the process had when it began, and how late the loop was. */
function watch() {
  // What a garbage collector has not looked at yet is no growth.
  globalThis.gc?.()
  const began = process.memoryUsage.rss()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss() - began)
  }, SAMPLE)
  return () => {
    clearInterval(timer)
    delay.disable()
    return { growth: most, late: delay.percentile(99) / 1e6, latest: delay.max / 1e6 }
  }
}

const SCHEME =
  CAPABILITY.RSA_2048 | CAPABILITY.AES_256 | CAPABILITY.SIGN_SHA256 | CAPABILITY.PACKETNO_IV | CAPABILITY.ENCODE_BASE64
/** Both sides have it: who asks is not measured here. */
const cipher = createCipher(KEYS.alice)

async function openRequest(body: Uint8Array, packetNo: string) {
  const opened = decryptBody(body, packetNo, cipher)
  return opened.ok ? { plaintext: opened.value.plaintext, isSignedWith: () => true } : undefined
}

function jobLock(requestNo: number): JobLock {
  const bodyKey = cipher.randomBytes(32)
  return {
    bodyKey,
    asRecord: false,
    open: cipher.counterStream(bodyKey, bodyCounter(String(requestNo))),
    seal: async (plaintext) =>
      encryptBody({ plaintext, packetNo: String(requestNo), scheme: SCHEME, key: cipher.own[2048] }, cipher),
  }
}

async function serve({ address, port, path }: Extract<Role, { role: 'serve' }>): Promise<void> {
  const info = await stat(path)
  const kind = info.isDirectory() ? 'folder' : 'file'
  let [sent, failed] = [0, 0]
  const server = createFileServer({
    authorize: () => ({
      id: '1.0',
      kind,
      path,
      name: 'tree',
      size: info.size,
      modified: info.mtimeMs,
      encodeName: encode,
    }),
    unlock: createRequestLocks({ open: openRequest }, Date.now),
    report: (event) => {
      if (event.type === 'sent') sent++
      else if (event.type === 'failed' || event.type === 'interrupted') failed++
    },
    pace: async () => undefined,
    drop: () => failed++,
  })
  const error = await server.listen(address, port)
  if (error !== undefined) throw new Error(error)
  const stop = watch()
  say({ ready: true })
  process.stdin.resume().once('end', async () => {
    say({ ...stop(), sent, failed })
    await server.close()
  })
}

/** Fetches once for each line of standard input, as a host does that has been running for a while. */
async function fetch(role: Extract<Role, { role: 'fetch' }>): Promise<void> {
  say({ ready: true })
  for await (const line of createInterface({ input: process.stdin }))
    say(await fetchOnce(role, JSON.parse(line) === true))
}

async function fetchOnce(role: Extract<Role, { role: 'fetch' }>, verify: boolean) {
  const { address, port, kind, size, directory, encrypted = false } = role
  const requestNo = Math.floor(Date.now() / 1_000)
  const stop = watch()
  const began = performance.now()
  const result = await download(
    {
      id: '1.0',
      peer: { address, port },
      kind,
      packetNo: '1',
      fileId: 0,
      name: 'got',
      size,
      modified: 0,
      directory,
      conflict: 'keep-both',
      part: undefined,
      resume: 'own',
      verify,
      request: { version: '1_gezi', requestNo, user: encode('u'), host: encode('h'), flags: 0 },
      decodeName: (bytes) => charset.decode(bytes, 'utf-8'),
      ...(encrypted && { lock: jobLock(requestNo) }),
    },
    {
      signal: new AbortController().signal,
      pace: async () => undefined,
      onPart: () => undefined,
      onProgress: () => undefined,
    },
  )
  const seconds = (performance.now() - began) / 1000
  if (result.type !== 'finished') throw new Error(JSON.stringify(result))
  return { seconds, ...stop() }
}

/** People who ask at the same moment, as any client of the family does, and count what comes. */
async function crowd({ address, port, size, from }: Extract<Role, { role: 'crowd' }>): Promise<void> {
  const request = encodeFileRequest({
    version: '1',
    requestNo: 1,
    user: encode('u'),
    host: encode('h'),
    flags: 0,
    kind: 'file',
    packetNo: '1',
    fileId: 0,
    offset: 0,
  })
  const began = performance.now()
  const block = Buffer.allocUnsafe(BLOCK)
  const one = (localAddress: string) =>
    new Promise<boolean>((resolve) => {
      let count = 0
      const socket = connect({
        host: address,
        port,
        localAddress,
        onread: {
          buffer: block,
          callback: (bytes) => {
            count += bytes
            if (count >= size) socket.end()
            return true
          },
        },
      })
      socket.once('connect', () => socket.write(request))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(count === size))
    })
  const whole = await Promise.all(from.map(one))
  say({ seconds: (performance.now() - began) / 1000, whole: whole.filter((ok) => ok).length })
}

/** The floor: what Node's own pipeline does with the same blocks. */
function pipe({ address, port, path }: Extract<Role, { role: 'pipe' }>): void {
  const server = createServer((socket) => {
    pipeline(createReadStream(path, { highWaterMark: BLOCK }), socket).catch(() => undefined)
  })
  server.listen(port, address, () => say({ ready: true }))
  process.stdin.resume().once('end', () => server.close())
}

async function unpipe({ address, port, path }: Extract<Role, { role: 'unpipe' }>): Promise<void> {
  const began = performance.now()
  await pipeline(connect(port, address), createWriteStream(path, { highWaterMark: BLOCK }))
  say({ seconds: (performance.now() - began) / 1000 })
}

const role = Role.parse(JSON.parse(process.argv[2] ?? ''))
if (role.role === 'serve') await serve(role)
else if (role.role === 'fetch') await fetch(role)
else if (role.role === 'crowd') await crowd(role)
else if (role.role === 'pipe') pipe(role)
else await unpipe(role)
