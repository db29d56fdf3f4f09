/** The desktop application as built, under the double of Electron, or under the real one that GEZI_ELECTRON names. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { APPLICATION_ID } from '../../electron/host/store/migrate.ts'
import type {} from '../../renderer/platform.ts'
import { type Application, launch, realElectron, startSecond } from '../double/driver.ts'
import { peerAt, peersUntil, temporaryFolder } from '../process/gezi.ts'
import { chat, forgive, type Member, office, startMember, watch, write } from './office.ts'

const [APP, ZHANG] = ['127.25.0.130', '127.25.0.131'] as const

const flagsFor = (data: string): readonly string[] => [
  `--data=${data}`,
  `--bind=${APP}`,
  `--peer=${ZHANG}`,
  '--lang=en',
]

office(
  'the desktop application',
  () => {
    const running = new Set<Application>()
    let zhang: Member
    let data: string

    async function open(folder: string): Promise<{ readonly app: Application; readonly page: Page }> {
      const app = await launch(flagsFor(folder))
      running.add(app)
      const page = await app.firstWindow()
      page.context().setDefaultTimeout(10_000)
      watch(page)
      return { app, page }
    }

    async function close(app: Application): Promise<void> {
      running.delete(app)
      await app.close()
      expect(await app.exited).toBe(0)
      // The real one has its own to say about displays, buses and drivers.
      if (realElectron === undefined) expect(app.said()).toBe('')
    }

    const logOf = (folder: string): Promise<string> => readFile(join(folder, 'logs/gezi.log'), 'utf8')

    beforeAll(async () => {
      data = await temporaryFolder()
      zhang = await startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [APP] })
    })

    afterEach(async () => {
      await Promise.all([...running].map(close))
    })

    test('first run, chat both ways with a headless host, goodbye when the window closes, and all is there at the next start', async () => {
      const first = await open(data)
      await first.page.getByRole('textbox', { name: 'Your name' }).fill('王五')
      await first.page.getByRole('textbox', { name: 'Your name' }).press('Enter')
      await first.page.getByRole('tab', { name: 'People (1)' }).waitFor()
      const composer = await write(first.page, '张三')
      await composer.fill('从桌面发的')
      await composer.press('Enter')
      await first.page.getByRole('listitem', { name: /^You: 从桌面发的.*, delivered$/ }).waitFor()
      const peer = await peerAt(zhang.client, APP, 5_000)
      await zhang.client.call('sendMessage', { peer: peer.id, text: '收到了' })
      await first.page.getByRole('listitem', { name: /^张三: 收到了/ }).waitFor()

      running.delete(first.app)
      await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      expect(await first.app.exited).toBe(0)
      await expect
        .poll(async () => {
          const opened = await zhang.client.call('pageMessages', { conversation: peer.id, limit: 10 })
          return opened.ok && opened.value.messages.length
        })
        .toBe(2)

      const second = await open(data)
      await chat(second.page, '张三').click()
      await second.page.getByRole('listitem', { name: /^You: 从桌面发的.*, delivered$/ }).waitFor()
      await second.page.getByRole('listitem', { name: /^张三: 收到了/ }).waitFor()
      await close(second.app)
    })

    test('the window is sandboxed, has the bridge and nothing of Node, and comes back where it was', async () => {
      const { app, page } = await open(data)
      const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
      // Also where nobody says that it is ready to be shown.
      await expect.poll(isVisible).toBe(true)
      expect(
        await page.evaluate(() => ({
          bridge: Object.keys(window.gezi ?? {}).toSorted(),
          frozen: Object.isFrozen(window.gezi),
          node: ['require', 'process', 'module', 'ipcRenderer', 'electron'].filter((name) => name in window),
        })),
      ).toEqual({
        bridge: [
          'attention',
          'captureScreen',
          'connect',
          'diagnostics',
          'onCommand',
          'openExternal',
          'os',
          'pickFiles',
          'pickSaveAs',
          'platform',
          'solve',
          'spelling',
          'stageFiles',
          'takenKeys',
          'useKeys',
        ],
        frozen: true,
        node: [],
      })

      await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60, width: 900, height: 640 }),
      )
      // Its screen is unplugged while it is away.
      await app.evaluate(({ BrowserWindow, app: electronApp }) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.hide()
        window?.setBounds({ x: 5_000 })
        electronApp.emit('activate')
      })
      const inReach = () =>
        app.evaluate(({ BrowserWindow, screen }) => {
          const { x = 0, width = 0 } = BrowserWindow.getAllWindows()[0]?.getBounds() ?? {}
          return x + width <= (screen.getAllDisplays()[0]?.bounds.width ?? 0)
        })
      await expect.poll(async () => [await isVisible(), await inReach()]).toEqual([true, true])
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60 }))
      await close(app)
      const again = await open(data)
      expect(
        await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds()),
      ).toEqual({
        x: 40,
        y: 60,
        width: 900,
        height: 640,
      })
    })

    test('a maximised window is maximised again, and one whose screen is gone comes back onto one that is there', async () => {
      const folder = await temporaryFolder()
      const first = await open(folder)
      await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize())
      await close(first.app)
      const second = await open(folder)
      expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMaximized())).toBe(
        true,
      )
      await close(second.app)

      const state = { x: 9_000, y: 50, width: 900, height: 640, maximized: false, theme: 'system' }
      await writeFile(join(folder, 'window.json'), JSON.stringify(state))
      const third = await open(folder)
      const seen = await third.app.evaluate(({ BrowserWindow, screen }) => {
        const bounds = BrowserWindow.getAllWindows()[0]?.getNormalBounds()
        const area = screen.getAllDisplays()[0]?.workArea
        if (bounds === undefined || area === undefined) return undefined
        const { x, y, width, height } = bounds
        return { inside: x >= area.x && y >= area.y && x + width <= area.x + area.width, width, height }
      })
      expect(seen).toEqual({ inside: true, width: 900, height: 640 })
    })

    test('a page can go nowhere, open nothing, load nothing and run nothing that is not ours', async () => {
      const { app, page } = await open(data)
      const address = page.url()
      expect(await page.evaluate(() => window.open('https://example.com/'))).toBe(null)
      await page.evaluate(() => {
        location.href = 'https://example.com/'
      })
      await expect.poll(() => logOf(data)).toMatch(/navigation refused: https:\/\/example\.com/)
      expect(await logOf(data)).toMatch(/window refused: https:\/\/example\.com/)
      // But it may begin anew.
      await page.evaluate(() => {
        Object.assign(window, { isOld: true })
        location.reload()
      })
      await page.waitForFunction(() => !('isOld' in window))
      // What it made itself is saved, where its user says.
      const refused = await app.evaluate(({ session }) =>
        ['https://example.com/x', 'app://gezi/index.html', 'blob:app://gezi/0'].filter((address) => {
          const event = { prevented: false, preventDefault: () => Object.assign(event, { prevented: true }) }
          session.defaultSession.emit('will-download', event, { getURL: () => address })
          return event.prevented
        }),
      )
      expect(refused).toEqual(['https://example.com/x', 'app://gezi/index.html'])
      expect({ windows: app.windows().length, address: page.url() }).toEqual({ windows: 1, address })

      const violated = await page.evaluate(async () => {
        const heard: string[] = []
        document.addEventListener('securitypolicyviolation', (event) => heard.push(event.effectiveDirective))
        const script = document.createElement('script')
        script.textContent = 'globalThis.injected = true'
        document.body.append(script)
        const image = document.createElement('img')
        image.src = 'https://example.com/pixel.png'
        document.body.append(image)
        await fetch('https://example.com/').catch(() => {})
        await new Promise((settle) => image.addEventListener('error', settle, { once: true }))
        return { heard: [...new Set(heard)].toSorted(), injected: 'injected' in globalThis }
      })
      expect(violated).toEqual({ heard: ['connect-src', 'img-src', 'script-src-elem'], injected: false })
      forgive(/Content Security Policy|ERR_BLOCKED_BY_CSP/)
    })

    test.skipIf(realElectron !== undefined)('a page gets no permission and no device but for copying', async () => {
      const { app } = await open(data)
      const granted = await app.evaluate(({ session }) => {
        const { request, check, device } = Reflect.get(session.defaultSession, 'permissionHandlers') as {
          request(contents: unknown, name: string, decide: (yes: boolean) => void, details: object): void
          check(contents: unknown, name: string, origin: string): boolean
          device(): boolean
        }
        const names = [
          'media',
          'geolocation',
          'notifications',
          'midi',
          'hid',
          'serial',
          'usb',
          'fullscreen',
          'openExternal',
        ]
        const asks = [...names, 'clipboard-read', 'clipboard-sanitized-write', 'display-capture', 'idle-detection']
        const yes: string[] = []
        for (const origin of ['app://gezi', 'https://example.com']) {
          for (const name of asks) {
            if (check(undefined, name, origin)) yes.push(`check ${name} ${origin}`)
            request(undefined, name, (is) => is && yes.push(`request ${name} ${origin}`), {
              requestingUrl: `${origin}/?problem=other`,
            })
          }
        }
        return { yes, device: device() }
      })
      expect(granted).toEqual({
        yes: ['check clipboard-sanitized-write app://gezi', 'request clipboard-sanitized-write app://gezi'],
        device: false,
      })
    })

    test('the screen is captured in its own dots with the own window away, by a key of the desktop too', async () => {
      const { app, page } = await open(data)
      await app.evaluate(({ desktopCapturer, BrowserWindow }) => {
        const seen: unknown[] = []
        Object.assign(globalThis, { seen })
        desktopCapturer.getSources = async ({ thumbnailSize }) => {
          seen.push([thumbnailSize, BrowserWindow.getAllWindows()[0]?.isVisible()])
          const dot =
            'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
          const thumbnail = { isEmpty: () => false, toDataURL: () => dot }
          return [
            { display_id: '8', thumbnail: { isEmpty: () => true } },
            { display_id: '7', thumbnail },
          ] as unknown as Awaited<ReturnType<typeof desktopCapturer.getSources>>
        }
      })
      await chat(page, '张三').click()
      const pressed = await app.inDouble(({ globalShortcut }) => globalShortcut.press('Control+Alt+A'))
      const editor = page.getByRole('dialog', { name: 'Picture editor' })
      await editor.waitFor()
      expect([pressed, await app.evaluate(() => Reflect.get(globalThis, 'seen') as unknown)]).toEqual([
        true,
        [[{ width: 3_840, height: 2_160 }, false]],
      ])
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
      await page.keyboard.press('Escape')
      await editor.waitFor({ state: 'detached' })

      // Keys that are taken are told; the ones before stay.
      await app.evaluate(({ globalShortcut }) => globalShortcut.register('Control+Alt+X', () => {}))
      const used = await page.evaluate(async () => [
        await window.gezi?.useKeys('capture', 'Control+Alt+X'),
        await window.gezi?.useKeys('capture', ''),
      ])
      const left = await app.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('Control+Alt+A'))
      expect([used, left]).toEqual([[false, true], false])
    })

    test('only web and mail addresses and LAN folders leave the application', async () => {
      const { app, page } = await open(data)
      await app.evaluate(({ shell }) => {
        const opened: string[] = []
        Object.assign(globalThis, { opened })
        shell.openExternal = async (url) => void opened.push(url)
      })
      const targets = [
        'https://example.com/a',
        'mailto:a@example.com',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'C:\\x.exe',
      ]
      const answers = await page.evaluate(
        (all) => Promise.all(all.map((target) => window.gezi?.openExternal(target))),
        targets,
      )
      expect({
        answers,
        opened: await app.evaluate(() => Reflect.get(globalThis, 'opened') as unknown),
      }).toEqual({
        answers: [true, true, false, false, false],
        opened: ['https://example.com/a', 'mailto:a@example.com'],
      })
    })

    test.skipIf(realElectron !== undefined)(
      'a locked screen and a computer that nobody touches are away in the desktop program, whatever its window sees',
      async () => {
        const { app, page } = await open(data)
        await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
        await app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'))
        await page.getByRole('button', { name: /王五.*Away: nobody at the computer/ }).waitFor()
        await peersUntil(zhang.client, (peers) => peers.some(({ presence }) => presence === 'away'), 10_000)
        // Only the page: nobody has unlocked the screen.
        await page.mouse.move(200, 200)
        await app.evaluate(({ powerMonitor }) => powerMonitor.emit('unlock-screen'))
        await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
        // The desktop is asked every few seconds, and at once when the screen is unlocked.
        const untouched = (idleTime: number) =>
          app.evaluate(({ powerMonitor }, seconds) => {
            Object.assign(powerMonitor, { idleTime: Number(seconds) })
            powerMonitor.emit('unlock-screen')
          }, String(idleTime))
        await untouched(3_600)
        await page.getByRole('button', { name: /王五.*Away: nobody at the computer/ }).waitFor()
        await untouched(1)
        await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
      },
    )

    test('a message whose sender is not our page is refused', async () => {
      const { app, page } = await open(data)
      await page.getByRole('tab', { name: /^People/ }).waitFor()
      await app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        const frame = { type: 'open', connection: 'forged' }
        contents?.ipc.emit('gezi:to-host', { sender: contents, senderFrame: { origin: 'https://evil.example' } }, frame)
        contents?.ipc.emit('gezi:to-host', { sender: contents, senderFrame: null }, frame)
        contents?.ipc.emit('gezi:to-host', { sender: contents, senderFrame: contents.mainFrame }, { type: 'shout' })
      })
      await expect.poll(() => logOf(data)).toMatch(/message of a foreign page refused[\s\S]*malformed message/)
      // The page's own connection is still the one that counts.
      await page.getByRole('button', { name: 'Look for people again' }).click()
      await page.getByText('Asked everybody on the network to report').waitFor()
    })

    test('a second start raises the window and ends', async () => {
      const { app } = await open(data)
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
      expect(await startSecond(flagsFor(data))).toBe(0)
      await expect
        .poll(() =>
          app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized())),
        )
        .toEqual([false])
    })

    test('a page that crashes is loaded again, and says so in the log', async () => {
      const { app } = await open(data)
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
      await expect.poll(() => logOf(data)).toMatch(/page crashed/)
      await expect
        .poll(async () => {
          const [page] = app.windows()
          return page?.getByRole('tab', { name: /^People/ }).isVisible()
        })
        .toBe(true)
    })

    test('a database of a newer version is left alone and shown as what it is, with ways out', async () => {
      const folder = await temporaryFolder()
      await mkdir(folder, { recursive: true })
      const newer = new Database(join(folder, 'gezi.db'))
      newer.exec(`CREATE TABLE later (x); PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 9999`)
      newer.close()
      const before = await readFile(join(folder, 'gezi.db'))

      // Of an AppImage nothing is left when it has ended: its own file is started anew.
      const image = join(await temporaryFolder(), 'Gezi.AppImage')
      await writeFile(image, '#!/bin/sh\nprintf "%s\\n" "$@" > "$0.words"\n', { mode: 0o755 })
      process.env.APPIMAGE = image
      const { app, page } = await open(folder).finally(() => delete process.env.APPIMAGE)
      await page.getByRole('heading', { name: 'Gezi could not start' }).waitFor()
      await page.getByText('The message database was written by a newer version of Gezi.').waitFor()
      await page.getByText(`Data folder: ${folder}`).waitFor()
      await app.evaluate(({ shell, dialog }, chosen) => {
        const asked: unknown[] = []
        Object.assign(globalThis, { asked })
        shell.openPath = async (path) => {
          asked.push(path)
          return ''
        }
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
      }, '/elsewhere')
      await page.getByRole('button', { name: 'Show folder' }).click()
      await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown)).toEqual([folder])
      await page.getByRole('button', { name: 'Copy diagnostics' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const diagnostics = await page.evaluate(() => window.gezi?.diagnostics())
      expect(diagnostics).toMatch(/^Gezi \d[\s\S]*Does not start: database-newer/)
      expect(diagnostics).not.toContain(folder)
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('heading', { name: 'Gezi could not start' }).waitFor()
      expect(await readFile(join(folder, 'gezi.db'))).toEqual(before)

      running.delete(app)
      await page.getByRole('button', { name: /Choose another folder/ }).click()
      expect(await app.exited).toBe(0)
      if (process.platform === 'linux')
        await expect.poll(() => readFile(`${image}.words`, 'utf8').catch(() => '')).toContain('--data=/elsewhere\n')
    })

    // The real one has the usual folder of whoever runs the test.
    test.skipIf(realElectron !== undefined)(
      'a chosen data folder that is gone is missed, and no empty history takes its place; once it is there again, it opens',
      async () => {
        const [appData, place] = [await temporaryFolder(), await temporaryFolder()]
        const chosen = join(place, 'on a stick')
        const usual = join(appData, 'Gezi')
        await mkdir(usual)
        await writeFile(join(usual, 'data-folder.json'), JSON.stringify({ data: chosen }))
        const app = await launch([`--bind=${APP}`, '--lang=en'], undefined, appData)
        running.add(app)
        const page = await app.firstWindow()
        await page.getByRole('heading', { name: 'Gezi could not start' }).waitFor()
        await page.getByText(`Data folder: ${chosen}`).waitFor()
        expect([await readdir(place), (await readdir(usual)).includes('gezi.db')]).toEqual([[], false])
        await mkdir(chosen)
        await page.getByRole('button', { name: 'Try again' }).click()
        await page.getByRole('heading', { name: 'Welcome to Gezi' }).waitFor()
        expect(await readdir(chosen)).toContain('gezi.db')
      },
    )

    test('a folder that holds the program up no longer opens after another try', async () => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'gezi.db'), '')
      const newer = new Database(join(folder, 'gezi.db'))
      newer.exec(`CREATE TABLE later (x); PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 9999`)
      newer.close()
      const { page } = await open(folder)
      await page.getByRole('heading', { name: 'Gezi could not start' }).waitFor()
      await writeFile(join(folder, 'gezi.db'), '')
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('heading', { name: 'Welcome to Gezi' }).waitFor()
    })

    test('the policy of the window is that of the headless page, but for its socket', async () => {
      const { page } = await open(data)
      const desktop = await page.evaluate(async () =>
        (await fetch('/index.html')).headers.get('content-security-policy'),
      )
      const { origin, host } = new URL(zhang.url)
      const headless = (await fetch(origin)).headers.get('content-security-policy')
      expect(headless?.replace(` ws://${host}`, '')).toBe(desktop)
    })
  },
  realElectron !== undefined,
)
