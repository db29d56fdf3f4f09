import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/host/store/open.ts'
import type { Salvaged } from '../../electron/host/store/salvage.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { StorageError } from '../../electron/host/store/storage-error.ts'
import type { Store } from '../../shared/core/ports.ts'
import { open, temporaryDatabase } from './folder.ts'
import { mountSmall } from './mount.ts'
import { incoming, peerRecord, seededRandom } from './samples.ts'

const NOW = Date.UTC(2026, 10, 5, 10, 11, 12)
const KEPT = 'gezi-damaged-2026-11-05T10-11-12.db'
const PAGE = 4096
const MESSAGES = 3_000
const CHATS = 5

const textOf = (number: number): string => `第${number}条消息 message${number} ${'正文'.repeat(number % 60)}`

function fill(store: Store, count = MESSAGES): void {
  store.savePeer(peerRecord())
  store.saveSettings({ name: '甲' })
  store.saveValue('packet-number', '123')
  store.transaction(() => {
    for (let number = 1; number <= count; number++) {
      const raw = new Uint8Array(number % 100 === 0 ? 9_000 : 60)
      store.addIncoming(
        incoming({ peer: `peer-${number % CHATS}`, packetNo: String(number), text: textOf(number), raw }),
      )
    }
    store.markRead('peer-1', '1500')
    store.setDraft('peer-2', '草稿')
  })
}

let whole: Buffer | undefined

/** A database with MESSAGES messages after a clean end: one that was made once, for each test anew. */
function history(): string {
  const path = temporaryDatabase()
  if (whole === undefined) {
    const { store } = open(path)
    fill(store)
    store.close()
    whole = readFileSync(path)
  } else writeFileSync(path, whole)
  return path
}

function change(path: string, work: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path)
  work(bytes)
  writeFileSync(path, bytes)
}

/** Opens, and asserts what must hold after every salvage. */
function salvaged(
  path: string,
  options = {},
): { readonly store: Store; readonly salvaged: Salvaged; readonly saved: number } {
  const damaged = existsSync(path) ? readFileSync(path) : undefined
  const opened = open(path, { now: NOW, ...options })
  if (opened.salvaged === undefined) throw new Error('opened as if nothing were damaged')
  const { store } = opened
  const kept = join(dirname(path), opened.salvaged.keptAs)
  const database = new Database(path, { readonly: true })
  const rows = database.prepare<[], { id: number; text: string }>('SELECT id, text FROM message').all()
  const indexed = database.prepare('SELECT count(*) FROM message_text WHERE message_text MATCH \'"条"\'').pluck().get()
  expect({
    check: database.pragma('integrity_check', { simple: true }),
    references: database.pragma('foreign_key_check'),
    wrong: rows.filter(({ id, text }) => text !== textOf(id)),
    indexed,
    unread: database
      .prepare(
        `SELECT count(*) FROM conversation c WHERE unread <>
          (SELECT count(*) FROM message m WHERE m.conversation = c.number AND direction = 'in' AND m.id > c.read_up_to)`,
      )
      .pluck()
      .get(),
    kept: damaged === undefined || readFileSync(kept).equals(damaged),
    messages: opened.salvaged.messages,
    rest: readdirSync(dirname(path)).filter((file) => /repair|salvaged/.test(file)),
  }).toEqual({
    check: 'ok',
    references: [],
    wrong: [],
    indexed: rows.length,
    unread: 0,
    kept: true,
    messages: rows.length,
    rest: [],
  })
  database.close()
  return { store, salvaged: opened.salvaged, saved: rows.length }
}

/** Pages of a table by what they are. */
function pagesOf(path: string, table: string, type: 'leaf' | 'internal' | 'overflow'): number[] {
  const database = new Database(path, { readonly: true })
  const pages = database
    .prepare<[string, string], number>('SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path')
    .pluck()
    .all(table, type)
  database.close()
  return pages
}

const zero = (bytes: Buffer, page: number): void => void bytes.fill(0, (page - 1) * PAGE, page * PAGE)

