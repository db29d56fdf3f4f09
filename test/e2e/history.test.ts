import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cli, eventually, peerAt, temporaryFolder } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, startMember, violations } from './office.ts'

const [WANG, ZHANG] = ['127.25.70.1', '127.25.70.2'] as const

const TOP = '='.repeat(37)
const log = (text: string): string =>
  [TOP, ' From: 老同事 (销售/PC-9/laoli)', '  at Thu Jan 09 08:00:00 2020', '-'.repeat(37), text, '', ''].join('\r\n')

office('history', () => {
  let wang: Member
  let zhang: Member
  let folder: string

  beforeAll(async () => {
    folder = await temporaryFolder()
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', peers: [WANG] }),
    ])
    const peer = await peerAt(wang.client, ZHANG, 10_000)
    for (const text of ['第一条', '<script>document.title = "bad"</script>', 'https://example.com/ 第三条']) {
      await wang.client.call('sendMessage', { peer: peer.id, text })
    }
    await eventually(
      () => wang.client.call('pageMessages', { conversation: peer.id, limit: 10 }),
      (page) => page.ok && page.value.messages.every(({ state }) => state === 'delivered'),
      10_000,
    )
  })

  const openStorage = async (url: string, look = {}) => {
    const page = await openPage(url, look)
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: /^(?:Storage|存储)$/ }).click()
    return page
  }

  test('a chat goes out as a web page that shows what was written and runs nothing of it', async () => {
    const page = await openPage(wang.url)
    await chat(page, '张三').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Export chat…' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export', exact: true }).click(),
    ])
    await page.getByText('3 messages exported').waitFor()
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.getByRole('combobox', { name: 'Format' }).click()
        await page.getByRole('option', { name: 'Table (CSV)' }).click()
        await page.getByRole('switch', { name: 'For Excel' }).click()
        await page.getByLabel('From').fill('2020-01-02')
        await page.getByLabel('Up to').fill('2020-01-01')
        await page.getByText('The first day is after the last one.').waitFor()
        expect(await page.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true)
        await page.getByLabel('Up to').fill('2020-01-03')
        await screenshot(page, 'history-export-range')
        expect(await violations(page)).toEqual([])
        await page.getByRole('button', { name: 'Export', exact: true }).click()
      })(),
    ])
    await page.getByText('0 messages exported').waitFor()
    await table.saveAs(join(folder, 'chat.csv'))
    expect((await readFile(join(folder, 'chat.csv'), 'utf8')).charCodeAt(0)).not.toBe(0xfeff)
    const file = join(folder, 'chat.html')
    await download.saveAs(file)
    const html = await readFile(file, 'utf8')
    expect(html).toContain('&lt;script&gt;')
    const shown = await openPage('about:blank')
    await shown.setContent(html)
    await shown.getByText('第一条').waitFor()
    expect(await shown.title()).toMatch(/^Gezi/)
    expect(await shown.locator('script').count()).toBe(0)
    expect(await shown.getByRole('link', { name: 'https://example.com/' }).getAttribute('rel')).toContain('noopener')
    await screenshot(shown, 'history-export')
  })

  test('the storage page tells the sizes, and a backup comes back after everything was deleted', async () => {
    const page = await openStorage(wang.url)
    await page.getByText('Database', { exact: true }).waitFor()
    await page.locator('dd').getByText('3', { exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'storage-en')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Back up now…' }).click(),
    ])
    await page.getByText('Backup with 3 messages made and checked').waitFor()
    const file = join(folder, 'all.gezi-backup')
    await download.saveAs(file)

    // By the context menu of the list, with a moment to think better of it.
    await page.keyboard.press('Escape')
    await chat(page, '张三').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Delete chat…' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await chat(page, '张三').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Delete chat…' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await chat(page, '张三').waitFor({ state: 'detached', timeout: 20_000 })

    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Storage' }).click()
    await page.locator('[data-history-file]').setInputFiles(file)
    await page.getByText(/^3 messages, /).waitFor()
    await page.getByRole('button', { name: 'Replace everything…' }).click()
    await page.getByRole('button', { name: 'Replace', exact: true }).click()
    await page.getByText(/^3 messages restored/).waitFor({ timeout: 20_000 })
    await page.keyboard.press('Escape')
    await chat(page, '张三').click()
    await page.getByRole('listitem', { name: /^You: 第一条/ }).waitFor()
  })

  test("IP Messenger's log comes in, once, and what is no history gets a sentence", async () => {
    const page = await openStorage(wang.url, { language: 'zh-CN', dark: true, width: 900, height: 600 })
    const give = (name: string, text: string) =>
      page.locator('[data-history-file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
    await give('letter.txt', 'no history at all')
    await page.getByText('这不是 Gezi 能识别的聊天记录，未作任何更改。').waitFor()
    await give('ipmsg.log', log('十年前的消息'))
    await page.getByText('IP Messenger 日志：ipmsg.log').waitFor()
    await screenshot(page, 'storage-import-zh-CN-dark')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '添加缺少的消息' }).click()
    await page.getByText('已添加 1 条消息').waitFor({ timeout: 20_000 })
    await give('ipmsg.log', log('十年前的消息'))
    await page.getByRole('button', { name: '添加缺少的消息' }).click()
    await page.getByText('文件中的内容这里都已经有了。').waitFor({ timeout: 20_000 })
    await page.keyboard.press('Escape')
    await chat(page, '老同事').click()
    await page.getByText('十年前的消息').last().waitFor()
  })

  test('the rule for all chats and that of one say how many messages they delete, and then they are gone, but for the starred one and newer ones', async () => {
    const page = await openStorage(wang.url)
    await page.locator('[data-history-file]').setInputFiles({
      ...{ name: 'ipmsg.log', mimeType: 'text/plain' },
      buffer: Buffer.from(['报价单', '合同编号 7', '请尽快'].map(log).join('')),
    })
    await page.getByRole('button', { name: 'Add what is missing' }).click()
    await page.getByText('3 messages added').waitFor({ timeout: 20_000 })
    await page.keyboard.press('Escape')
    await chat(page, '老同事').click()
    await page.getByRole('listitem', { name: /合同编号 7/ }).focus()
    await page.keyboard.press('s')
    await page.getByRole('listitem', { name: /合同编号 7.*starred/i }).waitFor()

    const rule = page.locator('[data-pane=details]').getByRole('combobox', { name: 'Delete old messages' })
    const choose = async (name: string): Promise<void> => {
      await rule.click()
      await page.getByRole('option', { name, exact: true }).click()
    }
    // This chat keeps its messages, whatever holds for the others.
    await page.getByRole('button', { name: 'Details', exact: true }).click()
    await choose('Never')
    await expect.poll(() => rule.textContent()).toBe('Never')
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Storage' }).click()
    const settings = page.getByRole('dialog')
    await settings.getByRole('combobox', { name: 'Delete old messages' }).click()
    await page.getByRole('option', { name: 'After 12 months' }).click()
    await settings.getByText('0 messages would be deleted now, and older ones from now on.').waitFor()
    await settings.getByRole('button', { name: 'Delete', exact: true }).click()
    await settings.getByText('0 messages deleted').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('[data-message]').count()).toBe(4)

    await choose('As for all chats (After 12 months)')
    await page.getByText('3 messages would be deleted now, and older ones from now on.').waitFor()
    await screenshot(page, 'history-chat-rule')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect.poll(() => page.locator('[data-message]').count()).toBe(1)
    await page.getByRole('listitem', { name: /合同编号 7/ }).waitFor()
    await chat(page, '张三').click()
    await expect.poll(() => page.locator('[data-message]').count()).toBe(3)
  })

  test('the command line exports to stdout, backs up, and refuses a broken file with 1', async () => {
    const text = await cli(zhang.data, 'export', '王五', '--format', 'txt')
    expect([text.code, text.stdout.includes('第一条')]).toEqual([0, true])
    const file = join(folder, 'zhang.gezi-backup')
    expect((await cli(zhang.data, 'backup', file)).stdout).toMatch(/^3 messages, \d+ bytes\n$/)
    const again = await cli(zhang.data, 'import', file)
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('Everything in it is here already.')])
    expect((await cli(zhang.data, 'restore', file)).code).toBe(0)
    expect((await cli(zhang.data, 'restore', join(folder, 'chat.html'))).code).toBe(1)
    expect((await cli(zhang.data, 'export', '--format', 'pdf')).code).toBe(2)
  })
})
