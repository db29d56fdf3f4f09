/** Files and folders in the core: a real store, a FilePort that a script moves, a clock that a test moves. */
import { expect, test } from 'vitest'
import type { Store } from '../../shared/core/ports.ts'
import { RECENT_TRANSFERS } from '../../shared/core/transfers/ledger.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import type { Network } from '../../shared/model/state.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import { OPT, OWN_CAPABILITY } from '../../shared/protocol/index.ts'
import { madeUpKey } from '../protocol/keys.ts'
import { createDesk, type Desk, fileOffer, incoming, openMemoryStore, START, ZHANG } from './desk.ts'

const ONLINE: Network = { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] }
const ALICE: PeerRecord = {
  ...ZHANG,
  id: 'g:alice',
  user: 'alice',
  host: 'alice-pc',
  name: 'Alice',
  endpoint: { address: '192.168.1.8', port: 2425 },
  version: '1_gezi 0.1.0',
  dialect: 'gezi',
  status: OPT.CAPUTF8 | OPT.FILEATTACH,
  capabilities: ['xfer1'],
  encoding: 'utf-8',
}
const MIB = 1024 * 1024

/** At a desk with a network, where these people are. */
function openDesk(people: readonly PeerRecord[] = [ALICE], options: Parameters<typeof createDesk>[0] = {}): Desk {
  const desk = createDesk(options)
  desk.messenger.setNetwork(desk.clock.now(), ONLINE)
  for (const peer of people) desk.apply({ type: 'peer-changed', peer })
  desk.files.taken()
  return desk
}

/** Offers of one message. The answer names them. */
function receive(desk: Desk, packetNo: number, names: readonly string[], peer = ALICE, change = {}): string[] {
  const attachments = names.map((name, id) => fileOffer({ id, name, ...change }))
  desk.apply(incoming(packetNo, '', { peer: peer.id, attachments, encoding: peer.encoding }))
  const message = desk.store.page({ conversation: peer.id, limit: 1 }).messages[0]?.id
  return names.map((_, index) => `${message}.${index}`)
}

const call = (desk: Desk, method: string, ...ids: readonly string[]) => desk.call(method, { ids })
const view = (desk: Desk, id: string): Transfer | undefined =>
  desk.messenger.snapshot().transfers.find((transfer) => transfer.id === id)
const brief = (desk: Desk, id: string): string => {
  const transfer = view(desk, id)
  return `${transfer?.state}${transfer?.reason === undefined ? '' : ` ${transfer.reason}`} ${transfer?.done}`
}
const releases = (desk: Desk) => desk.inputs.filter(({ type }) => type === 'release')
const broken = (reason: 'interrupted' | 'no-answer' = 'interrupted') =>
  ({ type: 'failed', reason, detail: '', retry: 'auto' }) as const
const refused = { type: 'failed', reason: 'refused', detail: '', retry: 'manual' } as const

test('an accepted offer is fetched from its sender, as he reads and continues it', () => {
  const desk = openDesk([ALICE, ZHANG])
  const [own = ''] = receive(desk, 7, ['报告.doc'])
  const [old = ''] = receive(desk, 8, ['a.txt'], ZHANG)
  call(desk, 'acceptTransfers', own, old)
  const order = {
    size: 1_000_000,
    modified: 1_700_000_000,
    kind: 'file',
    fileId: 0,
    directory: '/downloads',
    conflict: 'keep-both',
    part: undefined,
    verify: true,
  }
  expect([desk.files.order(own), desk.files.order(old)]).toEqual([
    {
      ...order,
      id: own,
      peer: ALICE.endpoint,
      packetNo: '7',
      name: '报告.doc',
      resume: 'own',
      reader: { utf8: true, encoding: 'utf-8', offered: 'utf-8' },
    },
    {
      ...order,
      id: old,
      peer: ZHANG.endpoint,
      packetNo: '8',
      name: 'a.txt',
      resume: 'overlap',
      reader: { utf8: false, encoding: 'gb18030', offered: 'gb18030' },
    },
  ])
})

