/** Questions between own peers over real sockets: who is believed, and what strangers get. */
import { createConnection, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createCipher, digest, type PrivateKeys, publicKeyOf } from '../../electron/host/cipher.ts'
import { createFileServer } from '../../electron/host/net/file-server.ts'
import { createOwnPeers, type OwnPeers } from '../../electron/host/own-peers.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import type { KeyRecord } from '../../shared/engine/key-record.ts'
import {
  decodeOwnAnswer,
  encodeFrame,
  encodeGreeting,
  encodeOwnRequest,
  OPT,
  type PublicKey,
  signedBytes,
  takeFrame,
  takeGreeting,
} from '../../shared/protocol/index.ts'
import { err, ok } from '../../shared/result.ts'
import { KEYS } from '../protocol/keys.ts'
import { address } from './support.ts'

const PORT = 2425
const INSTALLATIONS = { alice: 'a1'.repeat(16), bob: 'b0'.repeat(16) }
const ADDRESSES = { alice: address(41), bob: address(42) }
type Name = keyof typeof KEYS

const printOf = ({ modulus }: PublicKey): string => Buffer.from(digest('sha256', modulus)).toString('hex').slice(0, 40)

const recordOf = (name: Name, more: Partial<PeerRecord> = {}): PeerRecord => ({
  ...{ id: `g:${INSTALLATIONS[name]}`, user: name, host: `${name}-pc`, name, group: '', version: '1', client: 'Gezi' },
  ...{
    endpoint: { address: ADDRESSES[name], port: PORT },
    dialect: 'gezi',
    status: OPT.ENCRYPT,
    capabilities: ['xfer1', 'ask1'],
  },
  ...{ encoding: 'utf-8', presence: 'online', lastHeard: 0, epoch: 0, highestPacketNo: 0 },
  ...more,
})

const keptOf = (name: Name, keys: PrivateKeys): KeyRecord => ({
  ...{ peer: `g:${INSTALLATIONS[name]}`, pinned: [publicKeyOf(keys[2048])], capability: 0, mac: '', pinnedAt: 0 },
  ...{ comparedAt: undefined, offered: undefined, otherMac: '', plain: false, files: false },
})

interface Member {
  readonly peers: OwnPeers
  readonly dropped: EngineEvent[]
  readonly inputs: Input[]
  /** What is kept of people's keys. */
  readonly kept: Map<string, KeyRecord>
}

/** Listens as a host does. */
async function member(name: Name, people: readonly PeerRecord[], kept: readonly KeyRecord[]): Promise<Member> {
  const cipher = createCipher(KEYS[name])
  const made: Member = {
    dropped: [],
    inputs: [],
    kept: new Map(kept.map((record) => [record.peer, record])),
    peers: createOwnPeers({
      ...{ bind: ADDRESSES[name], installation: INSTALLATIONS[name], now: Date.now },
      keys: {
        own: (size) => cipher.own[size],
        fingerprints: (key) => ({ long: printOf(key), short: '' }),
        sign: (bytes) => Promise.resolve(cipher.sign('sha256', bytes)),
      },
      person: (id) => people.find((record) => record.id === id),
      known: {
        keys: (id) => made.kept.get(id),
        profile: () => ({ note: '', picture: '', blockedAt: undefined, forgotten: false, firstSeen: 0 }),
      },
      report: (error) => expect.unreachable(String(error)),
      engine: (input) => void made.inputs.push(input),
      drop: (event) => void made.dropped.push(event),
    }),
  }
  const server = createFileServer({
    authorize: () => 'denied',
    own: (...connection) => made.peers.serve(...connection),
    report: () => undefined,
    pace: () => Promise.resolve(),
    drop: () => undefined,
  })
  expect(await server.listen(ADDRESSES[name], PORT)).toBeUndefined()
  onTestFinished(async () => {
    made.peers.close()
    await server.close()
  })
  return made
}

const both = () =>
  Promise.all([
    member('alice', [recordOf('bob')], [keptOf('bob', KEYS.bob)]),
    member('bob', [recordOf('alice')], [keptOf('alice', KEYS.alice)]),
  ])

/** A bare connection to Bob's port, from an address of its own. */
function stranger(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: ADDRESSES.bob, port: PORT, localAddress: address(43) }, () =>
      resolve(socket),
    )
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
  })
}

/** All that came until it was closed. */
const closed = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve) => {
    const parts: Buffer[] = []
    socket.on('data', (bytes) => parts.push(bytes))
    socket.once('close', () => resolve(Buffer.concat(parts)))
  })

test('an own peer is asked and answers, and each knows from the signature who the other is', async () => {
  const [alice, bob] = await both()
  const askers: string[] = []
  bob.peers.answer('probe', (request, { person, address: from }) => {
    askers.push(`${person.name} ${from} ${request.greet.join()} ${request.connect}`)
    return ok({ clock: 7, seen: from, heard: { at: 6, packets: 2 }, tcp: 'open' })
  })
  expect(await alice.peers.ask(`g:${INSTALLATIONS.bob}`, 'probe', { greet: ['unicast'], connect: PORT })).toEqual(
    ok({ clock: 7, seen: ADDRESSES.alice, heard: { at: 6, packets: 2 }, tcp: 'open' }),
  )
  expect(await alice.peers.ask(`g:${INSTALLATIONS.bob}`, 'introduce', { known: [], want: 1 })).toEqual(err('refused'))
  expect([askers, alice.dropped, bob.dropped]).toEqual([[`alice ${ADDRESSES.alice} unicast 2425`], [], []])
})

