import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, openForWriting } from '../../electron/host/store/database.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { openStore } from '../../electron/host/store/open.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { createStore } from '../../electron/host/store/store.ts'
import { transferSql } from '../../electron/host/store/transfers.ts'
import type { OfferedItem, Store, TransferRecord } from '../../shared/core/ports.ts'
import type { Attachment } from '../../shared/protocol/index.ts'
import { temporaryFolder } from './folder.ts'
import { incoming, START } from './samples.ts'

const attachment = (change: Partial<Attachment> = {}): Attachment => ({
  id: 7,
  name: '报告.doc',
  size: 4_000_000_000,
  modified: 1_700_000_000,
  kind: 'file',
  attributes: 1,
  extended: [],
  ...change,
})
const folder = attachment({ id: 8, name: '目录', kind: 'folder', attributes: 2 })
const image = attachment({
  id: 9,
  name: 'clip.png',
  kind: 'clipboard',
  attributes: 0x20,
  extended: [{ key: 8, values: ['3'] }],
})
const other = attachment({ id: 10, name: 'link', kind: 'other', attributes: 4 })

const offered = (change: Partial<OfferedItem['source']> = {}, expiresAt?: number): OfferedItem => ({
  attachment: attachment({ id: 0 }),
  source: { path: '/home/wang/报告.doc', modified: 1_700_000_000_123.25, files: undefined, spooled: false, ...change },
  expiresAt,
})

function open(): Store {
  const opened = openStore(':memory:')
  if (!opened.ok) throw new Error(opened.error.detail)
  return opened.value.store
}

const common = {
  peer: 'chen',
  name: '报告.doc',
  size: 4_000_000_000,
  modified: 1_700_000_000,
  encoding: 'utf-8',
  at: START,
  state: 'offered',
  reason: undefined,
  done: 0,
  filesDone: 0,
  changedAt: START,
  cleared: false,
  directory: undefined,
  saveAs: undefined,
  part: undefined,
  path: undefined,
  maxBytes: undefined,
  expiresAt: undefined,
  imageId: undefined,
  protection: undefined,
  asked: [],
} as const

test('each file, folder and image of an incoming message becomes an offered transfer; what cannot be fetched does not', () => {
  const store = open()
  const message = store.addIncoming(incoming({ packetNo: '99', attachments: [attachment(), folder, other, image] }))
  const records = store.transfersOf([message?.id ?? ''])
  const first: TransferRecord = {
    ...common,
    id: `${message?.id}.0`,
    message: message?.id ?? '',
    index: 0,
    direction: 'in',
    kind: 'file',
    fileId: 7,
    packetNo: '99',
    picture: undefined,
    kept: false,
    source: undefined,
  }
  expect([records[0], records.map(({ id, kind, fileId }) => [id.split('.')[1], kind, fileId])]).toEqual([
    first,
    [
      ['0', 'file', 7],
      ['1', 'folder', 8],
      ['3', 'image', 9],
    ],
  ])
})

test('an own offer keeps where its bytes are, and leaves with the outbox, after a restart too', () => {
  const store = open()
  const items = [
    offered({}, START + 5),
    { ...offered({ path: '/home/wang/目录', files: 12 }), attachment: { ...folder, id: 1 } },
  ]
  const message = store.addOutgoing({ peer: 'chen', text: '看', at: START, items })
  const [first, second] = store.transfersOf([message.id])
  expect({
    shown: message.attachments,
    outbox: store.outbox()[0]?.attachments,
    sources: [first?.source, second?.source],
    expiresAt: [first?.expiresAt, second?.expiresAt],
  }).toEqual({
    shown: [
      { index: 0, kind: 'file', name: '报告.doc', size: 4_000_000_000 },
      { index: 1, kind: 'folder', name: '目录', size: 4_000_000_000, entries: 12 },
    ],
    outbox: items.map((item) => item.attachment),
    sources: items.map((item) => item.source),
    expiresAt: [START + 5, undefined],
  })
})

test('what changes of a transfer is kept, what its message said stays', () => {
  const store = open()
  const message = store.addIncoming(incoming({ attachments: [attachment()] }))
  const before = store.transfersOf([message?.id ?? ''])[0]
  if (before === undefined) throw new Error('no transfer')
  const after: TransferRecord = {
    ...before,
    state: 'failed',
    reason: 'disk-full',
    done: 3_000_000_000,
    filesDone: 4,
    changedAt: START + 9,
    cleared: true,
    directory: '/home/wang/下载',
    saveAs: 'x.doc',
    part: '/home/wang/下载/.ab.gezi-part',
    path: '/home/wang/下载/x.doc',
    maxBytes: 5,
  }
  store.saveTransfer({ ...after, name: 'other', size: 1 })
  expect(store.transfer(before.id)).toEqual(after)
})