/** He fetches and serves files encrypted. */
const keysOf = (peer: PeerRecord) => ({
  type: 'keys-changed' as const,
  keys: {
    ...{ peer: peer.id, pinned: [madeUpKey(256)], capability: OWN_CAPABILITY, mac: '', pinnedAt: 0, files: true },
    ...{ comparedAt: undefined, offered: undefined, otherMac: '', plain: false },
  },
})

test('IPMsg is asked in a cipher for one file after another, each when the one before begins to come or will not', () => {
  const peer: PeerRecord = { ...ZHANG, dialect: 'ipmsg-5', version: '1' }
  const desk = openDesk([peer, ALICE])
  desk.apply(keysOf(peer), keysOf(ALICE))
  desk.call('setSettings', { concurrentDownloads: 5 })
  desk.files.taken()
  const [a = '', b = '', c = ''] = receive(desk, 7, ['a', 'b', 'c'], peer)
  const [d = '', e = ''] = receive(desk, 8, ['d', 'e'])
  call(desk, 'acceptTransfers', a, b, c, d, e)
  const log = [desk.files.taken()]
  desk.files.progress(a, 1)
  log.push(desk.files.taken())
  desk.files.end(b, refused)
  log.push(desk.files.taken())
  expect(log).toEqual([[`fetch ${a}`, `fetch ${d}`, `fetch ${e}`], [`fetch ${b}`], [`fetch ${c}`]])
  const numbers = [a, b, c].map((id) => desk.files.order(id).lock?.requestNo ?? 0)
  expect(numbers).toEqual([...numbers].sort((one, other) => one - other))
})

test('a forged hello takes no proof from what an own peer sends encrypted', () => {
  const desk = openDesk()
  desk.apply(keysOf(ALICE), { type: 'peer-changed', peer: { ...ALICE, capabilities: [] } })
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  expect(desk.files.order(id)).toMatchObject({ resume: 'own', lock: { asRecord: false } })
})

test('what comes encrypted as a record begins anew, whoever sends it', () => {
  const peer: PeerRecord = { ...ZHANG, dialect: 'ipmsg-2', version: '1' }
  const desk = openDesk([peer])
  desk.apply(keysOf(peer))
  const [id = ''] = receive(desk, 7, ['a'], peer)
  call(desk, 'acceptTransfers', id)
  expect(desk.files.order(id)).toMatchObject({ resume: 'restart', lock: { asRecord: true } })
})

test('only those who are known to continue rightly are asked to: IPMsg 2.x by version 1, nobody else', () => {
  const dialects: readonly Partial<PeerRecord>[] = [
    { dialect: 'ipmsg-2', version: '1' },
    { dialect: 'ipmsg-3', version: '1', status: OPT.CAPUTF8 },
    { dialect: 'script', version: '1_4.11' },
    { dialect: 'iptux', version: '1_iptux 0.9' },
    { dialect: 'ipmsg-mac', version: '1' },
    { dialect: 'gezi', version: '1_gezi 0.0.1' },
  ]
  const kinds = dialects.map((change) => {
    const peer = { ...ZHANG, ...change }
    const desk = openDesk([peer])
    const [id = ''] = receive(desk, 7, ['a'], peer)
    call(desk, 'acceptTransfers', id)
    return desk.files.order(id).resume
  })
  expect(kinds).toEqual(['overlap', 'restart', 'restart', 'restart', 'restart', 'restart'])
})

