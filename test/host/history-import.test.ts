/** Moving in with one's past: IP Messenger's log and database, in the right order, once, and out again. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { monthsBefore } from '../../electron/host/history/sweep.ts'
import { openStore } from '../../electron/host/store/open.ts'
import type { Store } from '../../shared/core/ports.ts'
import { incoming, peerRecord } from '../store/samples.ts'
import { job, ownerOf, tokenOf } from './history-support.ts'
import { address, openTestHost, temporaryFolder } from './support.ts'

const at = (day: number, hour: number): number => new Date(2020, 0, day, hour, 0, 0).getTime()
const TOP = '='.repeat(37)
const entry = (what: string, who: string, when: string, text: string): string =>
  [TOP, ` ${what}: ${who}`, `  at ${when}`, '-'.repeat(37), text, '', ''].join('\r\n')

async function folderWithGezi(more: (store: Store) => void = () => {}): Promise<string> {
  const data = await temporaryFolder()
  const opened = openStore(join(data, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  const { store } = opened.value
  store.savePeer(peerRecord({ id: 'u:chen@PC-1', user: 'chen', host: 'PC-1', name: '陈' }))
  store.addIncoming(incoming({ peer: 'u:chen@PC-1', text: 'Gezi 第一条', packetNo: '1', receivedAt: at(10, 9) }))
  const starred = store.addIncoming(
    incoming({ peer: 'u:chen@PC-1', text: 'Gezi 第二条', packetNo: '2', receivedAt: at(12, 9) }),
  )
  if (starred !== undefined) store.setStarred([starred.id], true)
  store.markRead('u:chen@PC-1', '1')
  more(store)
  store.close()
  return data
}

const LOG = [
  entry('From', '陈旧 (研发/PC-1/chen)', 'Thu Jan 09 08:00:00 2020', '日志里的第一条'),
  entry('To', '陈旧 (研发/PC-1/chen)', 'Thu Jan 09 08:00:00 2020', '好'),
  entry('To', '陈旧 (研发/PC-1/chen)', 'Thu Jan 09 08:00:00 2020', '好'),
  entry('From', '陈旧 (研发/PC-1/chen)', 'Sat Jan 11 08:00:00 2020', '在两条之间'),
  entry('From', '新人 (PC-7/newcomer)', 'Sun Jan 05 08:00:00 2020', '没见过的人'),
].join('')

test('a log comes in between what is here, in the order of time, is found, and goes out again', async () => {
  const host = await openTestHost({ bind: address(96), data: await folderWithGezi() })
  const owner = ownerOf(host)
  const file = join(await temporaryFolder(), 'ipmsg.log')
  await writeFile(file, LOG)

  const looked = await job(owner, 'inspectHistory', { file: await tokenOf(owner, file) })
  expect(looked).toMatchObject({
    outcome: {
      preview: {
        source: 'ipmsg-log',
        messages: 5,
        from: at(5, 8),
        until: at(11, 8),
        people: [
          { key: 'u:chen@PC-1', messages: 4, peer: 'u:chen@PC-1' },
          { key: 'u:newcomer@PC-7', name: '新人', messages: 1 },
        ],
      },
    },
  })

  const taken = await job(owner, 'importHistory', { file: await tokenOf(owner, file), mode: 'merge' })
  expect(taken).toMatchObject({ state: 'done', outcome: { messages: 5 } })
  const page = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 50 })
  const texts = page.ok ? page.value.messages.map(({ text, imported = false }) => [text, imported]) : []
  expect(texts).toEqual([
    ['日志里的第一条', true],
    ['好', true],
    ['好', true],
    ['Gezi 第一条', false],
    ['在两条之间', true],
    ['Gezi 第二条', false],
  ])
  // By pages, as the list asks for them.
  const newest = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 2 })
  const first = newest.ok ? newest.value.messages[0]?.id : undefined
  const older = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', before: first ?? '', limit: 2 })
  expect(older.ok && older.value.messages.map(({ text }) => text)).toEqual(['好', 'Gezi 第一条'])
  const state = await host.until((now) =>
    now.conversations.some(({ id }) => id === 'u:newcomer@PC-7') ? now : undefined,
  )
  expect(state.conversations.map(({ id, unread, last }) => [id, unread, last?.text])).toEqual([
    ['u:chen@PC-1', 2, 'Gezi 第二条'],
    ['u:newcomer@PC-7', 0, '没见过的人'],
  ])
  expect(state.peers.map(({ name }) => name).toSorted()).toEqual(['新人', '陈'].toSorted())
  const found = await owner.call('searchMessages', { text: '两条', limit: 5 })
  expect(found.ok && found.value.messages.map(({ text }) => text)).toEqual(['在两条之间'])

  const again = await job(owner, 'importHistory', { file: await tokenOf(owner, file), mode: 'merge' })
  expect(again).toMatchObject({ state: 'failed', problem: 'nothing' })

  const report = await owner.call('storageReport', {})
  const id = report.ok ? (report.value.imports[0]?.id ?? 0) : 0
  expect(report).toMatchObject({
    value: { messages: 7, imports: [{ source: 'ipmsg-log', name: 'ipmsg.log', messages: 5 }] },
  })
  expect(await job(owner, 'removeImport', { id })).toMatchObject({ state: 'done', outcome: { messages: 5 } })
  const left = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 50 })
  expect(left.ok && left.value.messages.map(({ text }) => text)).toEqual(['Gezi 第一条', 'Gezi 第二条'])
})

test('ipmsg.db gives the same messages as its log, whoever of the two comes first, and people can be chosen', async () => {
  const host = await openTestHost({ bind: address(97), data: await folderWithGezi() })
  const owner = ownerOf(host)
  const folder = await temporaryFolder()
  const [log, db] = [join(folder, 'ipmsg.log'), join(folder, 'ipmsg.db')]
  await writeFile(log, LOG)
  ipmsgDatabase(db)
  const people = { 'u:newcomer@PC-7': 'u:chen@PC-1' }
  const first = await job(owner, 'importHistory', { file: await tokenOf(owner, db), mode: 'merge', people })
  expect(first).toMatchObject({ state: 'done', outcome: { messages: 3 } })
  const second = await job(owner, 'importHistory', { file: await tokenOf(owner, log), mode: 'merge', people })
  // Of the log's five, those two that the database does not have.
  expect(second).toMatchObject({ state: 'done', outcome: { messages: 2 } })
  const page = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 50 })
  expect(page.ok && page.value.messages.map(({ text }) => text)).toEqual([
    '没见过的人',
    // The log knows no fractions of the second.
    '好',
    '日志里的第一条',
    '好',
    'Gezi 第一条',
    '在两条之间',
    'Gezi 第二条',
  ])
})

/** As version 8 of its schema has it. */
function ipmsgDatabase(path: string): void {
  const raw = new Database(path)
  raw.exec(`
    CREATE TABLE dbinfo_tbl (db_ver INTEGER PRIMARY KEY); INSERT INTO dbinfo_tbl VALUES (8);
    CREATE TABLE msg_tbl (msg_id INTEGER PRIMARY KEY, importid INTEGER, cmd INTEGER, flags INTEGER, body TEXT, lines INTEGER, alter_date INTEGER, comment TEXT, packet_no INTEGER);
    CREATE TABLE host_tbl (host_id INTEGER PRIMARY KEY, uid TEXT, nick TEXT, host TEXT, addr TEXT, gname TEXT);
    CREATE TABLE msghost_tbl (msg_id INTEGER, host_id INTEGER, flags INTEGER, idx INTEGER);
    CREATE TABLE file_tbl (msg_id INTEGER, fname TEXT);
    CREATE TABLE clip_tbl (msg_id INTEGER, fname TEXT, cx INTEGER, cy INTEGER);
    INSERT INTO host_tbl VALUES (0, '', 'memo', '', '', ''), (1, 'chen', '陈旧', 'PC-1', '192.168.1.7', '研发');
  `)
  const insert = raw.prepare('INSERT INTO msg_tbl (msg_id, importid, cmd, flags, body) VALUES (?, 0, 0, ?, ?)')
  const link = raw.prepare('INSERT INTO msghost_tbl VALUES (?, ?, 0, 0)')
  const add = (time: number, flags: number, body: string, host: number): void => {
    const id = (BigInt(time / 1_000) << 24n) + (250n << 14n)
    insert.run(id, flags, body)
    link.run(id, host)
  }
  add(at(9, 8), 0x1, '日志里的第一条\n', 1)
  add(at(9, 8) + 1_000, 0x20, 'a memo to myself', 0)
  add(at(11, 8), 0x1, '在两条之间', 1)
  const id = (BigInt(at(9, 8) / 1_000) << 24n) + (251n << 14n)
  insert.run(id, 0, '好')
  link.run(id, 1)
  raw.close()
}

