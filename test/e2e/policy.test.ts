/** A computer that somebody manages: what he decided shows locked, with his name; a policy that cannot be used is told. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import {
  type Member,
  office,
  openPage,
  overflow,
  screenshot,
  startHost,
  startMember,
  violations,
  write,
} from './office.ts'

const [MANAGED, ZHANG, BROKEN, FRESH] = ['127.25.0.183', '127.25.0.184', '127.25.0.185', '127.25.0.186'] as const

const policy = {
  managedBy: 'IT, ext. 8100',
  settings: {
    name: 'Front desk 3',
    group: 'Sales\\East',
    signature: 'Please call 8000',
    peers: ['127.25.0.184'],
    port: 2_425,
    downloads: '/srv/gezi',
    autoAccept: { peers: [], maxBytes: 0 },
    autoPictures: 0,
    retentionMonths: 12,
    backupsKept: 7,
  },
  off: ['send-files', 'shake', 'export', 'import', 'screen-capture'],
}

/** Name of each page of the settings, and of the controls on it that are decided, with what they show. */
const locked: readonly (readonly [string, readonly (readonly [string, 'textbox' | 'combobox', string])[]])[] = [
  [
    'Profile',
    [
      ['Name', 'textbox', 'Front desk 3'],
      ['Department', 'textbox', 'Sales\\East'],
      ['Signature', 'textbox', 'Please call 8000'],
    ],
  ],
  [
    'Files',
    [
      ['Largest file without asking', 'combobox', '0 bytes'],
      ['Pictures in messages', 'combobox', 'Never'],
    ],
  ],
  [
    'Storage',
    [
      ['Automatic backups', 'combobox', '7'],
      ['Delete old messages', 'combobox', '12 months'],
    ],
  ],
  ['Network', [['Port (UDP and TCP)', 'textbox', '2425']]],
]

