/** Strangers and colleagues who ask our file server for what they should not, too much, too slowly, or without end. */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFileServer, type FileServer, type Served, type ServeEvent } from '../../electron/host/net/file-server.ts'
import { bytes, encode } from './hostile.ts'

const [ADDRESS, PORT] = ['127.0.88.3', 24_253] as const
const TIMES = { request: 400, requestIdle: 60, idle: 400, refusal: 60 } as const
const CONTENT = 'HELLO WORLD'

let root: string
let server: FileServer
let events: ServeEvent[]
let dropped: number
let offers: Map<string, Served>
const open = new Set<Socket>()

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gezi-requests-'))
  events = []
  dropped = 0
  offers = new Map()
  server = createFileServer({
    // As the messenger does: the offer's recipient, by name and address.
    authorize: ({ header, readings }, address) => {
      const isColleague = Buffer.from(header.user).toString() === 'li' && Buffer.from(header.host).toString() === 'PC'
      if (!isColleague || !address.startsWith('127.0.88.')) return 'denied'
      return readings.map(({ packetNo, fileId }) => offers.get(`${packetNo}.${fileId}`)).find((one) => one) ?? 'denied'
    },
    report: (event) => events.push(event),
    pace: async () => undefined,
    drop: () => dropped++,
    times: TIMES,
  })
  expect(await server.listen(ADDRESS, PORT)).toBeUndefined()
  const path = join(root, 'hello')
  await writeFile(path, CONTENT)
  await offer('100.0', path)
  await mkdir(join(root, 'tree'))
  await writeFile(join(root, 'tree', 'f'), 'F')
  await offer('100.1', join(root, 'tree'))
})
afterEach(async () => {
  for (const socket of open) socket.destroy()
  await server.close()
  await rm(root, { recursive: true, force: true })
})

async function offer(key: string, path: string): Promise<void> {
  const info = await stat(path)
  offers.set(key, {
    id: key,
    kind: info.isDirectory() ? 'folder' : 'file',
    path,
    name: path.split('/').at(-1) ?? '',
    size: info.size,
    modified: info.mtimeMs,
    encodeName: (name) => encode(name),
  })
}

function dial(localAddress = '127.0.88.4'): Socket {
  const socket = connect({ host: ADDRESS, port: PORT, localAddress, allowHalfOpen: true })
  open.add(socket)
  socket.once('close', () => open.delete(socket))
  socket.on('error', () => socket.destroy())
  return socket
}

/** Sends the pieces, one a turn of the loop, and resolves with all that comes back before the server closes. */
function ask(
  pieces: readonly (string | Uint8Array)[],
  options: { readonly end?: boolean; readonly from?: string } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = dial(options.from)
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString('latin1')
      // As every client does when it has it all.
      if (answer.length === CONTENT.length) socket.end()
    })
    socket.once('end', () => socket.end())
    socket.once('close', () => resolve(answer))
    socket.once('connect', () => {
      for (const piece of pieces) socket.write(piece)
      if (options.end === true) socket.end()
    })
  })
}

const request = (body: string, command = 96, user = 'li', host = 'PC') => `1:7:${user}:${host}:${command}:${body}`
const settled = () => vi.waitFor(() => expect(['sent', 'interrupted', 'failed']).toContain(events.at(-1)?.type))

describe('a request that is served', () => {
  test.each([
    ['with NUL', [request('64:0:0:\0')]],
    ['without NUL and colon, as iptux to others', [request('64:0:0')]],
    ['byte by byte', [...request('64:0:0:\0')]],
    ['with bytes behind it', [request('64:0:0:\0'), 'x'.repeat(60)]],
    ['with flags', [request('64:0:0:\0', 2_097_248)]],
  ])('%s', async (_, pieces) => {
    expect(await ask(pieces)).toBe(CONTENT)
  })

  test('by a client that closes its side right after asking', async () => {
    expect(await ask([request('64:0:0:\0')], { end: true })).toBe(CONTENT)
    await settled()
    expect(events.at(-1)?.type).toBe('sent')
  })

  test('from an offset', async () => {
    expect(await ask([request('64:0:6:\0')])).toBe('WORLD')
  })

  test('again and again, as long as the offer stands', async () => {
    expect([await ask([request('64:0:0:\0')]), await ask([request('64:0:0:\0')])]).toEqual([CONTENT, CONTENT])
  })
})

