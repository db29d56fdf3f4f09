/**
 * Work on the history that does not come to its end: cancelled at each point at which it can be, on a disk that is full at each stage,
 * killed at each step of the exchange. The history is then the old one or the new one, whole, and nothing stays that could grow.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { isDue, keptBackups, rollBackup } from '../../electron/host/history/automatic.ts'
import { perform } from '../../electron/host/history/perform.ts'
import type { Task } from '../../electron/host/history/task.ts'
import { backUp } from '../../electron/host/store/backup.ts'
import { openRaw } from '../../electron/host/store/database.ts'
import { HistoryFailure, historyFailure, type Work } from '../../electron/host/store/history-work.ts'
import { openStore } from '../../electron/host/store/open.ts'
import { takePlace } from '../../electron/host/store/take-place.ts'
import { exportFormats } from '../../shared/model/history.ts'
import { mountSmall } from '../store/mount.ts'
import { incoming, START } from '../store/samples.ts'
import { filledFolder } from './history-samples.ts'
import { databaseOf, job, ownerOf, place, rowsOf, tokenOf } from './history-support.ts'
import { address, openTestHost, temporaryFolder } from './support.ts'

/** Each of its steps is short; a machine under load takes its time. */
vi.setConfig({ testTimeout: 120_000 })

const idle: Work = { progress: () => {} }
const words = { title: '', me: '', language: 'en' }
const common = (database: string) => ({ database, program: 'Gezi 1', now: 0 })

/** A backup, and exports in each format, of the history in that folder. */
async function goodFiles(data: string): Promise<Readonly<Record<'backup' | 'json', string>>> {
  const folder = await temporaryFolder()
  const [backup, json] = [join(folder, 'good.gezi-backup'), join(folder, 'good.jsonl')]
  const database = join(data, 'gezi.db')
  await perform({ type: 'backup', target: backup, ...common(database) }, idle)
  await perform(
    { type: 'export', target: json, format: 'json', scope: {}, mark: true, words, ...common(database) },
    idle,
  )
  return { backup, json }
}

/** How the task ends when the user thinks better of it at the nth moment at which he is asked. */
async function endOf(task: Task, nth: number): Promise<string> {
  let asked = 0
  const work: Work = {
    progress() {
      if (asked++ === nth) throw new HistoryFailure('cancelled')
    },
  }
  try {
    await perform(task, work)
    return 'done'
  } catch (error) {
    return historyFailure(error).problem
  }
}

/** Cancels it at its first moment, at its second, and so on until it comes to its end. */
async function cancelEverywhere(task: Task, after: () => void): Promise<number> {
  for (let nth = 0; ; nth += 1) {
    const ended = await endOf(task, nth)
    if (ended === 'done') return nth
    expect(ended).toBe('cancelled')
    after()
  }
}

test('an export that is cancelled at any point leaves no file, in each format', async () => {
  const data = await filledFolder()
  const database = join(data, 'gezi.db')
  const before = rowsOf(database)
  for (const format of exportFormats) {
    const folder = await temporaryFolder()
    const target = join(folder, 'out')
    const moments = await cancelEverywhere(
      { type: 'export', target, format, scope: {}, mark: true, words, ...common(database) },
      () => expect([format, readdirSync(folder)]).toEqual([format, []]),
    )
    expect(moments).toBeGreaterThan(1)
    expect([format, readdirSync(folder)]).toEqual([format, ['out']])
  }
  expect(rowsOf(database)).toEqual(before)
})

test('an import that is cancelled at any point of any stage changes nothing', async () => {
  const [data, other] = [await filledFolder(), await filledFolder((store) => store.deleteMessage('6'))]
  const database = join(other, 'gezi.db')
  const { json } = await goodFiles(data)
  const before = rowsOf(database)
  const same = (): void => expect(rowsOf(database)).toEqual(before)
  const folder = await temporaryFolder()
  const [staged, target] = [join(folder, 'staged.db'), join(folder, 'made.db')]
  await cancelEverywhere({ type: 'read', file: json, staged, legacy: 'gb18030', known: [] }, same)
  const source = { source: 'json', name: 'good.jsonl', people: {}, edition: 'e', now: 0 } as const
  expect(await cancelEverywhere({ type: 'merge', database, staged, target, ...source }, same)).toBeGreaterThan(1)
  expect(await cancelEverywhere({ type: 'complete', database, staged, edition: 'e' }, same)).toBeGreaterThan(0)
  same()
})

