import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loginName } from '../../electron/host/login-name.ts'
import { connectControl } from '../../electron/host/net/control-socket.ts'
import { loadPolicy, policyPath } from '../../electron/host/policy/file.ts'
import { features, lockable } from '../../shared/model/policy.ts'
import type { Settings, SettingsPatch } from '../../shared/model/settings.ts'
import { address, openTestHost, temporaryFolder } from './support.ts'

const managedBy = '信息部 IT, 8100'

async function policyFile(policy: unknown): Promise<string> {
  const file = join(await temporaryFolder(), 'policy.json')
  await writeFile(file, typeof policy === 'string' || policy instanceof Uint8Array ? policy : JSON.stringify(policy))
  return file
}

/** A host under that policy, on an address of its own. */
async function managed(policy: unknown, bind: string, data?: string) {
  const file = await policyFile(policy)
  return openTestHost({ bind, policyFile: file, ...(data !== undefined && { data }) })
}

/** Each key of the file: what it says, what the user tries instead. */
const decided: { readonly [K in (typeof lockable)[number]]: readonly [Settings[K], Settings[K]] } = {
  name: ['前台 3', 'me'],
  group: ['销售部\\华东', 'Boss'],
  signature: ['', 'hello'],
  peers: [['10.1.0.0/24'], ['10.2.0.1']],
  introductions: [false, true],
  port: [2_426, 2_427],
  whenPortTaken: ['guest', 'wait'],
  guestPort: [2_430, 0],
  deniedInterfaces: [['docker0'], []],
  downloads: ['/srv/gezi', '/tmp'],
  autoAccept: [
    { peers: [], maxBytes: 0 },
    { peers: ['u:x@Y'], maxBytes: 1 },
  ],
  autoPictures: [0, 5_000_000],
  retentionMonths: [12, 0],
  backupsKept: [7, 0],
  updateSource: ['', 'http://example.com/gezi'],
}

test.each(lockable)('%s of the policy holds, and the user cannot change it', async (key) => {
  const [value, other] = decided[key]
  const { client, until } = await managed({ managedBy, settings: { [key]: value } }, address(61))
  const state = await until((each) => each)
  const patch: SettingsPatch = { [key]: other }
  // A page names folders by tokens only.
  const refused = await (key === 'downloads' ? client.call('chooseDownloads', {}) : client.call('setSettings', patch))
  const free = await client.call('setSettings', { theme: 'dark' })
  expect([state.settings[key], state.about.policy, refused, free.ok && free.value.theme]).toEqual([
    value,
    { managedBy, locked: key === 'retentionMonths' ? [key, 'retentionByChat'] : [key], off: [] },
    { ok: false, error: { code: 'managed', detail: key } },
    'dark',
  ])
})

test('the name can be that of the account, the folder can contain it, and no rule of one chat goes round that for all', async () => {
  const file = { managedBy, nameFromAccount: true, settings: { downloads: '{home}/from/{user}', retentionMonths: 6 } }
  const { client, until } = await managed(file, address(62))
  const { settings } = await until((each) => each)
  expect([
    settings.name,
    settings.downloads,
    await client.call('setSettings', { retentionByChat: { 'u:x@Y': 0 } }),
  ]).toEqual([
    loginName(),
    `${homedir()}/from/${loginName()}`,
    { ok: false, error: { code: 'managed', detail: 'retentionByChat' } },
  ])
})

test('what the user had set himself comes back once nobody decides any more', async () => {
  const data = await temporaryFolder()
  const before = await openTestHost({ bind: address(63), data, name: '小李' })
  await before.host.close()
  const under = await managed({ managedBy, settings: { name: 'Desk 3' } }, address(63), data)
  await under.client.call('setSettings', { theme: 'dark' })
  const meanwhile = (await under.until((state) => state)).settings.name
  await under.host.close()
  const after = await openTestHost({ bind: address(63), data })
  const { name, theme } = (await after.until((state) => state)).settings
  expect([meanwhile, name, theme]).toEqual(['Desk 3', '小李', 'dark'])
})

test('what is switched off is refused, and everything else goes on', async () => {
  const { client, data } = await managed({ managedBy, off: features }, address(64))
  const off = (detail: string) => ({ ok: false, error: { code: 'managed', detail } })
  expect([
    await client.call('offerFiles', { peers: ['u:x@Y'], tokens: ['none'] }),
    await client.call('shake', { peer: 'u:x@Y' }),
    await client.call('exportHistory', { format: 'html' }),
    await client.call('createBackup', {}),
    await client.call('inspectHistory', { file: 'none' }),
    await client.call('importHistory', { file: 'none', mode: 'merge' }),
    await client.call('openConsole', {}),
    (await client.call('setAbsence', { text: 'lunch' })).ok,
    await connectControl(data),
  ]).toEqual([
    ...[off('send-files'), off('shake'), off('export'), off('export'), off('import'), off('import')],
    ...[off('packet-console'), true],
    { ok: false, error: 'no-host' },
  ])
})

