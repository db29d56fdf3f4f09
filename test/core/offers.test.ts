/** Own offers in the core: how they become messages, who may fetch them, when they are over. */
import { expect, test } from 'vitest'
import type { ServeEvent, Staged } from '../../shared/core/file-port.ts'
import { batchesOf } from '../../shared/core/transfers/offering.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { OWN_CAPABILITY } from '../../shared/protocol/index.ts'
import { madeUpKey } from '../protocol/keys.ts'
import { createDesk, type Desk, openMemoryStore, ZHANG } from './desk.ts'

const DAY = 86_400_000
const ALICE: PeerRecord = {
  ...ZHANG,
  id: 'g:alice',
  user: 'alice',
  host: 'alice-pc',
  endpoint: { address: '192.168.1.8', port: 2425 },
  dialect: 'gezi',
  status: 0x1200000,
  capabilities: ['xfer1'],
  encoding: 'utf-8',
}

function openDesk(options: Parameters<typeof createDesk>[0] = {}): Desk {
  const desk = createDesk(options)
  desk.messenger.setNetwork(desk.clock.now(), { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] })
  for (const peer of [ALICE, ZHANG]) desk.apply({ type: 'peer-changed', peer })
  desk.files.taken()
  return desk
}

/** Offers files; their message leaves as packet 41, the next as 42 and so on. */
function offer(desk: Desk, names: readonly string[], peers = [ALICE.id], change: Partial<Staged> = {}): string[] {
  const tokens = names.map((name) => desk.files.stageFile(name, change))
  const before = desk.inputs.length
  desk.call('offerFiles', { peers, tokens })
  const sent = desk.inputs.slice(before).flatMap((input) => (input.type === 'send' ? [input.message.id] : []))
  for (const id of sent) {
    const delivery = { state: 'sent', packetNo: 40 + Number(id), attempts: 1, retryAt: 0 } as const
    desk.apply({ type: 'message-state', id, delivery })
  }
  return sent.flatMap((id) => names.map((_, index) => `${id}.${index}`))
}

const serve = (desk: Desk, event: ServeEvent) => desk.messenger.transfers.served(desk.clock.now(), event)
const state = (desk: Desk, id: string) => {
  const transfer = desk.messenger.transfers.find(id)
  return `${transfer?.state}${transfer?.reason === undefined ? '' : ` ${transfer.reason}`} ${transfer?.done}`
}
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const ask = (
  desk: Desk,
  change: {
    kind?: 'file' | 'folder'
    readings?: readonly (readonly [string, number])[]
    user?: string
    host?: string
  } = {},
  address = ALICE.endpoint.address,
) => {
  const { kind = 'file', readings = [['41', 0]], user = 'alice', host = 'alice-pc' } = change
  const grant = desk.messenger.transfers.authorize(
    desk.clock.now(),
    {
      kind,
      readings: readings.map(([packetNo, fileId]) => ({ packetNo, fileId })),
      user: bytes(user),
      host: bytes(host),
    },
    address,
  )
  return typeof grant === 'string' ? grant : grant.name
}
const released = (peer: string, packetNo: string, files: readonly number[] = []): EngineEvent => ({
  type: 'released',
  peer,
  packetNo,
  files,
  as: 'declined',
})

test('an offer is one message to each, stored before it leaves, with small ids and bare kinds', () => {
  const desk = openDesk()
  const tokens = [desk.files.stageFile('报告.doc'), desk.files.stageFile('目录', { kind: 'folder', files: 3 })]
  const answer = desk.call('offerFiles', { peers: [ALICE.id, ZHANG.id, ALICE.id], tokens, text: '看' })
  const attachments = [
    { id: 0, name: '报告.doc', size: 100, modified: 1_700_000_000, kind: 'file', attributes: 1, extended: [] },
    { id: 1, name: '目录', size: 100, modified: 1_700_000_000, kind: 'folder', attributes: 2, extended: [] },
  ]
  const options = { sealed: false, locked: false, multicast: true }
  const message = { text: '看', options, packetNo: undefined, queuedAt: desk.clock.now(), attempts: 0, attachments }
  expect([answer, desk.inputs.filter(({ type }) => type === 'send'), desk.store.outbox().length]).toEqual([
    {
      ok: true,
      value: {
        messages: [
          expect.objectContaining({ id: '1', conversation: ALICE.id, text: '看' }),
          expect.objectContaining({ id: '2', conversation: ZHANG.id }),
        ],
      },
    },
    [
      { type: 'send', message: { ...message, id: '1', peer: ALICE.id } },
      { type: 'send', message: { ...message, id: '2', peer: ZHANG.id } },
    ],
    2,
  ])
})

