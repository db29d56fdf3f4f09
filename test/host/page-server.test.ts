import { mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { openPageServer } from '../../electron/headless/server.ts'
import { MAX_UNREAD } from '../../electron/headless/web-socket-channel.ts'
import type { Download } from '../../electron/host/downloads.ts'
import type { PictureFile } from '../../electron/host/pictures.ts'
import type { Channel } from '../../shared/api/channel.ts'
import { err } from '../../shared/result.ts'
import { temporaryFolder } from './support.ts'

let port: number
let token: string
let channels: Channel[]
const downloads = new Map<string, Download>()

beforeEach(async () => {
  const folder = await temporaryFolder()
  const page = join(folder, 'page')
  await mkdir(join(page, 'assets'), { recursive: true })
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Gezi</title>')
  await writeFile(join(page, 'assets', 'main.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  channels = []
  const opened = await openPageServer({
    address: '127.0.0.1',
    port: 0,
    page,
    onChannel: (channel) => {
      channels.push(channel)
      channel.onMessage((message) => channel.post({ echo: message }))
    },
    upload: async () => err('disk-full'),
    picture: async (message, index) => (message === '7' && index === 1 ? dot : undefined),
    download: (ticket) => downloads.get(ticket),
  })
  if (!opened.ok) throw new Error(opened.error.code)
  onTestFinished(() => opened.value.close())
  const url = new URL(opened.value.url)
  port = Number(url.port)
  token = url.hash.slice(1)
})

const dot: PictureFile = {
  name: 'dot.gif',
  picture: { type: 'gif', width: 1, height: 1 },
  bytes: Uint8Array.of(71, 73),
}

interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

/** Sends the path as it stands: fetch would tidy it. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } })
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const statusOf = async (...request: Parameters<typeof ask>): Promise<number | undefined> =>
  (await ask(...request)).status

interface Opening {
  readonly protocols?: readonly string[]
  readonly path?: string
  readonly origin?: string
  readonly host?: string
}

/** The HTTP status of a handshake: 101 when it was accepted. */
function handshake({
  protocols = ['gezi', token],
  path = '/ws',
  origin,
  host,
}: Opening = {}): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], {
    ...(origin === undefined ? {} : { origin }),
    ...(host === undefined ? {} : { headers: { host } }),
  })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(101))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.once('error', reject)
  })
}

async function openView(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['gezi', token])
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve))

describe('the page', () => {
  it('comes with headers that let it load nothing from elsewhere and nobody frame it', async () => {
    const { status, headers, body } = await ask('/')
    expect({
      status,
      body,
      policy: headers['content-security-policy'],
      sniff: headers['x-content-type-options'],
      referrer: headers['referrer-policy'],
      opener: headers['cross-origin-opener-policy'],
      resource: headers['cross-origin-resource-policy'],
    }).toEqual({
      status: 200,
      body: '<!doctype html><title>Gezi</title>',
      policy: `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${port}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      sniff: 'nosniff',
      referrer: 'no-referrer',
      opener: 'same-origin',
      resource: 'same-origin',
    })
  })

  it('has its files and no others', async () => {
    const paths = ['/assets/main.js', '/index.html', '/nothing', '/assets', '/.env']
    expect(await Promise.all(paths.map((path) => statusOf(path)))).toEqual([200, 200, 404, 404, 404])
  })

  it('does not lead out of its folder', async () => {
    const paths = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/%00',
      '//secret.txt',
      '/%',
    ]
    const answers = await Promise.all(paths.map((path) => ask(path)))
    expect(answers.filter(({ status, body }) => status !== 404 || body !== '')).toEqual([])
  })

  it('is refused under a name that somebody else may have pointed at us, and to pages of others', async () => {
    const hosts = ['evil.example', `evil.example:${port}`, `127.0.0.1:${port + 1}`, '127.0.0.1', ':']
    const origins = ['http://evil.example', `http://localhost:${port}`, `https://127.0.0.1:${port}`, 'null']
    const localhost = `localhost:${port}`
    expect([
      await Promise.all(hosts.map((host) => statusOf('/', { host }))),
      await Promise.all(origins.map((origin) => statusOf('/', { origin }))),
      await statusOf('/', { host: localhost }),
      await statusOf('/', { host: localhost, origin: `http://${localhost}` }),
    ]).toEqual([[403, 403, 403, 403, 403], [403, 403, 403, 403], 200, 200])
  })

  it('takes no bodies and no other methods', async () => {
    expect([
      await statusOf('/', {}, 'POST', 'x'),
      await statusOf('/', {}, 'PUT'),
      await statusOf('/', { 'content-length': '3' }, 'GET', 'abc'),
      await statusOf('/', { 'transfer-encoding': 'chunked' }, 'GET', 'abc'),
      await statusOf('/', { filler: 'x'.repeat(20_000) }),
      await statusOf('/', {}, 'HEAD'),
    ]).toEqual([405, 405, 413, 413, 431, 200])
  })

  it('never carries the token', async () => {
    const { headers, body } = await ask('/')
    expect([token.length, JSON.stringify(headers).includes(token), body.includes(token)]).toEqual([48, false, false])
  })
})

describe('the WebSocket', () => {
  it('is opened by the token alone, and carries JSON both ways', async () => {
    const socket = await openView()
    const answer = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))))
    socket.send('"鸽子"')
    expect([socket.protocol, await answer]).toEqual(['gezi', { echo: '鸽子' }])
  })

  it('is refused without the right token, to other origins and names, and at other paths', async () => {
    const wrong = `${token.startsWith('0') ? '1' : '0'}${token.slice(1)}`
    const openings: readonly Opening[] = [
      { protocols: [] },
      { protocols: ['gezi'] },
      { protocols: [token] },
      { protocols: [token, 'gezi'] },
      { protocols: ['gezi', wrong] },
      { protocols: ['gezi', token.slice(1)] },
      { protocols: ['gezi', token, 'more'] },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { host: 'evil.example' },
      { path: '/' },
      { path: `/ws?token=${token}` },
      { origin: `http://127.0.0.1:${port}` },
    ]
    const statuses: (number | undefined)[] = []
    for (const opening of openings) statuses.push(await handshake(opening))
    expect([statuses, channels.length]).toEqual([[401, 401, 401, 401, 401, 401, 401, 403, 403, 403, 404, 404, 101], 1])
  })

  it('closes a view that sends what is not JSON, or too much', async () => {
    const codes: number[] = []
    for (const frame of ['{', Buffer.from('1'), `"${'x'.repeat(600_000)}"`]) {
      const socket = await openView()
      const end = closed(socket)
      socket.send(frame)
      codes.push(await end)
    }
    expect(codes).toEqual([1003, 1003, 1009])
  })

  it('gives up a view that does not read', async () => {
    const socket = await openView()
    const channel = channels[0]
    if (channel === undefined) throw new Error('no channel')
    const ended = new Promise<void>((resolve) => channel.onClose(resolve))
    socket.pause()
    const megabyte = 'x'.repeat(1_048_576)
    // The system's own buffers take some of it first.
    for (let posted = 0; posted < (MAX_UNREAD / megabyte.length) * 2; posted += 1) channel.post(megabyte)
    await ended
    expect(channels.length).toBe(1)
  })

  it('has a limit on views and does not count those that have closed', async () => {
    const views = await Promise.all(Array.from({ length: 32 }, openView))
    const full = await handshake()
    const first = views[0]
    if (first === undefined) throw new Error('no view')
    const ended = new Promise<void>((resolve) => {
      for (const each of channels) each.onClose(resolve)
    })
    first.close()
    await ended
    expect([full, await handshake()]).toEqual([503, 101])
  })

  it('survives a client that breaks off within the handshake', async () => {
    const raw = connectSocket(port, '127.0.0.1')
    await new Promise((resolve) => raw.once('connect', resolve))
    raw.write(`GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`)
    raw.resetAndDestroy()
    expect(await statusOf('/')).toBe(200)
  })
})

