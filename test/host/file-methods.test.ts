/** The methods that the host answers itself: who may name paths, and what may be opened. */
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDownloads } from '../../electron/host/downloads.ts'
import { createFileMethods } from '../../electron/host/file-methods.ts'
import { createStaging } from '../../electron/host/staging.ts'
import { connect } from '../../shared/api/connect.ts'
import { hostMethods } from '../../shared/api/contract.ts'
import type { TransferRecord } from '../../shared/core/ports.ts'
import { channelPair } from '../core/channel-pair.ts'
import { address, openTestHost, openView, temporaryFolder } from './support.ts'

const record = (change: Partial<TransferRecord>): TransferRecord => ({
  id: '1.0',
  message: '1',
  index: 0,
  peer: 'u:zhang@pc',
  direction: 'in',
  kind: 'file',
  name: 'a.txt',
  size: 1,
  modified: 0,
  fileId: 0,
  packetNo: '7',
  encoding: 'utf-8',
  at: 0,
  state: 'done',
  reason: undefined,
  done: 1,
  filesDone: 0,
  changedAt: 0,
  cleared: false,
  directory: undefined,
  saveAs: undefined,
  part: undefined,
  path: undefined,
  picture: undefined,
  kept: false,
  maxBytes: undefined,
  source: undefined,
  expiresAt: undefined,
  imageId: undefined,
  protection: undefined,
  asked: [],
  ...change,
})

function openMethods(records: readonly TransferRecord[], desktop = true) {
  const done: string[] = []
  const answer = (what: string) => (path: string) => {
    done.push(`${what} ${path}`)
    return Promise.resolve(!path.includes('broken'))
  }
  const staging = createStaging(() => {})
  const downloads = createDownloads()
  const methods = createFileMethods({
    staging,
    drafts: { draftFiles: () => [] },
    desktop: desktop ? { open: answer('open'), show: answer('show'), drag: answer('drag') } : undefined,
    downloads,
    now: () => 0,
    transfers: {
      find: (id) => records.find((one) => one.id === id),
      missing: (_now, id) => void done.push(`missing ${id}`),
      fetched: () => {},
      image: () => {},
      served: () => {},
      authorize: () => 'denied',
      advance: () => {},
      flush: () => {},
    },
    transfersOf: (message) => records.filter((one) => one.message === message),
  })
  return {
    done,
    staging,
    take: downloads.take,
    call: (method: string, input: unknown, owner = true) => methods(method, input, owner),
  }
}

const code = async (answer: ReturnType<ReturnType<typeof openMethods>['call']>): Promise<string> => {
  const result = await answer
  return result === undefined ? 'not mine' : result.ok ? 'ok' : result.error.code
}

test('the user’s own files and folders become tokens: what is named, counted once, all or nothing', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, '目录', 'deep'), { recursive: true })
  await writeFile(join(folder, '目录', 'deep', 'a'), '12345')
  await writeFile(join(folder, 'b.txt'), '123')
  await symlink(join(folder, 'b.txt'), join(folder, 'link'))
  const { call, staging } = openMethods([])
  const paths = ['目录', 'b.txt', 'link'].map((name) => join(folder, name))
  const answer = await call('stagePaths', { paths })
  const token = expect.stringMatching(/^[0-9a-f]{32}$/)
  expect(answer).toEqual({
    ok: true,
    value: {
      items: [
        { token, name: '目录', kind: 'folder', size: 5, files: 1 },
        { token, name: 'b.txt', kind: 'file', size: 3 },
        { token, name: 'link', kind: 'file', size: 3 },
      ],
    },
  })
  expect(staging.find(folder)).toBe(undefined)
})

test('what cannot be offered has its own code', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  const { call } = openMethods([])
  const stage = (path: string, as = 'offer') => code(call('stagePaths', { paths: [path], as }))
  const codes = [
    await stage(join(folder, 'missing')),
    await stage(join(folder, 'file', 'below')),
    await stage('relative'),
    await stage('/dev/null'),
    await stage('/'),
    await stage(join(folder, 'file'), 'target'),
    await stage(folder, 'target'),
    await code(call('stagePaths', { paths: [] })),
    await code(call('stagePaths', { paths: ['/a\0b'] })),
  ]
  expect(codes).toEqual([
    'file-not-found',
    'file-not-found',
    'file-not-found',
    'not-a-file',
    'not-a-file',
    'not-a-folder',
    'ok',
    'invalid-input',
    'file-not-found',
  ])
})

test('a page may neither name nor learn a path', async () => {
  const { call } = openMethods([record({ path: '/downloads/a.txt' })])
  expect([
    await code(call('stagePaths', { paths: ['/etc/passwd'] }, false)),
    await code(call('transferPaths', { ids: ['1.0'] }, false)),
    await call('transferPaths', { ids: ['1.0', '2.0'] }),
    await code(call('pageMessages', {})),
  ]).toEqual([
    'not-allowed',
    'not-allowed',
    { ok: true, value: { paths: [{ id: '1.0', path: '/downloads/a.txt' }] } },
    'not mine',
  ])
})