test('a leaf page full of zeros costs the messages of that page and nothing else', () => {
  const path = history()
  const leaves = pagesOf(path, 'message', 'leaf')
  const page = leaves[Math.floor(leaves.length / 2)] ?? 0
  change(path, (bytes) => zero(bytes, page))
  const result = salvaged(path)
  expect(result.salvaged).toEqual({ keptAs: KEPT, messages: result.saved, lost: true })
  expect(result.saved).toBeGreaterThan(MESSAGES - 60)
  expect(result.saved).toBeLessThan(MESSAGES)
  expect({
    peers: result.store.peers(),
    settings: result.store.settings(),
    value: result.store.value('packet-number'),
    chats: result.store.conversations().map(({ id, readUpTo, draft }) => [id, readUpTo, draft]),
  }).toEqual({
    peers: [peerRecord()],
    settings: { name: '甲' },
    value: '123',
    chats: [
      ['peer-1', '1500', ''],
      ['peer-2', '0', '草稿'],
      ['peer-3', '0', ''],
      ['peer-4', '0', ''],
      ['peer-0', '0', ''],
    ],
  })
  result.store.close()
  expect(open(path).salvaged).toBeUndefined()
})

test('keys of people, and what was decided about them, survive the loss of messages', () => {
  const path = temporaryDatabase()
  const { store: filled } = open(path)
  fill(filled)
  const key = (byte: number, length: number) => ({ modulus: new Uint8Array(length).fill(byte), exponent: 65537 })
  const records = ['g:1', 'u:li@LI-PC'].map((peer, index) => ({
    peer,
    pinned: [key(0xf0 + index, 256), key(0xe0 + index, 128)],
    offered: index === 0 ? undefined : key(0xd0, 256),
    ...{ capability: 0x65920006, mac: 'F8B46AA55B28', otherMac: '', pinnedAt: NOW, comparedAt: NOW + 1 },
    ...{ plain: index === 1, files: index === 0 },
  }))
  for (const record of records) filled.savePeerKeys(record)
  filled.close()
  const leaves = pagesOf(path, 'message', 'leaf')
  change(path, (bytes) => zero(bytes, leaves[3] ?? 0))
  expect(salvaged(path).store.peerKeys()).toEqual(records)
})

test('damage of an index loses nothing', () => {
  const path = history()
  const pages = ['message_page', 'message_repeat', 'message_text_data'].flatMap((name) => pagesOf(path, name, 'leaf'))
  change(path, (bytes) => {
    for (const page of pages) zero(bytes, page)
  })
  const { salvaged: report } = salvaged(path)
  expect(report).toEqual({ keptAs: KEPT, messages: MESSAGES, lost: false })
})

test('a lost datagram in overflow pages costs the datagrams and not their messages', () => {
  const path = history()
  const pages = pagesOf(path, 'message', 'overflow')
  expect(pages.length).toBeGreaterThan(10)
  change(path, (bytes) => {
    for (const page of pages) bytes.fill(0xff, (page - 1) * PAGE, page * PAGE)
  })
  const { salvaged: report } = salvaged(path)
  expect(report).toEqual({ keptAs: KEPT, messages: MESSAGES, lost: true })
})

test('inner pages full of zeros leave the messages on the pages below them', () => {
  const path = history()
  const pages = pagesOf(path, 'message', 'internal')
  change(path, (bytes) => {
    for (const page of pages) zero(bytes, page)
  })
  const { salvaged: report } = salvaged(path)
  expect(report).toEqual({ keptAs: KEPT, messages: MESSAGES, lost: false })
})

test('deleted messages do not come back', () => {
  const path = temporaryDatabase()
  const first = open(path).store
  fill(first)
  for (let id = 1_000; id < 1_400; id++) first.deleteMessage(String(id))
  first.close()
  const [root = 0] = pagesOf(path, 'message', 'internal')
  change(path, (bytes) => zero(bytes, root))
  const { saved, store } = salvaged(path)
  expect([saved, store.message('1200')]).toEqual([MESSAGES - 400, undefined])
})

test('the page with the names of the chats is made good from the index of the names', () => {
  const path = history()
  const [page = 0] = pagesOf(path, 'conversation', 'leaf')
  change(path, (bytes) => zero(bytes, page))
  const { store, saved } = salvaged(path)
  expect([
    saved,
    store
      .conversations()
      .map(({ id }) => id)
      .toSorted(),
  ]).toEqual([MESSAGES, ['peer-0', 'peer-1', 'peer-2', 'peer-3', 'peer-4']])
})

