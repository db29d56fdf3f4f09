import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { peerAt, peersUntil } from '../process/gezi.ts'
import {
  chat,
  heard,
  type Member,
  office,
  openPage,
  person,
  screenshot,
  set,
  startMember,
  violations,
  write,
} from './office.ts'
import { startStranger } from './stranger.ts'

const [ME, ZHANG, LI, LI_NEW] = ['127.25.60.2', '127.25.60.3', '127.25.60.4', '127.25.60.5'] as const
const [LEFT_1, LEFT_2] = ['127.25.60.6', '127.25.60.7'] as const
const NAMESAKE = '127.25.60.8'
const DAY = 24 * 60 * 60_000

office('colleagues', () => {
  let me: Member
  let zhang: Member
  let li: Member

  beforeAll(async () => {
    ;[me, zhang, li] = await Promise.all([
      startMember({ address: ME, name: '王五', group: '总部/行政', peers: [ZHANG, LI] }),
      startMember({ address: ZHANG, name: '张三', group: '总部/RD', peers: [ME] }),
      startMember({ address: LI, name: '李四', group: '总部＼行政', peers: [ME] }),
    ])
    await Promise.all([ZHANG, LI].map((address) => peerAt(me.client, address, 10_000)))
    await Promise.all([zhang, li].map((other) => peerAt(other.client, ME, 10_000)))
  })

  const people = async (look: Parameters<typeof openPage>[1] = {}): Promise<Page> => {
    const page = await openPage(me.url, look)
    await page.getByRole('tab').nth(1).click()
    return page
  }
  const menu = async (page: Page, name: string, entry: string): Promise<void> => {
    await person(page, name).click({ button: 'right' })
    await page.getByRole('menuitem', { name: entry }).click()
  }
  const said = (page: Page, text: string) => page.locator('[data-message]').filter({ hasText: text })
  const say = async (from: Member, text: string): Promise<string> => {
    const sent = await from.client.call('sendMessage', { peer: (await peerAt(from.client, ME, 5_000)).id, text })
    return sent.ok ? sent.value.id : ''
  }
  const stateOf = async (from: Member, text: string): Promise<string | undefined> => {
    const { id } = await peerAt(from.client, ME, 5_000)
    const page = await from.client.call('pageMessages', { conversation: id, limit: 50 })
    return page.ok ? page.value.messages.find((message) => message.text === text)?.state : undefined
  }

  test('departments with a slash are a tree that is walked, folded and searched by keyboard, and stays folded in the next page', async () => {
    const page = await people()
    const labels = () => heard(page.getByRole('tree'), 'treeitem')
    await expect.poll(labels).toEqual(['总部', 'RD', '张三', '行政', '李四'])
    await menu(page, '总部', 'Write to all 2 people…')
    const form = page.getByRole('dialog', { name: 'New message' })
    await form.getByText('2 people chosen').waitFor()
    for (const name of ['张三', '李四']) await form.getByRole('button', { name: `Remove ${name}` }).waitFor()
    await page.keyboard.press('Escape')
    await person(page, '总部').focus()
    await page.keyboard.press('r')
    await expect.poll(() => page.locator(':focus').textContent()).toMatch(/^RD/)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(labels).toEqual(['总部', 'RD', '行政', '李四'])
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.locator(':focus').textContent()).toMatch(/^总部/)
    const next = await people()
    await expect.poll(() => heard(next.getByRole('tree'), 'treeitem')).toEqual(['总部', 'RD', '行政', '李四'])
    await person(next, 'RD').focus()
    await next.keyboard.press('ArrowRight')
    await person(next, '张三').waitFor()
    expect(await person(next, '张三').getAttribute('aria-level')).toBe('3')
    await set(me, { peopleOrder: 'presence' })
    await expect.poll(() => heard(next.getByRole('tree'), 'treeitem')).toHaveLength(2)
    await set(me, { peopleOrder: 'department' })
    expect(await violations(next)).toEqual([])
    await screenshot(next, 'people-tree')
  })

  test('a person has a note and a picture that only I see, is found by both names and the note, and his details tell the rest', async () => {
    const page = await people({ language: 'zh-CN' })
    await menu(page, '张三', '设置备注')
    await page.getByRole('textbox', { name: '备注' }).fill('老张')
    await page.keyboard.press('Enter')
    await menu(page, '老张', '备忘')
    await page.getByRole('textbox', { name: '私人备忘' }).fill('三楼靠窗\n分机 8012')
    await page.getByRole('button', { name: '保存' }).click()
    await menu(page, '老张', '头像')
    await page.getByRole('button', { name: '图案 4' }).click()
    await screenshot(page, 'people-picture')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '完成' }).click()

    const search = page.getByRole('searchbox').first()
    for (const words of ['老张', '张三', '8012', ZHANG]) {
      await search.fill(words)
      await page.getByRole('option', { name: /^老张/ }).waitFor()
    }
    await search.fill('')
    await menu(page, '老张', '详细信息')
    const details = page.locator('[data-pane=details]')
    for (const text of ['分机 8012', '自己的名字', '首次出现', ZHANG, 'Gezi'])
      await details.getByText(text).first().waitFor()
    await screenshot(page, 'people-details')
    expect(await violations(page)).toEqual([])
    await zhang.client.call('setSettings', { signature: '天道酬勤' })
    await details.getByText('天道酬勤').waitFor()
    await me.client.call('setAlias', { peer: (await peerAt(me.client, ZHANG, 5_000)).id, alias: '' })
  })

  test('who is blocked is delivered to nowhere and never learns it, and is heard again after "Unblock"', async () => {
    const page = await people()
    await menu(page, '张三', 'Block')
    await person(page, '张三', 'online, Blocked').waitFor()
    await say(zhang, 'can you hear me?')
    await expect.poll(() => stateOf(zhang, 'can you hear me?'), { timeout: 10_000 }).toBe('delivered')
    await person(page, '张三').click()
    await page.getByText('You blocked 张三.').waitFor()
    expect(await page.getByRole('textbox', { name: /^Message to/ }).count()).toBe(0)
    await screenshot(page, 'people-blocked')
    expect(await violations(page)).toEqual([])

    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'People', exact: true }).last().click()
    await page.getByText(`张三 · ${ZHANG}`).waitFor()
    await screenshot(page, 'people-settings')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('note').getByRole('button', { name: 'Unblock' }).click()
    await page.getByRole('textbox', { name: 'Message to 张三' }).waitFor()
    await say(zhang, 'and now?')
    await said(page, 'and now?').waitFor()
    expect(await said(page, 'can you hear me?').count()).toBe(0)
  })

  test('a colleague who comes back with a new installation is suggested, compared and merged: one person, one chat, in every window', async () => {
    await say(li, 'from the old one')
    const page = await people()
    const composer = await write(page, '李四')
    const second = await people()
    await write(second, '李四')
    await said(second, 'from the old one').waitFor()
    await said(page, 'from the old one').waitFor()
    await li.stop()
    await person(page, '李四', 'offline').waitFor()
    const again = await startMember({ address: LI_NEW, name: '李四', group: '总部/行政', peers: [ME] })
    await peerAt(again.client, ME, 10_000)
    await person(page, '李四', 'online').waitFor()
    await say(again, 'from the new one')
    // Whoever of the two is open is offered the other one, with the reason; that they are two can be said, and taken back.
    const line = page.getByRole('note').filter({ hasText: '李四 may be listed twice: same user and computer' })
    await line.getByRole('button', { name: 'Not the same person' }).click()
    await line.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await line.waitFor()
    await screenshot(page, 'people-offer')
    expect(await violations(page)).toEqual([])
    const small = await people({ language: 'zh-CN', width: 900, height: 600 })
    await person(small, '李四', '离线').click()
    await small.getByText(/^李四可能有两个条目：用户名和电脑相同/).waitFor()
    await screenshot(small, 'people-offer-small')
    await small.getByRole('button', { name: '比较…' }).click()
    await small.getByRole('dialog').getByText(LI_NEW).waitFor()
    await screenshot(small, 'people-merge-small')
    await small.close()
    await line.getByRole('button', { name: 'Compare…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(LI).waitFor()
    await dialog.getByText(LI_NEW).waitFor()
    await dialog.getByRole('row', { name: /^Messages 1/ }).waitFor()
    await screenshot(page, 'people-merge')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByText('李四 is one entry now.').waitFor()
    await screenshot(page, 'people-merged')
    await said(page, 'from the old one').waitFor()
    await said(page, 'from the new one').waitFor()
    expect(await person(page, '李四').count()).toBe(1)
    await page.getByRole('button', { name: 'Details', exact: true }).click()
    const routes = page.getByRole('region', { name: 'Addresses and programs so far' })
    await expect
      .poll(() => routes.getByRole('listitem').allTextContents())
      .toEqual([expect.stringMatching(new RegExp(`^${LI_NEW} · Gezi.*In use now$`)), expect.stringContaining(LI)])
    await routes.scrollIntoViewIfNeeded()
    await screenshot(page, 'people-routes')
    // Whoever had the one who is gone before him has the one who is left.
    await said(second, 'from the new one').waitFor()
    await said(second, 'from the old one').waitFor()
    expect(await person(second, '李四').count()).toBe(1)
    expect(await second.getByRole('textbox', { name: 'Message to 李四' }).count()).toBe(1)
    await composer.fill('got both')
    await composer.press('Enter')
    await expect.poll(() => stateOf(again, 'got both')).toBe('received')
    await said(second, 'got both').waitFor()
    await again.stop()
  })

  test('a merge is undone at once, or later in the details: two people, two chats, each with what was written to and by him', async () => {
    const page = await people()
    await write(page, '李四')
    await said(page, 'from the old one').waitFor()
    await page.getByRole('button', { name: 'Details', exact: true }).click()
    const joined = page.getByRole('region', { name: 'Merged entries' })
    await joined.getByText(LI).waitFor()
    await joined.scrollIntoViewIfNeeded()
    await screenshot(page, 'people-joined')
    expect(await violations(page)).toEqual([])
    const other = await people({ language: 'zh-CN', dark: true, width: 900, height: 600 })
    await person(other, '李四').click()
    await other.getByRole('button', { name: '详细信息', exact: true }).click()
    const his = other.getByRole('region', { name: '已合并的条目' })
    await his.getByText(LI).waitFor()
    await his.scrollIntoViewIfNeeded()
    await screenshot(other, 'people-joined-small')

    await joined.getByRole('button', { name: 'Separate 李四' }).click()
    await page.getByText('李四 is an entry of its own again.').waitFor()
    for (const each of [page, other]) {
      await said(each, 'from the old one').waitFor({ state: 'detached' })
      await said(each, 'got both').waitFor()
      await expect.poll(() => person(each, '李四').count()).toBe(2)
    }
    await his.waitFor({ state: 'detached' })
    const peers = await peersUntil(me.client, (all) => all.filter(({ name }) => name === '李四').length === 2, 5_000)
    const textsAt = async (address: string): Promise<readonly string[]> => {
      const conversation = peers.find((peer) => peer.address === address)?.id ?? ''
      const found = await me.client.call('pageMessages', { conversation, limit: 50 })
      return found.ok ? found.value.messages.map(({ text }) => text) : []
    }
    expect(await Promise.all([LI, LI_NEW].map(textsAt))).toEqual([
      ['from the old one'],
      ['from the new one', 'got both'],
    ])

    await person(page, '李四').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Merge with another entry…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /李四/ }).first().click()
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await said(page, 'from the old one').waitFor({ state: 'detached' })
    for (const each of [page, other]) await expect.poll(() => person(each, '李四').count()).toBe(2)
    const [one = '', two = ''] = peers.filter(({ name }) => name === '李四').map(({ id }) => id)
    await me.client.call('mergePeople', { one, other: two })
    await expect.poll(() => person(page, '李四').count()).toBe(1)
  })

  test('somebody who only has the same name is another person, and is never offered for merging', async () => {
    const namesake = await startStranger(NAMESAKE, ME, Buffer.alloc(0))
    const page = await people()
    await namesake.enter('zs', '张三')
    await namesake.say('zs', 'I am the other one')
    await expect.poll(() => person(page, '张三', 'online').count()).toBe(2)
    for (const at of [0, 1]) {
      await person(page, '张三', 'online').nth(at).click()
      await page.getByRole('textbox', { name: 'Message to 张三' }).waitFor()
      if (at === 0) await page.getByRole('button', { name: 'Details', exact: true }).click()
      await page.locator('[data-pane=details]').getByText('First seen').waitFor()
      expect(await page.getByText(/张三 may be listed twice|Compare with 张三/).count()).toBe(0)
    }
    await namesake.leave('zs')
    namesake.close()
  })

  test('somebody who left is forgotten with an undo, and with his chat when that is wanted', async () => {
    const page = await people()
    await person(page, '李四', 'offline').waitFor()
    await menu(page, '李四', 'Forget…')
    await page.getByRole('button', { name: 'Forget', exact: true }).click()
    await expect.poll(() => person(page, '李四').count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await menu(page, '李四', 'Forget…')
    await page.getByRole('combobox').click()
    await page.getByRole('option', { name: 'Delete the chat with all its messages' }).click()
    await screenshot(page, 'people-forget')
    await page.getByRole('button', { name: 'Forget', exact: true }).click()
    await peersUntil(me.client, (peers) => peers.every(({ name }) => name !== '李四'), 10_000)
    await page.getByRole('tab', { name: 'Chats' }).click()
    await expect.poll(() => chat(page, '李四').count()).toBe(0)
  })

  test('everybody who was not heard for months is forgotten at once, with an undo', async () => {
    const guests = await Promise.all(
      [LEFT_1, LEFT_2].map((address, at) => startMember({ address, name: `实习生${at + 1}`, peers: [ME] })),
    )
    await Promise.all([LEFT_1, LEFT_2].map((address) => peerAt(me.client, address, 10_000)))
    await Promise.all(guests.map((guest) => guest.stop()))
    const page = await openPage('about:blank')
    await page.clock.install({ time: Date.now() + 200 * DAY })
    await page.goto(me.url)
    await page.getByRole('tab', { name: /^People/ }).click()
    await person(page, '实习生1', 'offline').waitFor()
    await person(page, '实习生2', 'offline').waitFor()
    const forget = async (): Promise<void> => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'People', exact: true }).last().click()
      await page.getByRole('button', { name: 'Forget people who are long gone…' }).click()
      await page.getByText(/^[23] people would be forgotten\.$/).waitFor()
      await page.getByRole('button', { name: 'Forget', exact: true }).press('Enter')
      await expect.poll(() => page.getByRole('treeitem', { name: /^实习生/ }).count()).toBe(0)
    }
    await forget()
    await page.getByRole('button', { name: 'Undo' }).click()
    await person(page, '实习生2', 'offline').waitFor()
    await forget()
    await page.clock.fastForward('00:10')
    await peersUntil(me.client, (peers) => peers.every(({ name }) => !name.startsWith('实习生')), 10_000)
    // Who is there was not touched.
    await person(page, '张三', 'online').waitFor()
  })

  test('away with a text of the menu is seen and answered, lasts over a restart, and idleness leaves it alone', async () => {
    const page = await openPage(me.url)
    await page.getByRole('button', { name: /王五.*Online/ }).click()
    await page.getByRole('menuitem', { name: 'In a meeting' }).click()
    await page.getByRole('button', { name: /王五.*Away: In a meeting/ }).waitFor()
    await say(zhang, 'lunch?')
    const his = await openPage(zhang.url)
    const composer = await write(his, '王五')
    await said(his, 'In a meeting').waitFor()
    await composer.waitFor()
    await me.client.call('setIdle', { idle: true })
    await me.client.call('setIdle', { idle: false })
    await page.close()
    await me.stop()
    me = await startMember({ address: ME, data: me.data, peers: [ZHANG] })
    const next = await openPage(me.url)
    await next.getByRole('button', { name: /王五.*Away: In a meeting/ }).click()
    await next.getByRole('menuitem', { name: 'Online' }).click()
    await next.getByRole('button', { name: /王五.*Online/ }).waitFor()
  })

  test('nobody at the page for the minutes of the settings is away, and the first movement is back', async () => {
    await set(me, { awayAfterMinutes: 5, awayText: '' })
    const page = await openPage('about:blank')
    await page.clock.install()
    await page.goto(me.url)
    await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
    await page.clock.fastForward('04:30')
    await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
    await page.clock.fastForward('01:00')
    await page.getByRole('button', { name: /王五.*Away: nobody at the computer/ }).waitFor()
    await page.mouse.move(200, 200)
    await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
  })

  test('my signature and drawn picture reach a colleague with Gezi; a photo is cut to its middle and stays here', async () => {
    const page = await openPage(me.url)
    await page.keyboard.press('Control+,')
    await page.getByLabel('Signature').fill('back at two')
    await page.getByLabel('Signature').press('Enter')
    await page.getByRole('button', { name: 'My picture' }).click()
    await page.getByRole('button', { name: 'Picture 2', exact: true }).click()
    const his = await openPage(zhang.url)
    await his.getByRole('tab', { name: /^People/ }).click()
    await person(his, '王五').getByText('back at two').waitFor()
    await person(his, '王五').locator('svg.lucide-cat').waitFor()

    // Red at both ends, green in the middle.
    const wide = await page.evaluate(() => {
      const canvas = document.createElement('canvas')
      canvas.width = 900
      canvas.height = 300
      const context = canvas.getContext('2d')
      for (const [left, colour] of ['#f00', '#0f0', '#f00'].entries()) {
        if (context === null) continue
        context.fillStyle = colour
        context.fillRect(left * 300, 0, 300, 300)
      }
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    })
    const choose = (name: string, buffer: Buffer) =>
      page.getByLabel('Own picture…').setInputFiles({ name, mimeType: 'image/png', buffer })
    await choose('notes.png', Buffer.from('no picture'))
    await page.getByRole('alert').waitFor()
    await choose('me.png', Buffer.from(wide, 'base64'))
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    const mine = page.locator('[data-pane=sidebar] button').first().locator('img')
    await mine.waitFor()
    const dots = await mine.evaluate((image) => {
      if (!(image instanceof HTMLImageElement)) return []
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth
      canvas.height = image.naturalHeight
      const context = canvas.getContext('2d')
      context?.drawImage(image, 0, 0)
      const green = (x: number): boolean => {
        const [red = 255, tone = 0] = context?.getImageData(x, image.naturalHeight / 2, 1, 1).data ?? []
        return tone > 200 && red < 60
      }
      return [image.naturalWidth === image.naturalHeight, green(2), green(image.naturalWidth - 3)]
    })
    expect(dots).toEqual([true, true, true])
    await person(his, '王五').locator('svg.lucide-cat').waitFor({ state: 'detached' })
    expect(await person(his, '王五').locator('img').count()).toBe(0)
  })

  test('an address that is added says who answered, or that nobody did', async () => {
    const page = await people()
    for (const [address, answer] of [
      [ZHANG, 'Found: 张三'],
      ['127.25.60.99', 'Nobody answered at 127.25.60.99 yet.'],
    ] as const) {
      await page.getByRole('button', { name: 'Add by address…' }).click()
      await page.getByRole('textbox', { name: 'Address or range' }).fill(address)
      await page.keyboard.press('Enter')
      await page.getByText(answer).waitFor()
    }
  })
})
