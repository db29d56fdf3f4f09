/** Files that are no good: each is refused with its reason, and stays as it is. */
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { perform } from '../../electron/host/history/perform.ts'
import type { Task } from '../../electron/host/history/task.ts'
import { historyFailure, type Work } from '../../electron/host/store/history-work.ts'
import { filledFolder } from './history-samples.ts'
import { databaseOf, job, ownerOf, place, rowsOf, textOf, tokenOf, wordsOf } from './history-support.ts'
import { address, openTestHost, temporaryFolder } from './support.ts'

const work: Work = { progress: () => {} }

const outcome = async (task: Task): Promise<unknown> => {
  try {
    return await perform(task, work)
  } catch (error) {
    return historyFailure(error).problem
  }
}

const broken: readonly (readonly [string, string, (folder: string, good: string, json: string) => Promise<string>])[] =
  [
    ['an empty file', 'foreign', async (folder) => write(folder, '')],
    ['a picture', 'foreign', async (folder) => write(folder, '\x89PNG\r\n\x1a\n')],
    ['another database', 'foreign', async (folder) => database(folder, 'CREATE TABLE a (b); INSERT INTO a VALUES (1)')],
    ['a backup that is cut off', 'damaged', async (folder, good) => cut(folder, good, 0.6)],
    ['a backup with a page of noise', 'damaged', async (folder, good) => noise(folder, good)],
    ['a backup of a newer version', 'newer', async (folder, good) => newer(folder, good)],
    ['an export that is cut off', 'damaged', async (folder, _good, json) => cut(folder, json, 0.5)],
    [
      'an export with a changed text',
      'damaged',
      async (folder, _good, json) => changed(folder, json, '第 3 条', '第 4 条'),
    ],
    [
      'an export of a newer version',
      'newer',
      async (folder, _good, json) => changed(folder, json, '"version":1', '"version":9'),
    ],
    [
      'an export with a newer schema',
      'newer',
      async (folder, _good, json) => changed(folder, json, /"schema":\d+/, '"schema":999'),
    ],
    [
      'an export with an unknown table',
      'damaged',
      async (folder, _good, json) => changed(folder, json, '"table":"peer"', '"table":"pear"'),
    ],
    ['JSON of something else', 'foreign', async (folder) => write(folder, '{"format":"other"}\n')],
  ]

test('none of them changes anything of the history of a host, and nothing of it stays', async () => {
  const host = await openTestHost({ bind: address(96), data: await filledFolder() })
  const owner = ownerOf(host)
  const folder = await temporaryFolder()
  const [good, json] = [join(folder, 'good'), join(folder, 'good.json')]
  await job(owner, 'createBackup', await place(owner, good))
  await job(owner, 'exportHistory', { format: 'json', ...(await place(owner, json)) })
  await owner.call('searchMessages', { text: '第', limit: 1 })
  const folderOf = (path: string) =>
    readdirSync(path)
      .filter((name) => name !== 'history-work')
      .toSorted()
  const state = () => [rowsOf(databaseOf(host)), wordsOf(databaseOf(host)), folderOf(host.data)]
  const before = state()
  const tried = new Set<string>()
  for (const [name, problem, make] of broken) {
    const file = await tokenOf(owner, await make(await temporaryFolder(), good, json))
    // Both ways read a file alike, in the same words of code: each reason is tried with both.
    const modes = tried.has(problem) ? (['replace'] as const) : (['replace', 'merge'] as const)
    tried.add(problem)
    for (const mode of modes) {
      const started = await job(owner, 'importHistory', { file, mode })
      expect([name, started.kind, started.state, started.state === 'failed' && started.problem]).toEqual([
        ...[name, started.kind, 'failed', problem],
      ])
      expect([name, started.kind, ...state()]).toEqual([name, started.kind, ...before])
      expect([name, readdirSync(join(host.data, 'history-work'))]).toEqual([name, []])
    }
  }
}, 120_000)

test.each(broken)('%s is %s', async (_name, problem, make) => {
  const data = await filledFolder()
  const folder = await temporaryFolder()
  const database = join(data, 'gezi.db')
  const [good, json] = [join(folder, 'good'), join(folder, 'good.json')]
  const common = { database, program: 'Gezi 1', now: 0 }
  await perform({ type: 'backup', target: good, ...common }, work)
  const words = { title: '', me: '', language: 'en' }
  await perform({ type: 'export', target: json, format: 'json', scope: {}, mark: true, words, ...common }, work)
  const file = await make(folder, good, json)
  const bytes = await readFile(file)
  const staged = join(folder, 'staged.db')
  expect(await outcome({ type: 'read', file, staged, legacy: 'gb18030', known: [] })).toBe(problem)
  expect(await readFile(file)).toEqual(bytes)
  expect([`${file}-wal`, `${file}-shm`, `${staged}.copy`].filter(existsSync)).toEqual([])
})

const write = async (folder: string, text: string): Promise<string> => {
  const file = join(folder, 'bad')
  await writeFile(file, Buffer.from(text, 'latin1'))
  return file
}
const database = async (folder: string, sql: string): Promise<string> => {
  const file = join(folder, 'bad')
  const raw = new Database(file)
  raw.exec(sql)
  raw.close()
  return file
}
const cut = async (folder: string, good: string, share: number): Promise<string> => {
  const bytes = await readFile(good)
  const file = join(folder, 'bad')
  await writeFile(file, bytes.subarray(0, Math.floor(bytes.length * share)))
  return file
}
const noise = async (folder: string, good: string): Promise<string> => {
  const bytes = await readFile(good)
  for (let page = 2; page < bytes.length / 4096; page += 2) bytes.fill(0x5a, page * 4096, page * 4096 + 4096)
  const file = join(folder, 'bad')
  await writeFile(file, bytes)
  return file
}
const newer = async (folder: string, good: string): Promise<string> => {
  const file = join(folder, 'bad')
  await copyFile(good, file)
  const raw = new Database(file)
  raw.pragma('user_version = 999')
  raw.close()
  return file
}
const changed = async (folder: string, json: string, from: string | RegExp, to: string): Promise<string> => {
  const file = join(folder, 'bad')
  await writeFile(file, (await textOf(json)).replace(from, to))
  return file
}
