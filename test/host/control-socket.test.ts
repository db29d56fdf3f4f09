import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectControl, openControlSocket } from '../../electron/host/net/control-socket.ts'
import type { Channel } from '../../shared/api/channel.ts'
import { temporaryFolder } from './support.ts'

/** Serves an echo. */
async function openEcho(folder: string) {
  const channels: Channel[] = []
  const socket = await openControlSocket(folder, (channel) => {
    channels.push(channel)
    channel.onMessage((message) => channel.post({ echo: message }))
  })
  onTestFinished(() => socket.close())
  return { socket, channels }
}

async function connected(folder: string): Promise<Channel> {
  const channel = await connectControl(folder)
  if (!channel.ok) throw new Error(channel.error)
  return channel.value
}

const answers = (channel: Channel, count: number): Promise<readonly unknown[]> =>
  new Promise((resolve) => {
    const all: unknown[] = []
    channel.onMessage((message) => {
      all.push(message)
      if (all.length === count) resolve(all)
    })
  })

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
/** Resolves with how often the other side sent something before it closed. */
const rawUntilClosed = (path: string, text: string): Promise<number> =>
  new Promise((resolve, reject) => {
    let chunks = 0
    const socket = connectSocket(path, () => socket.write(text))
    socket.on('data', () => {
      chunks += 1
    })
    // The other side may close while we still write.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
    )
    socket.on('close', () => resolve(chunks))
  })

describe('the control socket', () => {
  it('carries JSON both ways, whatever the line ends and sizes in it', async () => {
    const folder = await temporaryFolder()
    await openEcho(folder)
    const channel = await connected(folder)
    const messages = ['a\nb\r\n\u2028', { deep: [1, null, '鸽子'.repeat(50_000)] }, 0]
    const all = answers(channel, messages.length)
    for (const message of messages) channel.post(message)
    expect(await all).toEqual(messages.map((echo) => ({ echo })))
  })

  it('belongs to its owner: socket and address file 0600', async () => {
    const folder = await temporaryFolder()
    const { socket } = await openEcho(folder)
    expect([socket.path, await mode(socket.path), await mode(join(folder, 'control'))]).toEqual([
      join(folder, 'control.sock'),
      0o600,
      0o600,
    ])
  })

  it('is made in a short folder of its own when the data folder has a long path, and leaves nothing', async () => {
    const folder = join(await temporaryFolder(), 'long'.repeat(30))
    await mkdir(folder)
    const { socket } = await openEcho(folder)
    const short = dirname(socket.path)
    const channel = await connected(folder)
    const echo = answers(channel, 1)
    channel.post('hi')
    const during = [await echo, socket.path.length < 104, await mode(short), await mode(socket.path)]
    await socket.close()
    const after = await Promise.allSettled([stat(short), stat(join(folder, 'control'))])
    expect([during, after.map(({ status }) => status)]).toEqual([
      [[{ echo: 'hi' }], true, 0o700, 0o600],
      ['rejected', 'rejected'],
    ])
  })

  it('replaces what a host that was killed left behind', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'control.sock'), 'not even a socket')
    await writeFile(
      join(folder, 'control'),
      JSON.stringify({ path: join(folder, 'control.sock'), token: 'x'.repeat(48) }),
    )
    const before = await connectControl(folder)
    await openEcho(folder)
    const channel = await connected(folder)
    const echo = answers(channel, 1)
    channel.post(1)
    expect([before, await echo]).toEqual([{ ok: false, error: 'no-host' }, [{ echo: 1 }]])
  })

  it('takes nothing from who does not show the token first', async () => {
    const folder = await temporaryFolder()
    const { socket, channels } = await openEcho(folder)
    const { token } = JSON.parse(await readFile(join(folder, 'control'), 'utf8'))
    const heard = await Promise.all(
      [
        '{"type":"subscribe"}\n',
        `{"token":"${'0'.repeat(token.length)}"}\n{"type":"subscribe"}\n`,
        '{"token":42}\n',
        'token\n',
        `"${'x'.repeat(600_000)}`,
      ].map((text) => rawUntilClosed(socket.path, text)),
    )
    expect([heard, channels.length]).toEqual([[0, 0, 0, 0, 0], 0])
  })

  it('closes who sends a line without end or without sense, and serves the others', async () => {
    const folder = await temporaryFolder()
    const { socket } = await openEcho(folder)
    const { token } = JSON.parse(await readFile(join(folder, 'control'), 'utf8'))
    const hello = `${JSON.stringify({ token })}\n`
    const heard = await Promise.all(
      [`${hello}{\n`, `${hello}"${'x'.repeat(600_000)}`, `${hello}"${'x'.repeat(600_000)}"\n`].map((text) =>
        rawUntilClosed(socket.path, text),
      ),
    )
    const channel = await connected(folder)
    const echo = answers(channel, 1)
    channel.post('fine')
    expect([heard, await echo]).toEqual([[0, 0, 0], [{ echo: 'fine' }]])
  })

  it('tells both sides when it closes, and leaves no file', async () => {
    const folder = await temporaryFolder()
    const { socket, channels } = await openEcho(folder)
    const channel = await connected(folder)
    const echo = answers(channel, 1)
    channel.post(1)
    await echo
    const closed = [channel, ...channels].map((each) => new Promise<void>((resolve) => each.onClose(resolve)))
    await socket.close()
    await Promise.all(closed)
    expect([await readdir(folder), await connectControl(folder)]).toEqual([[], { ok: false, error: 'no-host' }])
  })
})
