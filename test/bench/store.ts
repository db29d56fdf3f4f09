/**
 * What the store does with 1,000,000 messages. Everything is measured on a copy of one database that is made once (store-data.ts), through
 * the same `openStore` as in the application. Targets are what a user feels: a page within a frame, a search while typing, a start.
 */
import { execFileSync } from 'node:child_process'
import { constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { openStore } from '../../electron/host/store/open.ts'
import type { SearchQuery, Store } from '../../shared/core/ports.ts'
import { incoming, seededRandom } from '../store/samples.ts'
import { atMost, type Report } from './figure.ts'
import { benchDatabase, CONVERSATIONS, LARGE, MESSAGES, PLANTED } from './store-data.ts'

const PAGE_ROUNDS = 4_000
const SEARCH_ROUNDS = 40
const INSERTS = 1_000
const OPEN_ROUNDS = 5
const LIMIT = 50

const PAGE_TARGET = 1
const SEARCH_TARGET = 30
/** Finding and counting together; both end when their time is over. */
const UNLUCKY_TARGET = 60
const OPEN_TARGET = 300
/** A durable message costs at most this many times a bare durable row. */
const INSERT_RATIO_TARGET = 4

const DAY = 86_400_000
/** Not long after the first message, and after the last one. */
const EARLY = 1_600_000_000_000 + 20 * DAY
const LATE = EARLY + 20_000 * DAY

/** Rare and common, short and long, everywhere and in one chat large or small. */
const QUERIES: readonly Omit<SearchQuery, 'limit'>[] = [
  { text: '的' },
  { text: '室' },
  { text: '鲸' },
  { text: '一是' },
  { text: '的一' },
  { text: '鲸落' },
  { text: '会议' },
  { text: '的一是' },
  { text: '服务器接' },
  { text: '季度总结' },
  { text: '的 一 是 不' },
  { text: '的 鲸落' },
  { text: '不存在的句子' },
  { text: 'r' },
  { text: 're' },
  { text: 'rep' },
  { text: 'report' },
  { text: 'the meeting' },
  { text: 'quarterly fig' },
  { text: 'zzzz' },
  { text: '设计v' },
  { text: 'report 的' },
  ...['的', '鲸落', '季度总结', 're', '的一', 'the report', '不存在'].flatMap((text) =>
    [LARGE, 'peer-1', `peer-${CONVERSATIONS - 1}`].map((chat) => ({ text, filter: { chats: [chat] } })),
  ),
  // With filters, alone and with words: common, rare and empty ones.
  ...(['file', 'image', 'link', 'folder', 'document'] as const).flatMap((has) =>
    ['', '的', '鲸落', 'report'].flatMap((text) => [
      { text, filter: { has: [has] } },
      { text, filter: { has: [has], chats: [LARGE] } },
    ]),
  ),
  ...['', '的', '季度总结', 're'].flatMap((text) => [
    { text, filter: { direction: 'out' as const } },
    { text, filter: { direction: 'in' as const, chats: [LARGE] } },
    { text, filter: { until: EARLY } },
    { text, filter: { since: EARLY, until: EARLY + DAY } },
    { text, filter: { since: EARLY, until: EARLY + 30 * DAY, chats: ['peer-7'], has: ['link' as const] } },
    { text, filter: { since: LATE } },
  ]),
]

/** No such message: what a search without an end would look through everything for. */
const UNLUCKY: readonly Omit<SearchQuery, 'limit'>[] = [
  { text: '的的的的的' },
  { text: '的 一 是 不 了 在 人 有 不存在' },
  { text: '的', filter: { since: LATE, until: LATE } },
  { text: '', filter: { chats: [LARGE], has: ['folder', 'link', 'image'] } },
  { text: '', filter: { since: EARLY + DAY, until: EARLY + DAY + 1 } },
  { text: 'a', filter: { has: ['folder'], direction: 'out', until: EARLY } },
]

const FILES = ['', '图', 'report', 'pdf', 'png', '的图', 'schedule', '不存在'].flatMap((text) => [
  { text, filter: { has: ['file' as const] } },
  { text, filter: { chats: [LARGE] } },
  { text, filter: { has: ['image' as const], chats: ['peer-3'] } },
])

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export function benchStore(report: Report): void {
  const source = benchDatabase((line) => console.error(line))
  const folder = mkdtempSync(join(tmpdir(), 'gezi-bench-'))
  try {
    const path = join(folder, 'gezi.db')
    copyFileSync(source, path, constants.COPYFILE_FICLONE)
    report({ name: 'store: database of 1,000,000 messages', value: statSync(path).size / 1e6, unit: 'MB' })
    // A database that was made by an earlier version is brought up to date first, once in its life: not what is measured.
    const migrated = openStore(path)
    if (migrated.ok) migrated.value.store.close()
    benchOpen(path, report)
    const opened = openStore(path)
    if (!opened.ok) throw new Error(opened.error.detail)
    const { store } = opened.value
    benchPages(store, report)
    benchInserts(store, folder, report)
    // After the inserts: their text lies in many small parts of the index then, as it does in use.
    benchSearch(store, report)
    store.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A process of its own each time: loading the library counts, the file's pages are in the system's cache. */
function benchOpen(path: string, report: Report): void {
  const program = resolve(import.meta.dirname, 'store-open.ts')
  const times = Array.from({ length: OPEN_ROUNDS }, () =>
    Number(execFileSync(process.execPath, [program, path], { encoding: 'utf8' })),
  ).toSorted((a, b) => a - b)
  report(atMost('store: open in a new process, worst', times.at(-1) ?? Number.NaN, 'ms', OPEN_TARGET))
}

function benchPages(store: Store, report: Report): void {
  const random = seededRandom(1)
  const conversations = store.conversations().map(({ id }) => id)
  const times: number[] = []
  for (let round = 0; round < PAGE_ROUNDS; round++) {
    const conversation = random() < 0.3 ? LARGE : (conversations[Math.floor(random() * conversations.length)] ?? LARGE)
    const cursor = String(1 + Math.floor(random() * MESSAGES))
    const kind = (['before', 'after', 'around'] as const)[round % 3] ?? 'before'
    times.push(time(() => store.page({ conversation, [kind]: cursor, limit: LIMIT })))
  }
  times.sort((a, b) => a - b)
  report({ name: 'store: history page of 50, p50', value: percentile(times, 0.5), unit: 'ms' })
  report(atMost('store: history page of 50, p99', percentile(times, 0.99), 'ms', PAGE_TARGET))
}

function benchSearch(store: Store, report: Report): void {
  for (const { text } of PLANTED) {
    if (store.search({ text, limit: 1 }).messages.length === 0) throw new Error(`${text} is not found`)
  }
  const times: number[] = []
  const slowest = { time: 0, query: '' }
  for (let round = 0; round < SEARCH_ROUNDS; round++) {
    for (const query of QUERIES) {
      const took = time(() => store.search({ ...query, limit: LIMIT }))
      times.push(took)
      if (took > slowest.time)
        Object.assign(slowest, { time: took, query: `${query.text} ${JSON.stringify(query.filter ?? {})}` })
    }
  }
  times.sort((a, b) => a - b)
  report({ name: 'store: search, p50', value: percentile(times, 0.5), unit: 'ms' })
  report(atMost('store: search, p95', percentile(times, 0.95), 'ms', SEARCH_TARGET))
  report({ name: 'store: search, p99', value: percentile(times, 0.99), unit: 'ms' })
  report({ name: `store: slowest search (${slowest.query.trim()})`, value: slowest.time, unit: 'ms' })
  const unlucky = UNLUCKY.flatMap((query) =>
    Array.from({ length: 5 }, () => time(() => store.search({ ...query, limit: LIMIT, count: true }))),
  )
  report(atMost('store: one answer to an unlucky search, worst', Math.max(...unlucky), 'ms', UNLUCKY_TARGET))
  const names = FILES.flatMap((query) =>
    Array.from({ length: SEARCH_ROUNDS }, () => time(() => store.searchFiles({ ...query, limit: LIMIT }))),
  ).toSorted((a, b) => a - b)
  report(atMost('store: search for files, p95', percentile(names, 0.95), 'ms', SEARCH_TARGET))
}

/** One message after the other, each durable, against bare durable rows on the same disk at the same time. */
function benchInserts(store: Store, folder: string, report: Report): void {
  const floor = new Database(join(folder, 'floor.db'))
  floor.pragma('journal_mode = WAL')
  floor.pragma('synchronous = FULL')
  floor.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL)')
  const insert = floor.prepare('INSERT INTO row (text) VALUES (?)')
  const text = '明天下午三点开会，别忘了带上 report'
  const floorTimes: number[] = []
  const storeTimes: number[] = []
  for (let number = 0; number < INSERTS; number++) {
    floorTimes.push(time(() => insert.run(text)))
    const message = incoming({ peer: `peer-${number % CONVERSATIONS}`, packetNo: `bench-${number}`, text })
    storeTimes.push(time(() => store.addIncoming(message)))
  }
  floor.close()
  const sum = (times: readonly number[]): number => times.reduce((total, value) => total + value, 0)
  floorTimes.sort((a, b) => a - b)
  storeTimes.sort((a, b) => a - b)
  report({ name: 'store: durable message, p50', value: percentile(storeTimes, 0.5), unit: 'ms' })
  report({ name: 'store: durable message, p99', value: percentile(storeTimes, 0.99), unit: 'ms' })
  report({ name: 'store: durable messages', value: INSERTS / (sum(storeTimes) / 1_000), unit: '1/s' })
  report({ name: 'store: bare durable row, p50', value: percentile(floorTimes, 0.5), unit: 'ms' })
  const ratio = percentile(storeTimes, 0.5) / percentile(floorTimes, 0.5)
  report(atMost('store: durable message / bare durable row, p50', ratio, '×', INSERT_RATIO_TARGET))
}
