/** The pictures of README, as test-results/pictures/readme/*.png: an office on an afternoon. Who likes them copies them to docs/pictures. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { chat, type Look, type Member, office, openPage, set, startMember } from '../e2e/office.ts'
import { floorPlan } from '../e2e/png.ts'
import { upload } from '../e2e/scene.ts'
import { eventually, peerAt, root, temporaryFolder, unwrap } from '../process/gezi.ts'

const block = '127.25.86.'
const [ME, NEW] = [`${block}1`, `${block}20`] as const
const colleagues = [
  { name: '张三', group: '总部/研发部', says: ['新的平面图出来了，你看一下二楼'] },
  { name: '李梅', group: '总部/市场部', says: ['客户明天上午到，会议室订好了吗？'] },
  { name: '陈工', group: '工厂/一车间', says: ['3 号机已经修好，可以恢复生产', '图纸还是上周那一版？'] },
  { name: '佐藤', group: '東京/営業部', says: ['見積書の件、ありがとうございました。'] },
  { name: 'Alice', group: 'Design', says: ['Thanks! The colours are right now 👍'] },
  { name: '老周', group: '工厂/仓库', says: ['我先下班了，明天见'] },
] as const

office('pictures of README', () => {
  let me: Member
  let others: readonly Member[]

  const say = async (from: Member, to: Member, text: string, reply?: string): Promise<string> => {
    const peer = await peerAt(from.client, to.address, 10_000)
    const sent = await from.client.call('sendMessage', { peer: peer.id, text, ...(reply !== undefined && { reply }) })
    const id = unwrap(sent).id
    // What is encrypted takes its time: the talk is in the order in which it was said.
    const { id: conversation } = await peerAt(to.client, from.address, 10_000)
    await eventually(
      async () => unwrap(await to.client.call('pageMessages', { conversation, limit: 10 })).messages,
      (messages) => messages.some((message) => message.text === text),
      10_000,
    )
    return id
  }
  const offer = async (from: Member, to: Member, token: string | undefined): Promise<void> => {
    const peer = await peerAt(from.client, to.address, 10_000)
    unwrap(await from.client.call('offerFiles', { peers: [peer.id], tokens: [token ?? ''] }))
  }

  beforeAll(async () => {
    const addresses = colleagues.map((_, at) => `${block}${at + 2}`)
    ;[me, ...others] = await Promise.all([
      startMember({ address: ME, name: '王五', group: '总部/市场部', peers: addresses }),
      ...colleagues.map(({ name, group }, at) =>
        startMember({ address: addresses[at] ?? '', name, group, peers: [ME] }),
      ),
    ])
    for (const [at, { says }] of [...colleagues.entries()].reverse())
      for (const text of says) await say(others[at] ?? me, me, text)
    const [zhang, , chen, , alice, zhou] = others
    if (zhang === undefined || chen === undefined || alice === undefined || zhou === undefined) return
    await offer(zhang, me, (await upload(zhang, '二楼平面图.png', floorPlan(960, 640))).token)
    const last = await say(me, zhang, '收到。楼梯旁边那间就是新会议室吧？')
    await say(zhang, me, '对，12 个人没问题。投影仪下周装')
    const folder = await temporaryFolder()
    await writeFile(join(folder, '二楼施工图 v3.dwg'), Buffer.alloc(31_400_000))
    const { items } = unwrap(await zhang.client.call('stagePaths', { paths: [join(folder, '二楼施工图 v3.dwg')] }))
    await offer(zhang, me, items[0]?.token)
    await say(me, zhang, '太好了，我下午转给客户 👍', last)
    await say(me, alice, 'Great, I will pass it on.')
    await set(alice, { picture: 'drawn:3', signature: 'Back on Monday' })
    await set(chen, { picture: 'drawn:7' })
    // Nobody reads the line above what is new in a chat that he has open.
    const { id } = await peerAt(me.client, zhang.address, 10_000)
    await eventually(
      async () => unwrap(await me.client.call('pageMessages', { conversation: id, limit: 10 })).messages,
      (messages) => messages.length === 6,
      10_000,
    )
    unwrap(await me.client.call('markRead', { conversation: id, upTo: '999999999' }))
    const peer = await peerAt(me.client, chen.address, 10_000)
    unwrap(await me.client.call('setPinned', { conversation: peer.id, pinned: true }))
    await zhou.stop()
  })

  const open = async (look: Look, member = me): Promise<Page> => {
    await set(member, { language: look.language ?? 'zh-CN' })
    const page = await openPage(member.url, look)
    await page.setViewportSize({ width: 1_280, height: 800 })
    return page
  }
  const take = async (page: Page, name: string): Promise<void> => {
    await page.evaluate(() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))))
    await page.screenshot({ path: join(root, 'test-results/pictures/readme', `${name}.png`) })
  }
  const openChat = async (page: Page, name: string): Promise<void> => {
    await chat(page, name).click()
    await page.locator('[data-message]').last().waitFor()
    const image = page.locator('main [data-picture] img')
    if ((await image.count()) > 0)
      await expect
        .poll(() => image.first().evaluate((element) => element instanceof HTMLImageElement && element.complete))
        .toBe(true)
    await page.keyboard.press('Control+j')
    const edge = (of: string, side: 'top' | 'bottom'): Promise<number> =>
      page
        .locator(of)
        .last()
        .evaluate((element, side) => element.getBoundingClientRect()[side], side)
    await expect
      .poll(async () => (await edge('[data-message]', 'bottom')) <= (await edge('[data-pane=composer]', 'top')))
      .toBe(true)
  }

  test.each([false, true])('a chat in Chinese, dark: %s', async (dark) => {
    const page = await open({ language: 'zh-CN', dark })
    await openChat(page, '张三')
    await take(page, `chat-zh-CN-${dark ? 'dark' : 'light'}`)
  })

  test('a search, a picture, the people and the first run', async () => {
    const page = await open({ language: 'zh-CN' })
    await openChat(page, '张三')
    await page.keyboard.press('Control+Shift+f')
    await page.getByRole('searchbox').first().fill('平面图')
    await page.locator('[data-pane=sidebar] [role=option] mark').first().waitFor()
    await take(page, 'search-zh-CN-light')
    await page.getByRole('searchbox').first().press('Escape')
    await page.getByRole('tab').nth(1).click()
    await page.getByRole('tree').waitFor()
    await take(page, 'people-zh-CN-light')

    const english = await open({ language: 'en', dark: true })
    await openChat(english, '张三')
    await english.locator('main [data-picture]').last().click()
    await english.locator('[role=dialog] img').waitFor()
    await take(english, 'picture-en-dark')

    const nobody = await startMember({ address: NEW, peers: [] })
    const first = await openPage(nobody.url, { language: 'zh-CN' })
    await first.getByRole('textbox').first().waitFor()
    await take(first, 'first-run-zh-CN-light')
  })
})
