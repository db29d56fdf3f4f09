/** The packages for Windows, made on Linux; the installer runs under wine where there is one. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { path7za } from '7zip-bin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../process/gezi.ts'
import { exec, filesIn, needed, pack, packedFiles } from './pack.ts'
import { fusesOf, windowsStub } from './stub.ts'

const canPack = existsSync('/usr/bin/makensis')
const wine = ['/usr/bin/wine64', '/usr/lib/wine/wine64', '/usr/bin/wine'].find(existsSync)
if (!canPack) console.error('no makensis: packages for Windows are not tested')
else if (wine === undefined) console.error('no wine: the installer for Windows is made and not run')

describe.skipIf(!canPack)('for Windows', () => {
  let work: string
  let output: string

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'gezi-package-'))
    output = join(work, 'release')
    await pack(await windowsStub(join(work, 'electron')), output, ['--win', '--x64', 'nsis', 'zip'])
  })
  afterAll(() => rm(work, { recursive: true, force: true }))

  test('the archive holds what the program needs, the native file of Windows, and an executable that loads nothing else', async () => {
    const folder = join(work, 'zip')
    await exec(path7za, ['x', join(output, 'Gezi-0.1.0-win-x64.zip'), `-o${folder}`])
    const library = (await filesIn(join(root, 'node_modules/better-sqlite3/lib'))).map((path) => `lib/${path}`)
    expect(await packedFiles(join(folder, 'resources'))).toEqual({
      asar: needed([...library, 'LICENSE', 'package.json'], 'win32-x64'),
      unpacked: ['node_modules/better-sqlite3/prebuilds/win32-x64.node'],
    })
    const executable = join(folder, 'Gezi.exe')
    expect((await fusesOf(executable)).slice(0, 8)).toBe('01001100')
    const bytes = await readFile(executable)
    const has = (text: string): boolean => bytes.includes(Buffer.from(text, 'utf16le'))
    // The hash of the archive, which Electron compares; and what Windows shows of the program.
    expect([has('ELECTRONASAR'), has('INTEGRITY'), has('Gezi'), has('0.1.0')]).toEqual([true, true, true, true])
  })

  describe.skipIf(wine === undefined)('under wine', () => {
    const env = (): NodeJS.ProcessEnv => ({
      WINEPREFIX: join(work, 'wine'),
      WINEARCH: 'win64',
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree=;mshtml=',
      HOME: work,
      DISPLAY: '',
    })
    const windows = (parameters: readonly string[]): Promise<string> => exec(wine ?? '', parameters, env())
    const drive = (path: string): string => join(work, 'wine/drive_c', path)
    const KEY = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall'
    const registered = async (): Promise<string> => {
      const found = await windows(['reg', 'query', KEY, '/s', '/reg:64']).catch(() => '')
      return /DisplayName\s+REG_SZ\s+Gezi/.test(found) ? found : ''
    }
    const setup = (): string => join(output, 'Gezi-0.1.0-win-x64.exe')
    const user = (): string => drive(`users/${userInfo().username}/AppData/Roaming/Gezi`)

    beforeAll(async () => {
      await mkdir(join(work, 'wine'), { recursive: true })
      await windows(['wineboot', '-i'])
    })
    afterAll(() => exec('wineserver', ['-k'], env()).catch(() => {}))

    test('a folder that holds other things is refused, and nothing in it changes', async () => {
      const tools = drive('Tools')
      await mkdir(join(tools, 'resources'), { recursive: true })
      await writeFile(join(tools, 'resources/of-others.txt'), '')
      await expect(windows([setup(), '/S', '/D=C:\\Tools'])).rejects.toMatchObject({ code: 2 })
      expect(await filesIn(tools)).toEqual(['resources/of-others.txt'])
      expect(await registered()).toBe('')
    })

    test('the installer works silently, replaces what was there, and removes all but the messages, or those as well', async () => {
      const program = drive('Program Files/Gezi')
      await windows([setup(), '/S'])
      await expect.poll(() => existsSync(join(program, 'Uninstall Gezi.exe'))).toBe(true)
      expect((await filesIn(program)).filter((path) => path !== 'Uninstall Gezi.exe')).toEqual(
        await filesIn(join(output, 'win-unpacked')),
      )
      expect(await registered()).toMatch(/DisplayVersion\s+REG_SZ\s+0\.1\.0/)
      const links = await filesIn(drive('ProgramData/Microsoft/Windows/Start Menu/Programs'))
      expect(links).toContain('Gezi.lnk')
      await windows([join(program, 'Gezi.exe')])
      await expect.poll(() => existsSync(join(program, 'started.txt'))).toBe(true)

      // An older one in the same place.
      await writeFile(join(program, 'resources/of-an-older-version.txt'), '')
      await writeFile(join(program, 'resources/app.asar'), 'old')
      await windows([setup(), '/S'])
      await expect.poll(() => existsSync(join(program, 'resources/of-an-older-version.txt'))).toBe(false)
      await expect
        .poll(() => readFile(join(program, 'resources/app.asar')).catch(() => undefined))
        .toEqual(await readFile(join(output, 'win-unpacked/resources/app.asar')))

      await mkdir(user(), { recursive: true })
      await writeFile(join(user(), 'gezi.db'), 'messages')
      await windows([join(program, 'Uninstall Gezi.exe'), '/S'])
      // What was not installed is not removed.
      await expect.poll(() => filesIn(program)).toEqual(['started.txt'])
      await rm(join(program, 'started.txt'))
      await expect.poll(registered).toBe('')
      expect(await filesIn(drive('ProgramData/Microsoft/Windows/Start Menu/Programs'))).not.toContain('Gezi.lnk')
      expect(await readFile(join(user(), 'gezi.db'), 'utf8')).toBe('messages')

      await windows([setup(), '/S'])
      await expect.poll(() => existsSync(join(program, 'Uninstall Gezi.exe'))).toBe(true)
      await windows([join(program, 'Uninstall Gezi.exe'), '/S', '/PURGE'])
      await expect.poll(() => existsSync(program)).toBe(false)
      await expect.poll(() => existsSync(user())).toBe(false)
    })
  })
})
