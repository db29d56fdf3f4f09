/**
 * The local socket by which the command line reaches the running host. Who may open the data folder may open it, nobody else: the file
 * `DIR/control` (0600) names the socket and holds a token that the first line must carry; the socket itself is 0600 too. On Windows it is
 * a named pipe with an unguessable name. A host that was killed leaves both files behind: the next one, which holds the lock of the data
 * folder, replaces them.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Channel } from '../../../shared/api/channel.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { lineChannel } from './line-channel.ts'

export interface ControlSocket {
  /** Where it listens. */
  readonly path: string
  close(): Promise<void>
}

const Address = z.object({ path: z.string().min(1).max(1_000), token: z.string().min(32).max(128) })
type Address = z.infer<typeof Address>
const Hello = z.object({ token: z.string() })

/** `sun_path` has 108 bytes on Linux and 104 on macOS, with the final NUL. */
const MAX_SOCKET_PATH = 103
const SHORT_FOLDER = 'gezi-control-'
/** Command lines are short-lived; a script that starts more at once waits for nothing but its own fault. */
const MAX_CONNECTIONS = 32
/** A local program sends its token at once. */
const HELLO_WAIT = 5_000
/** The largest request is a message of 32,000 UTF-16 units, each at most six bytes in JSON. */
const MAX_REQUEST = 524_288
/** A snapshot of 2,000 people and their chats is a few megabytes; the feed goes on while it is read. */
const MAX_ANSWER = 67_108_864

const addressFile = (folder: string): string => join(folder, 'control')

/** Serves `onChannel` for each program that shows the token. The caller holds the lock of the data folder. */
export async function openControlSocket(folder: string, onChannel: (channel: Channel) => void): Promise<ControlSocket> {
  await removeStale(folder)
  const address: Address = { path: await newPath(folder), token: randomBytes(24).toString('hex') }
  const connections = new Set<Socket>()
  const server = createServer((socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    greet(socket, address.token, onChannel)
  })
  server.maxConnections = MAX_CONNECTIONS
  await listen(server, address.path)
  await writeAddress(folder, address)

  return {
    path: address.path,
    async close() {
      await rm(addressFile(folder), { force: true })
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of connections) socket.destroy()
      await closed
      if (dirname(address.path) !== folder) await removeShortFolder(address.path)
    },
  }
}

export type ControlProblem = 'no-host' | 'not-allowed'

/** Connects to the host that runs with this data folder. */
export async function connectControl(folder: string): Promise<Result<Channel, ControlProblem>> {
  const address = await readAddress(folder)
  if (!address.ok) return address
  const { path, token } = address.value
  return await new Promise((resolve) => {
    const socket = connect(path)
    const refuse = (error: NodeJS.ErrnoException): void =>
      resolve(err(error.code === 'EACCES' || error.code === 'EPERM' ? 'not-allowed' : 'no-host'))
    socket.once('error', refuse)
    socket.once('connect', () => {
      socket.off('error', refuse)
      const channel = lineChannel(socket, { maxLine: MAX_ANSWER, maxBuffered: MAX_REQUEST })
      const hello: z.infer<typeof Hello> = { token }
      channel.post(hello)
      resolve(ok(channel))
    })
  })
}

function greet(socket: Socket, token: string, onChannel: (channel: Channel) => void): void {
  const channel = lineChannel(socket, { maxLine: MAX_REQUEST, maxBuffered: MAX_ANSWER })
  const tooLate = setTimeout(() => socket.destroy(), HELLO_WAIT)
  channel.onClose(() => clearTimeout(tooLate))
  let forward: ((message: unknown) => void) | undefined
  channel.onMessage((message) => {
    if (forward !== undefined) {
      forward(message)
      return
    }
    clearTimeout(tooLate)
    const hello = Hello.safeParse(message).data
    if (hello === undefined || !sameText(hello.token, token)) {
      socket.destroy()
      return
    }
    // `serve` sets its listener at once, so nothing comes between.
    forward = () => {}
    onChannel({
      ...channel,
      onMessage: (listener) => {
        forward = listener
      },
    })
  })
}

/** Compares in constant time. */
export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The mask holds for the moment of the bind, so that the socket is never there with wider rights. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const mask = process.umask(0o177)
    try {
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    } finally {
      process.umask(mask)
    }
  })
}

/** In the data folder when the path is short enough, else in a new folder of our own in the user's runtime or temporary folder. */
async function newPath(folder: string): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\gezi-${randomBytes(16).toString('hex')}`
  const path = join(folder, 'control.sock')
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path
  const make = (place: string): Promise<string> => mkdtemp(join(place, SHORT_FOLDER)) // 0700
  const runtime = process.env.XDG_RUNTIME_DIR
  // The variable of another user stays behind after `su`: his folder is closed to us.
  const short = !runtime ? make(tmpdir()) : make(runtime).catch(() => make(tmpdir()))
  return join(await short, 'control.sock')
}

async function removeStale(folder: string): Promise<void> {
  const left = await readAddress(folder)
  if (process.platform !== 'win32') {
    await rm(join(folder, 'control.sock'), { force: true })
    if (left.ok) await removeShortFolder(left.value.path)
  }
  await rm(addressFile(folder), { force: true })
}

/** Removes the socket and the folder made for a short path. Never more: a data folder may look just like one (`/tmp/gezi-…`). */
async function removeShortFolder(path: string): Promise<void> {
  const folder = dirname(path)
  if (basename(path) !== 'control.sock' || !basename(folder).startsWith(SHORT_FOLDER)) return
  if (![process.env.XDG_RUNTIME_DIR, tmpdir()].includes(dirname(folder))) return
  await rm(path, { force: true })
  // Fails, as it should, when anything else is in it.
  await rmdir(folder).catch(() => {})
}

async function writeAddress(folder: string, address: Address): Promise<void> {
  const draft = join(folder, `control.${randomBytes(6).toString('hex')}`)
  await writeFile(draft, JSON.stringify(address), { mode: 0o600, flag: 'wx' })
  await rename(draft, addressFile(folder))
}

async function readAddress(folder: string): Promise<Result<Address, ControlProblem>> {
  try {
    const parsed = Address.safeParse(JSON.parse(await readFile(addressFile(folder), 'utf8')))
    return parsed.success ? ok(parsed.data) : err('no-host')
  } catch (error) {
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES'
    return err(denied ? 'not-allowed' : 'no-host')
  }
}
