import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { crashDumps, tidyCrashDumps } from '../../electron/host/crash-dumps.ts'
import { diagnosticsText } from '../../electron/host/diagnostics.ts'
import { loginName } from '../../electron/host/login-name.ts'
import { maskFor } from '../../electron/host/masked.ts'
import { address, openTestHost, temporaryFolder } from './support.ts'

const DAY = 86_400_000

const mask = maskFor({
  names: ['张三', 'Al', '研发部', 'PC-LI', 'li', '', 'x'],
  places: [
    ['/home/li/.config/gezi', '<data>'],
    ['/home/li', '~'],
  ],
})

test.each([
  ['张三 in 研发部 also wrote: 给张三的', 'name-1 in name-2 also wrote: 给name-1的'],
  ['Al, AL and Alice on pc-li', 'name-3, name-3 and Alice on name-4'],
  ['too many packets at once from 192.168.1.7', 'too many packets at once from 192.168.x.x'],
  ['u:li@PC-LI: bad packet from 10.1.2.3:2425', 'person-5: bad packet from 10.1.x.x:2425'],
  ['card aa:bb:cc:dd:ee:ff, fe80::1ff:fe23:4567:890a, ::1', 'card xx:xx:xx:xx:xx:xx, x:x, x:x'],
  ['from ::ffff:192.168.1.7.', 'from ::ffff:192.168.x.x.'],
  ['2026-11-28T07:28:58.123Z info 12:30', '2026-11-28T07:28:58.123Z info 12:30'],
  ["ENOENT: open '/srv/share/budget 2026.xlsx'", "ENOENT: open 'path-1 2026.xlsx'"],
  ['open C:\\Users\\li\\Desktop\\pay.xlsx', 'open path-2'],
  ['open /home/li/plan.dwg, then /home/li/plan.dwg', 'open path-3, then path-3'],
  ['/home/li/.config/gezi/gezi.db is damaged', '<data>/gezi.db is damaged'],
  ['/home/li/.config/gezi/pictures/9/me.png is gone', '<data>/pictures/… is gone'],
])('masked is: %s', (text, masked) => {
  expect(mask(text)).toBe(masked)
})

test('tens of thousands of people, whom strangers may have made up, hold nothing up', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const name = (number: number): string =>
    `${letters[number % 26]}${letters[Math.floor(number / 26) % 26]}${'x'.repeat(number % 40)}${number}`
  const names = Array.from({ length: 100_000 }, (_, number) => name(number))
  const line = `${'ab'.repeat(300)} ${name(5)} ${'研发'.repeat(200)} ${name(77_777)}`
  const began = performance.now()
  const many = maskFor({ names, places: [] })
  const masked = Array.from({ length: 60 }, () => many(line))
  // 18 s as one regular expression; some hundred milliseconds here.
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(masked[0]?.replace(/(?:ab)+|(?:研发)+/g, '…')).toBe('… name-1 … name-2')
})

test('the page says what program, system and network it is, and names neither people nor their addresses and files', async () => {
  const data = await temporaryFolder()
  const { client } = await openTestHost({ bind: address(71), data, name: '赵六', group: '财务部' })
  await client.call('setSettings', { signature: '分机 8012', peers: ['10.9.8.7'], theme: 'dark', textSize: 120 })
  await mkdir(join(data, 'crashes/completed'), { recursive: true })
  await writeFile(join(data, 'crashes/completed/a.dmp'), '')
  await mkdir(join(data, 'logs'), { recursive: true })
  await writeFile(
    join(data, 'logs/gezi.log'),
    [
      '2026-11-28T07:00:00.000Z info started',
      `2026-11-28T07:00:01.000Z error 赵六 at 10.9.8.7: ${data}/spool/私人.pdf cannot be read`,
      '',
    ].join('\n'),
  )
  const answer = await client.call('diagnostics', {})
  const text = answer.ok ? answer.value.text : ''
  expect(text).toMatch(/^Gezi \d/)
  expect(text).toMatch(/Network: \{"state":"online".*"port":2425/)
  expect(text).toMatch(/Settings changed: .*signature.*textSize=120/)
  expect(text).toMatch(/Crashes kept: 1, the last one 20/)
  expect(text).toMatch(/Last errors and warnings:\n.* error name-\d+ at 10\.9\.x\.x: <data>\/spool\/… cannot be read\n/)
  const told = ['赵六', '财务部', '8012', '10.9.8.7', address(71), '私人', data, hostname(), loginName()]
  // The name of a program's file can be that of an account.
  const lines = text
    .split('\n')
    .filter((line) => !/^(?:Runtime|System|Can|Updates): /.test(line))
    .join('\n')
  expect(told.filter((word) => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'u').test(lines))).toEqual([])
})

test('a program that cannot open its history still says why', async () => {
  const data = await temporaryFolder()
  const text = await diagnosticsText({
    data,
    version: '1.2.3',
    state: undefined,
    problem: `database-newer ${data}/gezi.db`,
    now: 0,
  })
  expect(text).toMatch(
    /^Gezi 1\.2\.3\nWritten: 1970-01-01T00:00:00\.000Z\nDoes not start: database-newer <data>\/gezi\.db\n/,
  )
  expect(text).toMatch(/Last errors and warnings:\nnone\n/)
})

test('a host without a desktop shows no folder', async () => {
  const { client } = await openTestHost({ bind: address(72) })
  expect(await client.call('showProgramFolder', { folder: 'logs' })).toEqual({ ok: false, error: { code: 'not-here' } })
})

test('of what crashes left behind, ten are kept, and none for more than a month', async () => {
  const folder = await temporaryFolder()
  const now = 100 * DAY
  await mkdir(join(folder, 'completed'))
  for (let age = 0; age < 14; age += 1) {
    for (const ending of ['dmp', 'meta']) {
      const file = join(folder, 'completed', `${age}.${ending}`)
      await writeFile(file, '')
      await utimes(file, (now - age * 4 * DAY) / 1_000, (now - age * 4 * DAY) / 1_000)
    }
  }
  await writeFile(join(folder, 'settings.dat'), '')
  await tidyCrashDumps(folder, now)
  expect((await crashDumps(folder)).map(({ at }) => (now - at) / DAY)).toEqual([0, 4, 8, 12, 16, 20, 24, 28])
  expect((await readdir(join(folder, 'completed'))).length).toBe(16)
  expect(await readdir(folder)).toEqual(['completed', 'settings.dat'])
  await tidyCrashDumps(join(folder, 'none'), now)
})
