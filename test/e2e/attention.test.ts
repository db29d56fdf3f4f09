/**
 * What disturbs the user and what does not. Headless Chromium takes notifications and shows them nowhere: the page's `Notification` is a
 * subclass of the browser's own that keeps what was made, and a click is the event that the browser would send. Sounds are counted where
 * the page hands them to Web Audio.
 */
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { defaultSettings } from '../../shared/model/settings.ts'
import { type Application, launch, realElectron, startSecond } from '../double/driver.ts'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import {
  chat,
  type Look,
  type Member,
  office,
  openPage,
  screenshot,
  set,
  startMember,
  violations,
  watch,
  write,
} from './office.ts'
import { withSessionBus } from './session-bus.ts'

const [WANG, ZHANG, LI, APP] = ['127.25.50.1', '127.25.50.2', '127.25.50.3', '127.25.50.4'] as const

interface Shown {
  readonly title: string
  readonly body: string
  readonly open: boolean
}

/** A page that may show notifications, or may not, or was not asked. */
async function openAllowed(
  url: string,
  permission: 'granted' | 'denied' | 'default',
  look: Look = {},
  time?: number,
): Promise<Page> {
  const page = await openPage('about:blank', look)
  if (time !== undefined) await page.clock.install({ time })
  const { origin } = new URL(url)
  if (permission === 'granted') await page.context().grantPermissions(['notifications'], { origin })
  if (permission === 'denied') await page.context().grantPermissions([], { origin })
  await page.context().addInitScript((wanted) => {
    const shown: { notification: Notification; open: boolean }[] = []
    let tones = 0
    const Real = window.Notification
    let allowed = wanted
    class Kept extends Real {
      static override get permission(): NotificationPermission {
        return allowed
      }
      static override async requestPermission(): Promise<NotificationPermission> {
        allowed = 'granted'
        return allowed
      }
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        for (const each of shown) if (each.notification.tag === options?.tag) each.open = false
        const entry = { notification: this as Notification, open: true }
        shown.push(entry)
        this.addEventListener('close', () => {
          entry.open = false
        })
        const close = this.close.bind(this)
        this.close = () => {
          entry.open = false
          close()
        }
      }
    }
    window.Notification = Kept
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...parameters) {
      tones += 1
      start.apply(this, parameters)
    }
    Object.assign(window, { kept: { shown, tones: () => tones } })
  }, permission)
  await page.goto(url)
  await page.locator('[role=tab], form').first().waitFor()
  return page
}

interface Kept {
  readonly shown: readonly { readonly notification: Notification; readonly open: boolean }[]
  tones(): number
}

const shownIn = (page: Page): Promise<readonly Shown[]> =>
  page.evaluate(() =>
    (Reflect.get(window, 'kept') as Kept).shown.map(({ notification, open }) => ({
      title: notification.title,
      body: notification.body,
      open,
    })),
  )
const openIn = async (page: Page): Promise<readonly string[]> =>
  (await shownIn(page)).filter(({ open }) => open).map(({ title, body }) => `${title} | ${body}`)
const tonesOf = (page: Page): Promise<number> => page.evaluate(() => (Reflect.get(window, 'kept') as Kept).tones())
/** The page has the lock of the one that tells. */
const tells = (page: Page): Promise<boolean> =>
  page.evaluate(() =>
    navigator.locks.request('who am I', async (mine) => {
      const { held = [] } = await navigator.locks.query()
      const clientOf = (name: string | undefined) => held.find((lock) => lock.name === name)?.clientId
      return clientOf('gezi-notifications') === clientOf(mine?.name)
    }),
  )
const click = (page: Page): Promise<boolean | undefined> =>
  page.evaluate(() =>
    (Reflect.get(window, 'kept') as Kept).shown.at(-1)?.notification.dispatchEvent(new Event('click')),
  )