test('a job that is cancelled says so, the history is as before, and the next job begins', async () => {
  const host = await openTestHost({ bind: address(101), data: await filledFolder() })
  const owner = ownerOf(host)
  const { backup } = await goodFiles(host.data)
  const before = rowsOf(databaseOf(host))
  const folder = await temporaryFolder()
  for (const start of [
    async () => owner.call('exportHistory', { format: 'html', ...(await place(owner, join(folder, 'a.html'))) }),
    async () => owner.call('createBackup', await place(owner, join(folder, 'a.gezi-backup'))),
    async () => owner.call('importHistory', { file: await tokenOf(owner, backup), mode: 'replace' }),
    async () => owner.call('importHistory', { file: await tokenOf(owner, backup), mode: 'merge' }),
  ]) {
    const started = await start()
    if (!started.ok) throw new Error(started.error.code)
    await owner.call('cancelHistoryJob', { id: started.value.job })
    await expect
      .poll(
        async () => {
          const asked = await owner.call('historyJob', { id: started.value.job })
          return asked.ok && asked.value.state === 'failed' ? asked.value.problem : asked
        },
        { timeout: 60_000 },
      )
      .toBe('cancelled')
    expect([readdirSync(folder), rowsOf(databaseOf(host))]).toEqual([[], before])
  }
  expect(await job(owner, 'createBackup', await place(owner, join(folder, 'b')))).toMatchObject({ state: 'done' })
})

test('a disk that is full where an export or a backup goes leaves nothing there', async (context) => {
  const { folder } = mountSmall(context, '1m')
  const data = await filledFolder()
  const database = join(data, 'gezi.db')
  const before = rowsOf(database)
  const target = join(folder, 'out')
  const tasks: readonly Task[] = [
    { type: 'backup', target, ...common(database) },
    ...exportFormats.map(
      (format): Task => ({ type: 'export', target, format, scope: {}, mark: true, words, ...common(database) }),
    ),
  ]
  for (const task of tasks) {
    // Of text and rows so few fit into one page.
    const isSmall = task.type === 'export' && (task.format === 'txt' || task.format === 'csv')
    for (const free of isSmall ? [0] : [0, 4_096]) {
      writeFileSync(join(folder, 'ballast'), new Uint8Array(2 ** 20 - free))
      const ended = await endOf(task, Number.POSITIVE_INFINITY)
      expect([task, free, ended, readdirSync(folder)]).toEqual([task, free, 'disk-full', ['ballast']])
      rmSync(join(folder, 'ballast'))
    }
  }
  expect(rowsOf(database)).toEqual(before)
})

test('a disk that fills up at any stage of a restore or an import leaves the history as it was, and the host goes on', async (context) => {
  const { folder } = mountSmall(context, '8m')
  const { backup } = await goodFiles(await filledFolder())
  const sample = await filledFolder((store) => store.deleteMessage('6'))
  const data = join(folder, 'data')
  await mkdir(data)
  copyFileSync(join(sample, 'gezi.db'), join(data, 'gezi.db'))
  const host = await openTestHost({ bind: address(102), data })
  const owner = ownerOf(host)
  for (const mode of ['merge', 'replace'] as const) {
    const before = lasting(databaseOf(host))
    const problems: string[] = []
    for (let free = 0; ; free += 320 * 1024) {
      fillDisk(folder, free)
      const ended = await job(owner, 'importHistory', { file: await tokenOf(owner, backup), mode })
      rmSync(join(folder, 'ballast'))
      if (ended.state === 'done') break
      problems.push(ended.state === 'failed' ? ended.problem : ended.state)
      expect([mode, free, lasting(databaseOf(host))]).toEqual([mode, free, before])
      expect([mode, free, readdirSync(join(data, 'history-work'))]).toEqual([mode, free, []])
      // It opens the history again as soon as there is room.
      await expect
        .poll(async () => (await owner.call('stagePaths', { paths: [backup] })).ok, { timeout: 10_000 })
        .toBe(true)
    }
    expect(new Set(problems)).toEqual(new Set(['disk-full']))
    expect(problems.length).toBeGreaterThan(0)
  }
})

/** All rows but the one that every start of a host counts up. */
function lasting(path: string) {
  const { value = [], ...rows } = rowsOf(path)
  return { ...rows, value: value.filter((row) => !row.includes('"packet-numbers"')) }
}

/** Leaves about so many bytes. */
function fillDisk(folder: string, free: number): void {
  const ballast = join(folder, 'ballast')
  writeFileSync(ballast, '')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(ballast, new Uint8Array(Math.max(0, bavail * bsize - free)))
}