office('a managed computer', () => {
  let managed: Member
  let zhang: Member

  beforeAll(async () => {
    const file = join(await temporaryFolder(), 'policy.json')
    await writeFile(file, JSON.stringify(policy))
    ;[managed, zhang] = await Promise.all([
      startMember({ address: MANAGED, peers: [], policy: file }),
      startMember({ address: ZHANG, name: '张三', peers: [MANAGED] }),
    ])
    await peerAt(managed.client, ZHANG, 20_000)
    await peerAt(zhang.client, MANAGED, 20_000)
  })

  const openSettings = async (page: Page, tab: string): Promise<void> => {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await page.getByRole('tabpanel', { name: tab }).waitFor()
  }

  test('each setting that was decided shows its value, a lock, and who decided; it can be read and not changed', async () => {
    const page = await openPage(managed.url)
    await page.keyboard.press('Control+,')
    await openSettings(page, 'About')
    await page.getByText('Managed by IT, ext. 8100').waitFor()
    for (const [tab, controls] of locked) {
      await openSettings(page, tab)
      for (const [name, role, value] of controls) {
        const control = page.getByRole(role, { name, exact: true })
        const shows = role === 'textbox' ? control.inputValue() : control.textContent()
        expect([name, await shows]).toEqual([name, expect.stringContaining(value)])
        await control.focus()
        await control.press(role === 'textbox' ? 'x' : 'ArrowDown')
        await control.press('Enter')
        expect([name, await control.getAttribute(role === 'textbox' ? 'readonly' : 'aria-readonly')]).toEqual([
          name,
          role === 'textbox' ? '' : 'true',
        ])
        const line = await control.getAttribute('aria-describedby')
        const said = page.locator(`[id="${line}"]`)
        expect([name, await said.textContent()]).toEqual([name, 'Set by IT, ext. 8100. It cannot be changed here.'])
        expect(await said.locator('[data-lock]').count()).toBe(1)
      }
      expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
      await screenshot(page, `policy-${tab.toLowerCase()}-en-light-1280x800`)
    }
    // Lists and folders have no field: their buttons are gone.
    await openSettings(page, 'Network')
    expect(await page.getByRole('textbox', { name: 'New address or range' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^Remove/ }).count()).toBe(0)
    await openSettings(page, 'Files')
    await page.getByText('/srv/gezi').waitFor()
    expect(await overflow(page)).toEqual([])
    const { settings } = await managed.client.call('setSettings', {}).then((all) => ({ settings: all.ok && all.value }))
    expect(settings).toMatchObject(policy.settings)
  })

  test('what is switched off is not offered, and says who switched it off where it is asked for', async () => {
    const page = await openPage(managed.url)
    const composer = await write(page, '张三')
    expect(await page.getByRole('button', { name: /^Attach|files/i }).count()).toBe(0)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem').first().waitFor()
    expect(await page.getByRole('menuitem', { name: 'Shake the window' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await composer.focus()
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['x'], 'report.txt', { type: 'text/plain' }))
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
    })
    await page.getByText('Switched off by IT, ext. 8100.').waitFor()
    await composer.fill('Good morning')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: Good morning/ }).waitFor()
    await page.getByRole('tab', { name: /^Chats/ }).click()
    await page.locator('[data-chat]').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Details' }).waitFor()
    expect(await page.getByRole('menuitem', { name: /Export/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+,')
    await openSettings(page, 'Storage')
    const panel = page.getByRole('tabpanel', { name: 'Storage' })
    await panel.getByText('Switched off by IT, ext. 8100.').waitFor()
    expect(await panel.getByRole('button', { name: /^(Export|Back up|Import)/ }).evaluateAll(disabled)).toEqual([
      true,
      true,
      true,
    ])
  })

  test('a policy that cannot be used is a sentence in the window and on the console; messages go on, nothing else is open', async () => {
    const file = join(await temporaryFolder(), 'policy.json')
    await writeFile(file, '{ "managedBy": "IT", "settings": { "nmae": "x" } }')
    const data = await temporaryFolder()
    const flags = ['--bind', BROKEN, '--ui', `${BROKEN}:0`, '--data', data, '--name', '王五', '--peer', ZHANG]
    const { url, said } = await startHost(BROKEN, [...flags, '--policy', file])
    expect(said()).toContain(`The policy ${file} cannot be used (settings: `)
    const page = await openPage(url, { language: 'zh-CN', dark: true, width: 900, height: 600 })
    await page
      .getByRole('alert')
      .getByText(/^无法使用本机的策略文件/)
      .waitFor()
    await page.keyboard.press('Control+,')
    await page.getByText('在本机的策略修复之前已锁定。').first().waitFor()
    await screenshot(page, 'policy-broken-zh-CN-dark-900x600')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: /^联系人/ }).click()
    await page.getByRole('treeitem', { name: /^张三/ }).click()
    await page.getByRole('textbox', { name: '给张三的消息' }).fill('早')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem', { name: /^我：早/ }).waitFor()
  })

  test('the first run leaves to the user what is his', async () => {
    const file = join(await temporaryFolder(), 'policy.json')
    await writeFile(file, JSON.stringify({ managedBy: 'IT', settings: { group: '财务部' } }))
    const fresh = await startMember({ address: FRESH, peers: [], policy: file })
    const page = await openPage(fresh.url)
    const group = page.getByRole('textbox', { name: 'Department' })
    expect([await group.inputValue(), await group.getAttribute('readonly')]).toEqual(['财务部', ''])
    await page.getByText('Set by IT. It cannot be changed here.').waitFor()
    await screenshot(page, 'policy-first-run-en-light-1280x800')
    await page.getByRole('textbox', { name: 'Your name' }).fill('小李')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /^People/ }).waitFor()
  })
})

const disabled = (buttons: readonly Element[]): readonly boolean[] =>
  buttons.map((button) => button instanceof HTMLButtonElement && button.disabled)