const staged = (name: string): Staged => ({
  token: name,
  name,
  kind: 'file',
  size: 1,
  path: `/${name}`,
  modified: 0,
  files: undefined,
  spooled: false,
})

test('many files are divided so that each list fits, at most a hundred to a message, the text with the first', () => {
  const short = Array.from({ length: 250 }, (_, index) => staged(`${index}.txt`))
  const long = Array.from({ length: 40 }, (_, index) => staged(`${'长'.repeat(80)}${index}`))
  const counts = (items: readonly Staged[], text: string) =>
    batchesOf(items, text).map((batch) => [batch.text.length, batch.items.length])
  expect([counts(short, 'hi'), counts(long, ''), counts(short.slice(0, 2), '字'.repeat(2_000))]).toEqual([
    [
      [2, 100],
      [0, 100],
      [0, 50],
    ],
    [
      [0, 20],
      [0, 20],
    ],
    [
      [2_000, 0],
      [0, 2],
    ],
  ])
})

test('only the recipient gets it, by the name under which he is known, from where he is, as the kind it is', () => {
  const desk = openDesk()
  offer(desk, ['报告.doc'])
  expect([
    ask(desk),
    ask(desk, {
      readings: [
        ['65', 0],
        ['41', 0],
      ],
    }),
    ask(desk, { readings: [['41', 1]] }),
    ask(desk, { readings: [['40', 0]] }),
    ask(desk, { user: 'mallory' }),
    ask(desk, { host: 'mallory-pc' }),
    ask(desk, {}, '192.168.1.99'),
    ask(desk, {}, ZHANG.endpoint.address),
    ask(desk, { kind: 'folder' }),
  ]).toEqual(['报告.doc', '报告.doc', ...Array(7).fill('denied')])
})

test('the number of an encrypted request counts once, however many came between and in whatever order', () => {
  const desk = openDesk()
  const keys = {
    ...{ peer: ALICE.id, pinned: [madeUpKey(256)], capability: OWN_CAPABILITY, mac: '', pinnedAt: 0, files: true },
    ...{ comparedAt: undefined, offered: undefined, otherMac: '', plain: false },
  }
  desk.apply({ type: 'keys-changed', keys })
  offer(desk, ['报告.doc'])
  const request = (requestNo: number) => {
    const lock = { requestNo: String(requestNo), encrypts: true, isSignedWith: () => true }
    const readings = [{ packetNo: '41', fileId: 0 }]
    const [user, host] = [bytes('alice'), bytes('alice-pc')]
    const grant = desk.messenger.transfers.authorize(0, { kind: 'file', readings, user, host, lock }, '10.0.0.1')
    return typeof grant === 'string' ? grant : 'granted'
  }
  // The first of 65 is the highest but one.
  const numbers = [990, ...Array.from({ length: 63 }, (_, index) => 900 + index), 991]
  expect(new Set(numbers.map(request))).toEqual(new Set(['granted']))
  expect([990, 991, 900, 901, 899].map(request)).toEqual(Array(5).fill('denied'))
  expect(request(1_000)).toBe('granted')
})