test('a finished file is opened or shown; a program is only ever shown; what is gone is noticed', async () => {
  const folder = await temporaryFolder()
  for (const name of ['a.txt', 'setup.exe', 'broken']) await writeFile(join(folder, name), '')
  await chmod(join(folder, 'setup.exe'), 0o755)
  const records = ['a.txt', 'setup.exe', 'gone.txt', 'broken'].map((name, index) =>
    record({ id: `${index}.0`, name, path: join(folder, name) }),
  )
  const { call, done } = openMethods([...records, record({ id: '8.0', state: 'running' })])
  const open = (id: string, show = false) => code(call('openTransfer', { id, show }))
  const codes = [
    await open('0.0'),
    await open('0.0', true),
    await open('1.0'),
    await open('1.0', true),
    await open('2.0'),
    await open('3.0'),
    await open('8.0'),
    await open('9.0'),
  ]
  expect([codes, done.map((line) => line.replace(folder, ''))]).toEqual([
    ['ok', 'ok', 'executable', 'ok', 'gone', 'not-here', 'not-finished', 'transfer-not-found'],
    ['open /a.txt', 'show /a.txt', 'show /setup.exe', 'missing 2.0', 'open /broken'],
  ])
})

test('a file that is here can be dragged out of the window; the command line has no mouse, and a copy in the spool no name', async () => {
  const folder = await temporaryFolder()
  for (const name of ['a.txt', 'setup.exe', '17']) await writeFile(join(folder, name), '')
  const sent = (name: string, spooled: boolean): Partial<TransferRecord> => ({
    direction: 'out',
    state: 'offered',
    source: { path: join(folder, name), modified: 0, files: undefined, spooled },
  })
  const { call, done } = openMethods([
    record({ id: '0.0', path: join(folder, 'a.txt') }),
    record({ id: '1.0', path: join(folder, 'setup.exe') }),
    record({ id: '2.0', path: join(folder, 'gone.txt') }),
    record({ id: '3.0', path: join(folder, 'a.txt'), state: 'running' }),
    record({ id: '4.0', ...sent('a.txt', false) }),
    record({ id: '5.0', ...sent('17', true) }),
  ])
  const drag = (id: string, isOwner = false) => code(call('dragTransfer', { id }, isOwner))
  const codes = [
    await drag('0.0'),
    await drag('1.0'),
    await drag('2.0'),
    await drag('3.0'),
    await drag('4.0'),
    await drag('5.0'),
    await drag('9.0'),
    await drag('0.0', true),
    await code(call('dragTransfer', { id: '../a.txt' }, false)),
  ]
  expect([codes, done.map((line) => line.replace(folder, ''))]).toEqual([
    ['ok', 'ok', 'gone', 'not-finished', 'ok', 'not-finished', 'transfer-not-found', 'not-here', 'invalid-input'],
    ['drag /a.txt', 'drag /setup.exe', 'missing 2.0', 'drag /a.txt'],
  ])
})

test('a host without a desktop says so', async () => {
  const { call } = openMethods([record({ path: '/downloads/a.txt' })], false)
  expect(await code(call('openTransfer', { id: '1.0', show: true }))).toBe('not-here')
})

test('a view of a real host is no owner: it changes no folder by its path, the owner only whole paths', async () => {
  const bind = address(240)
  const opened = await openTestHost({ bind })
  const { view, host: end } = channelPair()
  opened.host.serve(end, { owner: true })
  const owner = openView(connect(view))
  const folder = await temporaryFolder()
  const set = (client: typeof owner.client, downloads: string) => client.call('setSettings', { downloads })
  const answers = [
    await set(opened.client, folder),
    await set(owner.client, 'relative'),
    await set(owner.client, folder),
    await opened.client.call('stagePaths', { paths: [folder] }),
  ]
  expect([answers.map((answer) => (answer.ok ? 'ok' : answer.error.code)), await readdir(folder)]).toEqual([
    ['invalid-setting', 'invalid-setting', 'ok', 'not-allowed'],
    [],
  ])
})

test('each host method is answered by the host', async () => {
  const { call } = openMethods([])
  expect(await Promise.all(hostMethods.map((method) => code(call(method, undefined))))).toEqual(
    hostMethods.map(() => 'invalid-input'),
  )
})

test('a received file is for a browser to fetch, once and under its own name; folders, what is on its way and what is gone are not', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a(1).txt')
  await writeFile(path, '12345')
  const { call, done, take } = openMethods([
    record({ id: '1.0', path }),
    record({ id: '1.1', path: folder, kind: 'folder' }),
    record({ id: '1.2', path, state: 'running' }),
    record({ id: '1.3', path, direction: 'out' }),
    record({ id: '1.4', path: join(folder, 'moved') }),
  ])
  const fetched = await call('fetchTransfer', { id: '1.0' })
  expect(fetched).toEqual({ ok: true, value: { ticket: expect.stringMatching(/^[0-9a-f]{48}$/) } })
  const ticket = fetched?.ok === true ? String(Object.values(fetched.value ?? {})[0]) : ''
  expect([take(ticket), take(ticket)]).toEqual([{ path, name: 'a.txt', bytes: 5, made: false }, undefined])
  const codes = await Promise.all(['1.1', '1.2', '1.3', '1.4', '1.5'].map((id) => code(call('fetchTransfer', { id }))))
  expect(codes).toEqual(['not-finished', 'not-finished', 'not-finished', 'gone', 'transfer-not-found'])
  expect(done).toEqual(['missing 1.4'])
})