test('where it goes: the chosen folder and name, else the settings’, with a folder for each person if wished', () => {
  const desk = openDesk([ALICE])
  const [first = '', second = '', third = ''] = receive(desk, 7, ['a', 'b', 'c'])
  const target = desk.files.stageFile('收件', { kind: 'folder', path: '/data/收件' })
  desk.call('acceptTransfers', { ids: [first], to: target, saveAs: '../x.txt' })
  desk.call('chooseDownloads', { folder: target })
  desk.call('setSettings', { perPersonFolders: true })
  call(desk, 'acceptTransfers', second)
  desk.call('setAlias', { peer: ALICE.id, alias: '..' })
  call(desk, 'acceptTransfers', third)
  const places = [first, second, third].map((id) => [desk.files.order(id).directory, desk.files.order(id).name])
  expect([places, view(desk, first)?.name]).toEqual([
    [
      ['/data/收件', '../x.txt'],
      ['/data/收件/Alice', 'b'],
      ['/data/收件/person', 'c'],
    ],
    '.._x.txt',
  ])
})

test('three are fetched at once, the others wait their turn', () => {
  const desk = openDesk()
  const ids = receive(desk, 7, ['a', 'b', 'c', 'd', 'e'])
  call(desk, 'acceptTransfers', ...ids)
  const first = desk.files.taken()
  desk.files.end(ids[1] ?? '', { type: 'finished', path: '/downloads/b', size: 1_000_000 })
  const second = desk.files.taken()
  desk.call('setSettings', { concurrentDownloads: 4 })
  expect([first, second, desk.files.taken()]).toEqual([
    ['fetch 1.0', 'fetch 1.1', 'fetch 1.2'],
    ['fetch 1.3'],
    ['rate 0', 'fetch 1.4'],
  ])
})

test('from FeiQ one file of a message at a time, half a second apart, and again three times when it refuses', () => {
  const desk = openDesk([ZHANG])
  const [a = '', b = ''] = receive(desk, 7, ['a', 'b'], ZHANG)
  const [other = ''] = receive(desk, 8, ['c'], ZHANG)
  call(desk, 'acceptTransfers', a, b, other)
  const log = [desk.files.taken()]
  desk.files.end(a, { type: 'finished', path: '/downloads/a', size: 1_000_000 })
  log.push(desk.files.taken())
  desk.clock.advance(500)
  log.push(desk.files.taken())
  for (let tries = 0; tries < 4; tries++) {
    desk.files.end(b, refused)
    desk.clock.advance(500)
    log.push(desk.files.taken())
  }
  expect([log, brief(desk, b)]).toEqual([
    [['fetch 1.0', 'fetch 2.0'], [], ['fetch 1.1'], ['fetch 1.1'], ['fetch 1.1'], ['fetch 1.1'], []],
    'failed refused 0',
  ])
})

test('FeiQ on another port is tried on the usual one in between', () => {
  const peer = { ...ZHANG, endpoint: { address: '192.168.1.7', port: 4000 } }
  const desk = openDesk([peer])
  const [id = ''] = receive(desk, 7, ['a'], peer)
  call(desk, 'acceptTransfers', id)
  const ports = [desk.files.order(id).peer.port]
  for (let tries = 0; tries < 2; tries++) {
    desk.files.end(id, broken('no-answer'))
    desk.clock.advance(500)
    ports.push(desk.files.order(id).peer.port)
  }
  expect(ports).toEqual([4000, 2425, 4000])
})

test('an interruption is taken up again by itself, with what came so far, ever later while nothing more comes', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  desk.files.part(id, '/downloads/.1.gezi-part')
  desk.files.progress(id, 400_000)
  const waits: number[] = []
  for (let tries = 0; tries < 4; tries++) {
    desk.files.taken()
    desk.files.end(id, broken())
    const from = desk.clock.now()
    while (desk.files.taken().length === 0 && desk.clock.now() < from + 60_000) desk.clock.advance(500)
    waits.push(desk.clock.now() - from)
  }
  expect([waits, desk.files.order(id).part, brief(desk, id)]).toEqual([
    [1_000, 2_000, 5_000, 10_000],
    '/downloads/.1.gezi-part',
    'running 400000',
  ])
})

