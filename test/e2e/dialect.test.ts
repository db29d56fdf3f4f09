/** What one sees of the programs of others: who runs what, why somebody is away, and a message that tells its readers of each other. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { type IpmsgPeer, startPeer } from '../process/ipmsg-peer.ts'
import { chat, type Member, office, openPage, person, screenshot, startMember, violations } from './office.ts'

const [WANG, ZHANG, LI, SI] = ['127.25.0.134', '127.25.0.135', '127.25.0.136', '127.25.0.137'] as const

office('the programs of others', () => {
  let wang: Member
  let zhang: Member
  let li: Member
  let si: IpmsgPeer

  beforeAll(async () => {
    ;[wang, zhang, li, si] = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '研发', peers: [ZHANG, LI] }),
      startMember({ address: ZHANG, name: '张三', group: '研发', peers: [WANG, LI] }),
      startMember({ address: LI, name: '李四', group: '研发', peers: [WANG, ZHANG] }),
      startPeer({ address: SI, host: WANG, program: '4.99', user: 'si', nick: '四喜', group: '财务' }),
    ])
    for (const [member, address] of [
      [wang, ZHANG],
      [wang, LI],
      [zhang, WANG],
      [zhang, LI],
      [li, WANG],
    ] as const)
      await peerAt(member.client, address, 10_000)
  })
  afterAll(() => si?.close())

  const details = async (page: Page, name: string, button: string) => {
    await page.getByRole('tab').nth(1).click()
    await person(page, name).click()
    await page.getByRole('button', { name: button, exact: true }).click()
    return page.locator('[data-pane=details]')
  }

  test('the details say which program a colleague has and what it understands; why he is away is asked when one looks, the rest on demand', async () => {
    si.hello(1, 0x100)
    const page = await openPage(wang.url, { language: 'zh-CN' })
    const panel = await details(page, '四喜', '详细信息')
    await si.hear(({ command }) => command === 0x50)
    si.say(0x51, '出差，周一回来')
    await panel.getByText('出差，周一回来').waitFor()
    await panel.getByText('IP Messenger 4', { exact: true }).waitFor()
    await panel.getByText('文字和文件 · 封装消息 · 加锁消息 · 消息内图片 · 回复所有人').waitFor()
    await panel.getByRole('button', { name: '询问对方程序' }).click()
    await si.hear(({ command }) => command === 0x40)
    // An answer counts for ten seconds; this machine may take longer from one line to the next.
    const says = panel.getByText('IP Messenger for Win64 Ver4.99r3')
    const answered = async (): Promise<number> => {
      si.say(0x41, 'IP Messenger for Win64 Ver4.99r3')
      return says.count()
    }
    await expect.poll(answered).toBe(1)
    expect(await violations(page, { of: '[data-pane=details]' })).toEqual([])
    await screenshot(page, 'dialect-details-zh-CN-light-1280x800')
    const dark = await openPage(wang.url, { dark: true, width: 900, height: 600 })
    await (await details(dark, '四喜', 'Details')).getByText('Why away').waitFor()
    await screenshot(dark, 'dialect-details-en-dark-900x600')
  })

  test('a message to several tells its readers of each other, and one answers all of them from its menu', async () => {
    const page = await openPage(wang.url, { language: 'zh-CN', width: 900, height: 600 })
    await page.getByRole('tab').nth(1).click()
    await page.keyboard.press('Control+n')
    const dialog = page.getByRole('dialog')
    for (const name of ['张三', '李四']) {
      await dialog.getByRole('combobox').fill(name)
      await page.keyboard.press('Enter')
    }
    const shared = dialog.getByRole('switch', { name: '收件人互相可见' })
    expect(await shared.isChecked()).toBe(true)
    await dialog.getByRole('textbox').last().fill('下午三点开会')
    expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
    await screenshot(page, 'recipients-shared-zh-CN-light-900x600')
    await dialog.getByRole('button', { name: '发给 2 人' }).click()
    await dialog.getByText(/2.*2/).first().waitFor()

    const other = await openPage(zhang.url)
    await chat(other, '王五').click()
    const message = other.getByRole('listitem', { name: /^王五: 下午三点开会/ })
    await message.getByText('also to 李四').waitFor()
    await message.click({ button: 'right' })
    await screenshot(other, 'recipients-menu-en-light-1280x800')
    await other.getByRole('menuitem', { name: 'Answer all…' }).click()
    const answer = other.getByRole('dialog', { name: 'New message' })
    await answer.getByText('2 people chosen').waitFor()
    await answer.getByRole('textbox', { name: 'Message' }).fill('好的，都到')
    await answer.getByRole('button', { name: 'Send to 2 people' }).click()
    await answer.getByText('2 of 2 delivered').waitFor()
    for (const member of [wang, li]) {
      const peer = await peerAt(member.client, ZHANG, 10_000)
      const stored = await member.client.call('pageMessages', { conversation: peer.id, limit: 1 })
      const [last] = stored.ok ? stored.value.messages : []
      expect([last?.text, last?.recipients?.length]).toEqual(['好的，都到', 1])
    }
  })

  test('who goes away says why: colleagues see it, who writes is answered once, and who is back says nothing more', async () => {
    const page = await openPage(zhang.url, { dark: true })
    await page.locator('[data-pane=sidebar] button').first().click()
    await page.getByRole('menuitem', { name: 'Away…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Away' })
    await dialog.getByRole('textbox').fill('在三楼会议室')
    await dialog.getByRole('button', { name: 'Go away' }).click()
    await page.getByText('Away: 在三楼会议室').waitFor()

    const other = await openPage(li.url, { language: 'zh-CN' })
    const panel = await details(other, '张三', '详细信息')
    await panel.getByText('在三楼会议室').waitFor()
    const field = other.getByRole('textbox', { name: '给张三的消息' })
    for (const text of ['在吗', '看到回我']) {
      await field.fill(text)
      await field.press('Enter')
      await other.getByRole('listitem', { name: new RegExp(`^我：${text}.*已送达`) }).waitFor()
    }
    const answers = other.getByRole('listitem', { name: /^张三：在三楼会议室/ })
    await answers.first().waitFor()
    expect(await answers.count()).toBe(1)
    await screenshot(other, 'absence-answer-zh-CN-light-1280x800')
    await page.locator('[data-pane=sidebar] button').first().click()
    await page.getByRole('menuitem', { name: 'Online' }).click()
    await expect.poll(() => panel.getByText('在三楼会议室').count()).toBe(0)
  })
})
