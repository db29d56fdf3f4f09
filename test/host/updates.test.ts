import { execFileSync } from 'node:child_process'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newKey, signRelease } from '../../build/update-feed.ts'
import { FEED_NAME, isNewer, writeFeed } from '../../electron/host/update/feed.ts'
import { sourceAt } from '../../electron/host/update/source.ts'
import type { Update } from '../../shared/model/update.ts'
import { address, type OpenedHost, openTestHost, temporaryFolder } from './support.ts'

const { privateKey: key, publicKey } = newKey()
const NAME = 'Gezi-0.2.0-linux-amd64.deb'
const SIZE = 3 * 1024 * 1024 + 17
const released = '2026-11-28'

/** A folder with a release in it, signed. */
async function release(version = '0.2.0', signedBy = key): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, `Gezi-${version}-linux-amd64.deb`), randomBytes(SIZE))
  await signRelease(folder, { key: signedBy, version, released })
  return folder
}

interface Tried extends OpenedHost {
  readonly installed: string[]
  step(method: 'checkUpdates' | 'downloadUpdate' | 'installUpdate', until: Update['state']): Promise<Update>
}

let hosts = 0

async function program(updateSource: string, data?: string, outcome: 'started' | 'shown' = 'started'): Promise<Tried> {
  const installed: string[] = []
  const install = async (path: string) => {
    installed.push(path)
    return outcome
  }
  hosts += 1
  const opened = await openTestHost({
    bind: address(100 + hosts),
    version: '0.1.0',
    updates: { key: publicKey, target: 'linux-x64-deb', install },
    ...(data !== undefined && { data }),
  })
  await opened.client.call('setSettings', { updateSource })
  return {
    ...opened,
    installed,
    async step(method, state) {
      const before = await opened.until(({ update }) => update)
      const begun = await opened.client.call(method, {})
      if (!begun.ok) throw new Error(begun.error.code)
      return opened.until(({ update }) => (update !== before && update.state === state ? update : undefined))
    },
  }
}

interface Served {
  url: string
  /** Path and range of each request. */
  readonly asked: string[]
  /** Ends the connection after so many bytes of a file. */
  cutAfter: number | undefined
  ranges: boolean
  /** Every request is sent to this address. */
  movedTo: string | undefined
}

async function serve(folder: string): Promise<Served> {
  const served: Served = { url: '', asked: [], cutAfter: undefined, ranges: true, movedTo: undefined }
  const server = createServer(async (request, response) => {
    const { range } = request.headers
    served.asked.push(`${request.url} ${range ?? ''}`.trim())
    if (served.movedTo !== undefined) return void response.writeHead(302, { location: served.movedTo }).end()
    const bytes = await readFile(join(folder, request.url ?? '')).catch(() => undefined)
    if (bytes === undefined) return void response.writeHead(404).end()
    const from = served.ranges ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from })
    const cut = request.url?.endsWith(FEED_NAME) ? undefined : served.cutAfter
    if (cut === undefined) return void response.end(bytes.subarray(from))
    response.write(bytes.subarray(from, from + cut), () => response.destroy())
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise((settle) => server.close(() => settle()))
  })
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return served
}

const wayOf: readonly (readonly [string, (folder: string) => Promise<string>])[] = [
  ['a folder', async (folder) => folder],
  ['an address', async (folder) => (await serve(folder)).url],
]

test.each(wayOf)(
  'a good release in %s is found, fetched with its progress, checked, and installed when the user says so',
  async (_way, place) => {
    const folder = await release()
    const tried = await program(await place(folder))
    const states: string[] = []
    void tried.untilChange((change) => {
      if (change.kind === 'update') states.push(change.update.state)
      return undefined
    })
    expect(await tried.step('checkUpdates', 'available')).toEqual({
      state: 'available',
      version: '0.2.0',
      size: SIZE,
      released,
    })
    expect(await tried.client.call('installUpdate', {})).toEqual({ ok: false, error: { code: 'wrong-step' } })
    expect(await tried.step('downloadUpdate', 'ready')).toEqual({ state: 'ready', version: '0.2.0' })
    expect(tried.installed).toEqual([])
    await tried.step('installUpdate', 'installing')
    await expect.poll(() => tried.installed).toEqual([join(tried.data, 'updates', NAME)])
    expect(await readFile(tried.installed[0] ?? '')).toEqual(await readFile(join(folder, NAME)))
    expect(states).toContain('downloading')
  },
)

test('nobody is asked while no place is configured, and a place is asked once at the start', async () => {
  const { url, asked } = await serve(await release())
  const tried = await program('')
  expect(await tried.client.call('checkUpdates', {})).toEqual({ ok: false, error: { code: 'no-source' } })
  await tried.client.call('setSettings', { updateSource: url })
  await tried.host.close()
  expect(asked).toEqual([])
  const again = await program(url, tried.data)
  await again.until(({ update }) => (update.state === 'available' ? true : undefined))
  expect(asked).toEqual([`/${FEED_NAME}`])
})