test('what breaks off again and again at the same place is given up; a sender who does not answer is not', () => {
  const finals = [broken(), broken('no-answer')].map((outcome) => {
    const desk = openDesk()
    const [id = ''] = receive(desk, 7, ['a'])
    call(desk, 'acceptTransfers', id)
    for (let tries = 0; tries < 12; tries++) {
      desk.files.end(id, outcome)
      desk.clock.advance(60_000)
    }
    return brief(desk, id)
  })
  expect(finals).toEqual(['failed interrupted 0', 'running 0'])
})

test('bytes that are not the file are thrown away, and asked for again three times', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  desk.files.part(id, '/downloads/.1.gezi-part')
  desk.files.taken()
  const wrong = { type: 'failed', reason: 'hash-mismatch', detail: '', retry: 'auto', worthless: true } as const
  desk.files.end(id, wrong)
  const log = [desk.files.taken(), brief(desk, id)]
  for (let tries = 0; tries < 2; tries++) {
    desk.clock.advance(5_000)
    desk.files.end(id, wrong)
  }
  expect([log, desk.files.order(id).part, brief(desk, id)]).toEqual([
    [['discard /downloads/.1.gezi-part'], 'queued hash-mismatch 0'],
    undefined,
    'failed hash-mismatch 0',
  ])
})

test('a sender who went away is waited for, and asked as soon as he is heard again', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  desk.apply({ type: 'peer-changed', peer: { ...ALICE, presence: 'offline' } })
  desk.files.end(id, broken())
  desk.clock.advance(3_600_000)
  const waiting = [desk.files.taken(), brief(desk, id)]
  desk.apply({ type: 'peer-changed', peer: ALICE })
  expect([waiting, desk.files.taken(), brief(desk, id)]).toEqual([
    [['fetch 1.0'], 'queued peer-offline 0'],
    ['fetch 1.0'],
    'running 0',
  ])
})

test('whoever is heard is asked again at once, but not all the time', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  for (let tries = 0; tries < 5; tries++) {
    desk.files.end(id, broken('no-answer'))
    desk.files.taken()
    while (desk.files.taken().length === 0) desk.clock.advance(500)
  }
  desk.files.end(id, broken('no-answer'))
  desk.apply({ type: 'peer-changed', peer: { ...ALICE, lastHeard: START + 1 } })
  const tooSoon = desk.files.taken()
  desk.clock.advance(3_000)
  desk.apply({ type: 'peer-changed', peer: { ...ALICE, lastHeard: START + 2 } })
  expect([tooSoon, desk.files.taken()]).toEqual([[], ['fetch 1.0']])
})

test('without a network nothing is tried', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  desk.messenger.setNetwork(desk.clock.now(), { state: 'no-interface', port: 2425 })
  call(desk, 'acceptTransfers', id)
  desk.clock.advance(60_000)
  const before = desk.files.taken()
  desk.messenger.setNetwork(desk.clock.now(), ONLINE)
  expect([before, desk.files.taken()]).toEqual([[], ['fetch 1.0']])
})

test('a restart takes up what ran, with its part, and keeps what was paused', () => {
  const store = openMemoryStore()
  const before = openDesk([ALICE], { store })
  const [running = '', paused = ''] = receive(before, 7, ['a', 'b'])
  call(before, 'acceptTransfers', running, paused)
  before.files.part(running, '/downloads/.1.gezi-part')
  before.files.progress(running, 400_000)
  before.clock.advance(1_000)
  call(before, 'pauseTransfers', paused)

  const after = createDesk({ store })
  after.messenger.setNetwork(after.clock.now(), ONLINE)
  const still = [brief(after, running), brief(after, paused), after.files.taken()]
  after.apply({ type: 'peer-changed', peer: ALICE })
  expect([still, after.files.taken(), after.files.order(running).part]).toEqual([
    ['queued peer-offline 400000', 'paused 0', ['rate 0']],
    ['fetch 1.0'],
    '/downloads/.1.gezi-part',
  ])
})