test('messages whose chat has no name any more are kept', () => {
  const path = history()
  const pages = ['conversation', 'sqlite_autoindex_conversation_1'].flatMap((name) => pagesOf(path, name, 'leaf'))
  change(path, (bytes) => {
    for (const page of pages) zero(bytes, page)
  })
  const { store, saved } = salvaged(path)
  expect([saved, store.conversations().map(({ id }) => id)]).toEqual([
    MESSAGES,
    ['lost-1', 'lost-2', 'lost-3', 'lost-4', 'lost-5'],
  ])
})

test.each([
  ['the header', 100],
  ['the first page', PAGE],
])('%s overwritten by chance loses nothing', (_, length) => {
  const path = history()
  const random = seededRandom(length)
  change(path, (bytes) => {
    for (let index = 0; index < length; index++) bytes[index] = Math.floor(random() * 256)
  })
  const { salvaged: report } = salvaged(path)
  expect(report).toEqual({ keptAs: KEPT, messages: MESSAGES, lost: false })
})

test('a file cut to two thirds keeps what is in them', () => {
  const path = history()
  const pages = readFileSync(path).length / PAGE
  truncateSync(path, Math.floor((pages * 2) / 3) * PAGE + 1_000)
  const { salvaged: report, saved } = salvaged(path)
  expect([report.lost, saved > MESSAGES / 2, saved < MESSAGES]).toEqual([true, true, true])
})

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  'random pages of zeros and noise lose their own messages and no others (seed %i)',
  (seed) => {
    const path = history()
    const random = seededRandom(seed)
    const inner = new Set(pagesOf(path, 'message', 'internal'))
    const own = new Set([...pagesOf(path, 'message', 'leaf'), ...pagesOf(path, 'message', 'overflow')])
    let hit = 0
    change(path, (bytes) => {
      const pages = bytes.length / PAGE
      for (let count = 0; count < 8; count++) {
        const page = 2 + Math.floor(random() * (pages - 1))
        if (own.has(page) || inner.has(page)) hit++
        if (random() < 0.5) zero(bytes, page)
        else for (let at = (page - 1) * PAGE; at < page * PAGE; at++) bytes[at] = Math.floor(random() * 256)
      }
    })
    const { saved } = salvaged(path)
    expect(saved).toBeGreaterThanOrEqual(MESSAGES - hit * 50)
  },
)

test.each([
  ['emptied', (path: string) => truncateSync(path)],
  ['filled with noise', (path: string) => change(path, (bytes) => void bytes.fill(0xa5))],
  ['cut to half a page', (path: string) => truncateSync(path, 2_000)],
])('a file that was %s is said to be lost and never shown as a new history', (_, damage) => {
  const path = history()
  damage(path)
  const { salvaged: report, store } = salvaged(path)
  expect([report, store.conversations()]).toEqual([{ keptAs: KEPT, messages: 0, lost: true }, []])
})

/** The files as they are while a host runs: the log holds what was written since. */
function killed(): string {
  const path = temporaryDatabase()
  const { store } = open(path)
  fill(store)
  const copy = temporaryDatabase()
  for (const end of ['', '-wal', '.state']) copyFileSync(`${path}${end}`, `${copy}${end}`)
  return copy
}

test('the log of a killed run is read when its database is damaged', () => {
  const path = killed()
  change(path, (bytes) => void bytes.fill(0, 0, 100))
  const opened = open(path, { now: NOW })
  expect(opened.store.conversations()).toHaveLength(CHATS)
  expect(opened.store.page({ conversation: 'peer-1', limit: 1 }).messages[0]?.text).toBe(textOf(MESSAGES - 4))
})

test('a lost log leaves a database that opens, whole or salvaged', () => {
  const path = killed()
  rmSync(`${path}-wal`)
  const opened = openStore(path, { now: NOW })
  expect(opened.ok).toBe(true)
  if (!opened.ok) return
  opened.value.store.addIncoming(incoming())
  opened.value.store.close()
  expect(open(path).salvaged).toBeUndefined()
})

test('a log without its database is kept and the history said to be lost', () => {
  const path = killed()
  rmSync(path)
  const opened = open(path, { now: NOW })
  expect([opened.salvaged?.lost, existsSync(join(dirname(path), `${KEPT}-wal`))]).toEqual([true, true])
})

