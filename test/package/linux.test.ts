/** The packages for Linux: what is in them, that it runs, and that the .deb comes and goes. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuses } from '../../build/package/config.ts'
import { type Application, launch, realElectron } from '../double/driver.ts'
import { type Member, office, startMember, watch, write } from '../e2e/office.ts'
import { type Finished, finish, history, peerAt, root, start, temporaryFolder } from '../process/gezi.ts'
import { exec, filesIn, needed, pack, packedFiles, unpack } from './pack.ts'
import { fusesOf, linuxStub } from './stub.ts'

const [APP, ZHANG] = ['127.25.0.188', '127.25.0.189'] as const

let work: string
let output: string
/** The version after that of `output`. */
let next: string
let unpacked: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'gezi-package-'))
  output = join(work, 'release')
  unpacked = join(output, 'linux-unpacked')
  next = join(work, 'next')
  const electron = await linuxStub(join(work, 'electron'))
  const runtime = join(work, 'runtime')
  await writeFile(runtime, RUNTIME)
  const said = await pack(electron, output, ['--linux', '--x64', 'deb', 'tar.gz', ...images], {
    GEZI_APPIMAGE_RUNTIME: runtime,
  })
  // Sizes are told of whatever was made.
  expect(said).toMatch(/Gezi-0\.1\.0-linux-amd64\.deb {2}\d+\.\d MB$/m)
  await pack(electron, next, ['--linux', '--x64', '--arm64', 'deb', '--version', '0.1.1'])
})

afterAll(() => rm(work, { recursive: true, force: true }))

/** An AppImage is a program and a squashfs behind it: this one unpacks what is behind it and runs that. */
const RUNTIME = `#!/bin/sh
folder=$(mktemp -d)
unsquashfs -q -n -f -d "$folder/app" -o 204 "$0" >/dev/null && "$folder/app/AppRun" "$@"
code=$?
rm -rf "$folder"
exit $code
`
  .padEnd(203, '#')
  .concat('\n')

const hasSquashfs = ['mksquashfs', 'unsquashfs', 'desktop-file-validate'].every((name) =>
  existsSync(`/usr/bin/${name}`),
)
if (!hasSquashfs) console.error('no squashfs-tools or desktop-file-utils: the AppImage is not tested')
const images = hasSquashfs ? ['AppImage', 'squashfs'] : []

const double = ['--import', join(root, 'test/double/register.ts'), join(root, 'test/double/run.ts')]

/** Without what electron-builder puts in for single kinds of packages. */
const common = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !['resources/package-type', 'resources/apparmor-profile'].includes(path))

const resources = (): string => join(unpacked, 'resources')

test('a package holds what the program needs, the native file of its own system, and nothing else', async () => {
  const library = (await filesIn(join(root, 'node_modules/better-sqlite3/lib'))).map((path) => `lib/${path}`)
  const packed = await packedFiles(resources())
  expect(packed).toEqual({
    asar: needed([...library, 'LICENSE', 'package.json'], 'linux-x64'),
    unpacked: ['node_modules/better-sqlite3/prebuilds/linux-x64.node'],
  })
  expect((await filesIn(join(unpacked, 'locales'))).join()).toBe('en-US.pak,ja.pak,zh-CN.pak,zh-TW.pak')
  expect(await filesIn(resources())).not.toContain('default_app.asar')
  expect(await filesIn(join(unpacked, 'licenses'))).toEqual(['gezi.txt', 'others.txt'])
  const others = await readFile(join(unpacked, 'licenses/others.txt'), 'utf8')
  for (const name of ['react', 'zod', 'better-sqlite3', 'tailwindcss', 'egoroof-blowfish', 'iconv-lite'])
    expect(others).toMatch(new RegExp(`^${name} \\d[\\s\\S]*?\\((?:MIT|Apache-2.0)\\)$`, 'm'))
  // What Gezi adds to Electron: room is left, and a picture or a dictionary that strays in is noticed.
  const { size } = await stat(join(resources(), 'app.asar'))
  expect(size).toBeLessThan(8 * 1024 * 1024)
})

test('a computer with ARM gets the file of its own, and a package that says so', async () => {
  const { asar, unpacked } = await packedFiles(join(next, 'linux-arm64-unpacked/resources'))
  expect(unpacked).toEqual(['node_modules/better-sqlite3/prebuilds/linux-arm64.node'])
  expect(asar.filter((path) => path.endsWith('.node'))).toEqual(unpacked)
  expect((await exec('dpkg-deb', ['-f', join(next, 'Gezi-0.1.1-linux-arm64.deb'), 'Architecture'])).trim()).toBe(
    'arm64',
  )
})

