/** What strangers can put into names and texts is shown as text, and breaks nothing. */
import { createSocket } from 'node:dgram'
import { isDeepStrictEqual } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { COMMAND, encodePacket, encodeShareList, encodeTextBody, OPT } from '../../shared/protocol/index.ts'
import { peersUntil } from '../process/gezi.ts'
import { type Member, office, openPage, overflow, startMember } from './office.ts'
import { walk } from './views.ts'

const [ME, STRANGER] = ['127.25.0.170', '127.25.0.171'] as const
const PORT = 2425

/** An unbroken line, the longest that one datagram carries. */
const LONG = 'w'.repeat(50_000)

const names = [
  '<img src=x onerror="globalThis.hacked=1">',
  '\u202Eexe.gnp\u2066\u200F',
  'a\u0000\u0001\u001B[31m\u009B\rb',
  '很'.repeat(200),
  '{{name}} $t(app.name) &lt;b&gt;',
  ' \t\u3000 ',
] as const

const fileNames = [
  '<img src=x onerror="globalThis.hacked=1">.png',
  '../../\u202Egnp.exe',
  `${'长'.repeat(300)}.txt`,
  'javascript:globalThis.hacked=1',
] as const

/** Has nothing but one long line in his chat. */
const LONELY = 'lonely'
/** Milliseconds after which a page feels stuck. */
const TASK_LIMIT = 100

/** Where FeiQ writes what it is: the details name the program by it. */
const VERSION = '1_lbt6_0#128#<b>EVIL<script>#0#0#0'

const texts = [
  '<script>globalThis.hacked=1</script><img src=x onerror="globalThis.hacked=1">',
  'javascript:globalThis.hacked=1 data:text/html,<script>globalThis.hacked=1</script>',
  '\u202Eevil \u2067right\u2069 \u0000\u0007\u001B]0;title\u0007 \uFFF9x\uFFFB',
  'w'.repeat(5_000),
  '（'.repeat(5_000),
  `${'e\u0301\u0302\u0303'.repeat(300)}\n${'\n'.repeat(300)}end`,
  'http://аррӏе.example/\u202Egnp.exe and \\\\host\\share\\a.exe http://a:99999/ http://999.999.999.999/',
  '{{name}} $t(app.name) %s',
  `${'line\n'.repeat(2_000)}end`,
  LONG,
  '图纸 <b>bold</b> <img src=x onerror="globalThis.hacked=1">',
] as const

/** What no view may have made of any of it. */
const harm = (page: Page) =>
  page.evaluate(() => ({
    hacked: 'hacked' in globalThis,
    elements: document.querySelectorAll('body script, iframe, object, embed, img[src="x"], b, a[href^="javascript"]')
      .length,
    marks: /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent ?? ''),
    title: /^(?:\(\d+\) )?Gezi$/.test(document.title),
    moved: !location.pathname.startsWith('/') || history.length > 2,
  }))
const none = { hacked: false, elements: 0, marks: false, title: true, moved: false }

