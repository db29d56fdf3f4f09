/** Scripted IPMsg and FeiQ with keys hold encrypted conversations with a running host (protocol.md 5, 7.5; appendix F). */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import type { Message } from '../../shared/model/message.ts'
import { type CipherPeer, SCHEMES, startPeer } from './cipher-peer.ts'
import { control, endAll, eventually, history, loopback, peerAt, startHost, temporaryFolder, unwrap } from './gezi.ts'

const HOST = loopback(25, 120)
const [MODERN, OLD, FEIQ, IMPOSTOR] = [loopback(25, 121), loopback(25, 122), loopback(25, 123), loopback(25, 124)]

const SENDMSG = 0x20
const SENDCHECK = 0x100
const ENCRYPT = 0x400000
const UTF8 = 0x800000
const ENCEXTMSG = 0x4000000
const FILEATTACH = 0x200000
const PATIENCE = 10_000

let client: Client
let data: string
const peers: CipherPeer[] = []

beforeAll(async () => {
  data = await temporaryFolder()
  await startHost({ data, name: '鸽子', bind: HOST, peers: [MODERN, OLD, FEIQ] })
  client = await control(data)
})

afterAll(async () => {
  for (const peer of peers) peer.close()
  client?.close()
  await endAll()
})

async function meet(options: Omit<Parameters<typeof startPeer>[0], 'host'>) {
  const peer = await startPeer({ ...options, host: HOST })
  peers.push(peer)
  const { id } = await peerAt(client, options.address, PATIENCE)
  /** The newest message of the chat that has this text. */
  const shown = async (text: string): Promise<Message | undefined> => {
    const found = await eventually(
      async () => (await history(client, id)).findLast((message) => message.text === text),
      (message) => message !== undefined,
      PATIENCE,
    )
    return found
  }
  const write = async (text: string): Promise<string> => unwrap(await client.call('sendMessage', { peer: id, text })).id
  const state = async (message: string): Promise<Message | undefined> =>
    (await history(client, id)).find((other) => other.id === message)
  return { peer, id, shown, write, state }
}

test('the private keys lie in a file that only their owner may read', async () => {
  const { mode } = await stat(join(data, 'private-keys.json'))
  expect(mode & 0o777).toBe(0o600)
})