office(
  'attention',
  () => {
    let wang: Member
    let zhang: Member
    let li: Member
    const running = new Set<Application>()

    beforeAll(async () => {
      const peers = [WANG, ZHANG, LI, APP]
      ;[wang, zhang, li] = await Promise.all([
        startMember({ address: WANG, name: '王五', peers }),
        startMember({ address: ZHANG, name: '张三', peers }),
        startMember({ address: LI, name: '李四', peers }),
      ])
      await Promise.all([peerAt(zhang.client, WANG, 5_000), peerAt(li.client, WANG, 5_000)])
    })
    afterEach(async () => {
      await Promise.all([...running].map((app) => app.close()))
      running.clear()
    })

    const say = async (from: Member, text: string, to: string = WANG): Promise<void> => {
      const peer = await peerAt(from.client, to, 5_000)
      const sent = await from.client.call('sendMessage', { peer: peer.id, text })
      if (!sent.ok) throw new Error(sent.error.code)
    }
    /** Everything so far is read: each test begins with nothing unread and the settings as they come. */
    const settle = async (): Promise<void> => {
      for (const address of [ZHANG, LI]) {
        const { id } = await peerAt(wang.client, address, 5_000)
        await wang.client.call('openConversation', { peer: id })
        await wang.client.call('markRead', { conversation: id, upTo: '999999999' })
        await wang.client.call('setMuted', { conversation: id })
      }
      await set(wang, { notifications: 'text', quietUntil: 0 })
    }

    test('a message in another chat is notified with sender and text, counted with the next one, and the click opens it at what is new', async () => {
      await settle()
      const page = await openAllowed(wang.url, 'granted')
      await write(page, '李四')
      await say(li, '看着的')
      await page.getByRole('listitem', { name: /^李四: 看着的/ }).waitFor()
      await say(zhang, '图纸好了')
      await expect.poll(() => openIn(page)).toEqual(['张三 | 图纸好了'])
      await say(zhang, '<b>请看</b>\u202e')
      await expect.poll(() => openIn(page)).toEqual(['2 messages from 张三 | <b>请看</b>'])
      expect(await tonesOf(page)).toBeGreaterThan(0)
      await expect.poll(() => page.title()).toBe('(2) Gezi')
      await expect.poll(() => page.locator('link[rel=icon]').getAttribute('href')).toMatch(/^blob:/)
      await expect
        .poll(() => page.getByTestId('announcements').locator('p').filter({ hasText: '请看' }).count())
        .toBe(1)

      await click(page)
      await page.getByRole('heading', { name: /^张三/ }).waitFor()
      await page.getByRole('listitem', { name: /^张三: 图纸好了/ }).waitFor()
      await expect.poll(() => page.title()).toBe('Gezi')
      await expect.poll(() => openIn(page)).toEqual([])
      expect(await page.locator('link[rel=icon]').getAttribute('href')).toMatch(/gezi.*\.svg$/)
    })

    test('what was read elsewhere is taken back, and the setting decides how much is told', async () => {
      await settle()
      const page = await openAllowed(wang.url, 'granted')
      await set(wang, { notifications: 'sender' })
      await say(zhang, '秘密')
      await expect.poll(() => openIn(page)).toEqual(['张三 | 1 new message'])
      await set(wang, { notifications: 'plain' })
      await say(li, '也是秘密')
      await expect.poll(() => openIn(page)).toEqual(['张三 | 1 new message', 'Gezi | 1 new message'])
      const elsewhere = await openPage(wang.url)
      await chat(elsewhere, '张三').click()
      await elsewhere.getByRole('listitem', { name: /^张三: 秘密/ }).waitFor()
      await expect.poll(() => openIn(page)).toEqual(['Gezi | 1 new message'])
      await set(wang, { notifications: 'off' })
      await say(zhang, '无声')
      await expect.poll(() => page.title()).toBe('(2) Gezi')
      expect(await openIn(page)).toEqual(['Gezi | 1 new message'])
    })

    test('of several pages of one browser only the one in which the user worked last tells', async () => {
      await settle()
      const first = await openAllowed(wang.url, 'granted')
      const second = await first.context().newPage()
      watch(second)
      await second.goto(wang.url)
      await write(first, '李四')
      await write(second, '李四')
      const told = async () => [await openIn(first), await openIn(second)]
      // What arrives while the browser still hands it over is tried in test/renderer/teller.test.ts.
      await expect.poll(() => tells(second)).toBe(true)
      await expect.poll(() => tells(first)).toBe(false)
      await say(zhang, '谁来说')
      await expect.poll(told).toEqual([[], ['张三 | 谁来说']])
      await expect.poll(() => tonesOf(second)).toBeGreaterThan(0)
      expect(await tonesOf(first)).toBe(0)
      await first.getByRole('heading', { name: /^李四/ }).click()
      await expect.poll(() => tells(first)).toBe(true)
      await expect.poll(() => tells(second)).toBe(false)
      const before = await tonesOf(second)
      await say(zhang, '现在呢')
      await expect.poll(async () => (await told())[0]).toEqual(['2 messages from 张三 | 现在呢'])
      await expect.poll(() => tonesOf(first)).toBeGreaterThan(0)
      expect(await tonesOf(second)).toBe(before)
      // The one that is left tells again.
      await first.close()
      const waiting = () => second.evaluate(async () => (await navigator.locks.query()).pending?.length)
      await expect.poll(waiting).toBe(0)
      await say(zhang, '只剩我')
      await expect.poll(() => openIn(second)).toContain('3 messages from 张三 | 只剩我')
    })

    test('a chat is muted from its menu for a time: no notification, no sound, not in the title, and over by itself', async () => {
      await settle()
      const page = await openAllowed(wang.url, 'granted')
      await page.clock.install()
      await chat(page, '张三').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Mute' }).press('ArrowRight')
      await page.getByRole('menuitem', { name: 'For 1 hour' }).click()
      await page.getByRole('option', { name: /^张三.*Muted/ }).waitFor()
      await say(zhang, '安静')
      await page.getByRole('option', { name: /^张三.*Muted.*1 unread/ }).waitFor()
      expect([await page.title(), await openIn(page), await tonesOf(page)]).toEqual(['Gezi', [], 0])
      await screenshot(page, 'attention-muted')
      await page.clock.fastForward('01:00:01')
      await expect.poll(() => page.title()).toBe('(1) Gezi')
      await page.getByRole('option', { name: /^张三(?!.*Muted)/ }).waitFor()

      await chat(page, '张三').click()
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Mute' }).press('ArrowRight')
      await page.getByRole('menuitem', { name: 'Until I turn it off' }).click()
      await page.locator('header').getByText('Muted').waitFor()
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Unmute' }).click()
      await page.locator('header').getByText('Muted').waitFor({ state: 'hidden' })
    })

    test('do not disturb is switched on in the own menu, shows in the sidebar, silences everything but the count, and ends when its time comes', async () => {
      await settle()
      const page = await openAllowed(wang.url, 'granted')
      await page.clock.install()
      await page.getByRole('button', { name: /王五/ }).first().click()
      await page.getByRole('menuitem', { name: 'Do not disturb' }).press('ArrowRight')
      await page.getByRole('menuitem', { name: 'For 1 hour' }).click()
      await page.getByText(/^Do not disturb until .*\d\d:\d\d$/).waitFor()
      await say(zhang, '打扰了')
      await expect.poll(() => page.title()).toBe('(1) Gezi')
      expect([await openIn(page), await tonesOf(page)]).toEqual([[], 0])
      await screenshot(page, 'attention-quiet')
      expect(await violations(page)).toEqual([])
      await page.clock.fastForward('01:00:01')
      await page.getByText(/^Do not disturb until/).waitFor({ state: 'hidden' })
      await say(zhang, '再来')
      await expect.poll(() => page.title()).toBe('(2) Gezi')
      await expect.poll(() => openIn(page)).toEqual(['张三 | 再来'])
    })

    test('quiet hours begin and end by themselves at their times, past midnight, on the days that were chosen', async () => {
      await settle()
      const timed = await openAllowed(wang.url, 'granted', {}, new Date(2030, 0, 7, 22, 29, 50).getTime())
      await timed.keyboard.press('Control+,')
      await timed.getByRole('tab', { name: 'Notifications' }).click()
      await timed.getByRole('switch', { name: 'Quiet hours' }).click()
      await timed.getByLabel('From').fill('22:30')
      await timed.getByLabel('To', { exact: true }).fill('06:15')
      await timed.getByRole('button', { name: 'Tue', exact: true }).click()
      await timed.keyboard.press('Escape')
      await say(zhang, '还没睡吧')
      await expect.poll(() => openIn(timed)).toEqual(['张三 | 还没睡吧'])
      // Monday night: quiet until Tuesday morning.
      await timed.clock.fastForward('00:20')
      await timed.getByText(/^Quiet hours until/).waitFor()
      const before = await tonesOf(timed)
      await say(li, '夜里的消息')
      await expect.poll(() => timed.title()).toBe('(2) Gezi')
      expect([await openIn(timed), await tonesOf(timed)]).toEqual([['张三 | 还没睡吧'], before])
      await timed.clock.fastForward('07:45:00')
      await timed.getByText(/^Quiet hours until/).waitFor({ state: 'hidden' })
      await say(li, '早上好')
      await expect.poll(() => openIn(timed)).toContain('李四 | 早上好')
      // Tuesday was taken out: nobody is kept from ringing that night.
      await timed.clock.fastForward('17:00:00')
      await say(zhang, '加班')
      await expect.poll(() => openIn(timed)).toContain('2 messages from 张三 | 加班')
      await set(wang, { quietHours: defaultSettings.quietHours })
    })

    test('the page of settings: quiet hours by day and time, a sound of one kind with preview, and a test notification', async () => {
      await settle()
      const page = await openAllowed(wang.url, 'granted')
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Notifications' }).click()
      await page.getByText('Notifications are on.').waitFor()
      await page.getByRole('button', { name: 'Show a test notification' }).click()
      await expect
        .poll(() => openIn(page))
        .toEqual(['Notifications work | This is how Gezi tells you about new messages.'])

      await page.getByRole('switch', { name: 'Quiet hours' }).click()
      await page.getByLabel('From').fill('22:30')
      await page.getByLabel('To', { exact: true }).fill('06:15')
      await page.getByRole('button', { name: 'Sun', exact: true }).click()
      const hours = async () => (await wang.client.call('setSettings', {})) as { value: { quietHours: unknown } }
      await expect
        .poll(async () => (await hours()).value.quietHours)
        .toEqual({ on: true, days: [1, 2, 3, 4, 5, 6], from: 22 * 60 + 30, to: 6 * 60 + 15 })
      await page.getByRole('switch', { name: 'Quiet hours' }).click()

      const before = await tonesOf(page)
      await page.getByRole('button', { name: 'Play: Nudge' }).click()
      await expect.poll(async () => (await tonesOf(page)) - before).toBe(3)
      await page.getByRole('combobox', { name: 'Files' }).click()
      await page.getByRole('option', { name: 'None' }).click()
      await expect.poll(async () => page.getByRole('button', { name: 'Play: Files' }).isDisabled()).toBe(true)
      expect(await violations(page)).toEqual([])
      await screenshot(page, 'attention-settings')
    })

    test('a browser that was not asked or says no is told in a banner and in the settings, and is asked only by a button', async () => {
      await settle()
      const page = await openAllowed(wang.url, 'default')
      expect(await page.getByText('A message arrived, but').count()).toBe(0)
      await say(zhang, '看不见')
      await page.getByText('A message arrived, but').waitFor()
      await screenshot(page, 'attention-banner')
      await page.getByRole('button', { name: 'Allow notifications' }).click()
      await page.getByText('A message arrived, but').waitFor({ state: 'hidden' })
      await say(zhang, '看见了')
      await expect.poll(() => openIn(page)).toHaveLength(1)

      const denied = await openAllowed(wang.url, 'denied')
      await say(li, '看不见')
      await denied.getByRole('button', { name: 'What to do' }).click()
      await denied.getByText(/^The browser blocks notifications from Gezi/).waitFor()
      await denied.getByRole('button', { name: 'Close' }).click()
      await denied.getByRole('button', { name: 'Not now' }).click()
      await denied.reload()
      await say(li, '还是看不见')
      await expect.poll(() => denied.title()).not.toBe('Gezi')
      expect(await denied.getByText('A message arrived, but').count()).toBe(0)
    })

    for (const [language, dark, width, height] of [
      ['zh-CN', false, 1_280, 800],
      ['zh-CN', true, 900, 600],
      ['en', true, 900, 600],
    ] as const) {
      test(`looks right in ${language}, ${dark ? 'dark' : 'light'}, ${width}`, async () => {
        const page = await openAllowed(wang.url, 'granted', { language, dark, width, height })
        await page.keyboard.press('Control+,')
        await page.getByRole('tab', { name: language === 'en' ? 'Notifications' : '通知' }).click()
        await page.getByRole('switch').first().waitFor()
        await screenshot(page, `attention-settings-${language}-${dark ? 'dark' : 'light'}-${width}`)
        if (language === 'zh-CN' && dark) expect(await violations(page)).toEqual([])
      })
    }

    test.skipIf(realElectron !== undefined)(
      'the desktop program notifies in its own window’s absence, counts on badge and tray, opens the message, and goes on in the tray when it is closed',
      async () => {
        await withSessionBus()
        const data = await temporaryFolder()
        const flags = [`--data=${data}`, `--bind=${APP}`, `--peer=${ZHANG}`, '--lang=en']
        const app = await launch(flags)
        running.add(app)
        const page = await app.firstWindow()
        page.context().setDefaultTimeout(10_000)
        watch(page)
        await page.getByRole('textbox', { name: 'Your name' }).fill('赵六')
        await page.getByRole('textbox', { name: 'Your name' }).press('Enter')
        await page.getByRole('tab', { name: 'People (1)' }).waitFor()

        const notices = () =>
          app.inDouble(({ Notification }) => Notification.shown().map(({ title, body }) => `${title} | ${body}`))
        const tray = () =>
          app.inDouble(({ Tray, app }) => {
            const [icon] = Tray.shown()
            return {
              tip: icon?.toolTip,
              menu: icon?.menu.items.map(({ label }) => label ?? '-'),
              badge: app.badgeCount,
            }
          })
        const state = () =>
          app.inDouble(({ BrowserWindow }) => {
            const [window] = BrowserWindow.getAllWindows()
            return { visible: window?.isVisible(), flashing: window?.isFlashing }
          })

        await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
        await say(zhang, '<img src=x> 在吗', APP)
        await expect.poll(notices).toEqual(['张三 | &lt;img src=x&gt; 在吗'])
        await say(zhang, '在不在', APP)
        await expect.poll(notices).toEqual(['2 messages from 张三 | 在不在'])
        await expect.poll(tray).toEqual({
          tip: 'Gezi: 2 unread messages',
          menu: ['Open Gezi', 'Do not disturb', '-', 'Quit'],
          badge: 2,
        })
        expect(await state()).toEqual({ visible: true, flashing: true })

        // The first closing asks, and the answer of the double is the first button: keep running.
        await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
        await expect.poll(state).toMatchObject({ visible: false })
        await app.inDouble(({ Notification }) => void Notification.shown()[0]?.emit('click', {}))
        await page.getByRole('listitem', { name: /^张三: 在不在/ }).waitFor()
        expect(await state()).toEqual({ visible: true, flashing: false })
        await expect.poll(tray).toMatchObject({ tip: 'Gezi', badge: 0 })
        await expect.poll(notices).toEqual([])

        await say(zhang, '看着呢', APP)
        await page.getByRole('listitem', { name: /^张三: 看着呢/ }).waitFor()
        expect(await notices()).toEqual([])

        // The second closing asks nothing; what comes meanwhile is told, and a second start brings the window back.
        await app.evaluate(({ BrowserWindow, dialog }) => {
          dialog.showMessageBox = () => Promise.reject(new Error('asked twice'))
          BrowserWindow.getAllWindows()[0]?.close()
        })
        await expect.poll(state).toMatchObject({ visible: false })
        await say(zhang, '回来', APP)
        await expect.poll(notices).toEqual(['张三 | 回来'])
        expect(await startSecond(flags)).toBe(0)
        await expect.poll(state).toMatchObject({ visible: true })
        await page.keyboard.press('Control+j')
        await page.getByRole('listitem', { name: /^张三: 回来/ }).waitFor()
        await expect.poll(notices).toEqual([])

        await page.keyboard.press('Control+,')
        await page.getByRole('tab', { name: 'Notifications' }).click()
        await page.getByText('Notifications are on.').waitFor()
        await page.getByRole('button', { name: 'Show a test notification' }).click()
        await page.getByText(/^The system took it\..*Look in the notification settings/).waitFor()
        await expect
          .poll(() => page.getByRole('combobox', { name: 'When the window is closed' }).textContent())
          .toMatch(/tray/)

        running.delete(app)
        await app.inDouble(({ Tray }) =>
          Tray.shown()[0]
            ?.menu.items.find(({ label }) => label === 'Quit')
            ?.click?.(),
        )
        expect(await app.exited).toBe(0)
      },
    )
  },
  realElectron !== undefined,
)
