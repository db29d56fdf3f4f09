/** What the desktop program does outside of its window, as its user meets it. Members that only the double has are asked as `own`. */
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import { groupChat } from '../../shared/model/group.ts'
import { type Application, launch, realElectron, startSecond } from '../double/driver.ts'
import { groupBlock, startFeiq } from '../process/feiq.ts'
import { control, eventually, history, peerAt, peersUntil, temporaryFolder, unwrap } from '../process/gezi.ts'
import { chat, type Member, office, screenshot, startMember, violations, watch } from './office.ts'
import { halves } from './png.ts'
import { withSessionBus } from './session-bus.ts'

const [APP, ZHANG, FEIQ, LOGIN] = ['127.26.6.1', '127.26.6.2', '127.26.6.3', '127.26.6.4'] as const
const GROUP = '0a260601'
const PATIENCE = 20_000

office(
  'the desktop around the window',
  () => {
    /** Absent where it could not start. */
    let opened: Application | undefined
    let app: Application
    let page: Page
    let data: string
    let host: Client
    let zhang: Member

    beforeAll(async () => {
      data = await temporaryFolder()
      // The entry for the log-in goes there, and not to whoever runs this.
      process.env.XDG_CONFIG_HOME = await temporaryFolder()
      zhang = await startMember({ address: ZHANG, name: '张三', peers: [APP] })
      app = await launch([
        `--data=${data}`,
        `--bind=${APP}`,
        `--peer=${ZHANG}`,
        `--peer=${FEIQ}`,
        '--lang=en',
        '--double-packaged',
      ])
      opened = app
      page = await app.firstWindow()
      page.context().setDefaultTimeout(PATIENCE)
      watch(page)
      await page.getByRole('textbox', { name: 'Your name' }).fill('赵六')
      await page.getByRole('textbox', { name: 'Your name' }).press('Enter')
      await page.getByRole('tab', { name: 'People (1)' }).waitFor()
      host = await control(data)
    })
    afterAll(() => opened?.close())

    const away = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
    const notices = () =>
      app.inDouble(({ Notification }) => Notification.shown().map(({ title, body }) => `${title} | ${body}`))
    /** As the system tells of it: what was typed into the first notification, or the number of its button. */
    const answer = (event: 'reply' | 'action' | 'click', text = '') =>
      app.inDouble(({ Notification }, given) => {
        const { event, text } = JSON.parse(given) as { event: string; text: string }
        const details = event === 'reply' ? { reply: text } : { actionIndex: 0 }
        Notification.shown()[0]?.emit(event, details)
      }, JSON.stringify({ event, text }))
    const say = async (text: string): Promise<string> => {
      const { id } = await peerAt(zhang.client, APP, PATIENCE)
      unwrap(await zhang.client.call('sendMessage', { peer: id, text }))
      return id
    }
    /** On dock and launcher: everything that is unread. */
    const badge = () => app.evaluate(({ app }) => Number(Reflect.get(app, 'badgeCount')))

    test.skipIf(realElectron !== undefined)(
      'an answer typed into a notification is sent to the person or the group, a button marks as read, and an answer that cannot go waits in the chat',
      async () => {
        await away()
        const me = await say('三点开会吗')
        await expect.poll(notices).toEqual(['张三 | 三点开会吗'])
        await answer('reply', '  ')
        await answer('reply', '开，带图纸')
        await expect
          .poll(async () => (await history(zhang.client, me)).map(({ text }) => text))
          .toEqual(['三点开会吗', '开，带图纸'])
        await expect.poll(notices).toEqual([])
        await expect.poll(badge).toBe(0)

        await say('收到')
        await expect.poll(notices).toEqual(['张三 | 收到'])
        await answer('action')
        await expect.poll(notices).toEqual([])
        await expect.poll(badge).toBe(0)

        const feiq = await startFeiq({ address: FEIQ, host: APP, user: 'chen', name: '陈工' })
        feiq.hello()
        await peerAt(host, FEIQ, PATIENCE)
        feiq.group(0x2000c5, `${GROUP}|#`, { to: APP, tail: groupBlock(GROUP, '研发部') })
        await expect.poll(notices).toEqual(['研发部 | 陈工 invites you to this group'])
        unwrap(await host.call('groupJoin', { group: GROUP }))
        await answer('action')
        await expect.poll(notices).toEqual([])
        feiq.group(0x400023, `QUNMSGMARK#${GROUP}#周五聚餐`, { to: APP })
        await expect.poll(notices).toEqual(['研发部 | 陈工: 周五聚餐'])
        await answer('reply', '我去')
        await expect
          .poll(async () => (await history(host, groupChat(GROUP))).map(({ text }) => text))
          .toEqual(expect.arrayContaining(['周五聚餐', '我去']))
        await expect.poll(notices).toEqual([])

        // Longer than a group takes: it is not lost, and whoever typed it sees where it is.
        feiq.group(0x400023, `QUNMSGMARK#${GROUP}#还有谁`, { to: APP })
        await expect.poll(notices).toEqual(['研发部 | 陈工: 还有谁'])
        await answer('reply', '也'.repeat(3_600))
        const field = page.getByRole('textbox', { name: /研发部/ })
        await expect.poll(() => field.inputValue()).toBe('也'.repeat(3_600))
        expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused())).toBe(true)
        await page.getByRole('listitem', { name: /还有谁/ }).waitFor()
        await field.fill('')
        feiq.close()
      },
    )

    test('a received file is dragged out of the window, by its card or, a picture, from its large view; one that is gone is told, and Show in folder does the same by keyboard', async () => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, '图纸.dwg'), 'lines')
      await writeFile(join(folder, 'setup.exe'), 'MZ')
      await writeFile(join(folder, '现场.png'), halves(320, 200, 0x2f6fd0, 0xfbfaf6))
      const { id: me } = await peerAt(zhang.client, APP, PATIENCE)
      const paths = ['图纸.dwg', 'setup.exe', '现场.png'].map((name) => join(folder, name))
      const { items } = unwrap(await zhang.client.call('stagePaths', { paths }))
      const tokens = items.map(({ token }) => token)
      const target = unwrap(await host.call('stagePaths', { paths: [await temporaryFolder()], as: 'target' }))
      unwrap(await host.call('chooseDownloads', { folder: target.items[0]?.token }))
      const { id: peer } = await peerAt(host, ZHANG, PATIENCE)
      unwrap(await zhang.client.call('offerFiles', { peers: [me], tokens }))
      const offered = await eventually(
        async () =>
          (await history(host, peer)).flatMap(({ id, attachments }) =>
            attachments.map(({ index }) => `${id}.${index}`),
          ),
        (ids) => ids.length === 3,
        PATIENCE,
      )
      await app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows()
        const seen: { dragged: string[]; progress: number[] } = { dragged: [], progress: [] }
        Object.assign(globalThis, { seen })
        if (window === undefined) return
        window.setProgressBar = (fraction) => void seen.progress.push(fraction)
        window.webContents.startDrag = ({ file, icon }) => {
          const name = file.replace(/^.*[\\/]/, '')
          seen.dragged.push(typeof icon === 'string' || icon.isEmpty() ? `${name} without an icon` : name)
        }
      })
      unwrap(await host.call('acceptTransfers', { ids: offered }))

      await page.getByRole('tab', { name: /^Chats/ }).click()
      await chat(page, '张三').click()
      const card = page.locator('[draggable=true]').filter({ hasText: '图纸.dwg' }).first()
      await card.waitFor()
      const drag = async (what: typeof card): Promise<void> => {
        await what.hover()
        await page.mouse.down()
        const box = await what.boundingBox()
        await page.mouse.move((box?.x ?? 0) + 80, (box?.y ?? 0) + 60, { steps: 4 })
        await page.mouse.up()
      }
      const seen = () =>
        app.evaluate(() => Reflect.get(globalThis, 'seen') as { dragged: string[]; progress: number[] })
      const dragged = async () => (await seen()).dragged
      await drag(card)
      await expect.poll(dragged).toEqual(['图纸.dwg'])
      await drag(page.locator('[draggable=true]').filter({ hasText: 'setup.exe' }).first())
      await expect.poll(dragged).toEqual(['图纸.dwg', 'setup.exe'])
      await page.locator('[data-picture]').first().click()
      const large = page.getByRole('dialog').locator('img')
      await large.waitFor()
      await drag(large)
      await expect.poll(dragged).toEqual(['图纸.dwg', 'setup.exe', '现场.png'])
      // A larger one is moved about.
      await page.keyboard.press('+')
      await page.keyboard.press('+')
      await expect.poll(() => large.getAttribute('draggable')).toBe('false')
      await page.keyboard.press('Escape')

      // And on the task bar it was seen to come.
      const { progress } = await seen()
      expect([progress.length > 1, progress.at(-1)]).toEqual([true, -1])

      // The same by keyboard.
      await app.evaluate(({ shell }) => {
        shell.showItemInFolder = (path) => Object.assign(globalThis, { shownPath: path })
      })
      const show = page.getByRole('button', { name: /^Show in folder.*图纸\.dwg/ })
      await show.focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => app.evaluate(() => String(Reflect.get(globalThis, 'shownPath')))).toMatch(/图纸\.dwg$/)

      const shown = await app.evaluate(() => String(Reflect.get(globalThis, 'shownPath')))
      await rm(shown)
      await drag(card)
      await page.getByText('It is no longer where it was saved.').first().waitFor()
      await expect.poll(() => card.count()).toBe(0)
      expect(await dragged()).toEqual(['图纸.dwg', 'setup.exe', '现场.png'])
    })

    test('diagnostics are copied from the page about the program, name nobody, and the folders of logs and crashes are opened; crashes stay here', async () => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'About' }).click()
      await page.getByRole('button', { name: 'Copy diagnostics' }).click()
      const text = await page.getByRole('textbox', { name: 'What was copied' }).inputValue()
      expect(text).toMatch(/^Gezi \d[\s\S]*Runtime: Electron .*Chromium .*Node 24[\s\S]*Last errors and warnings:/)
      expect(['张三', '赵六', '陈工', APP, ZHANG, data].filter((word) => text.includes(word))).toEqual([])
      expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
      await page.mouse.move(0, 0)
      await screenshot(page, 'about-help-en-light')
      await app.evaluate(({ shell }) => {
        const opened: string[] = []
        Object.assign(globalThis, { openedFolders: opened })
        shell.openPath = async (path) => {
          opened.push(path)
          return ''
        }
      })
      await page.getByRole('button', { name: 'Log files' }).click()
      await page.getByRole('button', { name: 'Crash reports' }).click()
      await expect
        .poll(() => app.evaluate(() => Reflect.get(globalThis, 'openedFolders') as unknown))
        .toEqual([join(data, 'logs'), join(data, 'crashes')])
      await page.keyboard.press('Escape')
      const crashes = await app.evaluate(({ app, crashReporter }) => [
        app.getPath('crashDumps'),
        crashReporter.getUploadToServer(),
      ])
      expect(crashes).toEqual([join(data, 'crashes'), false])
    })

    test.skipIf(realElectron !== undefined)(
      'keys that work everywhere bring the window; keys of another program are refused in words, and told when somebody took them meanwhile',
      async () => {
        const press = (keys: string) => app.inDouble(({ globalShortcut }, keys) => globalShortcut.press(keys), keys)
        await page.keyboard.press('Control+,')
        await page.getByRole('tab', { name: 'Notifications' }).click()
        const field = page.getByRole('textbox', { name: 'Shortcut that shows Gezi' })
        await field.focus()
        await app.evaluate(({ globalShortcut }) => globalShortcut.register('Control+Alt+X', () => {}))
        await page.keyboard.press('Control+Alt+x')
        await page.getByText('Another program uses these keys', { exact: true }).waitFor()
        expect(await field.inputValue()).toBe('None')
        await page.keyboard.press('Control+c')
        await page.getByText(/^Other programs need these\./).waitFor()
        expect(await press('Control+C')).toBe(false)
        // Those for a screenshot do something else already.
        await page.keyboard.press('Control+Alt+a')
        await page.getByText('Another program uses these keys', { exact: true }).waitFor()
        await page.keyboard.press('Control+Alt+g')
        await expect.poll(() => field.inputValue()).toBe('Control+Alt+G')
        await page.keyboard.press('Escape')
        await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
        expect(await press('Control+Alt+G')).toBe(true)
        expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused())).toBe(true)

        // As if the other program had been there before Gezi's start.
        await app.evaluate(({ globalShortcut }) => globalShortcut.register('Control+Alt+H', () => {}))
        unwrap(await host.call('setSettings', { raiseKeys: 'Control+Alt+H' }))
        await page.keyboard.press('Control+,')
        await page.getByRole('tab', { name: 'Notifications' }).click()
        await page.getByText('Another program uses these keys now, so they do nothing here').waitFor()
        expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
        await app.evaluate(({ globalShortcut }) => globalShortcut.unregister('Control+Alt+H'))
        await page.getByRole('tab', { name: 'Chats' }).last().click()
        await page.getByRole('tab', { name: 'Notifications' }).click()
        await expect.poll(() => press('Control+Alt+H')).toBe(true)
        await page.keyboard.press('Escape')
      },
    )

    test.skipIf(realElectron !== undefined)(
      'a second start with a task does it in the Gezi that runs: a new message, do not disturb and back',
      async () => {
        // As somebody may write it at a prompt; the one that runs gets the words in another order.
        const flags = ['--data', data, '--bind', APP, '--lang=en']
        // Where none runs there is nothing to quit, and no window for it.
        const free = await temporaryFolder()
        expect([await startSecond([`--data=${free}`, '--task=quit']), existsSync(join(free, 'gezi.db'))]).toEqual([
          0,
          false,
        ])
        const quiet = page.getByText('Do not disturb', { exact: true })
        /** As a further start hands it over. */
        const again = (task: string) =>
          app.evaluate(({ app }, given) => void app.emit('second-instance', {}, ['gezi'], '/', { task: given }), task)
        await away()
        expect(await startSecond([...flags, '--task=new-message'])).toBe(0)
        await page.getByRole('dialog', { name: 'New message' }).waitFor()
        expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused())).toBe(true)
        await page.keyboard.press('Escape')
        await again('quiet')
        await quiet.waitFor()
        await again('disturb')
        await quiet.waitFor({ state: 'detached' })
        // He is shaken: the button on the task bar flashes until he looks.
        await away()
        const { id: me } = await peerAt(zhang.client, APP, PATIENCE)
        unwrap(await zhang.client.call('shake', { peer: me }))
        const flashes = () =>
          app.evaluate(({ BrowserWindow }) =>
            Boolean(Reflect.get(BrowserWindow.getAllWindows()[0] ?? {}, 'isFlashing')),
          )
        await expect.poll(flashes).toBe(true)
        await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
        expect(await flashes()).toBe(false)
      },
    )

    test.skipIf(realElectron !== undefined)(
      'spelling is checked with what is on this computer and nothing is fetched: no dictionary, one that was put there, and off',
      async () => {
        const told = () =>
          app.evaluate(({ session }) => Reflect.get(session.defaultSession, 'spelling') as readonly unknown[])
        // Before there was a window; and then there was none on this computer.
        expect(await told()).toEqual(['app://gezi/dictionaries/', [], false, false])
        const openChats = async (): Promise<void> => {
          await page.keyboard.press('Control+,')
          await page.getByRole('dialog').getByRole('tab', { name: 'Chats' }).click()
        }
        await openChats()
        await page.getByText('This computer has no dictionary that Gezi could use').waitFor()
        await page.keyboard.press('Escape')
        await mkdir(join(data, 'browser/Dictionaries'), { recursive: true })
        for (const name of ['en-US-10-1.bdic', 'de-3-0.bdic'])
          await writeFile(join(data, 'browser/Dictionaries', name), '')
        await openChats()
        const language = page.getByRole('combobox', { name: 'Language of the spelling' })
        await expect.poll(() => language.textContent()).toBe('Like Gezi: American English')
        await language.click()
        await page.getByRole('option', { name: 'German' }).click()
        await expect.poll(async () => (await told()).slice(4)).toEqual([['de'], true])
        await page.mouse.move(0, 0)
        await screenshot(page, 'settings-spelling-en-light')
        expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
        await page.getByRole('switch', { name: 'Check spelling' }).click()
        await expect.poll(async () => (await told()).slice(6)).toEqual([[], false])
        await page.keyboard.press('Escape')

        // Under the right mouse button: guesses, and a word that is learned.
        await app.evaluate(({ BrowserWindow }) => {
          const editFlags = {
            canUndo: true,
            canRedo: true,
            canCut: true,
            canCopy: true,
            canPaste: true,
            canSelectAll: true,
          }
          const place = {
            isEditable: true,
            selectionText: '',
            misspelledWord: 'Fischh',
            dictionarySuggestions: ['Fisch'],
            editFlags,
          }
          BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, place)
        })
        const did = await app.evaluate(({ Menu, session, BrowserWindow }) => {
          const items = Reflect.get(Menu, 'popped') as { label?: string; click?: () => void }[]
          for (const item of items.slice(0, 2)) item.click?.()
          const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {}
          return [
            items.length,
            Reflect.get(contents, 'replaced'),
            Reflect.get(session.defaultSession, 'learned'),
          ] as unknown
        })
        expect(did).toEqual([12, ['Fisch'], ['Fischh']])
      },
    )

    // The other systems are asked by an interface of Electron's (test/app): what it wrote is not to be read back.
    test.skipIf(process.platform !== 'linux' || realElectron !== undefined)(
      'it starts at log-in, as long as the setting says so',
      async () => {
        const entry = join(process.env.XDG_CONFIG_HOME ?? '', 'autostart/gezi.desktop')
        await expect.poll(() => readFile(entry, 'utf8')).toMatch(/^Exec=".*" "--data=.*" --hidden$/m)
        unwrap(await host.call('setSettings', { startAtLogin: false }))
        await expect.poll(() => existsSync(entry)).toBe(false)
      },
    )

    test('a computer that wakes looks after its sockets at once, and says that it is there', async () => {
      const ear = createSocket('udp4')
      try {
        await new Promise<void>((settle) => ear.bind(2_425, FEIQ, settle))
        let greetings = 0
        ear.on('message', (packet) => {
          if (/^1[^:]*:\d+:[^:]*:[^:]*:\d+:/.test(packet.toString('latin1'))) greetings += 1
        })
        await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
        await expect.poll(() => greetings).toBeGreaterThan(0)
      } finally {
        ear.close()
      }
    })

    test.skipIf(realElectron !== undefined)(
      'at log-in it waits in the tray without a window; the first that is seen of it is as large as it was',
      async () => {
        // The panel comes a moment after the log-in.
        await withSessionBus({ panelIsLate: true })
        const folder = await temporaryFolder()
        const state = { width: 900, height: 640, maximized: true, theme: 'system' }
        await writeFile(join(folder, 'window.json'), JSON.stringify(state))
        // An AppImage begins with it where the system gives it no sandbox.
        const flags = ['--no-sandbox', `--data=${folder}`, `--bind=${LOGIN}`, '--lang=en', '--hidden']
        const hidden = await launch(flags)
        try {
          const window = () =>
            hidden.inDouble(({ BrowserWindow, Tray }) => {
              const [first] = BrowserWindow.getAllWindows()
              return [Tray.shown().length, first?.isVisible(), first?.isMaximized()]
            })
          await hidden.firstWindow()
          await expect.poll(window).toEqual([1, false, false])
          await hidden.evaluate(({ app }) => void app.emit('second-instance', {}, ['gezi'], '/', undefined))
          await expect.poll(window).toEqual([1, true, true])
        } finally {
          await hidden.close()
        }
      },
    )

    test('a system that shuts down waits until it has said goodbye, and it ends without a word', async () => {
      host.close()
      const waits = await app.evaluate(({ powerMonitor, BrowserWindow }) => {
        const event = { waits: false, preventDefault: () => Object.assign(event, { waits: true }) }
        powerMonitor.emit('shutdown', event)
        // Windows waits for nobody, but tells the window.
        const isTold = BrowserWindow.getAllWindows()[0]?.emit('session-end', { reasons: [] })
        return process.platform === 'win32' ? isTold : event.waits
      })
      expect(waits).toBe(true)
      await app.exited
      await peersUntil(
        zhang.client,
        (peers) => peers.every(({ address, presence }) => address !== APP || presence === 'offline'),
        PATIENCE,
      )
      // The real one has its own to say about displays, buses and drivers.
      expect([await app.exited, realElectron === undefined ? app.said() : '']).toEqual([0, ''])
    })
  },
  realElectron !== undefined,
)