test('what another key signed, or nobody, is no release; its files are not even asked for', async () => {
  const other = await release('0.2.0', newKey().privateKey)
  const changed = await release()
  const feed = JSON.parse(await readFile(join(changed, FEED_NAME), 'utf8')) as { release: string; signature: string }
  const tampered = { ...feed, release: feed.release.replace('0.2.0', '0.9.0') }
  await writeFile(join(changed, FEED_NAME), JSON.stringify(tampered))
  for (const folder of [other, changed]) {
    const { url, asked } = await serve(folder)
    const tried = await program(url)
    expect(await tried.step('checkUpdates', 'failed')).toMatchObject({ problem: 'unsigned' })
    expect(await tried.client.call('downloadUpdate', {})).toEqual({ ok: false, error: { code: 'wrong-step' } })
    expect(asked).toEqual([`/${FEED_NAME}`])
  }
})

test('an older release, or the same one, is never offered', async () => {
  for (const version of ['0.0.9', '0.1.0']) {
    const tried = await program(await release(version))
    await tried.client.call('checkUpdates', {})
    expect(
      await tried.until(({ update }) => (update.state === 'none' && update.offered ? update : undefined)),
    ).toMatchObject({
      offered: version,
    })
    expect(await tried.client.call('downloadUpdate', {})).toEqual({ ok: false, error: { code: 'wrong-step' } })
  }
  expect(
    [
      ['1.0.0', '0.9.9'],
      ['0.10.0', '0.9.0'],
      ['0.1.10', '0.1.9'],
      ['0.1.0', '0.1.0'],
      ['0.9.9', '1.0.0'],
    ].map(([one = '', other = '']) => isNewer(one, other)),
  ).toEqual([true, true, true, false, false])
})

test('a file that is not what was signed is thrown away: another content, a longer one, and one that changed on our own disk', async () => {
  const folder = await release()
  const good = await readFile(join(folder, NAME))
  const tried = await program(folder)
  await tried.step('checkUpdates', 'available')
  for (const bad of [Buffer.alloc(SIZE, 7), Buffer.concat([good, Buffer.from('!')])]) {
    await writeFile(join(folder, NAME), bad)
    expect(await tried.step('downloadUpdate', 'failed')).toMatchObject({ problem: 'tampered', version: '0.2.0' })
    expect(await tried.client.call('installUpdate', {})).toEqual({ ok: false, error: { code: 'wrong-step' } })
  }
  await writeFile(join(folder, NAME), good)
  await tried.step('downloadUpdate', 'ready')
  await writeFile(join(tried.data, 'updates', NAME), Buffer.alloc(SIZE, 7))
  expect(await tried.step('installUpdate', 'failed')).toMatchObject({ problem: 'tampered' })
  expect(tried.installed).toEqual([])
})

test('a truncated file is told; what came of it is kept, and the rest comes once it is there', async () => {
  const folder = await release()
  const good = await readFile(join(folder, NAME))
  await truncate(join(folder, NAME), 1_000_000)
  const tried = await program(folder)
  await tried.step('checkUpdates', 'available')
  expect(await tried.step('downloadUpdate', 'failed')).toMatchObject({
    problem: 'truncated',
    detail: `1000000 / ${SIZE}`,
  })
  await writeFile(join(folder, NAME), good)
  await tried.step('downloadUpdate', 'ready')
  expect(await readFile(join(tried.data, 'updates', NAME))).toEqual(good)
})

test.each([true, false])(
  'a download that broke off goes on after a restart where it was; a server that knows ranges: %s',
  async (ranges) => {
    const folder = await release()
    const served = await serve(folder)
    const first = await program(served.url)
    await first.step('checkUpdates', 'available')
    served.cutAfter = 2_000_000
    served.ranges = ranges
    expect(await first.step('downloadUpdate', 'failed')).toMatchObject({ problem: 'unreachable' })
    await first.host.close()
    served.cutAfter = undefined
    served.asked.length = 0
    const second = await program(served.url, first.data)
    await second.until(({ update }) => (update.state === 'available' ? true : undefined))
    await second.step('downloadUpdate', 'ready')
    expect(served.asked.at(-1)).toMatch(new RegExp(`^/${NAME} bytes=[1-9]\\d+-$`))
    expect(await readFile(join(second.data, 'updates', NAME))).toEqual(await readFile(join(folder, NAME)))
    expect(await readdir(join(second.data, 'updates'))).toEqual([NAME])
  },
)