test('an offer is found by the number under which its message left, in its own direction only', () => {
  const store = open()
  const message = store.addOutgoing({ peer: 'chen', text: '', at: START, items: [offered()] })
  store.setDelivery(message.id, { state: 'sent', packetNo: 41, attempts: 1, retryAt: START }, START)
  store.addIncoming(incoming({ packetNo: '41', attachments: [folder] }))
  store.addIncoming(incoming({ packetNo: '42' }))
  const names = (direction: 'in' | 'out', packetNo: string) =>
    store.transfersUnder(direction, packetNo).map(({ name }) => name)
  expect([names('out', '41'), names('in', '41'), names('in', '42'), names('out', '40')]).toEqual([
    ['报告.doc'],
    ['目录'],
    [],
    [],
  ])
})

test('lists: by state in order of arrival, recent ones newest first without those that were cleared, offers whose time is over', () => {
  const store = open()
  for (let index = 1; index <= 4; index++) {
    store.addIncoming(incoming({ packetNo: String(index), receivedAt: START + index, attachments: [attachment()] }))
  }
  const own = store.addOutgoing({ peer: 'chen', text: '', at: START, items: [offered({ spooled: true }, START + 50)] })
  const all = ['1', '2', '3', '4', own.id].map((id) => store.transfer(`${id}.0`))
  const [first, second, third] = all
  if (first === undefined || second === undefined || third === undefined) throw new Error('no transfers')
  store.saveTransfer({ ...first, state: 'queued' })
  store.saveTransfer({ ...second, cleared: true })
  store.saveTransfer({ ...third, state: 'queued' })
  const ids = (records: readonly TransferRecord[]) => records.map(({ id }) => id)
  expect({
    queued: ids(store.transfersIn('queued', 10)),
    one: ids(store.transfersIn('queued', 1)),
    recent: ids(store.recentTransfers(10)),
    expired: [ids(store.expiredOffers(START + 49)), ids(store.expiredOffers(START + 50))],
    next: store.nextExpiry(),
    spooled: store.spooledSources(),
  }).toEqual({
    queued: ['1.0', '3.0'],
    one: ['1.0'],
    recent: ['4.0', '3.0', '1.0', `${own.id}.0`],
    expired: [[], [`${own.id}.0`]],
    next: START + 50,
    spooled: ['/home/wang/报告.doc'],
  })
})

test('a transfer goes with its message, and moves with the person', () => {
  const store = open()
  const gone = store.addIncoming(incoming({ attachments: [attachment()] }))
  const moved = store.addIncoming(incoming({ packetNo: '2', attachments: [attachment()] }))
  store.deleteMessage(gone?.id ?? '')
  store.mergePeers('chen', 'g:chen')
  expect([store.transfer(`${gone?.id}.0`), store.transfer(`${moved?.id}.0`)?.peer]).toEqual([undefined, 'g:chen'])
})

test('a history of version 1 keeps its messages, and the files that came with them can be fetched now', () => {
  const path = join(temporaryFolder(), 'gezi.db')
  const raw = openForWriting(path)
  migrate(raw, migrations, 1)
  raw.exec(`
    INSERT INTO conversation (number, id) VALUES (1, 'chen');
    INSERT INTO message (id, conversation, direction, at, state, packet_no, encoding, flags, text)
    VALUES (1, 1, 'in', ${START}, 'received', '99', 'gb18030', 32, 'two'), (2, 1, 'out', ${START}, 'delivered', '100', 'utf-8', 0, 'thanks');
    INSERT INTO attachment VALUES
      (1, 0, 7, 'file', '报告.doc', 6, 1700000000, 1, '[]'), (1, 1, 8, 'other', 'link', 0, 0, 4, '[]'),
      (1, 2, 9, 'folder', '目录', 0, 0, 2, '[]');`)
  migrate(raw, migrations)
  const store = createStore(connect(raw))
  const records = store.transfersUnder('in', '99').map(({ id, kind, state, name, at }) => [id, kind, state, name, at])
  const texts = store.page({ conversation: 'chen', limit: 9 }).messages.map(({ text }) => text)
  store.close()
  expect([records, texts]).toEqual([
    [
      ['1.0', 'file', 'offered', '报告.doc', START],
      ['1.2', 'folder', 'offered', '目录', START],
    ],
    ['two', 'thanks'],
  ])
})

test('requests and lists go through their index', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  const plan = (sql: string): string | undefined =>
    raw
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
      .map(({ detail }) => detail)[0]
  expect(Object.values(transferSql).map(plan)).toEqual([
    'SEARCH t USING INDEX sqlite_autoindex_transfer_1 (message=? AND position=?)',
    'SEARCH t USING INDEX sqlite_autoindex_transfer_1 (message=?)',
    'SEARCH t USING INDEX transfer_state (state=?)',
    'SCAN t USING INDEX transfer_recent',
    'SEARCH m USING INDEX message_offer (packet_no=?)',
    'SEARCH t USING INDEX transfer_expiry (expires_at<?)',
    'SEARCH transfer USING COVERING INDEX transfer_expiry (expires_at>?)',
    'SEARCH t USING INDEX transfer_image (image_id=?)',
    'SCAN t USING INDEX transfer_image_open',
    'SEARCH transfer USING INDEX transfer_source (source>?)',
  ])
  raw.close()
})