test('every fuse of the program is as the configuration says', async () => {
  const order = [
    fuses.runAsNode,
    fuses.enableCookieEncryption,
    fuses.enableNodeOptionsEnvironmentVariable,
    fuses.enableNodeCliInspectArguments,
    fuses.enableEmbeddedAsarIntegrityValidation,
    fuses.onlyLoadAppFromAsar,
    fuses.loadBrowserProcessSpecificV8Snapshot,
    fuses.grantFileProtocolExtraPrivileges,
  ]
  const wanted = order.map((on) => (on ? '1' : '0')).join('')
  expect((await fusesOf(join(unpacked, 'gezi'))).slice(0, wanted.length)).toBe(wanted)
})

office('what is in the package', () => {
  let running: Application | undefined
  let data = ''
  afterAll(() => running?.close())

  test.skipIf(realElectron !== undefined)('runs through its first run and a chat', async () => {
    const folder = join(work, 'application')
    unpack(resources(), folder)
    const zhang: Member = await startMember({ address: ZHANG, name: '张三', peers: [APP] })
    const config = await temporaryFolder()
    process.env.XDG_CONFIG_HOME = config
    const flags = [
      '--double-packaged',
      `--data=${join(config, 'Gezi')}`,
      `--bind=${APP}`,
      `--peer=${ZHANG}`,
      '--lang=en',
    ]
    running = await launch(flags, folder)
    const page = await running.firstWindow()
    watch(page)
    await page.getByRole('textbox', { name: 'Your name' }).fill('王五')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'People (1)' }).waitFor()
    const composer = await write(page, '张三')
    await composer.fill('从安装包里发出的')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 从安装包里发出的.*, delivered$/ }).waitFor()
    const { id } = await peerAt(zhang.client, APP, 20_000)
    await zhang.client.call('sendMessage', { peer: id, text: '收到' })
    await page.getByRole('listitem', { name: /^张三: 收到/ }).waitFor()
    // The same program is the command line of the one that runs; Chromium's flags in a text are a text.
    const command = (words: readonly string[], env = {}): Promise<Finished> =>
      finish(start(process.execPath, [...double, folder, '--double-packaged', ...words], 'pipe', env))
    expect(await command(['--', 'send', '张三', '--wait', '20', '--', '--gpu-launcher=此行来自命令行'])).toMatchObject({
      code: 0,
    })
    expect((await history(zhang.client, id)).at(-1)).toMatchObject({ text: '--gpu-launcher=此行来自命令行' })
    expect(await command(['peers'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^张三\t.*\tonline$/m) })
    expect(await command(['send', 'nobody', 'hi'])).toMatchObject({ code: 4, stdout: '' })
    expect(await command(['status'], { XDG_CONFIG_HOME: work })).toMatchObject({ code: 3 })
    expect(await command(['sned', '张三', 'hi'])).toMatchObject({ code: 2, stderr: expect.stringContaining('sned') })
    expect(await command(['--help'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^usage: gezi COMMAND/) })
    // What was installed starts at the next log-in, until its user says otherwise.
    const entry = join(config, 'autostart/gezi.desktop')
    expect(await readFile(entry, 'utf8')).toContain(' --hidden\n')
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Notifications' }).click()
    await page.getByRole('switch', { name: 'Start Gezi when I log in' }).click()
    await expect.poll(() => existsSync(entry)).toBe(false)
    delete process.env.XDG_CONFIG_HOME
    expect(running.said()).toBe('')
    data = join(config, 'Gezi')
  })

  test.skipIf(realElectron !== undefined)('the next version goes on with the messages of this one', async () => {
    await running?.close()
    const folder = join(work, 'application-next')
    unpack(join(next, 'linux-unpacked/resources'), folder)
    running = await launch(['--double-packaged', `--data=${data}`, `--bind=${APP}`, '--lang=en'], folder)
    const page = await running.firstWindow()
    watch(page)
    await write(page, '张三')
    await page.getByRole('listitem', { name: /^You: 从安装包里发出的/ }).waitFor()
    await page.getByRole('listitem', { name: /^张三: 收到/ }).waitFor()
    expect(await running.evaluate(({ app }) => app.getVersion())).toBe('0.1.1')
    expect(running.said()).toBe('')
  })
})

