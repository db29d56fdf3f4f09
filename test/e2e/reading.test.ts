import { createSocket, type Socket } from 'node:dgram'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { openStore } from '../../electron/host/store/open.ts'
import { COMMAND, decodePacket, decodeText } from '../../shared/protocol/index.ts'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, startMember, violations, write } from './office.ts'

const [ME, ZHANG, LI, TANAKA] = ['127.25.10.10', '127.25.10.11', '127.25.10.12', '127.25.10.13'] as const
const PORT = 2425
const TANAKA_ID = 'u:tanaka@PC-TANAKA'
const OLD = 'u:old@OLD-PC'
const BUSY = 'u:busy@BUSY-PC'
const BUSY_MESSAGES = 400

/** A history of three months with somebody who is away for good: on the 3rd, 12th and 20th of each, thirty messages a day. */
async function oldHistory(): Promise<{ readonly folder: string; readonly days: readonly Date[] }> {
  const folder = await temporaryFolder()
  const opened = openStore(join(folder, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  const { store } = opened.value
  const today = new Date()
  const days = [-3, -2, -1].flatMap((month) =>
    [3, 12, 20].map((day) => new Date(today.getFullYear(), today.getMonth() + month, day, 9)),
  )
  const savePeer = (id: string, user: string, host: string, name: string): void =>
    store.savePeer({
      ...{ id, user, host, name, group: '研发部', endpoint: { address: '127.25.10.99', port: PORT } },
      ...{ version: '1', dialect: 'ipmsg-2', client: 'IPMsg 2', status: 0, capabilities: [], encoding: 'gb18030' },
      ...{ presence: 'offline', lastHeard: 0, epoch: 0, highestPacketNo: 0 },
    })
  const add = (peer: string, text: string, receivedAt: number): void =>
    void store.addIncoming({
      ...{ peer, text, encoding: 'gb18030', raw: Uint8Array.of(0x31), packetNo: text, repeatKey: text, repeatSince: 0 },
      ...{ receivedAt, sealed: false, locked: false, broadcast: false, multicast: false, automatic: false },
      ...{ confirmOpening: false, attachments: [] },
    })
  store.transaction(() => {
    savePeer(OLD, 'old', 'OLD-PC', '陈工')
    for (const day of days) {
      for (let n = 0; n < 30; n += 1)
        add(OLD, `${day.getMonth() + 1}月${day.getDate()}日 第${n + 1}条`, day.getTime() + n * 60_000)
    }
    store.markRead(OLD, '999999')
    savePeer(BUSY, 'busy', 'BUSY-PC', '林经理')
    const noon = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1, 12)
    for (let n = 1; n <= BUSY_MESSAGES; n += 1) add(BUSY, `第${n}件事`, noon.getTime() + n * 1_000)
    store.markRead(BUSY, '999999')
  })
  store.close()
  return { folder, days }
}

/** A program of Japan that says nothing of its code page. */
async function startTanaka(): Promise<{
  readonly socket: Socket
  readonly heard: Uint8Array[]
  say(packetNo: number, command: number, body: string): void
}> {
  const socket = createSocket('udp4')
  const heard: Uint8Array[] = []
  socket.on('message', (bytes) => heard.push(new Uint8Array(bytes)))
  await new Promise<void>((settle) => socket.bind(PORT, TANAKA, settle))
  return {
    socket,
    heard,
    say: (packetNo, command, body) =>
      socket.send(charset.encode(`1:${packetNo}:tanaka:PC-TANAKA:${command}:${body}\0`, 'shift_jis'), PORT, ME),
  }
}

const isHello = (bytes: Uint8Array): boolean => {
  const packet = decodePacket(bytes)
  return packet.ok && packet.value.command === COMMAND.BR_ENTRY
}

const message = (page: Page, text: string | RegExp) => page.getByRole('listitem', { name: text })

/** Opens the menu of a message and takes one of its entries. */
async function choose(page: Page, text: string | RegExp, entry: string): Promise<void> {
  await message(page, text).last().click({ button: 'right' })
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
}

/** Whether the middle of an element is inside the window. */
const inView = (page: Page, text: string | RegExp) =>
  message(page, text)
    .last()
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return top >= 0 && bottom <= window.innerHeight
    })