office('hostile names and texts', () => {
  let me: Member
  let say: (user: string, text: string) => Promise<void>
  let offer: (user: string, name: string) => Promise<void>

  beforeAll(async () => {
    me = await startMember({ address: ME, name: '王五', peers: [] })
    const socket = createSocket('udp4')
    await new Promise<void>((settle) => socket.bind(PORT, STRANGER, settle))
    const encode = (text: string) => charset.encode(text, 'utf-8')
    let packetNo = 1
    const send = async (user: string, command: number, flags: number, body: Uint8Array): Promise<void> => {
      const packet = {
        version: VERSION,
        packetNo: ++packetNo,
        user: encode(user),
        host: encode('STRANGE'),
        command,
        body,
      }
      const bytes = encodePacket({ ...packet, flags: flags | OPT.UTF8 | OPT.CAPUTF8 })
      await new Promise((settle) => socket.send(bytes, PORT, ME, settle))
    }
    offer = (user, name) => {
      const item = {
        id: 1,
        kind: 'file',
        name,
        size: 10,
        modified: 1_600_000_000,
        attributes: 1,
        extended: [],
      } as const
      const body = Buffer.concat([encode('\0'), encodeShareList([item], encode)])
      return send(user, COMMAND.SENDMSG, OPT.FILEATTACH, body)
    }
    say = (user, text) => send(user, COMMAND.SENDMSG, 0, encodeTextBody(text, 'utf-8', charset))
    for (const [index, name] of names.entries()) {
      await send(`user${index}`, COMMAND.BR_ENTRY, 0, encode(`${name}\0${name}`))
      for (const text of texts) await say(`user${index}`, text)
      for (const name of fileNames) await offer(`user${index}`, name)
    }
    await peersUntil(me.client, (peers) => peers.length === names.length, 10_000)
    return () => socket.close()
  })

  test('nothing of it runs, nothing is an element, nothing reaches over the edge', async () => {
    const page = await openPage(me.url, { width: 900, height: 600 })
    const found: Record<string, unknown> = {}
    const chats = page.getByRole('listbox').getByRole('option')
    await expect.poll(() => chats.count()).toBe(names.length)
    for (let at = 0; at < names.length; at += 1) {
      await page.keyboard.press(`Control+${at + 1}`)
      await page.getByRole('list').getByRole('listitem').last().waitFor()
      for (const key of ['Home', 'PageDown', 'PageDown', 'End']) {
        await page.getByRole('list').getByRole('listitem').last().focus()
        await page.keyboard.press(key)
        const wrong = await overflow(page)
        if (wrong.length > 0) found[`${at} ${key}`] = wrong
      }
    }
    expect({ found, ...(await harm(page)) }).toEqual({ found: {}, ...none })
  })

  test('people and details show the same names without harm', async () => {
    const page = await openPage(me.url, { width: 900, height: 600 })
    await page.getByRole('tab', { name: /^People/ }).click()
    await page.getByRole('tree').waitFor()
    expect(await overflow(page)).toEqual([])
    await page.getByRole('treeitem').nth(1).click()
    await page.getByRole('button', { name: 'Details' }).first().click()
    await page.getByRole('complementary').waitFor()
    expect(await overflow(page)).toEqual([])
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
  })

  test('every view shows what a stranger wrote as text, in its place, and nothing of it runs', async () => {
    const page = await openPage(me.url)
    const found: Record<string, unknown> = {}
    const row = page.getByRole('option').filter({ hasText: '<img src=x' }).first()
    const lost = await walk(
      page,
      async ({ name }) => {
        const done = await harm(page)
        if (!isDeepStrictEqual(done, none)) found[name] = done
        const over = await overflow(page)
        if (over.length > 0) found[`${name}, edges`] = over
      },
      row,
    )
    expect({ found, lost, pages: page.context().pages().length }).toEqual({ found: {}, lost: [], pages: 1 })
  })

  test('a line of 50,000 characters shows its beginning at once and the rest when asked, and the page stays quick', async () => {
    const page = await openPage(me.url)
    await say('brief', 'short')
    await say(LONELY, LONG)
    const row = page.getByRole('option').filter({ hasText: 'wwwww' }).first()
    await expect.poll(() => row.textContent()).toMatch(new RegExp(`${LONELY}.*www`))
    // Processor time of the page alone, whatever else the machine does, beside that of a chat with a short line.
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const used = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics')
      return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
    }
    const opening = async (chat: Locator, text: RegExp): Promise<number> => {
      const before = await used()
      await chat.click()
      await page.getByRole('listitem', { name: text }).waitFor()
      return (await used()) - before
    }
    const short = await opening(page.getByRole('option').filter({ hasText: 'short' }), /: short/)
    const long50 = await opening(row, /: w{900}/)
    expect(long50 - short).toBeLessThan(TASK_LIMIT)
    const long = page.getByRole('listitem', { name: /: w{900}/ }).last()
    await long.scrollIntoViewIfNeeded()
    await long.getByRole('button', { name: 'Show more (47,000 more characters)' }).click()
    await long.getByRole('button', { name: 'Show more (37,000 more characters)' }).waitFor()
    expect(await overflow(page)).toEqual([])
  })

  test('a link opens nothing before the real target was shown', async () => {
    await say('user0', 'http://аррӏе.example/login\u202Egnp.exe')
    const page = await openPage(me.url)
    await page.getByRole('option', { name: /аррӏе/ }).click()
    await page
      .getByRole('listitem')
      .last()
      .getByRole('button', { name: /example/ })
      .click()
    await page.getByRole('dialog').getByText('xn--80ak6aa92e.example').first().waitFor()
    expect(page.context().pages().length).toBe(1)
  })
})