test('the archive holds the same program, and it starts from wherever it was unpacked', async () => {
  const folder = join(work, 'archive')
  await exec('mkdir', [folder])
  await exec('tar', ['-xzf', join(output, 'Gezi-0.1.0-linux-x64.tar.gz'), '-C', folder, '--strip-components=1'])
  expect(common(await filesIn(folder))).toEqual(common(await filesIn(unpacked)))
  expect(await exec(join(folder, 'gezi'), ['--x'])).toBe('Gezi was started with: --x\n')
  // No word of a command is one of Chromium's.
  expect(await exec(join(folder, 'bin/gezi'), ['send', 'Bob', '--no-sandbox'])).toBe(
    'Gezi was started with: -- send Bob --no-sandbox\n',
  )
})

test.skipIf(!hasSquashfs)(
  'the AppImage starts the same program; without its runtime it is a squashfs of all else, named as that',
  async () => {
    const image = join(output, 'Gezi-0.1.0-linux-x86_64.AppImage')
    expect(await exec(image, ['--x'])).toMatch(/^Gezi was started with: (--no-sandbox )?--x\n$/)
    const folder = join(work, 'squashfs')
    await exec('unsquashfs', ['-q', '-n', '-d', folder, join(output, 'Gezi-0.1.0-linux-x86_64.squashfs')])
    const within = common(await filesIn(folder))
    const own = common(await filesIn(unpacked))
    expect(own.filter((path) => !within.includes(path))).toEqual([])
    expect(within.filter((path) => !own.includes(path) && !path.startsWith('usr/share/icons/'))).toEqual(
      ['.DirIcon', 'AppRun', 'gezi.desktop', 'gezi.png'].filter((path) => within.includes(path)),
    )
    expect(within).toContain('AppRun')
    expect(await readFile(join(folder, 'gezi.desktop'), 'utf8')).toMatch(/^Name=Gezi$[\s\S]*^Exec=AppRun/m)
    expect(await readFile(join(folder, 'usr/share/icons/hicolor/256x256/apps/gezi.png'))).toEqual(
      await readFile(join(root, 'build/icons/app/256x256.png')),
    )
    expect(await exec('desktop-file-validate', [join(folder, 'gezi.desktop')])).toBe('')
  },
)

const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/dpkg') && !existsSync('/opt/Gezi')

test.skipIf(!mayInstall)(
  'the .deb is installed, starts, stands in the menu with its icon, gives way to a newer one, and is removed without a trace',
  async () => {
    const deb = join(output, 'Gezi-0.1.0-linux-amd64.deb')
    const field = async (name: string): Promise<string> => (await exec('dpkg-deb', ['-f', deb, name])).trim()
    expect([
      await field('Package'),
      await field('Version'),
      await field('Architecture'),
      await field('Recommends'),
    ]).toEqual(['gezi', '0.1.0', 'amd64', 'libayatana-appindicator3-1, libsecret-1-0'])
    // The stub needs nothing of what Electron needs.
    await exec('dpkg', ['--force-depends', '-i', deb])
    try {
      expect(await exec('/usr/bin/gezi', ['--hello'])).toBe('Gezi was started with: --hello\n')
      expect(await exec('/usr/bin/gezi', ['peers'])).toBe('Gezi was started with: -- peers\n')
      expect(common(await filesIn('/opt/Gezi'))).toEqual(common(await filesIn(unpacked)))
      const entry = await readFile('/usr/share/applications/gezi.desktop', 'utf8')
      expect(entry).toMatch(/^Name=Gezi$[\s\S]*^Exec=\/opt\/Gezi\/gezi %U$[\s\S]*^Icon=gezi$/m)
      if (existsSync('/usr/bin/desktop-file-validate'))
        expect(await exec('desktop-file-validate', ['/usr/share/applications/gezi.desktop'])).toBe('')
      for (const size of [16, 32, 48, 256]) {
        const icon = `/usr/share/icons/hicolor/${size}x${size}/apps/gezi.png`
        expect(await readFile(icon)).toEqual(await readFile(join(root, `build/icons/app/${size}x${size}.png`)))
      }
      // A newer one in its place.
      await exec('dpkg', ['--force-depends', '-i', join(next, 'Gezi-0.1.1-linux-amd64.deb')])
      expect(await exec('dpkg', ['-s', 'gezi'])).toMatch(/^Status: install ok installed$[\s\S]*^Version: 0\.1\.1$/m)
      expect(await readFile('/opt/Gezi/resources/app.asar')).toEqual(
        await readFile(join(next, 'linux-unpacked/resources/app.asar')),
      )
      expect(await exec('/usr/bin/gezi', ['--hello'])).toBe('Gezi was started with: --hello\n')
    } finally {
      await exec('dpkg', ['-P', 'gezi'])
    }
    expect(['/opt/Gezi', '/usr/bin/gezi', '/usr/share/applications/gezi.desktop'].filter(existsSync)).toEqual([])
  },
)
