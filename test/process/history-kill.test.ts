/**
 * Power cuts while the whole history is worked on. A real host is ended by SIGKILL at a random moment of a backup, an export, a restore and
 * an import. At the next start there is the old history or the new one, whole, and what was left half made goes.
 */
import { readdirSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import { filledFolder } from '../host/history-samples.ts'
import { job, over, place, rowsOf, tokenOf } from '../host/history-support.ts'
import { seededRandom } from '../store/samples.ts'
import { control, endAll, loopback, startHost, temporaryFolder } from './gezi.ts'

const ROUNDS = 2
/** About as long as the longest of them takes here, with the opening of the history after it. */
const LONGEST = 900

const given = process.env.GEZI_SEED
const seed = given === undefined ? Date.now() % 0x8000_0000 : Number.parseInt(given, 10)
const chance = seededRandom(seed)

afterAll(endAll)

/** All rows but those that each start of a host or each exchange changes. */
function lasting(data: string): string {
  const { value = [], ...rows } = rowsOf(join(data, 'gezi.db'))
  return JSON.stringify({
    ...rows,
    value: value.filter((row) => !/"(?:packet-numbers|edition|installation)"/.test(row)),
  })
}

test(`a kill in the middle of a backup, an export, a restore or an import costs nothing (GEZI_SEED=${seed})`, async () => {
  const sample = await filledFolder()
  const out = await temporaryFolder()
  const data = await temporaryFolder()
  const bind = loopback(8, 1)
  const open = async (): Promise<{ readonly client: Client; kill(): Promise<void> }> => {
    const host = await startHost({ data, name: '', bind })
    const client = await control(data)
    return {
      client,
      async kill() {
        await host.kill()
        client.close()
      },
    }
  }
  await cp(sample, data, { recursive: true })
  let host = await open()
  const backup = join(out, 'good.gezi-backup')
  expect(await job(host.client, 'createBackup', await place(host.client, backup))).toMatchObject({ state: 'done' })
  const full = lasting(data)
  await host.client.call('deleteMessage', { id: '6' })
  await host.client.call('deleteMessage', { id: '9' })
  const less = lasting(data)
  const merged = async (client: Client): Promise<string> => {
    await job(client, 'importHistory', { file: await tokenOf(client, backup), mode: 'merge' })
    return lasting(data)
  }
  const works: readonly (readonly [string, (client: Client) => Promise<{ readonly ok: boolean }>])[] = [
    ['backup', async (client) => client.call('createBackup', await place(client, join(out, 'b')))],
    [
      'export',
      async (client) => client.call('exportHistory', { format: 'html', ...(await place(client, join(out, 'e'))) }),
    ],
    [
      'restore',
      async (client) => client.call('importHistory', { file: await tokenOf(client, backup), mode: 'replace' }),
    ],
    ['import', async (client) => client.call('importHistory', { file: await tokenOf(client, backup), mode: 'merge' })],
  ]
  for (const [kind, begin] of works) {
    for (let round = 0; round < ROUNDS; round += 1) {
      expect((await begin(host.client)).ok).toBe(true)
      await delay(chance() * LONGEST)
      await host.kill()
      host = await open()
      const rows = lasting(data)
      const count = await host.client.call('storageReport', {})
      expect([kind, round, count.ok && count.value.messages]).toEqual([kind, round, expect.any(Number)])
      if (kind === 'backup' || kind === 'export') expect([kind, rows === less]).toEqual([kind, true])
      else if (kind === 'restore') expect([kind, rows === less || rows === full]).toEqual([kind, true])
      else expect([kind, count.ok && [28, 30].includes(count.value.messages)]).toEqual([kind, true])
      // What the user asked for has its name only when it is whole; what was half made is one file at most, which the next try takes.
      expect(readdirSync(out).filter((name) => !['good.gezi-backup', 'b', 'e'].includes(name)).length).toBeLessThan(5)
      // Two copies of the history before a restore stay, and two from before an import; a third until the next one, after a kill between.
      const left = readdirSync(data).filter((name) => /-before-|\.part|\.salvaged|\.repair/.test(name))
      const copies = ['-before-restore-', '-before-import-'].map((what) => left.filter((name) => name.includes(what)))
      expect([kind, ...copies.map(({ length }) => length <= 3), left.length <= 7]).toEqual([kind, true, true, true])
      if (kind === 'restore' && rows === full) {
        for (const id of ['6', '9']) await host.client.call('deleteMessage', { id })
      }
    }
  }
  await expect.poll(() => readdirSync(data).includes('history-work'), { timeout: 5_000 }).toBe(false)
  const last = await host.client.call('createBackup', await place(host.client, join(out, 'b')))
  expect(last.ok && (await over(host.client, last.value.job)).state).toBe('done')
  expect(await merged(host.client)).not.toBe('')
  await host.kill()
})
