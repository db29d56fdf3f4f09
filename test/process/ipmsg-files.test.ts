/**
 * Encrypted files between a scripted IPMsg 4.99 and a running host, over real sockets (protocol.md 4.6, 5.4): both ways, asserted at the wire and
 * in what the host keeps; and what others try with the same means.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import {
  counter,
  ENCFILE,
  ENCRYPT,
  GETDIRFILES,
  GETFILEDATA,
  plainRequest,
  request,
  serveFiles,
} from './cipher-files.ts'
import { type CipherPeer, fingerprintOf, SCHEMES, startPeer } from './cipher-peer.ts'
import {
  cli,
  control,
  endAll,
  eventually,
  history,
  loopback,
  peerAt,
  startHost,
  temporaryFolder,
  unwrap,
} from './gezi.ts'

const HOST = loopback(25, 130)
const [MODERN, STRANGER] = [loopback(25, 131), loopback(25, 132)]
const [SENDMSG, SENDCHECK, UTF8, ENCEXTMSG, FILEATTACH] = [0x20, 0x100, 0x800000, 0x4000000, 0x200000]
const PATIENCE = 20_000
const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'

let client: Client
let data: string
let downloads: string
let peer: CipherPeer
let id: string
let modulus: string

beforeAll(async () => {
  data = await temporaryFolder()
  downloads = await temporaryFolder()
  await startHost({ data, name: '鸽子', bind: HOST, downloads, peers: [MODERN] })
  client = await control(data)
  peer = await startPeer({
    ...{ address: MODERN, host: HOST, version: '1', user: 'shirouzu', fingerprinted: true },
    ...{ hello: 0x0d640000, capability: 0x65920006, answers: 2048 },
  })
  id = (await peerAt(client, MODERN, PATIENCE)).id
  modulus = (await peer.ask(0x65920006)).modulus
})

afterAll(async () => {
  peer?.close()
  client?.close()
  await endAll()
})

/** The first transfer of the newest message that brings one of that name. */
async function transferUntil(name: string, fits: (transfer: Transfer) => boolean): Promise<Transfer | undefined> {
  const find = async (): Promise<Transfer | undefined> => {
    const message = (await history(client, id)).findLast(({ attachments }) =>
      attachments.some((attachment) => attachment.name === name),
    )
    const found = message === undefined ? undefined : await client.call('transfersOf', { messages: [message.id] })
    return found?.ok ? found.value.transfers.find((transfer) => transfer.name === name) : undefined
  }
  return eventually(find, (transfer) => transfer !== undefined && fits(transfer), PATIENCE)
}

/** A file of the host's that he offered: what its encrypted list says. */
async function offered(
  name: string,
  make: (path: string) => Promise<unknown>,
): Promise<{ packet: string; file: string }> {
  const path = join(await temporaryFolder(), name)
  await make(path)
  const from = peer.heard.length
  expect((await cli(data, 'send-file', id, path)).code).toBe(0)
  const sent = await peer.next(SENDMSG, from)
  expect(sent.body.includes(name)).toBe(false)
  const { plaintext, signed } = peer.read(sent)
  expect(signed).toBe(true)
  const entry = /\0(\d+):([^:]+):/.exec(plaintext.toString())
  expect(entry?.[2]).toBe(name)
  return { packet: sent.number, file: entry?.[1] ?? '' }
}

const ask = (word: number, number: string, plaintext: string, change: (body: Buffer) => Buffer = (body) => body) =>
  request(
    HOST,
    MODERN,
    Buffer.concat([
      peer.header(word | ENCRYPT | ENCFILE, number),
      change(peer.encrypted(SCHEMES.first, number, Buffer.from(plaintext))),
    ]),
  )

