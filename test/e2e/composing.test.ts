/** Writing messages as a person does it: real keys, a real clipboard, an input method, and what comes of it at the other end. */
import { createSocket } from 'node:dgram'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { COMMAND, decodePacket, encodePacket, OPT } from '../../shared/protocol/index.ts'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, set, startMember, violations, write } from './office.ts'

const [WANG, ZHANG, LI, LATE] = ['127.25.30.1', '127.25.30.2', '127.25.30.3', '127.25.30.4'] as const

/** A composition as an input method makes it, up to its candidate; `end` is what is chosen. */
async function compose(page: Page, steps: readonly string[], end: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page)
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
  for (const text of steps) {
    const caret = { selectionStart: text.length, selectionEnd: text.length }
    await keyboard.send('Input.imeSetComposition', { text, ...caret })
  }
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
  await keyboard.send('Input.insertText', { text: end })
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
}

const PORT = 2425
/** More than are written to without being asked. */
const HALL = Array.from({ length: 11 }, (_, at) => `127.25.30.${20 + at}`)

/** A program that says hello and, while `answers`, acknowledges what it gets. */
async function startPerson(address: string, to: string, answers: () => boolean): Promise<{ close(): void }> {
  const socket = createSocket('udp4')
  await new Promise<void>((settle) => socket.bind(PORT, address, settle))
  const last = address.slice(address.lastIndexOf('.') + 1)
  const names = { user: `hall${last}`, host: `HALL-${last}`, name: `大厅${last}`, group: '大厅' }
  const encode = (text: string): Uint8Array => charset.encode(text, 'utf-8')
  let packetNo = 0
  const send = (command: number, body: Uint8Array): void => {
    packetNo += 1
    const packet = { version: '1', packetNo, user: encode(names.user), host: encode(names.host), command, body }
    socket.send(encodePacket({ ...packet, flags: OPT.CAPUTF8 | OPT.UTF8 }), PORT, to)
  }
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes)
    if (packet.ok && packet.value.command === COMMAND.SENDMSG && answers())
      send(COMMAND.RECVMSG, encode(packet.value.packetNo))
  })
  send(COMMAND.BR_ABSENCE, encode(`${names.name}\0${names.group}\0`))
  return { close: () => void socket.close() }
}

