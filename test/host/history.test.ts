import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openStore } from '../../electron/host/store/open.ts'
import { START } from '../store/samples.ts'
import { filledFolder } from './history-samples.ts'
import { databaseOf, job, ownerOf, place, rowsOf, tokenOf, wordsOf } from './history-support.ts'
import { address, openTestHost, temporaryFolder } from './support.ts'

/** Each of its steps is short; a machine under load takes its time. */
vi.setConfig({ testTimeout: 120_000 })

/** Of `value`: who this installation is, which edition of a history it has, and how far it has counted. All else of it must be the same. */
const OWN = ['installation', 'edition', 'packet-numbers'] as const

/** One dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** What is in the database but for that. */
const contentsOf = (path: string) => {
  const { value = [], ...rows } = rowsOf(path)
  const kept = value.filter((row) => !OWN.some((key) => row.startsWith(`{"key":"${key}"`)))
  return { ...rows, value: kept }
}

describe.each(['json', 'backup'] as const)('%s', (kind) => {
  test('what goes out comes back the same, row by row, into an empty data folder', async () => {
    const first = await openTestHost({ bind: address(90), data: await filledFolder() })
    const owner = ownerOf(first)
    const file = join(await temporaryFolder(), `history.${kind}`)
    const where = await place(owner, file)
    const made =
      kind === 'json'
        ? await job(owner, 'exportHistory', { format: 'json', ...where })
        : await job(owner, 'createBackup', where)
    expect(made).toMatchObject({ state: 'done', outcome: { messages: 30 } })
    // Indexes what is not yet.
    await owner.call('searchMessages', { text: '第', limit: 1 })
    const [before, words] = [contentsOf(databaseOf(first)), wordsOf(databaseOf(first))]
    expect(words.message_text.length).toBeGreaterThan(100)

    const second = await openTestHost({ bind: address(91) })
    const other = ownerOf(second)
    const restored = await job(other, 'importHistory', { file: await tokenOf(other, file), mode: 'replace' })
    expect(restored).toMatchObject({ state: 'done', kind: 'restore', outcome: { messages: 30 } })
    expect([contentsOf(databaseOf(second)), wordsOf(databaseOf(second))]).toEqual([before, words])
    // The view is still connected, and sees the history under a new edition.
    const state = await second.until((now) => (now.conversations.length === 2 ? now : undefined))
    expect(state.settings.theme).toBe('dark')
    const found = await other.call('searchMessages', { text: '第 29 条', limit: 5 })
    expect(found.ok && found.value.messages).toHaveLength(1)
  })

  test('a merge adds what is missing, once, and keeps what is here', async () => {
    const first = await openTestHost({ bind: address(92), data: await filledFolder() })
    const owner = ownerOf(first)
    const file = join(await temporaryFolder(), `history.${kind}`)
    const where = await place(owner, file)
    await (kind === 'json'
      ? job(owner, 'exportHistory', { format: 'json', ...where })
      : job(owner, 'createBackup', where))
    // Five of its messages are gone since, and a newer one came.
    for (const id of ['6', '7', '8', '20', '31']) await owner.call('deleteMessage', { id })
    const before = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 100 })

    const merged = await job(owner, 'importHistory', { file: await tokenOf(owner, file), mode: 'merge' })
    expect(merged).toMatchObject({ state: 'done', kind: 'import', outcome: { messages: 5 } })
    const after = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 100 })
    const texts = (page: typeof after) => (page.ok ? page.value.messages.map(({ at, text }) => `${at} ${text}`) : [])
    const times = after.ok ? after.value.messages.map(({ at }) => at) : []
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(texts(after)).toEqual(expect.arrayContaining(texts(before)))
    expect(new Set(texts(after)).size).toBe(texts(after).length)

    const again = await job(owner, 'importHistory', { file: await tokenOf(owner, file), mode: 'merge' })
    expect(again).toMatchObject({ state: 'failed', problem: 'nothing' })
  })
})

test('a restore keeps a copy of what was there, which can be restored too; no file takes the place of the history that runs', async () => {
  const host = await openTestHost({ bind: address(94), data: await filledFolder() })
  const owner = ownerOf(host)
  const link = join(await temporaryFolder(), 'link')
  symlinkSync(host.data, link)
  for (const path of [databaseOf(host), join(link, 'gezi.db')]) {
    const { ino } = statSync(databaseOf(host))
    const backup = await owner.call('createBackup', await place(owner, path))
    const exported = await owner.call('exportHistory', { format: 'txt', ...(await place(owner, path)) })
    expect([backup, exported, statSync(databaseOf(host)).ino]).toEqual([
      { ok: false, error: { code: 'not-a-folder', detail: 'the data folder itself' } },
      { ok: false, error: { code: 'not-a-folder', detail: 'the data folder itself' } },
      ino,
    ])
  }
  const file = join(await temporaryFolder(), 'b.gezi-backup')
  await job(owner, 'createBackup', await place(owner, file))
  await owner.call('deleteMessage', { id: '6' })
  await owner.call('setDraft', { conversation: 'u:li@PC-2', text: '新的草稿' })
  const before = contentsOf(databaseOf(host))
  await job(owner, 'importHistory', { file: await tokenOf(owner, file), mode: 'replace' })
  const [kept = ''] = readdirSync(host.data).filter((name) => name.startsWith('gezi-before-restore'))
  const back = await job(owner, 'importHistory', { file: await tokenOf(owner, join(host.data, kept)), mode: 'replace' })
  expect(back).toMatchObject({ state: 'done' })
  expect(contentsOf(databaseOf(host))).toEqual(before)
})

