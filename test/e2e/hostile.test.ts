/** What strangers can put into names and texts is shown as text, and breaks nothing. */
import { createSocket } from 'node:dgram'
import { beforeAll, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { COMMAND, encodePacket, encodeTextBody, OPT } from '../../shared/protocol/index.ts'
import { peersUntil } from '../process/gezi.ts'
import { type Member, office, openPage, overflow, startMember } from './office.ts'

const [ME, STRANGER] = ['127.25.0.170', '127.25.0.171'] as const
const PORT = 2425

const names = [
  '<img src=x onerror="globalThis.hacked=1">',
  '\u202Eexe.gnp\u2066\u200F',
  'a\u0000\u0001\u001B[31m\u009B\rb',
  '很'.repeat(200),
  '{{name}} $t(app.name) &lt;b&gt;',
  ' \t\u3000 ',
] as const

const texts = [
  '<script>globalThis.hacked=1</script><img src=x onerror="globalThis.hacked=1">',
  'javascript:globalThis.hacked=1 data:text/html,<script>globalThis.hacked=1</script>',
  '\u202Eevil \u2067right\u2069 \u0000\u0007\u001B]0;title\u0007 \uFFF9x\uFFFB',
  'w'.repeat(5_000),
  '（'.repeat(5_000),
  `${'e\u0301\u0302\u0303'.repeat(300)}\n${'\n'.repeat(300)}end`,
  'http://аррӏе.example/\u202Egnp.exe and \\\\host\\share\\a.exe',
  '{{name}} $t(app.name) %s',
] as const

office('hostile names and texts', () => {
  let me: Member
  let say: (user: string, text: string) => Promise<void>

  beforeAll(async () => {
    me = await startMember({ address: ME, name: '王五', peers: [] })
    const socket = createSocket('udp4')
    await new Promise<void>((settle) => socket.bind(PORT, STRANGER, settle))
    const encode = (text: string) => charset.encode(text, 'utf-8')
    let packetNo = 1
    const send = async (user: string, command: number, flags: number, body: Uint8Array): Promise<void> => {
      const packet = { version: '1', packetNo: ++packetNo, user: encode(user), host: encode('STRANGE'), command, body }
      const bytes = encodePacket({ ...packet, flags: flags | OPT.UTF8 | OPT.CAPUTF8 })
      await new Promise((settle) => socket.send(bytes, PORT, ME, settle))
    }
    say = (user, text) => send(user, COMMAND.SENDMSG, 0, encodeTextBody(text, 'utf-8', charset))
    for (const [index, name] of names.entries()) {
      await send(`user${index}`, COMMAND.BR_ENTRY, 0, encode(`${name}\0${name}`))
      for (const text of texts) await say(`user${index}`, text)
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
    const strange = await page.evaluate(() => ({
      hacked: 'hacked' in globalThis,
      scripts: document.body.querySelectorAll('script, img[src="x"], b').length,
      marks: /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(
        document.body.textContent ?? '',
      ),
    }))
    expect({ found, ...strange, title: /^\(\d+\) Gezi$|^Gezi$/.test(await page.title()) }).toEqual({
      found: {},
      hacked: false,
      scripts: 0,
      marks: false,
      title: true,
    })
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