office('reading', () => {
  let me: Member
  let zhang: Member
  let li: Member
  let days: readonly Date[]
  let tanaka: Awaited<ReturnType<typeof startTanaka>>

  beforeAll(async () => {
    const old = await oldHistory()
    days = old.days
    tanaka = await startTanaka()
    ;[me, zhang, li] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [ZHANG, LI, TANAKA], data: old.folder }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [ME] }),
      startMember({ address: LI, name: '李四', group: '市场部', peers: [ME] }),
    ])
    await Promise.all([
      peerAt(me.client, ZHANG, 10_000),
      peerAt(me.client, LI, 10_000),
      peerAt(zhang.client, ME, 10_000),
    ])
    return () => tanaka.socket.close()
  })

  test('older messages come in front of those that are read, without a jump, at the very top too', async () => {
    const page = await openPage(me.url)
    await chat(page, '林经理').click()
    await message(page, `第${BUSY_MESSAGES}件事`).waitFor()
    const loaded = await page.getByRole('list', { name: 'Messages with 林经理' }).evaluate((list) => list.clientHeight)
    await page.locator('[data-pane=messages]').hover()
    await page.mouse.wheel(0, -100_000)
    const height = (): Promise<number> =>
      page.getByRole('list', { name: 'Messages with 林经理' }).evaluate((list) => list.clientHeight)
    await expect.poll(height).toBeGreaterThan(loaded + 1_000)
    // One turn of the wheel leads to the top of what was loaded, and stays there.
    const heights: number[] = []
    const isQuiet = async (): Promise<boolean> => {
      heights.push(await height())
      return heights.at(-1) === heights.at(-2)
    }
    await expect.poll(isQuiet, { interval: 300 }).toBe(true)
    const seen = await page.locator('[data-message]').evaluateAll((rows) =>
      rows.flatMap((row) => {
        const { top } = row.getBoundingClientRect()
        return top > 0 && top < window.innerHeight ? [row.getAttribute('aria-label') ?? ''] : []
      }),
    )
    expect(Number(/第(\d+)件事/.exec(seen[0] ?? '')?.[1])).toBeGreaterThan(BUSY_MESSAGES - 80)
  })

  test('the day at the top opens a calendar of the days with messages; keys and clicks lead to the first message of a day', async () => {
    const page = await openPage(me.url)
    await chat(page, '陈工').click()
    const [first, , , , fifth, , seventh] = days
    if (first === undefined || fifth === undefined || seventh === undefined) throw new Error('no days')
    await message(page, /第30条/)
      .last()
      .waitFor()
    await page
      .getByRole('button', { name: /, jump to date$/ })
      .first()
      .click()
    const calendar = page.getByRole('dialog', { name: 'Jump to date' })
    const day = (date: Date) =>
      calendar.getByRole('button', {
        name: new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format(date),
        exact: true,
      })
    await expect.poll(() => day(seventh).getAttribute('aria-disabled')).toBe('false')
    const fourth = new Date(seventh.getFullYear(), seventh.getMonth(), 4)
    expect(await day(fourth).getAttribute('aria-disabled')).toBe('true')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'reading-calendar')

    // The 20th has the keyboard: a month back, and a week and a day to the 12th.
    await page.keyboard.press('PageUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('12')
    await expect.poll(() => day(fifth).getAttribute('aria-disabled')).toBe('false')
    await page.keyboard.press('Enter')
    const start = `${fifth.getMonth() + 1}月${fifth.getDate()}日 第1条`
    await message(page, start).waitFor()
    await expect.poll(() => inView(page, start)).toBe(true)
    await calendar.waitFor({ state: 'detached' })

    await page.keyboard.press('Control+g')
    await calendar.waitFor()
    await page.keyboard.press('Escape')
    await calendar.waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Message to 陈工')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Jump to date…' }).click()
    await calendar.getByRole('button', { name: 'Previous month' }).click()
    await calendar.getByRole('button', { name: 'Previous month' }).click()
    await expect.poll(() => day(first).getAttribute('aria-disabled')).toBe('false')
    await day(first).click()
    const oldest = `${first.getMonth() + 1}月3日 第1条`
    await message(page, oldest).waitFor()
    await expect.poll(() => inView(page, oldest)).toBe(true)
  })

  test('a window that gets smaller stays at the end of the chat, and offers no way to where one is', async () => {
    const page = await openPage(me.url)
    await chat(page, '陈工').click()
    await message(page, /第30条/)
      .last()
      .waitFor()
    const latest = page.getByRole('button', { name: 'Go to the latest message' })
    for (const [width, height] of [
      [900, 600],
      [1_280, 800],
      [700, 420],
    ] as const) {
      await page.setViewportSize({ width, height })
      await expect.poll(() => latest.count()).toBe(0)
      await expect.poll(() => inView(page, /第30条/)).toBe(true)
    }
    await page.mouse.move(500, 200)
    await page.mouse.wheel(0, -600)
    await latest.click()
    await expect.poll(() => latest.count()).toBe(0)
  })

  test('an answer quotes what it answers: kept with the draft, plain lines on the wire, a block that leads to its source', async () => {
    const peer = await peerAt(zhang.client, ME, 10_000)
    const send = (text: string) => zhang.client.call('sendMessage', { peer: peer.id, text })
    await send('明天上午十点在三楼会议室开会')
    for (let n = 1; n <= 25; n += 1) await send(`第 ${n} 句`)
    const page = await openPage(me.url)
    await chat(page, '张三').click()
    await message(page, /第 1 句/).waitFor()
    // All of it is read, so that only what comes later is counted.
    await page.keyboard.press('Control+j')
    await expect.poll(() => page.title()).toBe('Gezi')

    await message(page, /第 25 句/).focus()
    await page.keyboard.press('r')
    const bar = page.getByRole('region', { name: 'Reply to 张三' })
    await bar.getByText('第 25 句').waitFor()
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })

    await page.keyboard.press('Control+f')
    await page.getByRole('complementary').getByRole('searchbox').fill('三楼')
    await page.getByRole('complementary').getByRole('option').click()
    await page.keyboard.press('Escape')
    await choose(page, /三楼会议室/, 'Reply')
    await bar.getByText('三楼会议室').waitFor()
    await page.keyboard.type('我会准时到')
    await chat(page, '陈工').click()
    await bar.waitFor({ state: 'detached' })
    await page.reload()
    await chat(page, '张三').click()
    await bar.getByText('三楼会议室').waitFor()
    await screenshot(page, 'reading-reply')
    await page.keyboard.press('Enter')
    const label = /^You: 我会准时到, answers: 明天上午十点在三楼会议室开会\. .*, delivered$/
    await message(page, label).waitFor()
    await bar.waitFor({ state: 'detached' })
    await chat(page, '张三').getByText('You: 我会准时到').waitFor()
    await message(page, label)
      .getByRole('button', { name: /^Quoted: 张三: 明天/ })
      .click()
    await expect.poll(() => inView(page, /^张三: 明天上午十点/)).toBe(true)

    // What arrives below is counted on the way back to the end.
    await send('还有一件事')
    await page.getByRole('button', { name: 'Go to the latest message, 1 new' }).click()
    await expect.poll(() => inView(page, /还有一件事/)).toBe(true)
    await page.getByRole('button', { name: /^Go to the latest message/ }).waitFor({ state: 'detached' })

    const history = await zhang.client.call('pageMessages', { conversation: peer.id, limit: 2 })
    expect(history.ok && history.value.messages[0]?.text).toBe('> 张三: 明天上午十点在三楼会议室开会\n我会准时到')
    // The other side knows no reference: it finds the source by its words.
    const other = await openPage(zhang.url, { language: 'zh-CN', dark: true })
    await chat(other, '王五').click()
    const block = other.getByRole('button', { name: /^引用：张三: 明天/ })
    await block.waitFor()
    await screenshot(other, 'reading-quote')
    await block.click()
    const source = other.locator('[data-own]').filter({ hasText: '明天上午十点' })
    await expect.poll(() => source.evaluate((element) => element.getBoundingClientRect().top >= 0)).toBe(true)
  })

  test('several messages are selected by click and by key, copied, starred and deleted together; a deletion outlives the window', async () => {
    const page = await openPage(me.url)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await chat(page, '张三').click()
    await message(page, /第 25 句/).waitFor()
    await message(page, /第 20 句/).click({ modifiers: ['Control'] })
    await message(page, /第 22 句/).click({ modifiers: ['Shift'] })
    const bar = page.getByRole('region', { name: 'Selected messages' })
    await bar.getByText('3 selected').waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'reading-selection')
    await bar.getByRole('button', { name: 'Copy selected messages' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n').filter((line) => line.startsWith('第'))).toEqual(['第 20 句', '第 21 句', '第 22 句'])

    await message(page, /第 23 句/).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+Space')
    await bar.getByText('2 selected').waitFor()
    await page.keyboard.press('s')
    await message(page, /^张三: 第 24 句, starred/).waitFor()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Starred messages' }).click()
    const panel = page.getByRole('complementary', { name: 'Starred messages' })
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(2)
    await panel.getByRole('button', { name: 'All chats' }).click()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'reading-starred')
    await panel.getByRole('button', { name: /第 23 句/ }).click()
    await expect.poll(() => inView(page, /第 23 句/)).toBe(true)
    await panel.getByRole('button', { name: 'Remove star' }).first().click()
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(1)

    await page.locator('[data-pane=messages]').hover()
    await page.mouse.wheel(0, -20_000)
    await message(page, /第 1 句/)
      .first()
      .waitFor()
    await message(page, /第 10 句/).click({ modifiers: ['Control'] })
    await message(page, /第 11 句/).click()
    await bar.getByText('2 selected').waitFor()
    await bar.getByRole('button', { name: 'Delete selected messages here' }).click()
    await message(page, /第 10 句/).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await message(page, /第 10 句/).waitFor()
    await choose(page, /第 12 句/, 'Delete here')
    await message(page, /第 12 句/).waitFor({ state: 'detached' })
    await page.close({ runBeforeUnload: true })
    const peer = await peerAt(me.client, ZHANG, 5_000)
    const texts = async () => {
      const history = await me.client.call('pageMessages', { conversation: peer.id, limit: 200 })
      return history.ok ? history.value.messages.map(({ text }) => text) : []
    }
    await expect.poll(async () => (await texts()).includes('第 12 句')).toBe(false)
    expect((await texts()).filter((text) => text === '第 10 句' || text === '第 11 句')).toEqual([
      '第 10 句',
      '第 11 句',
    ])
  })

  test('messages are forwarded to several people by keyboard, with a word about them', async () => {
    const page = await openPage(me.url)
    await chat(page, '张三').click()
    await message(page, /第 25 句/).waitFor()
    await message(page, /第 25 句/).focus()
    await page.keyboard.press('f')
    const dialog = page.getByRole('dialog', { name: 'Forward 1 message' })
    await dialog.getByRole('combobox', { name: 'Forward to' }).waitFor()
    await page.keyboard.type('李')
    await expect.poll(() => dialog.getByRole('option').count()).toBe(1)
    await page.keyboard.press('Enter')
    await dialog.getByRole('combobox').fill('')
    await dialog.getByRole('option', { name: /^陈工/ }).click()
    await dialog.getByRole('textbox', { name: 'Comment (optional)' }).fill('请看')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'reading-forward')
    await dialog.getByRole('button', { name: 'Forward to 2 people' }).click()
    await page.getByText('Forwarded to 2 people').waitFor()
    const peer = await peerAt(li.client, ME, 10_000)
    await expect
      .poll(async () => {
        const history = await li.client.call('pageMessages', { conversation: peer.id, limit: 5 })
        return history.ok ? history.value.messages.map(({ text }) => text) : []
      })
      .toEqual(['请看', '第 25 句'])
  })

  test('a garbled sender is read in his code page, past and future, and written to in it; automatic takes it back', async () => {
    tanaka.say(1, 1, '田中\0営業部')
    tanaka.say(2, 288, '見積書を送ります')
    tanaka.say(3, 288, 'ご確認ください')
    await expect.poll(async () => (await me.client.call('openConversation', { peer: TANAKA_ID })).ok).toBe(true)
    const texts = async () => {
      const history = await me.client.call('pageMessages', { conversation: TANAKA_ID, limit: 50 })
      return history.ok
        ? history.value.messages.filter(({ direction }) => direction === 'in').map(({ text }) => text)
        : []
    }
    await expect.poll(async () => (await texts()).length).toBe(2)
    expect((await texts()).includes('見積書を送ります')).toBe(false)
    const page = await openPage(me.url)
    const entry = page.locator(`[data-chat="${TANAKA_ID}"]`)
    await entry.click()
    const garbled = page.locator('[data-message]')
    await garbled.first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Read in another code page…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Code page of the message' })
    await dialog.getByText('見積書を送ります').waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('radio', { name: /Shift_JIS/ }).check()
    await screenshot(page, 'reading-code-page')
    await dialog.getByRole('button', { name: /also in future$/ }).click()
    await message(page, /ご確認ください/).waitFor()
    await message(page, /見積書を送ります/).waitFor()
    // He is asked to say his name again.
    await expect.poll(() => tanaka.heard.filter((bytes) => isHello(bytes)).length).toBeGreaterThan(1)
    tanaka.say(5, 3, '田中\0営業部')
    await page.getByRole('heading', { name: /^田中/ }).waitFor()
    tanaka.say(4, 288, 'よろしくお願いします')
    await message(page, /よろしくお願いします/).waitFor()
    const hits = await me.client.call('searchMessages', { text: '見積書', limit: 5 })
    expect(hits.ok && hits.value.messages.length).toBe(1)

    await page.getByRole('textbox', { name: /^Message to/ }).fill('了解しました')
    await page.keyboard.press('Enter')
    await expect
      .poll(() =>
        tanaka.heard.some((bytes) => {
          const packet = decodePacket(bytes)
          if (!packet.ok || packet.value.command !== COMMAND.SENDMSG) return false
          return decodeText(packet.value, { charset, legacy: 'shift_jis' }).text === '了解しました'
        }),
      )
      .toBe(true)

    await choose(page, /ご確認ください/, 'Read in another code page…')
    await dialog.getByRole('radio', { name: /^Automatic/ }).check()
    await dialog.getByRole('button', { name: /also in future$/ }).click()
    await expect.poll(async () => (await texts()).some((text) => text.includes('ご確認'))).toBe(false)
    await garbled.first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Read in another code page…' }).click()
    await dialog.getByRole('radio', { name: /Shift_JIS/ }).check()
    await dialog.getByRole('button', { name: 'This message only' }).click()
    await message(page, /見積書を送ります/).waitFor()
    expect((await texts())[1]?.includes('ご確認')).toBe(false)
  })

  test('the up arrow in the empty composer leads to the last own message, however far away it is', async () => {
    const page = await openPage(me.url)
    await chat(page, '陈工').click()
    const field = page.getByRole('textbox', { name: 'Message to 陈工' })
    await field.fill('我的最后一句')
    await field.press('Enter')
    await message(page, /^You: 我的最后一句/).waitFor()
    await page.locator('[data-pane=messages]').hover()
    await page.mouse.wheel(0, -100_000)
    await message(page, /^You: 我的最后一句/).waitFor({ state: 'detached' })
    await field.press('ArrowUp')
    await page.locator('[data-message]:focus').filter({ hasText: '我的最后一句' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Escape')
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  test('the details of a message say what went over the wire, and can be copied', async () => {
    const page = await openPage(me.url)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const composer = await write(page, '张三')
    await composer.fill('看看细节')
    await composer.press('Enter')
    await message(page, /^You: 看看细节.*, delivered$/).waitFor()
    await choose(page, /看看细节/, 'Details')
    const dialog = page.getByRole('dialog', { name: 'Message details' })
    await dialog.getByText('Packet number').waitFor()
    await dialog.getByText(ZHANG, { exact: true }).waitFor()
    await screenshot(page, 'reading-details')
    await dialog.getByRole('button', { name: 'Copy details' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/Packet number: \d+\n/)
    expect(copied).toContain(`Address: ${ZHANG}`)
    expect(await violations(page)).toEqual([])
  })
})