describe('pictures of messages', () => {
  /** What the handshake with the token leaves in the browser. */
  async function cookie(): Promise<string> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['gezi', token])
    onTestFinished(() => socket.terminate())
    const [set] = await new Promise<string[]>((resolve, reject) => {
      socket.once('upgrade', (response) => resolve(response.headers['set-cookie'] ?? []))
      socket.once('error', reject)
    })
    return set ?? ''
  }

  it('come for the cookie of the handshake, which no other page gets or sends, and only as what they are', async () => {
    const set = await cookie()
    expect(set).toMatch(new RegExp(`^gezi-media-${port}=[0-9a-f]{48}; Path=/media/; HttpOnly; SameSite=Strict$`))
    const [mine = ''] = set.split(';')
    const found = await ask('/media/7/1', { cookie: `other=1; ${mine}` })
    expect([found.status, found.body, found.headers['content-type'], found.headers['x-content-type-options']]).toEqual([
      200,
      'GI',
      'image/gif',
      'nosniff',
    ])
    expect([found.headers['content-security-policy'], found.headers['cache-control']]).toEqual([
      "default-src 'none'; sandbox",
      'no-store',
    ])
  })

  it('stay closed without it, for pages of other sites and ports, and for names that are none', async () => {
    const [mine = ''] = (await cookie()).split(';')
    expect({
      none: await statusOf('/media/7/1'),
      wrong: await statusOf('/media/7/1', { cookie: `${mine.slice(0, -1)}x` }),
      token: await statusOf('/media/7/1', { cookie: `gezi-media-${port}=${token}` }),
      otherPort: await statusOf('/media/7/1', { cookie: mine, 'sec-fetch-site': 'same-site' }),
      otherSite: await statusOf('/media/7/1', { cookie: mine, origin: 'http://evil.example' }),
      rebound: await statusOf('/media/7/1', { cookie: mine, host: `evil.example:${port}` }),
      absent: await statusOf('/media/8/1', { cookie: mine }),
      path: await statusOf('/media/../secret.txt', { cookie: mine }),
      written: await statusOf('/media/7/1', { cookie: mine }, 'POST'),
    }).toEqual({
      none: 401,
      wrong: 401,
      token: 401,
      otherPort: 401,
      otherSite: 403,
      rebound: 403,
      absent: 404,
      path: 404,
      written: 405,
    })
  })
})

describe('files to save', () => {
  it('come for their ticket with the length that they had; a question for the length uses up nothing', async () => {
    const path = join(await temporaryFolder(), 'a')
    await writeFile(path, 'as long as it was, and longer since')
    downloads
      .set('7', { path, name: '报告 1.txt', bytes: 17, made: false })
      .set('8', { path, name: 'b', bytes: 0, made: false })
    expect(await statusOf('/download/7', {}, 'HEAD')).toBe(405)
    const { status, headers, body } = await ask('/download/7')
    expect([status, body]).toEqual([200, 'as long as it was'])
    expect([headers['content-disposition'], headers['content-type']]).toEqual([
      "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.txt",
      'application/octet-stream',
    ])
    expect([(await ask('/download/8')).body, await statusOf('/download/9')]).toEqual(['', 404])
    expect(await statusOf('/download/7', { origin: 'http://other.example' })).toBe(403)
  })
})
