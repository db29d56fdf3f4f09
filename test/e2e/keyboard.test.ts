import { beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, person, screenshot, startMember, violations } from './office.ts'

const [ME, ZHANG, LI] = ['127.25.0.190', '127.25.0.191', '127.25.0.192'] as const

office('the keyboard', () => {
  let me: Member
  let zhang: Member

  beforeAll(async () => {
    const [first, second, li] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [ZHANG, LI] }),
      startMember({ address: ZHANG, name: '张三', peers: [ME] }),
      startMember({ address: LI, name: '李四', peers: [ME] }),
    ])
    me = first
    zhang = second
    for (const member of [zhang, li]) {
      const peer = await peerAt(member.client, ME, 10_000)
      await member.client.call('sendMessage', { peer: peer.id, text: `我是${member === zhang ? '张三' : '李四'}` })
    }
  })

  test('everything is reached without a mouse: people, chats, panes, dialogs, and back to the composer', async () => {
    const page = await openPage(me.url)
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName)
    const pane = () => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))
    await expect.poll(() => page.getByRole('option').count()).toBe(2)

    await page.keyboard.press('Control+k')
    await expect.poll(focused).toBe('Search people and messages')
    await page.keyboard.type('张')
    await page.getByRole('option', { name: /^张三\s*, online/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Message to 张三')

    await page.keyboard.type('用键盘写的')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('第二行')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem', { name: /^You: 用键盘写的\s第二行.*, delivered$/ }).waitFor()

    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(focused).toBe('Message to 李四')
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(focused).toBe('Message to 张三')
    await page.keyboard.press('Control+2')
    await expect.poll(focused).toBe('Message to 李四')

    await page.getByRole('listitem', { name: /我是李四/ }).waitFor()
    const panes: unknown[] = []
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('F6')
      panes.push(await pane())
    }
    expect(panes).toEqual(['sidebar', 'messages', 'composer'])

    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('Message to 李四')

    await page.keyboard.press('Control+,')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await expect.poll(focused).toBe('Search settings')
    await page.keyboard.type('port (')
    await page.getByRole('button', { name: 'Port (UDP and TCP) Network' }).waitFor()
    await screenshot(page, 'keyboard-settings-search')
    expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.getByLabel('Port (UDP and TCP)').evaluate((field) => field === document.activeElement))
      .toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('Message to 李四')

    await page.keyboard.press('Control+f')
    await page.keyboard.type('李四')
    await expect.poll(() => page.getByRole('complementary').getByRole('option').count()).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('Message to 李四')
  })

  test('what has the focus shows it', async () => {
    const page = await openPage(me.url)
    await page.getByRole('option').first().waitFor()
    const invisible: string[] = []
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab')
      const shown = await page.evaluate(() => {
        const element = document.activeElement
        if (element === null || element === document.body) return 'nothing'
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        return outlineStyle !== 'none' && outlineWidth !== '0px' ? '' : element.outerHTML.slice(0, 120)
      })
      if (shown !== '' && shown !== 'nothing') invisible.push(shown)
    }
    expect(invisible).toEqual([])
  })

  test('a click into the chat leaves the keyboard with the composer; on a message its letters mean it, and all others are typed', async () => {
    const page = await openPage(me.url)
    await chat(page, '张三').click()
    const composer = page.getByRole('textbox', { name: 'Message to 张三' })
    const greeting = page.getByRole('listitem', { name: /^张三: 我是张三/ })
    await greeting.waitFor()
    await greeting.click()
    await expect.poll(() => composer.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('four')
    await expect.poll(() => composer.inputValue()).toBe('four')

    // With the keyboard on a message R, F, S mean it.
    await composer.fill('')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('hi')
    await expect.poll(() => composer.inputValue()).toBe('hi')
    await composer.fill('')

    // A text that was marked stays marked: somebody wants to copy it.
    await greeting.getByText('我是张三').dblclick()
    expect(await page.evaluate(() => getSelection()?.isCollapsed)).toBe(false)
    await greeting.getByText('我是张三').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy selected text' }).waitFor()
  })

  test('F2 and Delete do in a list what they do elsewhere, letters go to a name by its pinyin, Ctrl+Z takes a deletion back', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: /^People/ }).click()
    await person(page, '李四').click()
    await page.getByRole('textbox', { name: 'Message to 李四' }).waitFor()
    await person(page, '李四').focus()
    await expect
      .poll(async () => {
        await page.keyboard.press('z')
        return page.evaluate(() => document.activeElement?.textContent ?? '')
      })
      .toContain('张三')
    await page.keyboard.press('F2')
    await page.getByRole('dialog', { name: 'Alias for 张三' }).waitFor()
    await page.keyboard.press('Escape')

    await page.getByRole('tab', { name: /^Chats/ }).click()
    await chat(page, '李四').focus()
    await page.keyboard.press('Delete')
    await page.getByRole('dialog', { name: /李四/ }).getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
    expect(await chat(page, '李四').count()).toBe(1)
  })

  test('the menu of a person sends files, that of a file does what its card does, that of a chat marks it as read; a message to a department begins with its words, which are kept', async () => {
    const page = await openPage(me.url)
    const choose = (name: string) => page.getByRole('menuitem', { name, exact: true }).click()
    await page.getByRole('tab', { name: /^People/ }).click()
    await person(page, '李四').click({ button: 'right' })
    const chooser = page.waitForEvent('filechooser')
    await choose('Send files…')
    await (await chooser).setFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('a plan') })
    await page.getByRole('list').getByText('plan').first().waitFor()
    await page.getByRole('textbox', { name: 'Message to 李四' }).press('Enter')
    await page.getByRole('listitem', { name: /plan\.txt.*, delivered$/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy file name' }).waitFor()
    await choose('Withdraw')
    await page.getByText('You withdrew it').waitFor()

    const peer = await peerAt(zhang.client, ME, 10_000)
    await zhang.client.call('sendMessage', { peer: peer.id, text: '请看一下' })
    await page.getByRole('tab', { name: /^Chats/ }).click()
    await page.getByRole('option', { name: /^张三.*unread/ }).click({ button: 'right' })
    await choose('Mark as read')
    await expect.poll(() => chat(page, '张三').textContent()).not.toMatch(/unread/)

    await page.getByRole('tab', { name: /^People/ }).click()
    await page.getByRole('treeitem', { name: /^No department/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Write to/ }).click()
    const words = page.getByRole('dialog', { name: 'New message' }).getByRole('textbox', { name: 'Message' })
    await expect.poll(() => words.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('all of you')
    await page.keyboard.press('Escape')
    await words.waitFor({ state: 'detached' })
    await page.keyboard.press('Control+n')
    expect(await words.inputValue()).toBe('all of you')
  })

  test('a chat that is come back to stands at its end, also when its messages are higher than was guessed', async () => {
    const peer = await peerAt(zhang.client, ME, 10_000)
    for (let number = 1; number <= 16; number += 1)
      await zhang.client.call('sendMessage', { peer: peer.id, text: `${number} ${'这是一段比较长的话。'.repeat(11)}` })
    const page = await openPage(me.url)
    await chat(page, '张三').click()
    const last = page.getByRole('listitem', { name: /^张三: 16 / })
    await page.getByRole('textbox', { name: 'Message to 张三' }).waitFor()
    await page.keyboard.press('Control+j')
    await last.waitFor()
    await expect.poll(() => chat(page, '张三').textContent()).not.toMatch(/unread/)
    await chat(page, '李四').click()
    await page.getByRole('textbox', { name: 'Message to 李四' }).waitFor()
    await chat(page, '张三').click()
    await page.getByRole('textbox', { name: 'Message to 张三' }).waitFor()
    const list = page.getByRole('list', { name: 'Messages with 张三' })
    const below = () =>
      list.evaluate((rows) => {
        const scroller = rows.parentElement?.parentElement
        return scroller == null ? -1 : scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
      })
    await expect.poll(below).toBeLessThanOrEqual(1)
    expect(
      await list.evaluate((rows) => (rows.parentElement?.parentElement?.scrollWidth ?? 0) - rows.clientWidth),
    ).toBe(0)
    expect(await page.getByRole('button', { name: /latest message/ }).count()).toBe(0)

    // Who drags the scroll bar away from it is not pulled back.
    await list.evaluate((rows) => rows.parentElement?.parentElement?.scrollBy({ top: -600 }))
    await page.getByRole('button', { name: /latest message/ }).waitFor()
    expect(await below()).toBeGreaterThan(300)
  })
})