describe('a request that is answered by nothing', () => {
  const rows: readonly (readonly [attack: string, pieces: readonly (string | Uint8Array)[]])[] = [
    ['that is no packet', ['GET / HTTP/1.1\r\n\r\n']],
    ['of binary junk', [randomBytes(4_000)]],
    ['of zero bytes', [new Uint8Array(8_192)]],
    ['that never ends', [request(`64:0:${'0'.repeat(9_000)}`)]],
    ['with a header that never ends', [`1:7:${'u'.repeat(9_000)}`]],
    ['of another command', [request('64:0:0:\0', 32)]],
    ['with the encrypted flag', [request('64:0:0:\0', 96 + 0x400000)]],
    ['with a negative offset', [request('64:0:-1:\0')]],
    ['with an offset that is no number', [request('64:0:zz:\0')]],
    ['with an offset of 2^64', [request('64:0:10000000000000000:\0')]],
    ['with an offset beyond the end', [request('64:0:ffff:\0')]],
    ['for an unknown packet', [request('65:0:0:\0')]],
    ['for an unknown file', [request('64:9:0:\0')]],
    ['with a file id of 2^64', [request('64:10000000000000000:0:\0')]],
    ['for a path', [request('64:../../etc/passwd:0:\0')]],
    ['by another user', [request('64:0:0:\0', 96, 'wang')]],
    ['by the user on another host', [request('64:0:0:\0', 96, 'li', 'OTHER')]],
    ['by an empty user', [request('64:0:0:\0', 96, '')]],
    ['for a file as a folder', [request('64:0:0:\0', 98)]],
    ['for a folder as a file', [request('64:1:0:\0')]],
  ]
  test.each(rows)('%s', async (_, pieces) => {
    expect([await ask(pieces), events.filter((event) => event.type === 'started' && event.from === 0)]).toEqual([
      '',
      [],
    ])
  })

  test('by the right user from another address', async () => {
    expect(await ask([request('64:0:0:\0')], { from: '127.0.89.1' })).toBe('')
  })

  test('cut in the middle and closed', async () => {
    expect(await ask(['1:7:li:PC:96:6'], { end: true })).toBe('')
  })

  test.each([
    ['nothing', ''],
    ['half a request', '1:7:li:'],
    ['a request without its offset', request('64:0')],
  ])('that sends %s and waits: the connection ends by itself', async (_, text) => {
    expect(await ask([text])).toBe('')
  })

  test('byte by byte without end (slowloris): the connection ends by itself', async () => {
    const socket = dial()
    const timer = setInterval(() => socket.write('1'), 20)
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(timer)
    expect(events).toEqual([])
  })
})

describe('an own request', () => {
  const own = (first: string, records = '0', offset = '0', id = '0', command = 96) =>
    ask([request(`64:${id}:${offset}:${first}:${records}:\0`, command)])
  const status = async (answer: Promise<string>) => (await answer).split('\n')[0]
  const proof = (text: string) => createHash('sha256').update(text).digest('hex')

  test.each([
    ['without a proof gets everything, whatever its offset', 'g1--', '5', 'GZ1:ok:b:0:0'],
    ['with a wrong proof gets everything', `g1-${proof('JELLO')}`, '5', 'GZ1:ok:b:0:0'],
    ['with the right one gets the rest', `g1-${proof('HELLO')}`, '5', 'GZ1:ok:b:5:0'],
    ['with a proof of more than there is gets everything', `g1-${proof('HELLO')}`, 'ffffff', 'GZ1:ok:b:0:0'],
  ])('%s', async (_, first, offset, line) => {
    expect(await status(own(first, '0', offset))).toBe(line)
  })

  test('whose proof has another form is no own request: a legacy client gets bytes', async () => {
    expect(await own('g1-ff')).toBe(CONTENT)
  })

  test('for what is not offered is told so', async () => {
    expect(await own('g1--', '0', '0', '9')).toBe('GZ1:denied:0:0:0\n')
  })

  test.each(['ffffffffff', '7', '-1', 'zz'])(
    'with %s records that it cannot hold gets the folder from its beginning',
    async (records) => {
      const answer = await own(`g1-${proof('x')}`, records, '0', '1', 98)
      expect(answer.split('\n')[0]).toMatch(/^GZ1:ok:[0-9a-f]+:0:0$/)
    },
  )

  test('whose receiver confirms what he did not get is not believed when he said bad', async () => {
    const socket = dial()
    socket.write(request('64:0:0:g1--:0:\0'))
    socket.once('data', () => socket.end('GZ1:bad\nGZ1:kept\n'))
    await settled()
    expect(events.at(-1)).toMatchObject({ type: 'interrupted' })
  })
})

describe('a reader', () => {
  const big = async () => {
    const path = join(root, 'big')
    await writeFile(path, '')
    await truncate(path, 64 * 2 ** 20)
    await offer('100.2', path)
  }

  test('that never reads is let go, and nothing says that he has it', async () => {
    await big()
    const socket = dial()
    socket.pause()
    socket.write(request('64:2:0:\0'))
    await settled()
    expect(events.at(-1)).toMatchObject({ type: 'interrupted', detail: 'the peer fell silent' })
  })

  test('that has everything and never closes is let go, and nothing says that he has it', async () => {
    const socket = dial()
    socket.write(request('64:0:0:\0'))
    socket.resume()
    await settled()
    expect(events.at(-1)).toMatchObject({ type: 'interrupted', detail: 'the peer did not confirm the end' })
  })

  test('that resets in the middle', async () => {
    await big()
    const socket = dial()
    socket.write(request('64:2:0:\0'))
    socket.once('data', () => socket.resetAndDestroy())
    await settled()
    expect(events.at(-1)?.type).toBe('interrupted')
  })

  test('that is gone before the first byte', async () => {
    const socket = dial()
    socket.write(request('64:0:0'), () => socket.destroy())
    await vi.waitFor(() => expect(open.size).toBe(0), 20_000)
    await settled()
    expect(events.at(-1)?.type).toBe('interrupted')
  })
})