test('a place that cannot be reached, holds something else, or has nothing for this computer, is told as that', async () => {
  const none = await temporaryFolder()
  const page = await temporaryFolder()
  await writeFile(join(page, FEED_NAME), '<html>not found</html>')
  const huge = await temporaryFolder()
  await writeFile(join(huge, FEED_NAME), 'x'.repeat(1_000_000))
  const others = await temporaryFolder()
  await writeFile(join(others, 'Gezi-0.2.0-win-x64.exe'), 'MZ')
  await signRelease(others, { key, version: '0.2.0', released })
  const climbing = await temporaryFolder()
  await mkdir(join(climbing, 'feed'))
  const file = { target: 'linux-x64-deb', name: '../evil.deb', size: 1, sha512: 'a'.repeat(128) }
  expect(() => writeFeed({ format: 1, version: '0.2.0', released, files: [file] }, createPrivateKey(key))).toThrow()
  const { url } = await serve(none)
  const problems = []
  for (const place of [join(none, 'missing'), url, 'http://127.0.0.1:1/', huge, page, others]) {
    const tried = await program(place)
    const update = await tried.step('checkUpdates', 'failed')
    problems.push(update.state === 'failed' ? update.problem : update.state)
  }
  expect(problems).toEqual(['unreachable', 'unreachable', 'unreachable', 'unreachable', 'malformed', 'not-for-this'])
})

test('a half of an earlier try is kept when the place has lost the file, and the program lives', async () => {
  const folder = await release()
  const good = await readFile(join(folder, NAME))
  const tried = await program(folder)
  await tried.step('checkUpdates', 'available')
  await mkdir(join(tried.data, 'updates'))
  await writeFile(join(tried.data, 'updates', `${NAME}.part`), good.subarray(0, 1_000_000))
  await rm(join(folder, NAME))
  expect(await tried.step('downloadUpdate', 'failed')).toMatchObject({ problem: 'unreachable', version: '0.2.0' })
  expect((await stat(join(tried.data, 'updates', `${NAME}.part`))).size).toBe(1_000_000)
  await writeFile(join(folder, NAME), good)
  await tried.step('downloadUpdate', 'ready')
  expect(await readFile(join(tried.data, 'updates', NAME))).toEqual(good)
})

test.skipIf(process.platform === 'win32')('a folder whose server never answers is given up', async () => {
  const folder = await temporaryFolder()
  // Opening it waits for somebody who writes.
  const silent = join(folder, 'silent')
  execFileSync('mkfifo', [silent])
  const source = sourceAt(folder, 50)
  expect(await source.text('silent', 100)).toEqual({ ok: false, error: 'no answer' })
  await expect(source.bytes('silent', 0)).rejects.toThrow('no answer')
  const writer = await open(silent, 'r+')
  await writer.close()
})

test('a server that sends elsewhere is not followed', async () => {
  const elsewhere = await serve(await release())
  const served = await serve(await release())
  served.movedTo = elsewhere.url
  const tried = await program(served.url)
  expect(await tried.step('checkUpdates', 'failed')).toMatchObject({ problem: 'unreachable' })
  expect(elsewhere.asked).toEqual([])
})

test('a package without an installer is shown, again if its user wants, and is not taken for one that is being installed', async () => {
  const tried = await program(await release(), undefined, 'shown')
  await tried.step('checkUpdates', 'available')
  await tried.step('downloadUpdate', 'ready')
  expect(await tried.step('installUpdate', 'shown')).toEqual({ state: 'shown', version: '0.2.0' })
  await tried.step('installUpdate', 'shown')
  expect(tried.installed).toHaveLength(2)
})

test('another place that was chosen meanwhile is looked at before anything is fetched', async () => {
  const tried = await program(await release())
  await tried.step('checkUpdates', 'available')
  await tried.client.call('setSettings', { updateSource: await release('0.3.0') })
  expect(await tried.step('downloadUpdate', 'available')).toMatchObject({ version: '0.3.0' })
})

test('an installer of another version, or a second one for the same computers, is not signed', async () => {
  const folder = await release()
  await writeFile(join(folder, 'Gezi-0.1.9-win-x64.exe'), 'MZ')
  await expect(signRelease(folder, { key, version: '0.2.0', released })).rejects.toThrow(
    'Gezi-0.1.9-win-x64.exe is not of version 0.2.0',
  )
  await rm(join(folder, 'Gezi-0.1.9-win-x64.exe'))
  await writeFile(join(folder, 'Gezi-0.2.0-linux-x64.deb'), '!<arch>')
  await expect(signRelease(folder, { key, version: '0.2.0', released })).rejects.toThrow('both for linux-x64-deb')
})

test('a program that others update has no way to do it itself', async () => {
  const { client, until } = await openTestHost({ bind: address(99) })
  expect([
    await client.call('checkUpdates', {}),
    (await until((state) => state)).about.capabilities.includes('updates'),
  ]).toEqual([{ ok: false, error: { code: 'not-able' } }, false])
})