test('progress reaches views at most four times a second, with rate and time left, and the disk once a second', () => {
  let writes = 0
  const wrap = (store: Store): Store => ({
    ...store,
    saveTransfer(record) {
      writes++
      store.saveTransfer(record)
    },
  })
  const desk = openDesk([ALICE], { wrap })
  const [id = ''] = receive(desk, 7, ['a'], ALICE, { size: 100 * MIB })
  call(desk, 'acceptTransfers', id)
  desk.changes()
  writes = 0
  for (let step = 1; step <= 200; step++) {
    desk.clock.advance(10)
    desk.files.progress(id, step * 0.1 * MIB)
  }
  const shown = desk.changes().filter(({ kind }) => kind === 'transfer')
  const latest = view(desk, id)
  expect([shown.length <= 12 && shown.length >= 8, writes, latest?.done]).toEqual([true, 2, 20 * MIB])
  // The tenth of a second before the first byte counts too.
  expect([Math.round((latest?.rate ?? 0) / MIB), latest?.secondsLeft]).toEqual([9, 9])
})

test('a rate falls when nothing comes any more', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'], ALICE, { size: 100 * MIB })
  call(desk, 'acceptTransfers', id)
  for (let step = 1; step <= 10; step++) {
    desk.clock.advance(200)
    desk.files.progress(id, step * MIB)
  }
  const fast = view(desk, id)?.rate ?? 0
  desk.clock.advance(30_000)
  expect([fast > 4 * MIB, (view(desk, id)?.rate ?? 0) < 0.01 * MIB]).toEqual([true, true])
})

test('pause keeps what came, and resume waits for the run that is still ending', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  desk.files.part(id, '/downloads/.1.gezi-part')
  desk.files.progress(id, 300_000)
  call(desk, 'pauseTransfers', id)
  call(desk, 'resumeTransfers', id)
  const before = desk.files.taken()
  desk.files.end(id, { type: 'stopped' })
  expect([before, desk.files.taken(), desk.files.order(id).part, brief(desk, id)]).toEqual([
    ['fetch 1.0', 'stop 1.0'],
    ['fetch 1.0'],
    '/downloads/.1.gezi-part',
    'running 300000',
  ])
})

test('a file that was complete before the pause or the cancel reached it is there', () => {
  const finals = ['pauseTransfers', 'cancelTransfers'].map((method) => {
    const desk = openDesk()
    const [id = ''] = receive(desk, 7, ['a'])
    call(desk, 'acceptTransfers', id)
    call(desk, method, id)
    desk.files.end(id, { type: 'finished', path: '/downloads/a', size: 1_000_000 })
    return [brief(desk, id), view(desk, id)?.canOpen]
  })
  expect(finals).toEqual([
    ['done 1000000', true],
    ['done 1000000', true],
  ])
})

test('what is given up leaves nothing behind, once its run is over, and its sender is told', () => {
  const desk = openDesk()
  const [id = '', other = ''] = receive(desk, 7, ['a', 'b'])
  call(desk, 'acceptTransfers', id)
  desk.files.part(id, '/downloads/.1.gezi-part')
  call(desk, 'cancelTransfers', id)
  const before = desk.files.taken()
  desk.files.end(id, { type: 'stopped' })
  call(desk, 'declineTransfers', other)
  expect([before, desk.files.taken(), brief(desk, id), brief(desk, other), releases(desk)]).toEqual([
    ['fetch 1.0', 'stop 1.0'],
    ['discard /downloads/.1.gezi-part'],
    'cancelled 0',
    'declined 0',
    [
      { type: 'release', peer: ALICE.id, packetNo: '7', files: [0], as: 'declined' },
      { type: 'release', peer: ALICE.id, packetNo: '7', files: [1], as: 'declined' },
    ],
  ])
})