test('rules delete what is older, chat by chat, never what has a star, and also what came after a clock that was ahead', async () => {
  const data = await folderWithGezi((store) => {
    const times = [...Array.from({ length: 120 }, (_, n) => Date.UTC(2100, 0, 1) + n), at(10, 9), at(10, 10)]
    for (const [n, receivedAt] of times.entries()) {
      store.addIncoming(incoming({ peer: 'u:ahead@PC-9', text: `${n}`, packetNo: `${n}`, receivedAt }))
    }
  })
  const host = await openTestHost({ bind: address(98), data })
  const owner = ownerOf(host)
  expect(await owner.call('previewRetention', { months: 3 })).toEqual({ ok: true, value: { messages: 3 } })
  await owner.call('setSettings', { retentionMonths: 3, retentionByChat: { 'u:chen@PC-1': 0 } })
  expect(await job(owner, 'applyRetention', {})).toMatchObject({ outcome: { messages: 2 } })
  await owner.call('setSettings', { retentionByChat: {} })
  expect(await job(owner, 'applyRetention', {})).toMatchObject({ outcome: { messages: 1 } })
  const left = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 50 })
  expect(left.ok && left.value.messages.map(({ text }) => text)).toEqual(['Gezi 第二条'])
})

test('months are those of the calendar', () => {
  const time = (...parts: [number, number, number]): number => new Date(parts[0], parts[1] - 1, parts[2], 12).getTime()
  expect([
    monthsBefore(time(2026, 3, 31), 1),
    monthsBefore(time(2024, 2, 29), 12),
    monthsBefore(time(2026, 11, 27), 3),
  ]).toEqual([time(2026, 2, 28), time(2023, 2, 28), time(2026, 8, 27)])
})
