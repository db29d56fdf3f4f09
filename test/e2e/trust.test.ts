/** Who can read a chat, as its reader is told: encrypted, compared, another key, plain text by choice. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CipherPeer, SCHEMES, startPeer } from '../process/cipher-peer.ts'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, startMember, violations } from './office.ts'

const [WANG, ZHANG, FEIQ] = ['127.25.0.120', '127.25.0.121', '127.25.0.160'] as const

office('encryption and trust', () => {
  let wang: Member
  let zhang: Member
  let feiq: CipherPeer | undefined

  beforeAll(async () => {
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', peers: [WANG] }),
    ])
    await peerAt(wang.client, ZHANG, 10_000)
  })

  afterAll(() => feiq?.close())

  const keysOf = async (of: Member, address: string) => {
    const keys = await of.client.call('personKeys', { peer: (await peerAt(of.client, address, 10_000)).id })
    return keys.ok ? keys.value : expect.unreachable()
  }
  const newest = async (of: Member, address: string) => {
    const { id: conversation } = await peerAt(of.client, address, 10_000)
    const page = await of.client.call('pageMessages', { conversation, limit: 1 })
    return page.ok ? page.value.messages[0] : expect.unreachable()
  }

  test('two Gezis encrypt from the first message on, and compare their keys in a dialog', async () => {
    const id = (await peerAt(wang.client, ZHANG, 10_000)).id
    await wang.client.call('sendMessage', { peer: id, text: '你好' })
    const page = await openPage(wang.url, { language: 'zh-CN', width: 900, height: 600 })
    await chat(page, '张三').click()
    const chip = page.locator('[data-trust]')
    await expect.poll(() => chip.getAttribute('aria-label')).toBe('已为张三加密')
    await page.getByRole('listitem', { name: /^我：你好。.*已送达/ }).waitFor()
    expect(await newest(zhang, WANG)).toMatchObject({ text: '你好', encrypted: true, signature: 'good' })
    expect(await newest(wang, ZHANG)).toMatchObject({ encrypted: true, state: 'delivered' })

    await chip.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: '核对密钥…' }).click()
    const dialog = page.getByRole('dialog', { name: '张三的密钥' })
    const theirs = dialog.getByRole('region', { name: '张三的密钥' })
    const { own } = await keysOf(zhang, WANG)
    expect((await theirs.locator('p').first().textContent())?.trim()).toBe(own?.fingerprint)
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'keys-zh-CN-light-900x600')
    await dialog.getByRole('button', { name: '核对一致' }).click()
    await dialog.getByText(/^您已于/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => chip.getAttribute('aria-label')).toBe('已加密，密钥已核对')
  })

  test('a colleague with another key is a line and not an alarm; nothing leaves until the user accepts it', async () => {
    await zhang.stop()
    await rm(join(zhang.data, 'private-keys.json'))
    zhang = await startMember({ address: ZHANG, peers: [WANG], data: zhang.data })
    const page = await openPage(wang.url, { dark: true })
    await chat(page, '张三').click()
    const line = page.locator('[data-trust-line=changed]')
    await line.waitFor()
    const field = page.getByRole('textbox', { name: 'Message to 张三' })
    await field.fill('are you there?')
    await field.press('Enter')
    await page.getByRole('listitem', { name: /are you there.*queued|are you there.*waiting/i }).waitFor()
    expect(await newest(zhang, WANG)).toMatchObject({ text: '你好' })
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'trust-changed-en-dark-1280x800')

    await line.getByRole('button', { name: 'Look at it…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Keys of 张三' })
    await dialog.getByRole('region', { name: 'Key that 张三 shows now' }).waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'keys-changed-en-dark-1280x800')
    await dialog.getByRole('button', { name: 'Accept the new key' }).click()
    await dialog.getByRole('button', { name: 'They are the same' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('listitem', { name: /^You: are you there\?\. .*delivered/ }).waitFor()
    await expect.poll(() => page.locator('[data-trust]').getAttribute('data-trust')).toBe('encrypted')
    await line.waitFor({ state: 'detached' })
    expect(await newest(zhang, WANG)).toMatchObject({ text: 'are you there?', encrypted: true })
  })

  test('a file between them says that it is encrypted; one of FeiQ, whose texts are, says in words that it is not', async () => {
    const page = await openPage(wang.url)
    await chat(page, '张三').click()
    const input = page.locator('[data-attach]').first()
    await input.setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('secret plan') })
    await page.getByRole('region', { name: 'Attachments of your next message' }).getByText('plan.txt').waitFor()
    expect(await page.locator('[data-in-clear]').count()).toBe(0)
    await page.getByRole('textbox', { name: 'Message to 张三' }).press('Enter')
    await page.getByText(/^11 .* · encrypted$/).waitFor()

    feiq = await startPeer({
      ...{
        address: FEIQ,
        host: WANG,
        version: '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9',
        user: '李四',
        hello: 0x600000,
      },
      ...{ capability: 0x21003, answers: 1024 },
    })
    await peerAt(wang.client, FEIQ, 10_000)
    await feiq.ask(0x21003)
    const number = feiq.number()
    const body = feiq.encrypted(SCHEMES.feiq, number, Buffer.from('hello\0'))
    feiq.say(
      0x20 | 0x100 | 0x400000 | 0x200000,
      Buffer.concat([body, Buffer.from('0:report.doc:6c00:6a23b4c0:1:\x07\0')]),
      number,
    )
    const person = await peerAt(wang.client, FEIQ, 10_000)
    await chat(page, person.name).click()
    await page.getByText('In clear: anyone on this LAN can read it, name included.').waitFor()
    expect(await page.locator('[data-trust]').getAttribute('aria-label')).toBe('Messages encrypted, files in clear')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Attach files…' }).click()
    await (await chooser).setFiles({ name: 'answer.txt', mimeType: 'text/plain', buffer: Buffer.from('answer') })
    await page.getByText(/^Files and pictures go in clear, with their names: the program of/).waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'files-in-clear-en-light-1280x800')
    await page.setViewportSize({ width: 900, height: 600 })
    await screenshot(page, 'files-in-clear-en-light-900x600')
  })

  test('plain text is a choice for one person, and the chip says so; only plain text can be read in another code page', async () => {
    const page = await openPage(wang.url)
    await chat(page, '张三').click()
    await page.locator('[data-trust]').click()
    await page.getByRole('button', { name: 'Compare keys…' }).click()
    const setting = page.getByRole('switch', { name: 'Plain text for 张三' })
    await setting.click()
    await expect.poll(() => page.locator('[data-trust]').getAttribute('aria-label')).toBe('Plain text, as you chose')
    await page.keyboard.press('Escape')
    const field = page.getByRole('textbox', { name: 'Message to 张三' })
    await field.fill('in clear')
    await field.press('Enter')
    await page.getByRole('listitem', { name: /^You: in clear\. .*delivered/ }).waitFor()
    const heard = await newest(zhang, WANG)
    expect([heard?.text, heard?.encrypted, heard?.unprotected]).toEqual(['in clear', undefined, true])
    const other = await openPage(zhang.url, { language: 'zh-CN' })
    await chat(other, '王五').click()
    await other.getByText('未加密：可能并非本人').waitFor()
    expect(await violations(other)).toEqual([])
    await screenshot(other, 'unprotected-zh-CN-light-1280x800')

    // What came encrypted has no code page that could be the wrong one.
    const offers = async (text: RegExp): Promise<number> => {
      await other.getByRole('listitem', { name: text }).click({ button: 'right' })
      await other.getByRole('menuitem', { name: '详细信息' }).waitFor()
      const count = await other.getByRole('menuitem', { name: '用其他编码阅读…' }).count()
      await other.keyboard.press('Escape')
      await other.getByRole('menu').waitFor({ state: 'detached' })
      return count
    }
    expect([await offers(/你好/), await offers(/in clear/)]).toEqual([0, 1])
  })
})
