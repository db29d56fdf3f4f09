import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { openPageServer } from '../../electron/headless/server.ts'
import { createSpool } from '../../electron/host/spool.ts'
import { ok } from '../../shared/result.ts'
import { temporaryFolder } from './support.ts'

async function openPage(quota = 1_000) {
  const folder = join(await temporaryFolder(), 'spool')
  const spool = createSpool(folder, quota)
  const opened = await openPageServer({
    address: '127.0.0.1',
    port: 0,
    page: undefined,
    picture: async () => undefined,
    onChannel: () => {},
    download: () => undefined,
    async upload(name, size, bytes) {
      const taken = await spool.take(bytes, size)
      return taken.ok ? ok({ token: taken.value.path, name, kind: 'file', size }) : taken
    },
  })
  if (!opened.ok) throw new Error(opened.error.code)
  onTestFinished(() => opened.value.close())
  const { port, hash } = new URL(opened.value.url)
  return { folder, spool, port: Number(port), token: hash.slice(1) }
}

interface Put {
  readonly port: number
  readonly path?: string
  readonly token?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Status and body. A server may refuse and close before it has read everything. */
const put = ({
  port,
  path = '/files?name=a.txt',
  token = '',
  body = '',
  headers = {},
}: Put): Promise<readonly [number, string]> =>
  new Promise((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      path,
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Length': String(body.length), ...headers },
    })
    call.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.once('end', () => resolve([response.statusCode ?? 0, text]))
      response.once('error', reject)
    })
    call.once('error', reject)
    call.end(body)
  })

test('a page hands over a file by its bytes and gets a token', async () => {
  const { port, token, folder } = await openPage()
  const [status, text] = await put({
    port,
    token,
    body: 'hello',
    path: `/files?name=${encodeURIComponent('报 告/..\\a.txt')}`,
  })
  const item: unknown = JSON.parse(text)
  const [stored = ''] = await readdir(folder)
  expect([status, item, await readFile(join(folder, stored), 'utf8')]).toEqual([
    200,
    { token: join(folder, stored), name: '报 告_.._a.txt', kind: 'file', size: 5 },
    'hello',
  ])
})

test('without the token, a name, a length or an origin of ours nothing is read and nothing is kept', async () => {
  const { port, token, folder } = await openPage()
  const answers = await Promise.all([
    put({ port, body: 'x' }),
    put({ port, token: `${token}0`, body: 'x' }),
    put({ port, token, path: '/files', body: 'x' }),
    put({ port, token, path: '/files?name=%20', body: 'x' }),
    put({ port, token, path: `/files?name=${'n'.repeat(256)}`, body: 'x' }),
    put({ port, token, headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': '' } }),
    put({ port, token, body: 'x', headers: { Origin: 'http://elsewhere.example' } }),
    put({ port, token, body: 'x', headers: { Host: 'elsewhere.example:80' } }),
    put({ port, token, path: '/other?name=a', body: 'x' }),
  ])
  expect([answers.map(([status]) => status), await readdir(folder).catch(() => [])]).toEqual([
    [401, 401, 400, 400, 400, 400, 403, 403, 405],
    [],
  ])
})

test('the spool keeps to its quota, and gives back what is dropped', async () => {
  const { port, token, folder, spool } = await openPage(10)
  const first = await put({ port, token, body: '123456' })
  const tooMuch = await put({ port, token, body: '12345' })
  await spool.drop(join(folder, (await readdir(folder))[0] ?? ''))
  const again = await put({ port, token, body: '12345' })
  expect([first[0], tooMuch[0], again[0], (await readdir(folder)).length]).toEqual([200, 413, 200, 1])
})

test('a file that ends early, or is longer than announced, leaves nothing behind', async () => {
  const folder = join(await temporaryFolder(), 'spool')
  const spool = createSpool(folder)
  const results = [
    await spool.take(Readable.from([Buffer.from('abc')]), 4),
    await spool.take(Readable.from([Buffer.from('abcde')]), 4),
  ]
  expect([results, await readdir(folder)]).toEqual([
    [
      { ok: false, error: 'interrupted' },
      { ok: false, error: 'interrupted' },
    ],
    [],
  ])
})

test('at the start only copies that offers still need stay, and only copies are ever removed', async () => {
  const outside = await temporaryFolder()
  const folder = join(outside, 'spool')
  await mkdir(folder)
  for (const name of ['needed', 'left']) await writeFile(join(folder, name), '12345678')
  await writeFile(join(outside, 'mine'), 'x')
  const spool = createSpool(folder, 10)
  await spool.keepOnly([join(folder, 'needed')])
  await spool.drop(join(outside, 'mine'))
  const full = await spool.take(Readable.from([Buffer.from('abc')]), 3)
  expect([await readdir(folder), await readdir(outside), full]).toEqual([
    ['needed'],
    ['mine', 'spool'],
    { ok: false, error: 'too-large' },
  ])
})