describe('IPMsg 4.99', () => {
  let office: Awaited<ReturnType<typeof meet>>
  beforeAll(async () => {
    office = await meet({
      ...{ address: MODERN, version: '1', user: 'shirouzu', hello: 0x0d640000, capability: 0x65920006, answers: 2048 },
    })
  })

  test('gets our key by its size, reads what we encrypt and sign, and is read with a good signature', async () => {
    const { peer, shown, write, state } = office
    expect(await peer.ask(0x65920006)).toMatchObject({ capability: '65920006', bits: 2048 })
    expect(await peer.ask(0x00821003)).toMatchObject({ capability: '65920006', bits: 1024 })

    const from = peer.heard.length
    const id = await write('你好 from Gezi')
    const sent = await peer.next(SENDMSG, from)
    const { plaintext, signed, word } = peer.read(sent)
    expect([plaintext.toString(), signed, word, (sent.word & ENCRYPT) !== 0]).toEqual([
      '你好 from Gezi\0',
      true,
      0x41900004,
      true,
    ])
    expect(
      await eventually(
        () => state(id),
        (message) => message?.state === 'delivered',
        PATIENCE,
      ),
    ).toMatchObject({
      state: 'delivered',
      encrypted: true,
    })

    const number = '1780525944'
    const body = peer.encrypted(SCHEMES.first, number, Buffer.from('Hello 你好\n第二行\0'))
    peer.say(SENDMSG | SENDCHECK | ENCRYPT | UTF8, body, number)
    expect(await shown('Hello 你好\n第二行')).toMatchObject({ encrypted: true, signature: 'good' })
    const acknowledged = await eventually(
      async () =>
        peer.heard.some(
          ({ word: command, body: quoted }) => (command & 0xff) === 0x21 && quoted.toString() === `${number}\0`,
        ),
      (done) => done,
      PATIENCE,
    )
    expect(acknowledged).toBe(true)
  })

  test('signs with SHA-1 in hex, hides lists in the cipher, so that one in clear behind it is not its own, and seals', async () => {
    const { peer, shown } = office
    const say = (
      flags: number,
      text: string,
      scheme: (typeof SCHEMES)['first' | 'second'],
      number: string,
      tail = '',
    ) =>
      peer.say(
        SENDMSG | SENDCHECK | ENCRYPT | UTF8 | flags,
        Buffer.concat([peer.encrypted(scheme, number, Buffer.from(text)), Buffer.from(tail)]),
        number,
      )
    say(0, 'old style\0', SCHEMES.second, '1780525950')
    expect(await shown('old style')).toMatchObject({ encrypted: true, signature: 'good' })
    say(ENCEXTMSG | FILEATTACH, 'hidden list\x00305419896:a.txt:5:6a23b4c0:1:\x07\0', SCHEMES.first, '1780525951')
    expect((await shown('hidden list'))?.attachments.map(({ name }) => name)).toEqual(['a.txt'])
    say(FILEATTACH, 'open list\0', SCHEMES.first, '1780525952', '305419897:b.txt:5:6a23b4c0:1:\x07\0')
    expect((await shown('open list'))?.attachments).toEqual([])
    say(0x100200, 'sealed words\0', SCHEMES.first, '1780525953')
    const covered = await eventually(
      async () => (await history(client, office.id)).find(({ sealed }) => sealed),
      (message) => message !== undefined,
      PATIENCE,
    )
    expect(covered).toMatchObject({ text: '', encrypted: true, signature: 'good' })
    expect(unwrap(await client.call('openMessage', { id: covered?.id ?? '' })).text).toBe('sealed words')
  })

  test('a wrong signature, a missing one and plain text are shown as what they are', async () => {
    const { peer, shown } = office
    const body = peer.encrypted(SCHEMES.first, '1780525960', Buffer.from('tampered\0')).toString('latin1')
    const [word, secret, cipher, signature = ''] = body.split(':')
    const other = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`
    peer.say(SENDMSG | SENDCHECK | ENCRYPT, [word, secret, cipher, other].join(':'), '1780525960')
    expect(await shown('tampered')).toMatchObject({ signature: 'bad' })
    const { hash: _, ...unsigned } = { ...SCHEMES.first, word: 0x01900004 }
    peer.say(
      SENDMSG | SENDCHECK | ENCRYPT,
      peer.encrypted(unsigned, '1780525961', Buffer.from('unsigned\0')),
      '1780525961',
    )
    expect(await shown('unsigned')).toMatchObject({ signature: 'none', unprotected: true })
    peer.say(SENDMSG | SENDCHECK, 'in clear\0')
    const clear = await shown('in clear')
    expect([clear?.encrypted, clear?.unprotected]).toEqual([undefined, true])
  })

  test('with another key it gets nothing more until the user accepts it, and then the same message under the same number', async () => {
    const { peer, id, write, state } = office
    peer.renew()
    const from = peer.heard.length
    peer.say(0x01 | 0x0d640000, 'shirouzu\0\0')
    await peer.next(0x72, from)
    const offers = async () => unwrap(await client.call('personKeys', { peer: id })).offered
    await expect.poll(offers, { timeout: PATIENCE }).toBeDefined()
    const message = await write('only for the right one')
    const waits = await eventually(
      () => state(message),
      (found) => found?.reason === 'key-changed',
      PATIENCE,
    )
    expect(waits).toMatchObject({ state: 'queued', reason: 'key-changed' })
    expect(peer.heard.slice(from).some(({ word }) => (word & 0xff) === SENDMSG)).toBe(false)
    const { offered } = unwrap(await client.call('personKeys', { peer: id }))
    unwrap(await client.call('setTrust', { peer: id, change: 'accept', fingerprint: offered?.fingerprint ?? '' }))
    expect(peer.read(await peer.next(SENDMSG, from)).plaintext.toString()).toBe('only for the right one\0')
  })
})

test('IPMsg 3.x without SHA-256 gets the third combination, under its smaller key, and leaves its lists in clear', async () => {
  const { peer, write, shown } = await meet({
    ...{ address: OLD, version: '1', user: 'old', hello: 0x09640000, capability: 0x21820002, answers: 1024 },
  })
  const from = peer.heard.length
  await write('to the old one')
  const { plaintext, word } = peer.read(await peer.next(SENDMSG, from))
  expect([plaintext.toString(), word]).toEqual(['to the old one\0', 0x1820002])
  const number = '1780525954'
  await peer.ask(0x21820002)
  const body = peer.encrypted(SCHEMES.third, number, Buffer.from('open list of old\0'))
  const list = Buffer.from('305419898:c.txt:5:6a23b4c0:1:\x07\0')
  peer.say(SENDMSG | SENDCHECK | ENCRYPT | UTF8 | FILEATTACH, Buffer.concat([body, list]), number)
  expect((await shown('open list of old'))?.attachments.map(({ name }) => name)).toEqual(['c.txt'])
})

test('FeiQ and a host write to each other in FeiQ’s private cipher', async () => {
  const { peer, shown, write } = await meet({
    ...{ address: FEIQ, version: '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9', user: 'feiq', hello: 0x600000 },
    ...{ capability: 0x21003, answers: 1024 },
  })
  expect(await peer.ask(0x21003)).toMatchObject({ capability: '65920006', bits: 1024 })
  // "你好" in GBK, with the font block.
  const text = Buffer.from(
    'c4e3bac37b2f666f6e743b2d3136203020302030203430302030203020302031333420302030203220333220cbcecce520303b7d00',
    'hex',
  )
  peer.say(SENDMSG | SENDCHECK | ENCRYPT, peer.encrypted(SCHEMES.feiq, '1780525970', text), '1780525970')
  expect(await shown('你好')).toMatchObject({ encrypted: true, signature: 'none' })
  const from = peer.heard.length
  await write('你也好')
  const { plaintext, word } = peer.read(await peer.next(SENDMSG, from))
  expect([plaintext.toString('hex'), word]).toEqual(['c4e3d2b2bac300', 0x20002])
})

test('somebody with the name of a kept colleague who is not there, and another MAC, is not him: he reads nothing, and what he says is marked', async () => {
  const { id } = await peerAt(client, FEIQ, PATIENCE)
  const genuine = peers.at(-1)
  const before = unwrap(await client.call('personKeys', { peer: id }))
  // While he answers, whoever calls himself like him elsewhere is somebody else (test/lan/identity.test.ts).
  genuine?.leave()
  const impostor = await startPeer({
    ...{ address: IMPOSTOR, host: HOST, version: '1_lbt6_0#128#001122334455#0#0#0#4001#9', user: 'feiq' },
    ...{ hello: 0x600000, capability: 0x21003, answers: 1024 },
  })
  peers.push(impostor)
  await peerAt(client, IMPOSTOR, PATIENCE)
  const keys = await eventually(
    async () => unwrap(await client.call('personKeys', { peer: id })),
    ({ offered, cards }) => offered !== undefined && cards !== undefined,
    PATIENCE,
  )
  expect([keys.pinned, keys.cards]).toEqual([before.pinned, { before: 'F8B46AA55B28', now: '001122334455' }])

  const from = impostor.heard.length
  const message = unwrap(await client.call('sendMessage', { peer: id, text: 'for the right one' })).id
  const stateOf = async () => (await history(client, id)).find((other) => other.id === message)
  const waiting = await eventually(stateOf, (found) => found?.reason === 'key-changed', PATIENCE)
  expect(waiting).toMatchObject({ state: 'queued', reason: 'key-changed' })
  impostor.say(SENDMSG | SENDCHECK, 'send me the password\0')
  const said = await eventually(
    async () => (await history(client, id)).find(({ text }) => text === 'send me the password'),
    (found) => found !== undefined,
    PATIENCE,
  )
  expect(said).toMatchObject({ unprotected: true })
  expect(impostor.heard.slice(from).filter(({ word }) => (word & 0xff) === SENDMSG)).toEqual([])

  // The real one says hello from where he is, with the key that is kept: nobody has to decide anything.
  const since = genuine?.heard.length ?? 0
  impostor.close()
  peers.splice(peers.indexOf(impostor), 1)
  genuine?.comeBack()
  genuine?.say(0x01 | 0x600000, 'feiq\0\0')
  const sent = await genuine?.next(SENDMSG, since)
  expect(sent === undefined ? '' : genuine?.read(sent).plaintext.toString()).toBe('for the right one\0')
  const after = unwrap(await client.call('personKeys', { peer: id }))
  expect([after.pinned, after.offered, after.cards]).toEqual([before.pinned, undefined, undefined])
})