test('a name in the code page of its program is the same name', () => {
  const desk = openDesk()
  desk.apply({ type: 'peer-changed', peer: { ...ZHANG, user: '张三' } })
  offer(desk, ['a.txt'], [ZHANG.id])
  const gbk = { readings: [{ packetNo: '41', fileId: 0 }], host: bytes('ZHANG-PC'), kind: 'file' as const }
  const asked = [Uint8Array.of(0xd5, 0xc5, 0xc8, 0xfd), bytes('张三'), bytes('张四')].map((user) => {
    const grant = desk.messenger.transfers.authorize(0, { ...gbk, user }, ZHANG.endpoint.address)
    return typeof grant === 'string' ? grant : grant.name
  })
  expect(asked).toEqual(['a.txt', 'a.txt', 'denied'])
})

test('what is served shows as it goes, until the receiver has it; he may come again', () => {
  const desk = openDesk()
  const [id = ''] = offer(desk, ['a'])
  const log = [state(desk, id)]
  const events: ServeEvent[] = [
    { id, type: 'started', from: 0 },
    { id, type: 'progress', done: 40 },
    { id, type: 'interrupted', detail: 'reset' },
    { id, type: 'started', from: 30 },
    { id, type: 'progress', done: 90 },
    { id, type: 'sent' },
    { id, type: 'started', from: 0 },
    { id, type: 'failed', reason: 'changed', detail: '' },
  ]
  for (const event of events) {
    serve(desk, event)
    log.push(state(desk, id))
  }
  expect(log).toEqual([
    'offered 0',
    'running 0',
    'running 40',
    'offered interrupted 40',
    'running 30',
    'running 90',
    'done 100',
    'running 0',
    'failed changed 0',
  ])
})

test('a connection that hangs does not hide the one that goes on', () => {
  const desk = openDesk()
  const [id = ''] = offer(desk, ['a'])
  serve(desk, { id, type: 'started', from: 0 })
  serve(desk, { id, type: 'started', from: 10 })
  serve(desk, { id, type: 'interrupted', detail: 'silent' })
  const meanwhile = state(desk, id)
  serve(desk, { id, type: 'sent' })
  expect([meanwhile, state(desk, id)]).toEqual(['running 0', 'done 100'])
})

test('RELEASEFILES ends what that receiver was offered, and nothing of anybody else', () => {
  const desk = openDesk()
  const [a = '', b = ''] = offer(desk, ['a', 'b'])
  const [other = ''] = offer(desk, ['c'], [ZHANG.id])
  serve(desk, { id: a, type: 'started', from: 0 })
  desk.apply(released(ZHANG.id, '41'), released(ALICE.id, '42'))
  const before = [a, b, other].map((id) => state(desk, id))
  desk.apply(released(ALICE.id, '41', [0]), released(ZHANG.id, '42'))
  expect([before, [a, b, other].map((id) => state(desk, id)), desk.files.taken()]).toEqual([
    ['running 0', 'offered 0', 'offered 0'],
    ['declined 0', 'offered 0', 'declined 0'],
    ['stop serving 1.0', 'stop serving 2.0'],
  ])
})

test('a withdrawn offer is served no more, own peers hear of it, and an offer without words need not arrive', () => {
  const desk = openDesk()
  const [a = '', b = ''] = offer(desk, ['a', 'b'])
  desk.call('cancelTransfers', { ids: [a] })
  const one = [ask(desk), ask(desk, { readings: [['41', 1]] }), desk.inputs.some(({ type }) => type === 'cancel')]
  desk.call('cancelTransfers', { ids: [b] })
  expect([one, desk.inputs.filter(({ type }) => type === 'release' || type === 'cancel')]).toEqual([
    ['withdrawn', 'b', false],
    [
      { type: 'release', peer: ALICE.id, packetNo: '41', files: [0], as: 'withdrawn' },
      { type: 'release', peer: ALICE.id, packetNo: '41', files: [1], as: 'withdrawn' },
      { type: 'cancel', message: '1' },
    ],
  ])
})

