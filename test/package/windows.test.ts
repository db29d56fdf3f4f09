/** The packages for Windows, made on Linux; the installer runs under wine where there is one. */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { path7za } from '7zip-bin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appIdOf } from '../../build/package/shortcut.ts'
import { APP_ID, TOAST_ACTIVATOR } from '../../shared/model/app-id.ts'
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
  /** The version after that of `output`: one file of Electron is no longer there. */
  let next: string

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'gezi-package-'))
    output = join(work, 'release')
    next = join(work, 'next')
    const electron = await windowsStub(join(work, 'electron'))
    await writeFile(join(electron, 'of-0.1.0.dll'), '')
    await pack(electron, output, ['--win', '--x64', 'nsis', 'zip'])
    await rm(join(electron, 'of-0.1.0.dll'))
    await pack(electron, next, ['--win', '--x64', 'nsis', '--version', '0.1.1'])
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
    expect(await filesIn(join(folder, 'bin'))).toEqual(['gezi.cmd'])
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
    const UNINSTALL = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall'
    const ENVIRONMENT = 'HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Environment'
    const RUN = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'
    const ACTIVATOR = `HKCU\\Software\\Classes\\CLSID\\${TOAST_ACTIVATOR}`
    const registered = async (): Promise<string> => {
      const found = await windows(['reg', 'query', UNINSTALL, '/s', '/reg:64']).catch(() => '')
      return /DisplayName\s+REG_SZ\s+Gezi/.test(found) ? found : ''
    }
    const setPath = (path: string): Promise<string> =>
      windows(['reg', 'add', ENVIRONMENT, '/v', 'Path', '/t', 'REG_EXPAND_SZ', '/d', path, '/f', '/reg:64'])
    const path = async (): Promise<string> => {
      const found = await windows(['reg', 'query', ENVIRONMENT, '/v', 'Path', '/reg:64'])
      return /Path\s+REG_EXPAND_SZ\s+(.*?)\r?$/m.exec(found)?.[1] ?? found
    }
    const setup = (folder = output, version = '0.1.0'): string => join(folder, `Gezi-${version}-win-x64.exe`)
    const user = (): string => drive(`users/${userInfo().username}/AppData/Roaming/Gezi`)
    const program = (): string => drive('Program Files/Gezi')
    const uninstaller = (): string => join(program(), 'Uninstall Gezi.exe')
    const ownMenu = (): string =>
      drive(`users/${userInfo().username}/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Gezi.lnk`)
    const menu = (): string => drive('ProgramData/Microsoft/Windows/Start Menu/Programs')

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

    test('the installer works silently; its shortcuts have the name that the program gives itself, and the command line its exit code', async () => {
      await setPath('%SystemRoot%\\system32;C:\\Tools')
      await windows([setup(), '/S'])
      await expect.poll(() => existsSync(uninstaller())).toBe(true)
      expect((await filesIn(program())).filter((path) => path !== 'Uninstall Gezi.exe')).toEqual(
        await filesIn(join(output, 'win-unpacked')),
      )
      expect(await registered()).toMatch(/DisplayVersion\s+REG_SZ\s+0\.1\.0/)
      expect(appIdOf(await readFile(join(menu(), 'Gezi.lnk')))).toBe(APP_ID)
      expect(appIdOf(await readFile(drive('users/Public/Desktop/Gezi.lnk')))).toBe(APP_ID)
      expect(await path()).toBe('%SystemRoot%\\system32;C:\\Tools;C:\\Program Files\\Gezi\\bin')
      const started = (): Promise<string> => readFile(join(program(), 'started.txt'), 'utf16le').catch(() => '')
      await windows([join(program(), 'Gezi.exe')])
      await expect.poll(started).toBe('started:')
      // As a script does it; `call` of wine's own prompt would lose the code.
      const script = ['@cd /d "C:\\Program Files\\Gezi\\bin"', '@gezi.cmd send Zhang "a b" --wait 5', '']
      await writeFile(drive('script.cmd'), script.join('\r\n'))
      await expect(windows(['cmd', '/c', 'C:\\script.cmd'])).rejects.toMatchObject({ code: 4 })
      expect(await started()).toBe('started:-- send Zhang "a b" --wait 5')
    })

    test('a newer version takes its place, and what an older one had goes; messages and settings stay; an older one is refused unless it is wanted', async () => {
      await mkdir(user(), { recursive: true })
      await writeFile(join(user(), 'gezi.db'), 'messages')
      await windows(['reg', 'add', RUN, '/v', APP_ID, '/t', 'REG_SZ', '/d', 'Gezi.exe --hidden', '/f'])
      // As Electron does it with the first notification.
      await mkdir(dirname(ownMenu()), { recursive: true })
      await copyFile(join(menu(), 'Gezi.lnk'), ownMenu())
      await windows(['reg', 'add', `${ACTIVATOR}\\LocalServer32`, '/ve', '/d', 'Gezi.exe', '/f'])
      expect(existsSync(join(program(), 'of-0.1.0.dll'))).toBe(true)
      await windows([setup(next, '0.1.1'), '/S'])
      await expect.poll(registered).toMatch(/DisplayVersion\s+REG_SZ\s+0\.1\.1/)
      // What was not installed is not removed.
      expect(await filesIn(program())).toEqual(
        [...(await filesIn(join(next, 'win-unpacked'))), 'Uninstall Gezi.exe', 'started.txt'].sort(),
      )
      expect(await readFile(join(program(), 'resources/app.asar'))).toEqual(
        await readFile(join(next, 'win-unpacked/resources/app.asar')),
      )
      expect(await readFile(join(user(), 'gezi.db'), 'utf8')).toBe('messages')
      expect(await windows(['reg', 'query', RUN, '/v', APP_ID])).toContain('--hidden')
      expect(await path()).toBe('%SystemRoot%\\system32;C:\\Tools;C:\\Program Files\\Gezi\\bin')

      await expect(windows([setup(), '/S'])).rejects.toMatchObject({ code: 3 })
      expect(await registered()).toMatch(/DisplayVersion\s+REG_SZ\s+0\.1\.1/)
      await windows([setup(), '/S', '/DOWNGRADE'])
      await expect.poll(registered).toMatch(/DisplayVersion\s+REG_SZ\s+0\.1\.0/)
      expect(existsSync(join(program(), 'of-0.1.0.dll'))).toBe(true)
    })

    test('it is removed silently without the messages, or with them', async () => {
      await windows([uninstaller(), '/S'])
      await expect.poll(() => filesIn(program())).toEqual(['started.txt'])
      await rm(join(program(), 'started.txt'))
      await expect.poll(registered).toBe('')
      expect(await filesIn(menu())).not.toContain('Gezi.lnk')
      expect(await path()).toBe('%SystemRoot%\\system32;C:\\Tools')
      await expect(windows(['reg', 'query', RUN, '/v', APP_ID])).rejects.toBeDefined()
      await expect(windows(['reg', 'query', ACTIVATOR])).rejects.toBeDefined()
      expect(existsSync(ownMenu())).toBe(false)
      expect(await readFile(join(user(), 'gezi.db'), 'utf8')).toBe('messages')

      // More than NSIS can hold: it would be cut.
      const long = `%SystemRoot%;${'C:\\A folder of somebody;'.repeat(50)}`
      await setPath(long)
      await windows([setup(), '/S'])
      await expect.poll(() => existsSync(uninstaller())).toBe(true)
      expect(await path()).toBe(long)
      await windows([uninstaller(), '/S', '/PURGE'])
      await expect.poll(() => existsSync(program())).toBe(false)
      await expect.poll(() => existsSync(user())).toBe(false)
    })
  })
})