test('who is no own peer is not asked, and whose key does not come is not believed', async () => {
  const old = recordOf('bob', { capabilities: ['xfer1'] })
  const alice = await member('alice', [old], [keptOf('bob', KEYS.bob)])
  const bob = await member('bob', [recordOf('alice')], [])
  expect(await alice.peers.ask(old.id, 'introduce', { known: [], want: 0 })).toEqual(err('unsupported'))
  expect(await bob.peers.ask('g:nobody-at-all', 'introduce', { known: [], want: 0 })).toEqual(err('unsupported'))
  const asking = bob.peers.ask(`g:${INSTALLATIONS.alice}`, 'introduce', { known: [], want: 0 })
  expect(bob.inputs).toEqual([{ type: 'meet', peer: `g:${INSTALLATIONS.alice}` }])
  bob.peers.close()
  expect(await asking).toEqual(err('no-key'))
})

test('more people than a question can name, on as many ports, are left out of it', async () => {
  const [alice, bob] = await both()
  let heard = 0
  bob.peers.answer('introduce', ({ known }) => {
    heard = known.length
    return ok({ introduced: [], more: 0 })
  })
  const known = Array.from({ length: 5_000 }, (_, index) => ({ address: `10.${index % 250}.0.1`, port: 2425 + index }))
  expect(await alice.peers.ask(`g:${INSTALLATIONS.bob}`, 'introduce', { known, want: 0 })).toEqual(
    ok({ introduced: [], more: 0 }),
  )
  expect(heard).toBe(64)
})

test('a key that is not there yet is waited for', async () => {
  const [alice, bob] = await both()
  const record = keptOf('bob', KEYS.bob)
  alice.kept.delete(record.peer)
  bob.peers.answer('introduce', () => ok({ introduced: [], more: 3 }))
  const asking = alice.peers.ask(record.peer, 'introduce', { known: [], want: 0 })
  alice.kept.set(record.peer, record)
  alice.peers.heard([{ type: 'keys-changed', keys: record }])
  expect(await asking).toEqual(ok({ introduced: [], more: 3 }))
})

test('an answer that is signed with another key than the kept one is not believed, and counted', async () => {
  const [alice, bob] = await both()
  alice.kept.set(`g:${INSTALLATIONS.bob}`, keptOf('bob', KEYS.alice))
  bob.peers.answer('introduce', () => ok({ introduced: [], more: 0 }))
  const asked = await alice.peers.ask(`g:${INSTALLATIONS.bob}`, 'introduce', { known: [], want: 0 })
  // The request names another receiver than Bob's key, so it is he who does not believe it.
  expect([asked, bob.dropped.length]).toEqual([err('no-answer'), 1])
})

test('strangers, forgers and repeats get nothing, and are counted', async () => {
  const [, bob] = await both()
  let answers = 0
  bob.peers.answer('introduce', () => {
    answers++
    return ok({ introduced: [], more: 0 })
  })
  const alice = createCipher(KEYS.alice)
  const nonce = 'c'.repeat(32)
  const content = encodeOwnRequest(INSTALLATIONS.alice, 'introduce', { known: [], want: 0 })

  /** Says it once he was greeted; what came back behind the greeting. */
  async function say(words: (askedNonce: string) => Uint8Array): Promise<Buffer> {
    const socket = await stranger()
    const all = closed(socket)
    socket.write(encodeGreeting(nonce))
    const greeting = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
    const taken = takeGreeting(greeting)
    socket.write(words(taken !== 'more' && taken.ok ? taken.value.value : ''))
    return (await all).subarray(greeting.length)
  }
  const signed = (by: PrivateKeys, askedNonce: string, more: Partial<Parameters<typeof signedBytes>[1]> = {}) => {
    const connection = { asker: printOf(alice.own[2048]), asked: printOf(publicKeyOf(KEYS.bob[2048])) }
    const bytes = signedBytes('request', { ...connection, askerNonce: nonce, askedNonce, ...more }, content)
    return encodeFrame({ signature: createCipher(by).sign('sha256', bytes), content })
  }

  const real = await say((asked) => signed(KEYS.alice, asked))
  const frame = takeFrame(real)
  expect(frame !== 'more' && frame.ok && decodeOwnAnswer('introduce', frame.value.value.content)).toEqual(
    ok({ introduced: [], more: 0 }),
  )
  const refused = await Promise.all([
    // Another key; for somebody else; of an earlier connection; somebody who is not known; too long; no frame at all.
    say((asked) => signed(KEYS.bob, asked)),
    say((asked) => signed(KEYS.alice, asked, { asked: printOf(alice.own[2048]) })),
    say(() => signed(KEYS.alice, 'd'.repeat(32))),
    say(() =>
      encodeFrame({
        signature: new Uint8Array(256),
        content: encodeOwnRequest('e'.repeat(32), 'introduce', { known: [], want: 0 }),
      }),
    ),
  ])
  const long = await say(() => Buffer.from('ffff\n'))
  const word = await say(() => Buffer.from('hello'))
  expect([...refused, long, word].map(String)).toEqual(Array(6).fill(''))
  expect([answers, bob.dropped.length]).toEqual([1, 6])
  expect(bob.dropped[0]).toEqual({ type: 'dropped', from: { address: address(43), port: 0 }, reason: 'not-believed' })

  // Of five that never ask, one is too many.
  const idle = await Promise.all(Array.from({ length: 5 }, stranger))
  for (const socket of idle) socket.write('GZQ1:')
  expect(String(await Promise.race(idle.map(closed)))).toBe('')
  expect([bob.dropped.length, bob.dropped[6]]).toMatchObject([7, { reason: 'flood' }])
})