test('killed at any step of the exchange, the next start has the old history or the new one, whole', async () => {
  const [old, fresh] = [await filledFolder(), await filledFolder((store) => store.deleteMessage('6'))]
  const [before, after] = [rowsOf(join(old, 'gezi.db')), rowsOf(join(fresh, 'gezi.db'))]
  const seen: string[] = []
  for (let step = 0; ; step += 1) {
    const data = await temporaryFolder()
    await cp(old, data, { recursive: true })
    const by = join(data, 'by.db')
    copyFileSync(join(fresh, 'gezi.db'), by)
    const script = resolve('test/host/exchange.ts')
    const { signal, status, stderr } = spawnSync(process.execPath, [script, join(data, 'gezi.db'), by, String(step)])
    expect([signal, status, String(stderr)]).toEqual(signal === null ? [null, 0, ''] : ['SIGKILL', null, ''])
    const opened = openStore(join(data, 'gezi.db'))
    expect([step, opened.ok && opened.value.salvaged]).toEqual([step, undefined])
    if (opened.ok) opened.value.store.close()
    const rows = rowsOf(join(data, 'gezi.db'))
    const which = JSON.stringify(rows) === JSON.stringify(before) ? 'old' : 'new'
    expect([step, rows]).toEqual([step, which === 'old' ? before : after])
    seen.push(which)
    if (signal === null) break
  }
  // Once it is the new one, it stays the new one.
  expect(seen.join()).toMatch(/^(?:old,)+(?:new,)*new$/)
  expect(seen.length).toBeGreaterThan(4)
})

test('automatic backups: one a day, the newest few stay, each is whole, and what a kill left of one goes with the next', async () => {
  const data = await filledFolder()
  const database = join(data, 'gezi.db')
  const backups = join(data, 'backups')
  const day = 24 * 60 * 60_000
  const start = Date.UTC(2026, 0, 1, 12)
  for (let n = 0; n < 6; n += 1) {
    const now = start + n * day
    expect(isDue(await keptBackups(backups, now), now)).toBe(true)
    await rollBackup(database, backups, 3, { now, program: 'Gezi 1' })
    expect(isDue(await keptBackups(backups, now), now + day - 1)).toBe(false)
    writeFileSync(join(backups, `gezi-2025-01-0${n + 1}T00-00-00.gezi-backup.part`), 'half of one')
    writeFileSync(join(backups, `gezi-2025-01-0${n + 1}T00-00-00.gezi-backup.part-journal`), 'half of one')
  }
  const names = ['2026-01-06', '2026-01-05', '2026-01-04'].map((date) => `gezi-${date}T12-00-00.gezi-backup`)
  const kept = await keptBackups(backups, start + 6 * day)
  expect(kept.map(({ name }) => name)).toEqual(names)
  expect(readdirSync(backups).filter((name) => name.includes('.part'))).toHaveLength(2)
  // A clock that was a year ahead once does not stop them.
  expect(isDue(kept, start - 365 * day)).toBe(true)
  const before = rowsOf(database)
  for (const { name } of kept) {
    const staged = join(await temporaryFolder(), 'staged.db')
    await perform({ type: 'read', file: join(backups, name), staged, legacy: 'gb18030', known: [] }, idle)
    expect(rowsOf(staged)).toEqual(before)
  }
})

test('a copy that is made after the clock went back stays, and those that seem to come from the future go first', async () => {
  const data = await filledFolder()
  const database = join(data, 'gezi.db')
  const backups = join(data, 'backups')
  const day = 24 * 60 * 60_000
  const [ahead, now] = [Date.UTC(2031, 0, 1, 12), Date.UTC(2026, 0, 1, 12)]
  const moments = [ahead, ahead + day, ahead + 2 * day, now, now + day, now + 2 * day]
  for (const [nth, at] of moments.entries()) {
    await rollBackup(database, backups, 3, { now: at, program: 'Gezi 1' })
    const [newest] = await keptBackups(backups, at)
    expect([nth, newest?.at]).toEqual([nth, at])
    expect([nth, isDue(await keptBackups(backups, at), at + 1)]).toEqual([nth, false])
    const by = join(data, 'by.db')
    copyFileSync(database, by)
    const kept = takePlace(database, by, 'before-restore', at)
    expect([nth, existsSync(join(data, kept))]).toEqual([nth, true])
    const raw = openRaw(database)
    const copy = backUp(raw, database, at)
    raw.close()
    expect([nth, existsSync(copy)]).toEqual([nth, true])
  }
  expect(readdirSync(data).filter((name) => name.includes('2031'))).toEqual([])
  expect(readdirSync(backups)).toHaveLength(3)
})