office('composing', () => {
  let wang: Member
  let zhang: Member
  let li: Member

  beforeAll(async () => {
    ;[wang, zhang, li] = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '市场部', peers: [ZHANG, LI, LATE] }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [WANG] }),
      startMember({ address: LI, name: '李四', group: '研发部', peers: [WANG] }),
    ])
    await Promise.all([
      peerAt(wang.client, ZHANG, 5_000),
      peerAt(wang.client, LI, 5_000),
      peerAt(zhang.client, WANG, 5_000),
    ])
  })

  test('emoji and FeiQ faces are searched, picked by keyboard, remembered, and seen as pictures at both ends', async () => {
    const page = await openPage(wang.url)
    const composer = await write(page, '张三')
    await composer.fill('早')
    await page.keyboard.press('Control+Shift+J')
    await page.getByRole('searchbox', { name: 'Search emoji' }).waitFor()
    await screenshot(page, 'composing-faces-en')
    expect(await violations(page)).toEqual([])
    await page.keyboard.type('thumbs')
    await page.keyboard.press('ArrowDown')
    const cell = page.getByRole('button', { name: 'thumbs up' }).first()
    await expect.poll(() => cell.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+Enter')
    expect(await composer.inputValue()).toBe('早/:strong')
    await page.keyboard.press('Escape')
    await expect.poll(() => composer.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('！')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem', { name: /^You: 早\[thumbs up\]！.*, delivered$/ }).waitFor()

    const other = await openPage(zhang.url, { language: 'zh-CN', dark: true })
    await chat(other, '王五').getByText('早[点赞]！').click()
    const message = other.getByRole('listitem', { name: /^王五：早\[点赞\]！/ })
    await message.getByRole('img', { name: '点赞' }).waitFor()
    await other.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await message.focus()
    await other.keyboard.press('Shift+F10')
    await other.getByRole('menuitem', { name: '复制文字' }).click()
    expect(await other.evaluate(() => navigator.clipboard.readText())).toBe('早/:strong！')
    await other.getByRole('button', { name: '表情', exact: true }).click()
    await other.getByRole('tab', { name: '笑脸' }).click()
    await other.getByRole('button', { name: '嘿嘿' }).first().waitFor()
    await screenshot(other, 'composing-smileys-zh-dark')
    expect(await violations(other)).toEqual([])
  })

  test('in Japanese emoji are found by what an input method writes, whose Enter picks nothing before the word is there', async () => {
    const page = await openPage(zhang.url, { language: 'ja' })
    await chat(page, '王五').click()
    const composer = page.locator('[data-pane=composer] textarea')
    await composer.fill('')
    await page.keyboard.press('Control+Shift+J')
    const field = page.getByRole('searchbox', { name: '絵文字を検索' })
    await field.waitFor()
    await page.getByRole('tab', { name: '動物' }).click()
    await page.getByRole('button', { name: '犬' }).first().waitFor()
    await field.focus()
    await compose(page, ['ｎ', 'ね', 'ねｋ', 'ねこ'], '猫')
    expect([await field.inputValue(), await composer.inputValue()]).toEqual(['猫', ''])
    await page
      .getByRole('button', { name: /ネコ|猫/ })
      .first()
      .waitFor()
    await screenshot(page, 'composing-emoji-ja')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    expect(await composer.inputValue()).toMatch(/^\p{Extended_Pictographic}/u)
    await composer.fill('')
  })

  test('an input method keeps its Enter in Chinese and Japanese, with either key for sending', async () => {
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    const composer = page.getByRole('textbox', { name: 'Message to 王五' })
    // What an earlier test left there may have become a draft.
    await page.getByRole('listitem').first().waitFor()
    await composer.fill('')
    await compose(page, ['n', 'ni', 'nihao'], '你好')
    expect(await composer.inputValue()).toBe('你好')
    await compose(page, ['ｋ', 'か', 'かn', 'かんじ', '漢字'], '漢字')
    expect(await composer.inputValue()).toBe('你好漢字')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem', { name: /^You: 你好漢字\./ }).waitFor()
    await set(zhang, { sendKey: 'ctrl-enter' })
    await compose(page, ['zaima'], '在吗')
    await page.keyboard.press('Enter')
    await page.keyboard.type('2')
    expect(await composer.inputValue()).toBe('在吗\n2')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('listitem', { name: /^You: 在吗\s2\./ }).waitFor()
    await set(zhang, { sendKey: 'enter' })
  })

  test('quick phrases are made in the settings, moved by keyboard, and picked by / or from the menu at the caret', async () => {
    const page = await openPage(wang.url)
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Quick phrases' }).click()
    const field = page.getByRole('textbox', { name: 'New phrase' })
    for (const phrase of ['稍等，马上到', '收到，谢谢', 'On my way']) {
      await field.fill(phrase)
      await field.press('Enter')
      await expect.poll(() => field.inputValue()).toBe('')
    }
    await page.getByRole('textbox', { name: 'Phrase 3' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => page.getByRole('textbox', { name: 'Phrase 2' }).inputValue()).toBe('On my way')
    await screenshot(page, 'composing-presets-settings')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Remove 稍等，马上到' }).click()
    await page.keyboard.press('Escape')

    const composer = await write(page, '张三')
    await composer.fill('')
    await page.keyboard.type('/')
    await page.getByRole('option', { name: 'On my way' }).waitFor()
    await screenshot(page, 'composing-presets-completion')
    await page.keyboard.type('收')
    await expect
      .poll(() => page.getByRole('listbox', { name: 'Quick phrases that fit' }).getByRole('option').count())
      .toBe(1)
    await page.keyboard.press('Enter')
    expect(await composer.inputValue()).toBe('收到，谢谢')
    await page.keyboard.press('Home')
    await page.getByRole('button', { name: 'Quick phrases', exact: true }).click()
    await page.getByRole('menuitem', { name: 'On my way' }).click()
    expect(await composer.inputValue()).toBe('On my way收到，谢谢')
    await expect.poll(() => composer.evaluate((element) => element === document.activeElement)).toBe(true)
    await composer.fill('')
  })

  test('a draft keeps its quote and its files over a reload and a restart of the host; by keyboard files are taken out', async () => {
    const page = await openPage(wang.url)
    await write(page, '李四')
    await li.client.call('sendMessage', { peer: (await peerAt(li.client, WANG, 5_000)).id, text: '报价什么时候好？' })
    await page.getByRole('listitem', { name: /^李四: 报价什么时候好/ }).focus()
    await page.keyboard.press('r')
    await page.getByRole('region', { name: 'Reply to 李四' }).waitFor()
    const folder = await temporaryFolder()
    for (const name of ['报价.xlsx', '合同.docx', '截图.png']) await writeFile(join(folder, name), name)
    await page.getByRole('textbox', { name: 'Message to 李四' }).fill('请看附件')
    await page
      .locator('[data-attach]')
      .setInputFiles(['报价.xlsx', '合同.docx', '截图.png'].map((name) => join(folder, name)))
    const peer = await peerAt(wang.client, LI, 5_000)
    const kept = async () => {
      const opened = await wang.client.call('openConversation', { peer: peer.id })
      return opened.ok ? opened.value : expect.unreachable()
    }
    const count = async (): Promise<number | undefined> => (await kept()).draftFiles
    await expect.poll(count).toBe(3)
    // Saved after a pause in typing; the host ends before what the closing page says reaches it.
    await expect.poll(async () => (await kept()).draft).toBe('请看附件')
    await page.close()
    await wang.stop()
    wang = await startMember({ address: WANG, data: wang.data, peers: [ZHANG, LI, LATE] })

    const again = await openPage(wang.url)
    await chat(again, '李四').getByText('[Draft]').waitFor()
    await screenshot(again, 'composing-draft-in-list')
    await chat(again, '李四').click()
    const strip = again.getByRole('region', { name: 'Attachments of your next message' })
    await strip.getByText('合同').waitFor()
    expect(await again.getByRole('textbox', { name: 'Message to 李四' }).inputValue()).toBe('请看附件')
    const quote = again.getByRole('region', { name: 'Reply to 李四' })
    await quote.getByText('报价什么时候好？').waitFor()
    await strip.getByRole('button', { name: 'Remove 合同.docx' }).focus()
    await again.keyboard.press('Delete')
    await expect.poll(count).toBe(2)
    await again.keyboard.press('Tab')
    await again.getByRole('button', { name: 'Send' }).click()
    const sent = again.getByRole('listitem', { name: /请看附件.*截图\.png/ })
    await sent.getByText('报价什么时候好？').waitFor()
    await expect.poll(count).toBe(undefined)
    await quote.waitFor({ state: 'detached' })
  })

  test('a text that is too long says by how much, and goes out in parts or as a file with one click, with what it answers', async () => {
    const page = await openPage(wang.url)
    const composer = await write(page, '李四')
    await composer.fill('这是一句话，说的是同一件事。'.repeat(900))
    await page.getByText(/Too long for 李四 by .* bytes/).waitFor()
    await screenshot(page, 'composing-too-long')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Split into 2 messages' }).click()
    await expect.poll(() => composer.inputValue()).toBe('')
    const [atLi, atWang] = await Promise.all([peerAt(li.client, WANG, 5_000), peerAt(wang.client, LI, 5_000)])
    const newest = async (limit: number) => {
      const page = await li.client.call('pageMessages', { conversation: atLi.id, limit })
      return page.ok ? page.value.messages : []
    }
    const lengths = async () => (await newest(2)).map(({ text }) => text.length)
    await expect.poll(lengths).toEqual([7_868, 4_732])

    // An answer that fits, but not below what it quotes.
    const sent = await wang.client.call('pageMessages', { conversation: atWang.id, limit: 1 })
    const message = sent.ok ? sent.value.messages[0]?.id : undefined
    const reply = async (): Promise<void> => {
      await wang.client.call('setQuoting', { conversation: atWang.id, ...(message !== undefined && { message }) })
      await page.getByRole('region', { name: 'Reply to You' }).waitFor()
    }
    await reply()
    await composer.fill('长'.repeat(10_800))
    await page.getByRole('button', { name: 'Split into 2 messages' }).click()
    const quoted = /^> 王五: 这是一句话[^\n]*…\n长+$/
    await expect.poll(async () => (await newest(2))[1]?.text ?? '').toMatch(/^长+$/)
    const [first, second] = await newest(2)
    expect(first?.text).toMatch(quoted)
    expect(`${first?.text}${second?.text}`.replace(/[^长]/g, '').length).toBe(10_800)
    await reply()
    await composer.fill('长'.repeat(12_000))
    await page.getByRole('button', { name: 'Send as a text file' }).click()
    await expect.poll(async () => (await newest(1))[0]?.attachments[0]?.name).toMatch(/^Message .*\.txt$/)
    expect((await newest(1))[0]?.text).toMatch(/^> 王五: 这是一句话[^\n]*…\n长{160}…$/)
  })

  test('more than ten people are asked about first; who was not reached is tried again; a long text for a department goes out whole to each, with its file', async () => {
    let answers = false
    const hall = await Promise.all(
      HALL.map((address, at) => startPerson(address, WANG, () => answers || at < HALL.length - 1)),
    )
    const peers = await Promise.all(HALL.map((address) => peerAt(wang.client, address, 5_000)))
    const [first] = peers
    const stored = async (member: Member, conversation = '', limit = 5) => {
      const page = await member.client.call('pageMessages', { conversation, limit })
      return page.ok ? page.value.messages : []
    }
    const open = async (page: Page, department: string) => {
      await page.keyboard.press('Control+n')
      const dialog = page.getByRole('dialog', { name: 'New message' })
      await dialog.getByRole('combobox', { name: 'Find people or departments' }).fill(department)
      await page.keyboard.press('Enter')
      return { dialog, field: dialog.getByRole('textbox', { name: 'Message' }) }
    }
    const page = await openPage(wang.url, { width: 900, height: 600 })
    const { dialog, field } = await open(page, '大厅')
    await dialog.getByText('11 people chosen').waitFor()
    await field.fill('明天停电')
    await field.press('Enter')
    const question = dialog.getByRole('alert').getByText('This goes to 11 people')
    await question.waitFor()
    await screenshot(page, 'composing-recipients-confirm')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Back' }).click()
    await expect.poll(() => question.count()).toBe(0)
    expect(await stored(wang, first?.id)).toEqual([])
    await field.press('Enter')
    await question.waitFor()
    const send = dialog.getByRole('button', { name: 'Send to 11 people' })
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Type 11 to send' }).fill('11')
    await send.click()
    await dialog.getByText('10 of 11 delivered').waitFor()

    const text = '这是一句话，说的是同一件事。'.repeat(900)
    const file = join(await temporaryFolder(), '规格.txt')
    await writeFile(file, 'x')
    const other = await openPage(wang.url)
    const long = await open(other, '研发')
    await long.dialog.getByText('2 people chosen').waitFor()
    await long.field.fill(text)
    await long.dialog.getByText(/Too long for .* · goes out as 2 messages/).waitFor()
    await long.dialog.locator('[data-attach]').setInputFiles(file)
    await long.dialog.getByText('规格').waitFor()
    await screenshot(other, 'composing-recipients-long')
    expect(await violations(other)).toEqual([])
    await long.dialog.getByRole('button', { name: 'Send to 2 people' }).click()
    await long.dialog.getByText('2 of 2 delivered').waitFor()
    await screenshot(other, 'composing-recipients-sent')
    for (const member of [zhang, li]) {
      const peer = await peerAt(member.client, WANG, 5_000)
      const sent = (await stored(member, peer.id, 3)).slice(-3)
      const files = sent.flatMap(({ attachments }) => attachments.map(({ name }) => name))
      expect([
        sent
          .map((message) => message.text)
          .join('')
          .endsWith(text),
        files,
      ]).toEqual([true, ['规格.txt']])
    }

    // Half a minute after it left it counts as not sent.
    const retry = dialog.getByRole('button', { name: 'Try again: 大厅30' })
    await retry.waitFor({ timeout: 60_000 })
    await screenshot(page, 'composing-recipients-failed')
    answers = true
    await retry.click()
    await dialog.getByText('11 of 11 delivered').waitFor()
    expect(await dialog.getByRole('button', { name: /^Try again/ }).count()).toBe(0)
    for (const one of hall) one.close()
  })

  test('a failed message goes back into the field with Edit, in front of what was typed; one on its way is taken back', async () => {
    const peer = await peerAt(wang.client, LI, 5_000)
    const page = await openPage(wang.url)
    const composer = await write(page, '李四')
    await composer.fill('还有一句')
    // Longer than any datagram: it fails at once.
    await wang.client.call('sendMessage', { peer: peer.id, text: `太长了${'长'.repeat(12_000)}` })
    await page.getByRole('listitem', { name: /^You: 太长了.*, not sent$/ }).waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await expect.poll(() => composer.inputValue()).toMatch(/^太长了长+\n还有一句$/)
    expect(await page.getByRole('listitem', { name: /太长了/ }).count()).toBe(0)
    await composer.fill('')

    const guest = await startMember({ address: LATE, name: '赵六', peers: [WANG] })
    const late = await peerAt(wang.client, LATE, 5_000)
    await guest.stop()
    const wrong = await write(page, '赵六')
    await wrong.fill('发错人了')
    await wrong.press('Enter')
    await page.getByRole('listitem', { name: /^You: 发错人了.*, waiting$/ }).focus()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Do not send' }).click()
    await expect.poll(() => page.getByRole('listitem', { name: /发错人了/ }).count()).toBe(0)
    const history = await wang.client.call('pageMessages', { conversation: late.id, limit: 5 })
    expect(history.ok && history.value.messages).toEqual([])
  })
})
