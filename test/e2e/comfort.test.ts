/** What makes the window comfortable: sizes, the last chat, what is spoken, motion, and the system's own colours. */
import { beforeAll, expect, test } from 'vitest'
import { peerAt, unwrap } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, set, startMember } from './office.ts'

const [ME, ZHANG, LI] = ['127.25.82.1', '127.25.82.2', '127.25.82.3'] as const

office('comfort', () => {
  let me: Member
  let zhang: Member
  let li: Member

  const say = async (from: Member, text: string): Promise<void> => {
    const peer = await peerAt(from.client, ME, 10_000)
    unwrap(await from.client.call('sendMessage', { peer: peer.id, text }))
  }

  beforeAll(async () => {
    ;[me, zhang, li] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [ZHANG, LI] }),
      startMember({ address: ZHANG, name: '张三', peers: [ME] }),
      startMember({ address: LI, name: '李四', peers: [ME] }),
    ])
    await say(zhang, '早')
    await say(li, '午饭？')
  })

  test('Ctrl and plus, minus and 0 change the size of all text at once, also in a dialog, and it is kept', async () => {
    const page = await openPage(me.url)
    await page.getByRole('option').first().waitFor()
    const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)
    await page.keyboard.press('Control+Shift+Equal')
    await expect.poll(size).toBe('17.6px')
    await page.keyboard.press('Control+Equal')
    await expect.poll(size).toBe('20px')
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Control+Minus')
    await expect.poll(size).toBe('17.6px')
    await page.keyboard.press('Escape')
    await page.reload()
    await expect.poll(size).toBe('17.6px')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Control+0')
    await expect.poll(size).toBe('16px')
  })

  test('the sheet of shortcuts names each of them, and Ctrl+/ opens it', async () => {
    const page = await openPage(me.url)
    await page.keyboard.press('Control+/')
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect
      .poll(() => sheet.locator('dt').allTextContents())
      .toEqual(expect.arrayContaining(['Switch to a person or chat', 'Larger text', 'Next part of the window']))
    expect((await sheet.locator('dt').count()) - (await sheet.locator('dd:has(kbd)').count())).toBe(0)
  })

  test('the chat that was open is open again at the next start, unless the settings say otherwise', async () => {
    const first = await openPage(me.url)
    await chat(first, '李四').click()
    await first.getByRole('textbox', { name: 'Message to 李四' }).waitFor()
    await first.close()
    const again = await first.context().newPage()
    await again.goto(me.url)
    await again.getByRole('textbox', { name: 'Message to 李四' }).waitFor()
    await set(me, { restoreChat: false })
    await again.reload()
    await again.getByText('Choose a chat').waitFor()
    await set(me, { restoreChat: true })
  })

  test('a screen reader hears each new message once, politely, in its order, also when several come at once', async () => {
    const page = await openPage(me.url)
    await chat(page, '张三').click()
    const region = page.getByTestId('announcements')
    expect(await region.getAttribute('aria-live')).toBe('polite')
    await region.evaluate((element) => {
      const spoken: string[] = []
      Object.assign(window, { spoken })
      new MutationObserver((mutations) => {
        for (const { addedNodes } of mutations) for (const node of addedNodes) spoken.push(node.textContent ?? '')
      }).observe(element, { childList: true, characterData: true, subtree: true })
    })
    const texts = ['一', '二', '三', '四', '五']
    await Promise.all(texts.map((text) => say(zhang, text)))
    await say(li, '走吗')
    await page.getByRole('listitem', { name: /^张三: 五/ }).waitFor()
    const spoken = (): Promise<readonly string[]> => page.evaluate(() => Reflect.get(window, 'spoken'))
    await expect.poll(async () => (await spoken()).length).toBe(6)
    const said = await spoken()
    expect(said.toSorted()).toEqual([...texts.map((text) => `张三: ${text}`), '李四: 走吗'].toSorted())
    // What is in the list is not a live region of its own: nothing is said twice.
    expect(await page.locator('main [aria-live]:has([data-message])').count()).toBe(0)
  })

  test('nothing moves where the system asks for less motion', async () => {
    const page = await openPage(me.url)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await chat(page, '张三').click()
    const moving: string[] = []
    for (const keys of ['Control+,', 'Escape', 'Control+/', 'Escape', 'Control+f', 'Escape', 'Control+j']) {
      await page.keyboard.press(keys)
      moving.push(
        ...(await page.evaluate(() =>
          document
            .getAnimations()
            .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
            .map(({ effect }) =>
              effect instanceof KeyframeEffect ? (effect.target?.outerHTML ?? '').slice(0, 80) : '',
            ),
        )),
      )
    }
    expect(moving).toEqual([])
  })

  test("in the system's own colours what is chosen, switched on and focused still differs from the rest", async () => {
    const page = await openPage(me.url)
    await page.emulateMedia({ forcedColors: 'active' })
    await chat(page, '张三').click()
    const differs = (chosen: string, other: string): Promise<boolean> =>
      page.evaluate(
        ([one, two]) => {
          const look = (selector: string): string => {
            const element = document.querySelector(selector)
            if (element === null) return `no ${selector}`
            const { backgroundColor, color, borderColor, outlineStyle } = getComputedStyle(element)
            return [backgroundColor, color, borderColor, outlineStyle].join()
          }
          return look(one ?? '') !== look(two ?? '')
        },
        [chosen, other],
      )
    expect(await differs('[role=option][aria-selected=true]', '[role=option]:not([aria-selected=true])')).toBe(true)
    expect(await differs('[role=tab][aria-selected=true]', '[role=tab]:not([aria-selected=true])')).toBe(true)
    await screenshot(page, 'forced-colors')
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog').getByRole('tab', { name: 'Appearance' }).click()
    await page.getByRole('switch').first().waitFor()
    await screenshot(page, 'forced-colors-settings')
    expect(await page.getByRole('dialog').evaluate((box) => getComputedStyle(box).borderTopWidth)).not.toBe('0px')
  })
})
