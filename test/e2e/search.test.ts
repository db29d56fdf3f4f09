/** Finding people, messages and files in everything and inside one chat, and what was shared. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import { type Member, office, openPage, screenshot, startMember, violations, write } from './office.ts'

const [WANG, ZHANG, SHAN] = ['127.25.20.10', '127.25.20.11', '127.25.20.12'] as const

office('search', () => {
  let wang: Member
  let zhang: Member

  beforeAll(async () => {
    let shan: Member
    ;[wang, zhang, shan] = await Promise.all([
      startMember({ address: WANG, name: '王五', peers: [ZHANG, SHAN] }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [WANG] }),
      startMember({ address: SHAN, name: '单雄信', group: '行政部', peers: [WANG] }),
    ])
    const send = async (from: Member, text: string): Promise<void> => {
      const to = await peerAt(from.client, WANG, 10_000)
      const sent = await from.client.call('sendMessage', { peer: to.id, text })
      if (!sent.ok) throw new Error(sent.error.code)
    }
    for (let number = 1; number <= 40; number++) await send(zhang, `第${number}条：今天的进度`)
    await send(zhang, '设计图 V2 在 https://wiki.example.com/design 和 \\\\nas\\图纸')
    await send(zhang, 'ＡＢＣ カタカナ ｶﾀｶﾅ')
    const found = async (): Promise<number> => {
      const answer = await wang.client.call('searchMessages', { text: '设计图', limit: 9 })
      return answer.ok ? answer.value.messages.length : 0
    }
    // He answers what has arrived.
    await vi.waitFor(async () => expect(await found()).toBe(1), 15_000)
    await send(shan, '设计图收到了，谢谢')
    const folder = await temporaryFolder()
    await Promise.all(['设计图 终稿.dwg', '照片.png'].map((name) => writeFile(join(folder, name), 'x'.repeat(3_000))))
    const staged = await zhang.client.call('stagePaths', {
      paths: ['设计图 终稿.dwg', '照片.png'].map((name) => join(folder, name)),
    })
    if (!staged.ok) throw new Error(staged.error.code)
    const to = await peerAt(zhang.client, WANG, 10_000)
    await zhang.client.call('offerFiles', { peers: [to.id], tokens: staged.value.items.map(({ token }) => token) })
    const arrived = async (): Promise<number> => {
      const found = await wang.client.call('searchFiles', { text: '设计图', limit: 9 })
      return found.ok ? found.value.files.length : 0
    }
    await vi.waitFor(async () => expect(await arrived()).toBe(1), 15_000)
    await vi.waitFor(async () => expect(await found()).toBe(2), 15_000)
  })

  const field = (page: Page): Locator => page.getByRole('searchbox', { name: /Search people and messages|搜索联系人/ })
  const results = (page: Page): Locator => page.getByRole('listbox', { name: /Search results|搜索结果/ })
  const option = (page: Page, name: string | RegExp): Locator => results(page).getByRole('option', { name })
  /** What is painted in the bubbles. */
  const painted = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => [...(CSS.highlights.get('hit') ?? [])].map(String))

  test('Ctrl+K finds people by initials, whole pinyin and the reading of a surname; the letters are marked', async () => {
    const page = await openPage(wang.url)
    await page.keyboard.press('Control+k')
    for (const [typed, name, mark] of [
      ['zs', '张三', '张三'],
      ['shan', '单雄信', '单'],
      ['sxx', '单雄信', '单雄信'],
      ['研发', '张三', '研发'],
    ] as const) {
      await field(page).fill(typed)
      await expect
        .poll(() =>
          option(page, new RegExp(`^${name}`))
            .locator('mark')
            .allTextContents(),
        )
        .toEqual([mark])
    }
    await field(page).fill('zhangsan')
    await option(page, /^张三/).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Message to 张三' }).waitFor()
    expect(await field(page).inputValue()).toBe('')
  })

  test('people, files and messages stand in one list as one types; arrows cross it, Enter opens at the message and marks it', async () => {
    const page = await openPage(wang.url, { language: 'zh-CN' })
    await page.keyboard.press('Control+Shift+f')
    await page.keyboard.insertText('设计图')
    const groups = results(page).getByRole('group')
    await expect
      .poll(() => groups.evaluateAll((all) => all.map((each) => each.ariaLabel ?? each.getAttribute('aria-label'))))
      .toEqual(['消息', '文件'])
    expect(await results(page).locator('mark').allTextContents()).toEqual(['设计图', '设计图', '设计图'])
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'search-all-zh-CN-light-1280x800')
    for (let down = 0; down < 3; down++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    const message = page.locator('[data-message]', { hasText: '设计图 V2' })
    await message.waitFor()
    await expect.poll(() => painted(page)).toEqual(['设计图'])
    // A file leads to the message that brought it.
    await option(page, /终稿\.dwg/).click()
    await page.locator('[data-message]', { hasText: '照片.png' }).waitFor()
  })

  test('width, case and kana make no difference', async () => {
    const page = await openPage(wang.url)
    for (const [typed, marks] of [
      ['abc', ['ＡＢＣ']],
      ['かたか', ['カタカ', 'ｶﾀｶ']],
      ['ｶﾀｶﾅ', ['カタカナ', 'ｶﾀｶﾅ']],
    ] as const) {
      await field(page).fill(typed)
      await expect.poll(() => results(page).locator('mark').allTextContents()).toEqual(marks)
    }
  })

  test('filters are typed in any of the languages, chosen from pickers, shown as chips, and taken out again', async () => {
    const page = await openPage(wang.url)
    await field(page).fill('来自:"张三" 包含:链接')
    await expect.poll(() => results(page).getByRole('option').count()).toBe(1)
    await option(page, /wiki\.example\.com/).waitFor()
    const filters = page.getByRole('list', { name: 'Filters' })
    expect(await filters.getByRole('button').allTextContents()).toEqual(['From: 张三', 'Has: Link'])
    await filters.getByRole('button', { name: 'Remove Has: Link' }).click()
    expect(await field(page).inputValue()).toBe('来自:"张三"')
    await filters.getByRole('button', { name: 'Remove From: 张三' }).click()

    await field(page).fill('设计图')
    await page.getByRole('button', { name: 'Filter the search' }).click()
    await page.getByRole('combobox', { name: 'From' }).selectOption('单雄信')
    await expect.poll(() => results(page).getByRole('option').count()).toBe(1)
    await page.getByLabel('After', { exact: true }).fill('2020-01-02')
    await page.getByRole('button', { name: 'Image', exact: true }).click()
    await page.getByText('No message fits these filters.').waitFor()
    expect(await field(page).inputValue()).toBe('设计图 from:单雄信 after:2020-01-02 has:image ')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'search-filters-en-light-1280x800')
    await page.getByRole('button', { name: 'Image', exact: true }).click()
    await page.keyboard.press('Escape')
    await option(page, /谢谢/).waitFor()

    await field(page).fill('from:诸葛亮')
    await page.getByText('Nobody here is called “诸葛亮”.').waitFor()
    await field(page).fill('has:image')
    await option(page, /照片\.png/)
      .first()
      .waitFor()
    await field(page).fill('before:2020')
    await page.getByText('No message fits these filters.').waitFor()
  })

  test('inside a chat the hits are counted, marked in the bubbles, and walked with Enter, F3 and buttons', async () => {
    const page = await openPage(wang.url, { dark: true, width: 900, height: 600 })
    await write(page, '张三')
    await page.keyboard.press('Control+f')
    const find = page.getByRole('searchbox', { name: 'Search in this chat' })
    await find.fill('进度')
    const count = page.getByText('40 messages')
    await count.waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('1 of 40').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('F3')
    await page.getByText('3 of 40').waitFor()
    await page.locator('[data-message]', { hasText: '第38条' }).waitFor()
    await expect.poll(async () => (await painted(page)).length).toBeGreaterThan(3)
    expect(new Set(await painted(page))).toEqual(new Set(['进度']))
    await page.keyboard.press('Shift+F3')
    await page.keyboard.press('Shift+Enter')
    await page.getByText('1 of 40').waitFor()
    await page.getByRole('button', { name: 'Next hit' }).click()
    await page.getByText('2 of 40').waitFor()
    expect([await violations(page), await find.inputValue()]).toEqual([[], '进度'])
    await screenshot(page, 'find-in-chat-en-dark-900x600')
    await find.fill('进度 from:me')
    await page.getByText('No message contains “进度”.').waitFor()
    await find.fill('has:link')
    await page.getByText('1 message', { exact: true }).waitFor()
  })

  test('the details list the media, files and links of the chat, each of which leads to its message', async () => {
    const page = await openPage(wang.url)
    await write(page, '张三')
    await page.getByRole('button', { name: 'Details' }).click()
    const details = page.getByRole('complementary')
    await details.getByRole('button', { name: /照片.*show in the chat/ }).waitFor()
    await details.getByRole('tab', { name: 'Files' }).click()
    await details.getByRole('button', { name: /终稿.*show in the chat/ }).click()
    await details.getByRole('tab', { name: 'Links' }).click()
    const links = details.getByRole('tabpanel').getByRole('listitem')
    await expect
      .poll(() => links.allTextContents())
      .toEqual([expect.stringMatching(/^wiki\.example\.comhttps:/), expect.stringMatching(/^nas\\\\nas/)])
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'shared-media-en-light-1280x800')
    await links.first().getByRole('button').click()
    await page.locator('[data-message]', { hasText: 'wiki.example.com' }).waitFor()

    await write(page, '单雄信')
    await details.getByText('Images of this chat appear here.').waitFor()
  })
})