describe('a crowd', () => {
  test('of 300 silent connections from one address leaves the others room', async () => {
    const crowd = Array.from({ length: 300 }, () => dial('127.0.88.5').resume())
    for (const socket of crowd) socket.once('end', () => socket.destroy())
    await vi.waitFor(() => expect(dropped).toBeGreaterThanOrEqual(300 - 128), 20_000)
    expect(await ask([request('64:0:0:\0')])).toBe(CONTENT)
    await vi.waitFor(() => expect(crowd.every((socket) => socket.destroyed)).toBe(true), 5_000)
  })

  test('of 700 silent connections from many addresses: who was silent longest makes room', async () => {
    const crowd = Array.from({ length: 700 }, (_, index) => dial(`127.0.88.${10 + (index % 100)}`))
    await Promise.all(
      crowd.map((socket) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))),
    )
    expect(await ask([request('64:0:0:\0')])).toBe(CONTENT)
  })

  test('of 60 requests from one address at once, as iptux opens them, is served whole', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask([request('64:0:0:\0')])))
    expect(new Set(answers)).toEqual(new Set([CONTENT]))
  })
})

describe('what was offered', () => {
  const path = () => join(root, 'large')
  /** Starts reading a large file, changes it after the first bytes, reads on; resolves with how many bytes came. */
  const readWhile = async (change: () => Promise<void>): Promise<number> => {
    await writeFile(path(), Buffer.alloc(40 * 2 ** 20, 'x'))
    await offer('100.2', path())
    const socket = dial()
    let count = 0
    let changed: Promise<void> | undefined
    socket.on('data', (data) => {
      count += data.length
      if (changed !== undefined) return
      socket.pause()
      changed = change().then(() => void socket.resume())
    })
    socket.once('end', () => socket.end())
    socket.write(request('64:2:0:\0'))
    await new Promise((resolve) => socket.once('close', resolve))
    await changed
    return count
  }

  test.each([
    ['shrinks while it is sent', () => truncate(path(), 30 * 2 ** 20)],
    ['grows while it is sent', () => truncate(path(), 50 * 2 ** 20)],
    ['gets another time while it is sent', () => utimes(path(), 1, 1)],
    ['is written over while it is sent', () => writeFile(path(), Buffer.alloc(40 * 2 ** 20, 'y'))],
  ])('%s: the connection ends early, and the sender is told', async (_, change) => {
    const count = await readWhile(change)
    await settled()
    expect([count < 40 * 2 ** 20, events.at(-1)]).toMatchObject([true, { type: 'failed', reason: 'changed' }])
  })

  test('is replaced by another file of its name while it is sent: what was opened is sent to its end', async () => {
    const count = await readWhile(async () => {
      await rm(path())
      await writeFile(path(), 'other')
    })
    await settled()
    expect([count, events.at(-1)?.type]).toEqual([40 * 2 ** 20, 'sent'])
  })

  test.each([
    ['is gone', () => rm(join(root, 'hello'))],
    [
      'is a folder by now',
      async () => {
        await rm(join(root, 'hello'))
        await mkdir(join(root, 'hello'))
      },
    ],
    [
      'is a pipe by now',
      async () => {
        await rm(join(root, 'hello'))
        execFileSync('mkfifo', [join(root, 'hello')])
      },
    ],
    [
      'leads to another file by now',
      async () => {
        await rm(join(root, 'hello'))
        await writeFile(join(root, 'other'), 'another file')
        await symlink(join(root, 'other'), join(root, 'hello'))
      },
    ],
  ])('%s: an own peer hears why, a legacy one gets nothing', async (_, change) => {
    await change()
    expect([
      await ask([request('64:0:0:g1--:0:\0')]),
      await ask([request('64:0:0:\0')]),
      events.map((event) => event.type),
    ]).toEqual(['GZ1:changed:0:0:0\n', '', ['failed', 'failed']])
  })

  test('is a folder that is a file by now: an own peer hears why', async () => {
    await rm(join(root, 'tree'), { recursive: true })
    await writeFile(join(root, 'tree'), '')
    expect(await ask([request('64:1:0:g1--:0:\0', 98)])).toBe('GZ1:changed:0:0:0\n')
    expect(events.at(-1)).toMatchObject({ type: 'failed', reason: 'changed' })
  })

  test('is a folder with links in it: nothing that they lead to is sent', async () => {
    await symlink('/etc', join(root, 'tree', 'etc'))
    await symlink('/etc/passwd', join(root, 'tree', 'passwd'))
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const socket = dial()
      socket.on('data', (data) => (text += data.toString('latin1')))
      socket.once('end', () => socket.end())
      socket.once('close', () => resolve(text))
      socket.write(request('64:1:0:\0', 98))
    })
    expect([answer.includes('passwd'), answer.includes(bytes('F').toString())]).toEqual([false, true])
  })
})