test('a paused upload stops and says "busy", not "no"', () => {
  const desk = openDesk()
  const [id = ''] = offer(desk, ['a'])
  serve(desk, { id, type: 'started', from: 0 })
  desk.call('pauseTransfers', { ids: [id] })
  const paused = [desk.files.taken(), ask(desk)]
  desk.call('resumeTransfers', { ids: [id] })
  expect([paused, ask(desk)]).toEqual([[['stop serving 1.0'], 'busy'], 'a'])
})

test('an offer ends when its time is over, after a restart too; one that is being fetched may end first', () => {
  const store = openMemoryStore()
  const before = openDesk({ store })
  before.call('setSettings', { offerLifetimeDays: 2 })
  const [id = ''] = offer(before, ['a'])
  const [running = ''] = offer(before, ['b'])
  before.call('setSettings', { offerLifetimeDays: 0 })
  const [lasting = ''] = offer(before, ['c'])
  const desk = openDesk({ store })
  serve(desk, { id: running, type: 'started', from: 0 })
  desk.clock.advance(2 * DAY + 3_600_000)
  const then = [id, running, lasting].map((one) => state(desk, one))
  const asked = [41, 42, 43].map((packetNo) => ask(desk, { readings: [[String(packetNo), 0]] }))
  serve(desk, { id: running, type: 'interrupted', detail: '' })
  desk.clock.advance(60_000)
  expect([then, asked, state(desk, running)]).toEqual([
    ['failed expired 0', 'running 0', 'offered 0'],
    ['withdrawn', 'withdrawn', 'c'],
    'failed expired 0',
  ])
})

test('an own copy goes with the last offer that needed it', () => {
  const desk = openDesk()
  const [first = '', second = ''] = offer(desk, ['a'], [ALICE.id, ZHANG.id], { spooled: true, path: '/spool/1' })
  serve(desk, { id: first, type: 'started', from: 0 })
  serve(desk, { id: first, type: 'sent' })
  const before = desk.files.taken()
  desk.apply(released(ZHANG.id, '42'))
  expect([before, desk.files.taken(), state(desk, second), ask(desk)]).toEqual([
    [],
    ['stop serving 2.0', 'drop /spool/1'],
    'declined 0',
    'withdrawn',
  ])
})

test('an offer whose message was never delivered fails with it, and stands again when the message is sent again', () => {
  const desk = openDesk()
  const [id = ''] = offer(desk, ['a'])
  desk.apply({ type: 'message-state', id: '1', delivery: { state: 'failed', reason: 'expired', attempts: 9 } })
  const failed = state(desk, id)
  desk.call('retryMessage', { id: '1' })
  const again = desk.inputs.findLast(({ type }) => type === 'send')
  desk.apply({ type: 'message-state', id: '1', delivery: { state: 'sent', packetNo: 41, attempts: 10, retryAt: 0 } })
  expect([failed, again?.type === 'send' && again.message.attachments?.length, state(desk, id), ask(desk)]).toEqual([
    'failed expired 0',
    1,
    'offered 0',
    'a',
  ])
})

test('a deleted message withdraws what it offered', () => {
  const desk = openDesk()
  const [id = ''] = offer(desk, ['a'], [ALICE.id], { spooled: true, path: '/spool/1' })
  serve(desk, { id, type: 'started', from: 0 })
  desk.call('deleteMessage', { id: '1' })
  expect([desk.files.taken(), ask(desk), desk.inputs.findLast(({ type }) => type === 'release')]).toEqual([
    ['stop serving 1.0', 'drop /spool/1'],
    'denied',
    { type: 'release', peer: ALICE.id, packetNo: '41', files: [0], as: 'withdrawn' },
  ])
})

test('after a restart an offer stands, and one that was being fetched waits to be fetched again', () => {
  const store = openMemoryStore()
  const before = openDesk({ store })
  const [id = ''] = offer(before, ['a'])
  serve(before, { id, type: 'started', from: 0 })
  before.clock.advance(1_000)
  const desk = openDesk({ store })
  expect([state(desk, id), ask(desk)]).toEqual(['offered interrupted 0', 'a'])
})