test('others than own peers are told once nothing more of the message is wanted', () => {
  const desk = openDesk([ZHANG])
  const [a = '', b = '', c = ''] = receive(desk, 7, ['a', 'b', 'c'], ZHANG)
  call(desk, 'declineTransfers', a)
  call(desk, 'acceptTransfers', b)
  desk.files.end(b, { type: 'finished', path: '/downloads/b', size: 1_000_000 })
  const before = releases(desk)
  call(desk, 'declineTransfers', c)
  expect([before, releases(desk)]).toEqual([
    [],
    [{ type: 'release', peer: ZHANG.id, packetNo: '7', files: [], as: 'declined' }],
  ])
})

test('offers of chosen people are taken by themselves up to a size; a folder of unknown size is not', () => {
  const desk = openDesk([ALICE, ZHANG])
  desk.call('setSettings', { autoAccept: { peers: [ALICE.id], maxBytes: 1_000_000 } })
  const states = [
    receive(desk, 1, ['fits']),
    receive(desk, 2, ['too large'], ALICE, { size: 1_000_001 }),
    receive(desk, 3, ['folder'], ALICE, { kind: 'folder', attributes: 2, size: 0 }),
    receive(desk, 4, ['not chosen'], ZHANG),
  ].map(([id = '']) => brief(desk, id))
  expect(states).toEqual(['running 0', 'offered 0', 'offered 0', 'offered 0'])
})

test('a folder that was taken by itself and becomes larger than promised is stopped and removed', () => {
  const desk = openDesk()
  desk.call('setSettings', { autoAccept: { peers: [ALICE.id], maxBytes: 1_000_000 } })
  const [id = ''] = receive(desk, 1, ['folder'], ALICE, { kind: 'folder', attributes: 2, size: 900_000 })
  desk.files.part(id, '/downloads/.1.gezi-part')
  desk.files.progress(id, 1_000_001)
  desk.files.end(id, { type: 'stopped' })
  expect([desk.files.taken().slice(1), brief(desk, id)]).toEqual([
    ['fetch 1.0', 'stop 1.0', 'discard /downloads/.1.gezi-part'],
    'failed too-large 0',
  ])
})

test('who was chosen stays chosen under his real id, and his transfers move with him', () => {
  const desk = openDesk([{ ...ALICE, id: 'u:alice@alice-pc', capabilities: [] }])
  desk.call('setSettings', { autoAccept: { peers: ['u:alice@alice-pc'], maxBytes: 5 } })
  const [id = ''] = receive(desk, 1, ['a'], { ...ALICE, id: 'u:alice@alice-pc' })
  call(desk, 'acceptTransfers', id)
  desk.apply({ type: 'peer-changed', peer: ALICE }, { type: 'peer-merged', from: 'u:alice@alice-pc', into: ALICE.id })
  desk.files.end(id, broken())
  desk.clock.advance(1_000)
  expect([desk.messenger.settings.autoAccept.peers, view(desk, id)?.peer, desk.files.order(id).resume]).toEqual([
    [ALICE.id],
    ALICE.id,
    'own',
  ])
})

test('retry without ids tries everything that failed on its way to us', () => {
  const desk = openDesk()
  const ids = receive(desk, 7, ['a', 'b', 'c'])
  call(desk, 'acceptTransfers', ...ids.slice(0, 2))
  for (const id of ids.slice(0, 2)) desk.files.end(id, { ...refused, reason: 'disk-full' })
  desk.files.taken()
  expect([desk.call('retryTransfers', {}), desk.files.taken()]).toEqual([
    { ok: true, value: { changed: ids.slice(0, 2) } },
    ['fetch 1.0', 'fetch 1.1'],
  ])
})

