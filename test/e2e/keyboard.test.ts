import { beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { type Member, office, openPage, startMember } from './office.ts'

const [ME, ZHANG, LI] = ['127.25.0.190', '127.25.0.191', '127.25.0.192'] as const

office('the keyboard', () => {
  let me: Member

  beforeAll(async () => {
    const [first, zhang, li] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [ZHANG, LI] }),
      startMember({ address: ZHANG, name: '张三', peers: [ME] }),
      startMember({ address: LI, name: '李四', peers: [ME] }),
    ])
    me = first
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
})