test('an automatic backup leaves room for the history, and fills no disk to the brim', async (context) => {
  const { folder } = mountSmall(context, '64m')
  const database = join(await filledFolder(), 'gezi.db')
  const backups = join(folder, 'backups')
  const started = Date.UTC(2026, 0, 1, 12)
  const backup = () => rollBackup(database, backups, 3, { now: started, program: 'Gezi 1' })
  await expect(backup().catch((error: unknown) => historyFailure(error).problem)).resolves.toBe('disk-full')
  expect(readdirSync(backups)).toEqual([])
})

test('an export follows no link that somebody laid where it begins, and takes no file that is open to others', async () => {
  const database = join(await filledFolder(), 'gezi.db')
  const folder = await temporaryFolder()
  const [target, victim] = [join(folder, 'out.txt'), join(folder, 'victim')]
  writeFileSync(victim, 'precious')
  symlinkSync(victim, `${target}.part`)
  const order = { type: 'export', target, format: 'txt', scope: {}, mark: true, words, ...common(database) } as const
  await perform(order, idle)
  expect([readFileSync(victim, 'utf8'), readdirSync(folder).sort()]).toEqual(['precious', ['out.txt', 'victim']])
  writeFileSync(`${target}.part`, '', { mode: 0o666 })
  await perform(order, idle)
  expect((statSync(target).mode & 0o777).toString(8)).toBe('600')
})

test('a database of ours is read with the log that its last run left', async () => {
  const data = await filledFolder()
  const opened = openStore(join(data, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  const { store } = opened.value
  store.addIncoming(incoming({ peer: 'u:li@PC-2', text: '只在日志里' }))
  const folder = await temporaryFolder()
  // As a computer leaves it that lost its power.
  for (const ending of ['', '-wal']) copyFileSync(join(data, `gezi.db${ending}`), join(folder, `old.db${ending}`))
  store.close()
  const staged = join(await temporaryFolder(), 'staged.db')
  const order = { type: 'read', file: join(folder, 'old.db'), staged, legacy: 'gb18030', known: [] } as const
  const bytes = readFileSync(join(folder, 'old.db'))
  expect(await perform(order, idle)).toMatchObject({ source: 'backup', messages: 31 })
  expect([readdirSync(folder).sort(), readFileSync(join(folder, 'old.db')).equals(bytes)]).toEqual([
    ['old.db', 'old.db-wal'],
    true,
  ])
})

test('a restore sends nothing again that was delivered since the backup was made, and what is newer than the present history waits on', async () => {
  const data = await filledFolder((store) => {
    for (const text of ['arrived since', 'still waits', 'deleted since'])
      store.addOutgoing({ peer: 'u:chen@PC-1', text, at: START })
    store.saveValue('installation', 'one')
  })
  const { backup } = await goodFiles(data)
  const database = join(data, 'gezi.db')
  const opened = openStore(database)
  if (!opened.ok) throw new Error(opened.error.detail)
  const [arrived, , deleted] = opened.value.store.outbox().map(({ id }) => id)
  const answer = { state: 'delivered', at: START + 5 } as const
  opened.value.store.setDelivery(arrived ?? '', answer, START + 5)
  opened.value.store.deleteMessage(deleted ?? '')
  opened.value.store.addOutgoing({ peer: 'u:chen@PC-1', text: 'written since', at: START + 9 })
  opened.value.store.close()
  const { backup: later } = await goodFiles(data)
  const staged = join(await temporaryFolder(), 'staged.db')
  await perform({ type: 'read', file: backup, staged, legacy: 'gb18030', known: [] }, idle)
  await perform({ type: 'complete', database, staged, edition: 'e' }, idle)
  const restored = openStore(staged)
  if (!restored.ok) throw new Error(restored.error.detail)
  expect(restored.value.store.outbox().map(({ text }) => text)).toEqual(['still waits'])
  expect(restored.value.store.message(arrived ?? '')).toMatchObject({ state: 'delivered', deliveredAt: START + 5 })
  expect(restored.value.store.message(deleted ?? '')).toMatchObject({ state: 'failed', reason: 'cancelled' })
  restored.value.store.close()
  // And back: the history that was restored knows nothing of what was written after it.
  const back = join(await temporaryFolder(), 'back.db')
  await perform({ type: 'read', file: later, staged: back, legacy: 'gb18030', known: [] }, idle)
  await perform({ type: 'complete', database: staged, staged: back, edition: 'f' }, idle)
  const again = openStore(back)
  if (!again.ok) throw new Error(again.error.detail)
  expect(again.value.store.outbox().map(({ text }) => text)).toEqual(['still waits', 'written since'])
  again.value.store.close()
})