test('our name carries the fingerprint of our key, and our hello says that files are fetched and served encrypted', async () => {
  const hello = await peer.next(0x03)
  expect([/-<([0-9a-f]{16})>$/.exec(hello.user)?.[1], (hello.word & 0x40000) !== 0]).toEqual([
    fingerprintOf(modulus),
    true,
  ])
  const keys = await eventually(
    async () => unwrap(await client.call('personKeys', { peer: id })),
    ({ pinned }) => pinned !== undefined,
    PATIENCE,
  )
  expect(keys.pinned?.short).toBe(/-<([0-9a-f]{16})>$/.exec(peer.user)?.[1])
})

test('a file of his is asked for as he expects, signed and as one record, and arrives decrypted', async () => {
  const content = randomBytes(300_000)
  const record = (size: number) => {
    const rest = `:报告.bin:${size.toString(16).padStart(9, '0')}:1:14=6a23b4c0:16=6a23b4c0:`
    return Buffer.from(`${(Buffer.byteLength(rest) + 4).toString(16).padStart(4, '0')}${rest}`)
  }
  const serving = await serveFiles(MODERN, peer, () => Buffer.concat([record(content.length), content]))
  const number = peer.number()
  const list = `看\x00305419896:报告.bin:${content.length.toString(16)}:6a23b4c0:1:\x07\0`
  peer.say(
    SENDMSG | SENDCHECK | ENCRYPT | UTF8 | ENCEXTMSG | FILEATTACH,
    peer.encrypted(SCHEMES.first, number, Buffer.from(list)),
    number,
  )
  const offer = await transferUntil('报告.bin', ({ state }) => state === 'offered')
  unwrap(await client.call('acceptTransfers', { ids: [offer?.id ?? ''] }))
  const done = await transferUntil('报告.bin', ({ state }) => state === 'done' || state === 'failed')
  serving.close()
  const [asked] = serving.requests
  expect([done?.state, done?.protection, asked && asked.word & 0xff, asked?.signed]).toEqual([
    'done',
    'encrypted',
    GETDIRFILES,
    true,
  ])
  expect((asked?.word ?? 0) & (ENCRYPT | ENCFILE)).toBe(ENCRYPT | ENCFILE)
  const own = BigInt(asked?.number ?? 0).toString(16)
  expect(asked?.plaintext).toMatch(new RegExp(`^${BigInt(number).toString(16)}:12345678:900000:[0-9a-f]{64}:${own}\0$`))
  expect(serving.heard[0]?.includes('12345678')).toBe(false)
  expect((await readFile(join(downloads, '报告.bin'))).equals(content)).toBe(true)
})

test('he fetches a file and a folder of ours encrypted, by both commands, and each request counts once', async () => {
  const content = randomBytes(200_000)
  const { packet, file } = await offered('outgoing.bin', (path) => writeFile(path, content))
  const number = peer.number()
  const sealed = await ask(GETDIRFILES, number, plainRequest(packet, file, KEY, number))
  const answer = counter(KEY, number, sealed)
  expect(sealed.includes(content.subarray(0, 64))).toBe(false)
  const header = /^([0-9a-f]{4}):outgoing\.bin:([0-9a-f]+):1:/.exec(answer.subarray(0, 128).toString('latin1'))
  const length = Number.parseInt(header?.[1] ?? '', 16)
  expect([Number.parseInt(header?.[2] ?? '', 16), answer.subarray(length).equals(content)]).toEqual([200_000, true])
  const sent = await transferUntil('outgoing.bin', ({ state }) => state === 'done')
  expect(sent).toMatchObject({ state: 'done', protection: 'encrypted' })
  // The very same request again: an old one that somebody kept.
  expect(await ask(GETDIRFILES, number, plainRequest(packet, file, KEY, number))).toHaveLength(0)
  const [again, other] = [peer.number(), peer.number()]
  const raw = await ask(GETFILEDATA, again, plainRequest(packet, file, KEY, again, '0:'))
  expect(counter(KEY, again, raw).equals(content)).toBe(true)

  const folder = await offered('文件夹', async (path) => {
    await mkdir(path)
    await writeFile(join(path, 'inside.txt'), 'HELLO')
  })
  const tree = await ask(GETDIRFILES, other, plainRequest(folder.packet, folder.file, KEY, other))
  const stream = counter(KEY, other, tree).toString()
  expect(stream).toMatch(/^[0-9a-f]{4}:文件夹:0+:2:.*inside\.txt:0+5:1:.*HELLO[0-9a-f]{4}:\.:0:3:/s)
})