test('a restore leaves the pictures of the history before it, which can be restored too; without kept copies they go', async () => {
  const data = await filledFolder()
  const other = await filledFolder((store) => store.deleteMessage('6'))
  const picture = join(data, 'pictures', '6', 'photo.png')
  mkdirSync(dirname(picture), { recursive: true })
  writeFileSync(picture, 'a photo')
  const first = await openTestHost({ bind: address(92), data })
  const owner = ownerOf(first)
  const file = await tokenOf(owner, join(other, 'gezi.db'))
  expect(await job(owner, 'importHistory', { file, mode: 'replace' })).toMatchObject({ state: 'done' })
  await first.host.close()
  const damaged = join(data, 'gezi-damaged-2026-11-28T10-00-00.db')
  const [kept = ''] = readdirSync(data).filter((name) => name.startsWith('gezi-before-restore'))
  expect(existsSync(picture)).toBe(true)
  renameSync(join(data, kept), damaged)
  const second = await openTestHost({ bind: address(92), data })
  await second.host.close()
  expect(existsSync(picture)).toBe(true)
  rmSync(damaged)
  await openTestHost({ bind: address(92), data })
  await expect.poll(() => existsSync(picture), { timeout: 20_000 }).toBe(false)
})

test('a data folder that was renamed, or is opened by way of a link, keeps its pictures and what waits to be fetched', async () => {
  const data = await filledFolder()
  const [own, spooled] = [join(data, 'pictures', 'own-1', 'photo.png'), join(data, 'spool', 'copy')]
  for (const [path, bytes] of [
    [own, PNG],
    [spooled, Buffer.from('film')],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  const opened = openStore(join(data, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  const attachment = { id: 1, name: 'photo.png', size: 68, modified: 1, attributes: 1, extended: [] } as const
  const common = { modified: 1, files: undefined }
  const { id } = opened.value.store.addOutgoing({
    ...{ peer: 'u:chen@PC-1', text: '', at: START },
    items: [
      {
        attachment: { ...attachment, kind: 'file' },
        source: { ...common, path: own, spooled: false, picture: { type: 'png', width: 1, height: 1 } },
        expiresAt: undefined,
      },
      {
        attachment: { ...attachment, id: 2, kind: 'file', name: 'film' },
        source: { ...common, path: spooled, spooled: true, picture: undefined },
        expiresAt: undefined,
      },
    ],
  })
  opened.value.store.close()

  const moved = join(await temporaryFolder(), 'renamed')
  renameSync(data, moved)
  const link = join(await temporaryFolder(), 'link')
  symlinkSync(moved, link)
  for (const place of [moved, link, moved]) {
    const { host } = await openTestHost({ bind: address(89), data: place })
    expect([place, (await host.picture(id, 0))?.name]).toEqual([place, 'photo.png'])
    await host.close()
    expect([place, readdirSync(join(moved, 'pictures', 'own-1')), readdirSync(join(moved, 'spool'))]).toEqual([
      ...[place, ['photo.png'], ['copy']],
    ])
  }
})

test('compacting, clearing a chat and forgetting it leave the rest', async () => {
  const host = await openTestHost({ bind: address(95), data: await filledFolder() })
  const owner = ownerOf(host)
  expect(await job(owner, 'clearConversation', { conversation: 'u:chen@PC-1', forget: false })).toMatchObject({
    state: 'done',
    outcome: { messages: 20 },
  })
  const emptied = await owner.call('pageMessages', { conversation: 'u:chen@PC-1', limit: 10 })
  expect(emptied.ok && emptied.value.messages).toEqual([])
  await host.until((state) => state.conversations.find(({ id, last }) => id === 'u:chen@PC-1' && last === undefined))
  await job(owner, 'clearConversation', { conversation: 'u:li@PC-2', forget: true })
  await host.until((state) => (state.conversations.length === 1 ? true : undefined))
  expect(await job(owner, 'compactHistory', {})).toMatchObject({ state: 'done' })
  const report = await owner.call('storageReport', {})
  expect(report).toMatchObject({ ok: true, value: { messages: 0, folder: host.data, imports: [] } })
  expect(existsSync(databaseOf(host))).toBe(true)
})