const broken: readonly (readonly [string, unknown, RegExp])[] = [
  ['no JSON', '{ "managedBy": "IT", }', /JSON/],
  ['cut off', '{ "managedBy": "IT", "settings": {', /JSON/],
  ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /UTF-8/],
  ['too large', `{"managedBy":"IT"${' '.repeat(300_000)}}`, /too large/],
  ['without a name of who decides', { settings: {} }, /^managedBy: /],
  ['with a key that nobody knows', { managedBy, settings: { nmae: 'x' } }, /^settings: .*nmae/],
  ['with a switch that nobody knows', { managedBy, off: ['chat'] }, /^off\.0: /],
  ['with a value of the wrong kind', { managedBy, settings: { port: '2425' } }, /^settings\.port: /],
  [
    'with a range that is none',
    { managedBy, settings: { peers: ['8.8.8.8/8'] } },
    /^settings\.peers: 8\.8\.8\.8\/8: not-local/,
  ],
  ['with a folder that is not whole', { managedBy, settings: { downloads: 'files' } }, /^settings\.downloads: /],
  ['with two names', { managedBy, nameFromAccount: true, settings: { name: 'x' } }, /^settings\.name: /],
  ['a list', [], /object/],
]

test.each(broken)(
  'a policy %s is told as such, and until it is mended nothing is open that it could have closed',
  async (_what, policy, words) => {
    const file = await policyFile(policy)
    const loaded = loadPolicy({ path: file, account: 'li' })
    expect([
      loaded?.problem?.path,
      loaded?.managedBy,
      loaded?.locked,
      loaded?.off,
      loaded?.values.autoAccept?.peers,
    ]).toEqual([file, '', [...lockable, 'retentionByChat'], features, []])
    expect(loaded?.problem?.detail).toMatch(words)
  },
)

test('a host with a broken policy runs, says so in the log and to its views, and locks what is the user’s own', async () => {
  const data = await temporaryFolder()
  const before = await openTestHost({ bind: address(65), data, name: '小李' })
  await before.client.call('setSettings', { autoAccept: { peers: ['u:x@Y'], maxBytes: 5 } })
  await before.host.close()
  const { client, until, lines } = await managed('{', address(65), data)
  const { settings, about } = await until((state) => state)
  expect([
    settings.name,
    settings.autoAccept,
    await client.call('setSettings', { name: 'x' }),
    await client.call('exportHistory', { format: 'html' }),
    about.policy?.problem?.detail,
    lines.some((line) => line.startsWith('error the policy ')),
  ]).toEqual([
    '小李',
    { peers: [], maxBytes: 100 * 1024 * 1024 },
    { ok: false, error: { code: 'managed', detail: 'name' } },
    { ok: false, error: { code: 'managed', detail: 'export' } },
    expect.stringContaining('JSON'),
    true,
  ])
})

test('without a file nobody decides; a file to try out never takes the place of the computer’s own', async () => {
  const folder = await temporaryFolder()
  const own = await policyFile({ managedBy: 'IT' })
  const trial = await policyFile(`\ufeff${JSON.stringify({ managedBy: 'trial' })}`)
  const missing = join(folder, 'policy.json')
  await mkdir(join(folder, 'a-folder'))
  expect([
    loadPolicy({ path: missing, account: 'li' }),
    loadPolicy({ path: own, trial, account: 'li' })?.managedBy,
    loadPolicy({ path: missing, trial, account: 'li' })?.managedBy,
    loadPolicy({ path: missing, trial: missing, account: 'li' })?.problem,
    loadPolicy({ path: join(folder, 'a-folder'), account: 'li' })?.problem?.path,
  ]).toEqual([undefined, 'IT', 'trial', { path: missing, detail: 'there is no such file' }, join(folder, 'a-folder')])
})

test('each system has its place for it, where users cannot write', () => {
  expect([
    policyPath('linux', {}),
    policyPath('win32', { ProgramData: 'D:\\ProgramData' }),
    policyPath('win32', {}),
    policyPath('win32', { ProgramData: 'C:\\Users\\li\\mine' }, (path) => path.startsWith('C:\\ProgramData\\')),
    policyPath('darwin', {}),
  ]).toEqual([
    '/etc/gezi/policy.json',
    'D:\\ProgramData\\Gezi\\policy.json',
    'C:\\ProgramData\\Gezi\\policy.json',
    'C:\\ProgramData\\Gezi\\policy.json',
    '/Library/Application Support/Gezi/policy.json',
  ])
})

test('flags do not go round what is decided: they are left out, and the log says so', async () => {
  const file = await policyFile({ managedBy, settings: { port: 2_425, peers: [], whenPortTaken: 'wait' } })
  const { host, lines } = await openTestHost({
    bind: address(68),
    policyFile: file,
    port: 2_426,
    guest: true,
    peers: ['127.0.0.9'],
    downloads: '/tmp/mine',
  })
  expect(host.udp).toBe(`${address(68)}:2425`)
  expect(lines.filter((line) => line.includes('is left out'))).toEqual([
    'warning --port is left out: the policy of this computer decides port',
    'warning --peer is left out: the policy of this computer decides peers',
    'warning --guest is left out: the policy of this computer decides whenPortTaken',
  ])
})

test('the name that somebody gives himself under a broken policy is kept', async () => {
  const data = await temporaryFolder()
  const under = await managed('{', address(69), data)
  expect((await under.client.call('setSettings', { name: '小李' })).ok).toBe(true)
  await under.host.close()
  const after = await openTestHost({ bind: address(69), data })
  expect((await after.until((state) => state)).settings.name).toBe('小李')
})

test('a command line that sets what is decided is told so', async () => {
  await expect(
    managed({ managedBy, settings: { name: 'Desk 3' } }, address(66)).then(({ host }) => host),
  ).resolves.toBeDefined()
  const file = await policyFile({ managedBy, settings: { name: 'Desk 3' } })
  await expect(openTestHost({ bind: address(67), policyFile: file, name: 'me' })).rejects.toThrow(
    'other: name is set by the policy of this computer',
  )
})