test('a withdrawn offer ends in words, whether it waits or runs, and its part goes', () => {
  const desk = openDesk()
  const [waiting = '', running = '', done = ''] = receive(desk, 7, ['a', 'b', 'c'])
  call(desk, 'acceptTransfers', running, done)
  desk.files.part(running, '/downloads/.2.gezi-part')
  desk.files.end(done, { type: 'finished', path: '/downloads/c', size: 1_000_000 })
  const [other = ''] = receive(desk, 8, ['d'])
  desk.apply({ type: 'released', peer: ALICE.id, packetNo: '7', files: [], as: 'withdrawn' })
  desk.apply({ type: 'released', peer: ZHANG.id, packetNo: '8', files: [], as: 'withdrawn' })
  desk.files.end(running, { type: 'stopped' })
  expect([waiting, running, done, other].map((id) => brief(desk, id))).toEqual([
    'failed withdrawn 0',
    'failed withdrawn 0',
    'done 1000000',
    'offered 0',
  ])
  expect(desk.files.taken().slice(-2)).toEqual(['stop 1.1', 'discard /downloads/.2.gezi-part'])
})

test('a deleted message takes its transfers along: the run ends, the part goes, the sender hears of it', () => {
  const desk = openDesk()
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  desk.files.part(id, '/downloads/.1.gezi-part')
  desk.changes()
  desk.call('deleteMessage', { id: '1' })
  desk.files.end(id, { type: 'stopped' })
  const removed = desk.changes().filter(({ kind }) => kind === 'transfer' || kind === 'transfer-removed')
  expect([desk.files.taken(), removed, desk.messenger.snapshot().transfers, releases(desk).length]).toEqual([
    ['fetch 1.0', 'stop 1.0', 'discard /downloads/.1.gezi-part'],
    [{ kind: 'transfer-removed', id }],
    [],
    1,
  ])
})

test('views hold what runs and the newest of the rest; others are asked for by message', () => {
  const desk = openDesk()
  for (let packetNo = 0; packetNo <= RECENT_TRANSFERS; packetNo++) receive(desk, packetNo + 1, ['a'])
  const removed = desk.changes().filter(({ kind }) => kind === 'transfer-removed')
  expect([removed, desk.messenger.snapshot().transfers.length, desk.call('transfersOf', { messages: ['1'] })]).toEqual([
    [{ kind: 'transfer-removed', id: '1.0' }],
    RECENT_TRANSFERS,
    { ok: true, value: { transfers: [expect.objectContaining({ id: '1.0', state: 'offered' })] } },
  ])
})

test('what is over can be taken off the list, what is not stays', () => {
  const desk = openDesk()
  const [over = '', running = ''] = receive(desk, 7, ['a', 'b'])
  call(desk, 'declineTransfers', over)
  call(desk, 'acceptTransfers', running)
  expect([desk.call('clearTransfers', {}), desk.messenger.snapshot().transfers.map(({ id }) => id)]).toEqual([
    { ok: true, value: { changed: [over] } },
    [running],
  ])
})

test('what happens while the disk refuses is true all the same, and written when it takes writes again', () => {
  const full = Object.assign(new Error('full'), { reason: 'disk-full' })
  let broken = false
  const store = openMemoryStore()
  const transaction: Store['transaction'] = (work) => {
    if (broken) throw full
    return store.transaction(work)
  }
  const desk = openDesk([ALICE], { store: { ...store, transaction } })
  const [id = ''] = receive(desk, 7, ['a'])
  call(desk, 'acceptTransfers', id)
  broken = true
  desk.files.end(id, { type: 'finished', path: '/downloads/a', size: 1_000_000 })
  const meanwhile = [brief(desk, id), store.transfer(id)?.state]
  broken = false
  desk.clock.advance(1_000)
  expect([meanwhile, store.transfer(id)?.state, store.transfer(id)?.path]).toEqual([
    ['done 1000000', 'queued'],
    'done',
    '/downloads/a',
  ])
})

test('a program is marked, whatever the sender calls it', () => {
  const desk = openDesk()
  const ids = receive(desk, 7, ['setup.exe', '报告\u202ecod.scr', 'a.txt'])
  expect(ids.map((id) => [view(desk, id)?.name, view(desk, id)?.executable])).toEqual([
    ['setup.exe', true],
    ['报告cod.scr', true],
    ['a.txt', false],
  ])
})