test('whoever asks in clear, changes a request, or is somebody else gets nothing, and all of them see the same', async () => {
  const { packet, file } = await offered('secret.txt', (path) => writeFile(path, 'only for him'))
  const encrypted = async (change: (body: Buffer) => Buffer): Promise<Buffer> => {
    const number = peer.number()
    return ask(GETDIRFILES, number, plainRequest(packet, file, KEY, number), change)
  }
  const parts = (change: (parts: string[]) => string[]) => (body: Buffer) =>
    Buffer.from(`${change(body.toString('latin1').replace(/\0$/, '').split(':')).join(':')}\0`, 'latin1')
  const flip = (text = ''): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
  const plain = (word: number, tail: string): Promise<Buffer> =>
    request(HOST, MODERN, Buffer.concat([peer.header(word, peer.number()), Buffer.from(tail)]))
  const [offer, name] = [BigInt(packet).toString(16), BigInt(file).toString(16)]
  const cut = peer.number()
  const outcomes = {
    plain: await plain(GETFILEDATA, `${offer}:${name}:0:\0`),
    'a wrong signature': await encrypted(
      parts(([word = '', key = '', text = '', sign]) => [word, key, text, flip(sign)]),
    ),
    'no signature': await encrypted(parts(([word = '', key = '', text = '']) => [word, key, text])),
    'a changed cipher': await encrypted(
      parts(([word = '', key = '', text, sign = '']) => [word, key, flip(text), sign]),
    ),
    'a wrong padding': await encrypted(
      parts(([word = '', key, text = '', sign = '']) => [word, flip(key), text, sign]),
    ),
    'the number of another packet': await ask(GETDIRFILES, cut, plainRequest(packet, file, KEY, '1')),
    'an answer in clear': await ask(
      GETDIRFILES,
      String(Number(cut) + 100),
      `${offer}:${name}:4000000:${(Number(cut) + 100).toString(16)}\0`,
    ),
    'a file that was not offered': await ask(
      GETDIRFILES,
      String(Number(cut) + 101),
      plainRequest(packet, '999', KEY, String(Number(cut) + 101)),
    ),
  }
  expect(Object.entries(outcomes).filter(([, bytes]) => bytes.length > 0)).toEqual([])
  const refused = await transferUntil('secret.txt', ({ reason }) => reason !== undefined)
  expect(refused).toMatchObject({ state: 'offered', reason: 'not-encrypted' })

  // Somebody else with a key of his own, who was offered nothing.
  const stranger = await startPeer({
    ...{ address: STRANGER, host: HOST, version: '1', user: 'stranger', fingerprinted: true },
    ...{ hello: 0x0d640000, capability: 0x65920006, answers: 2048 },
  })
  await peerAt(client, STRANGER, PATIENCE)
  await stranger.ask(0x65920006)
  const number = stranger.number()
  const body = stranger.encrypted(SCHEMES.first, number, Buffer.from(plainRequest(packet, file, KEY, number)))
  const header = stranger.header(GETDIRFILES | ENCRYPT | ENCFILE, number)
  expect(await request(HOST, STRANGER, Buffer.concat([header, body]))).toHaveLength(0)
  // Under the name of the right one, too.
  const borrowed = Buffer.concat([peer.header(GETDIRFILES | ENCRYPT | ENCFILE, number), body])
  expect(await request(HOST, MODERN, borrowed)).toHaveLength(0)
  stranger.close()

  // What the user allows in so many words is no surprise.
  unwrap(await client.call('setTrust', { peer: id, change: 'allow-plain' }))
  expect((await plain(GETFILEDATA, `${offer}:${name}:0:\0`)).toString()).toBe('only for him')
  unwrap(await client.call('setTrust', { peer: id, change: 'require-cipher' }))
})