test('damage that shows while running has a name, and the next start salvages', () => {
  const path = history()
  const leaves = pagesOf(path, 'message', 'leaf')
  change(path, (bytes) => zero(bytes, leaves[3] ?? 0))
  const running = open(path, { alwaysCheckedBytes: 0 })
  const reading = (): unknown =>
    Array.from({ length: MESSAGES }, (_, index) => running.store.message(String(index + 1)))
  expect(reading).toThrow(StorageError)
  expect(reading).toThrow(expect.objectContaining({ reason: 'corrupt' }))
  running.store.close()
  const { saved } = salvaged(path, { alwaysCheckedBytes: 0 })
  expect(saved).toBeGreaterThan(MESSAGES - 60)
})

test('after a run that did not end cleanly even a large file is checked before it is used', () => {
  const path = history()
  const leaves = pagesOf(path, 'message', 'leaf')
  change(path, (bytes) => zero(bytes, leaves[3] ?? 0))
  writeFileSync(`${path}.state`, JSON.stringify({ state: 'running' }))
  const { salvaged: report } = salvaged(path, { alwaysCheckedBytes: 0 })
  expect(report.lost).toBe(true)
})

test('damage in what every start reads is salvaged by that start, however large the file', () => {
  const path = history()
  const pages = pagesOf(path, 'setting', 'leaf')
  change(path, (bytes) => {
    for (const page of pages) zero(bytes, page)
  })
  const { salvaged: report, store } = salvaged(path, { alwaysCheckedBytes: 0 })
  expect([report, store.settings()]).toEqual([{ keptAs: KEPT, messages: MESSAGES, lost: true }, {}])
})

test('a damaged database of an older version is salvaged and then migrated', () => {
  const path = history()
  const leaves = pagesOf(path, 'message', 'leaf')
  change(path, (bytes) => zero(bytes, leaves[3] ?? 0))
  const next = {
    version: migrations.length + 1,
    sql: 'ALTER TABLE message ADD COLUMN length INTEGER; UPDATE message SET length = length(text)',
  }
  const { saved } = salvaged(path, { migrations: [...migrations, next] })
  const database = new Database(path, { readonly: true })
  expect(database.prepare('SELECT count(length) FROM message').pluck().get()).toBe(saved)
  database.close()
})

test('ids of lost messages are not given again', () => {
  const path = history()
  const leaves = pagesOf(path, 'message', 'leaf')
  change(path, (bytes) => zero(bytes, leaves.at(-1) ?? 0))
  const { store } = salvaged(path)
  expect(store.addOutgoing({ peer: 'peer-1', text: '新', at: 1 }).id).toBe(String(MESSAGES + 1))
})

test('a loss of power between the two renames is made good by the next start', () => {
  const path = history()
  const folder = dirname(path)
  const done = temporaryDatabase()
  const other = open(done).store
  other.openConversation('saved')
  other.close()
  for (const oldIsMoved of [false, true]) {
    copyFileSync(done, `${path}.salvaged`)
    writeFileSync(`${path}-wal`, 'old log')
    const keptAs = `kept-${oldIsMoved}.db`
    writeFileSync(`${path}.state`, JSON.stringify({ state: 'exchange', keptAs, messages: 4, lost: false }))
    if (oldIsMoved) renameSync(path, join(folder, keptAs))
    const opened = open(path)
    expect([opened.salvaged, opened.store.conversations().map(({ id }) => id)]).toEqual([
      { keptAs, messages: 4, lost: false },
      ['saved'],
    ])
    expect(existsSync(join(folder, keptAs))).toBe(true)
    opened.store.close()
  }
})

test('a disk too full for a salvage leaves the damaged database as it is', (context) => {
  const { folder } = mountSmall(context, '8m')
  const path = join(folder, 'gezi.db')
  copyFileSync(history(), path)
  const [page = 0] = pagesOf(path, 'message', 'leaf')
  change(path, (bytes) => zero(bytes, page))
  const ballast = join(folder, 'ballast')
  const before = readFileSync(path)
  writeFileSync(ballast, new Uint8Array(8_000_000 - before.length - 500_000))
  const refused = openStore(path)
  expect(refused).toMatchObject({ ok: false, error: { code: 'disk-full' } })
  expect(readFileSync(path).equals(before)).toBe(true)
  rmSync(ballast)
  writeFileSync(ballast, '')
  const opened = openStore(path)
  expect(opened.ok && opened.value.salvaged?.lost).toBe(true)
  if (opened.ok) opened.value.store.close()
})
