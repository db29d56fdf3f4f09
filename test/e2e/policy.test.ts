/** A computer that somebody manages: what he decided shows locked, with his name; a policy that cannot be used is told. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey } from '../../build/update-feed.ts'
import { connectControl } from '../../electron/host/net/control-socket.ts'
import type {} from '../../renderer/platform.ts'
import { type Feature, features, type Lockable } from '../../shared/model/policy.ts'
import { type Application, launch, realElectron } from '../double/driver.ts'
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
  watch,
  write,
} from './office.ts'

const [MANAGED, ZHANG, BROKEN, FRESH] = ['127.25.0.183', '127.25.0.184', '127.25.0.185', '127.25.0.186'] as const
const DESKTOP = '127.26.6.5'

const policy = {
  managedBy: 'IT, ext. 8100',
  settings: {
    name: 'Front desk 3',
    group: 'Sales\\East',
    signature: 'Please call 8000',
    peers: ['127.25.0.184'],
    introductions: false,
    port: 2_425,
    whenPortTaken: 'guest',
    guestPort: 2_430,
    // Of no effect on what stays in this computer.
    deniedInterfaces: ['lo'],
    downloads: '/srv/gezi',
    autoAccept: { peers: [], maxBytes: 0 },
    autoPictures: 0,
    retentionMonths: 12,
    backupsKept: 7,
    updateSource: '/srv/updates',
  } satisfies Record<Lockable, unknown>,
  off: ['send-files', 'shake', 'export', 'import', 'screen-capture', 'packet-console'] satisfies Feature[],
}

interface Control {
  readonly page: string
  readonly name: string
  readonly role: 'textbox' | 'combobox' | 'switch'
  readonly shows: string
}

/**
 * Where a person meets each setting that can be decided: the compiler sees that none is left out. Lists and folders have no field of
 * their own, and where newer versions are only the desktop program asks: these three have lines of their own below.
 */
const locked: Readonly<Record<Lockable, Control | 'below'>> = {
  name: { page: 'Profile', name: 'Name', role: 'textbox', shows: 'Front desk 3' },
  group: { page: 'Profile', name: 'Department', role: 'textbox', shows: 'Sales\\East' },
  signature: { page: 'Profile', name: 'Signature', role: 'textbox', shows: 'Please call 8000' },
  autoAccept: { page: 'Files', name: 'Largest file without asking', role: 'combobox', shows: '0 bytes' },
  autoPictures: { page: 'Files', name: 'Pictures in messages', role: 'combobox', shows: 'Never' },
  backupsKept: { page: 'Storage', name: 'Automatic backups', role: 'combobox', shows: '7' },
  retentionMonths: { page: 'Storage', name: 'Delete old messages', role: 'combobox', shows: '12 months' },
  port: { page: 'Network', name: 'Port (UDP and TCP)', role: 'textbox', shows: '2425' },
  whenPortTaken: {
    page: 'Network',
    name: 'When another program holds the port',
    role: 'combobox',
    shows: 'Use another',
  },
  guestPort: { page: 'Network', name: 'The other port', role: 'textbox', shows: '2430' },
  deniedInterfaces: { page: 'Network', name: 'lo', role: 'switch', shows: '' },
  introductions: { page: 'Network', name: 'Learn of other networks from colleagues', role: 'switch', shows: '' },
  peers: 'below',
  downloads: 'below',
  updateSource: 'below',
}

/** Where a person would meet what can be switched off. `host`: no view has it, test/host/policy.test.ts asks the host. */
const seenOff: Readonly<Record<Feature, 'here' | 'in the desktop program' | 'host'>> = {
  'send-files': 'here',
  shake: 'here',
  export: 'here',
  import: 'here',
  'packet-console': 'here',
  'screen-capture': 'in the desktop program',
  'crash-reports': 'in the desktop program',
  'command-line': 'host',
}
const offIn = (where: (typeof seenOff)[Feature]): readonly string[] =>
  features.filter((each) => seenOff[each] === where)

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
    const controls = Object.values(locked).filter((place) => place !== 'below')
    for (const [tab, onPage] of Map.groupBy(controls, (control) => control.page)) {
      await openSettings(page, tab)
      for (const { name, role, shows } of onPage) {
        const control = page.getByRole(role, { name, exact: true })
        const shown = role === 'textbox' ? control.inputValue() : control.textContent()
        expect([name, await shown]).toEqual([name, expect.stringContaining(shows)])
        await control.focus()
        await control.press({ textbox: 'x', combobox: 'ArrowDown', switch: 'Space' }[role])
        if (role !== 'switch') await control.press('Enter')
        expect([name, await control.getAttribute(role === 'textbox' ? 'readonly' : 'aria-readonly')]).toEqual([
          name,
          role === 'textbox' ? '' : 'true',
        ])
        if (role === 'switch') expect([name, await control.getAttribute('aria-checked')]).toEqual([name, 'false'])
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
    await composer.waitFor()
    expect(await page.getByRole('button', { name: /^Attach/ }).count()).toBe(0)
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
    expect(offIn('here')).toEqual(policy.off.filter((each) => each !== 'screen-capture'))
    await openSettings(page, 'Storage')
    const panel = page.getByRole('tabpanel', { name: 'Storage' })
    await panel.getByText('Switched off by IT, ext. 8100.').waitFor()
    expect(await panel.getByRole('button', { name: /^(Export|Back up|Import)/ }).evaluateAll(disabled)).toEqual([
      true,
      true,
      true,
    ])
    await openSettings(page, 'Network')
    await page.getByRole('button', { name: /packet/i }).click()
    await page.getByRole('status').getByText('Switched off by IT, ext. 8100.').waitFor()
    expect(await page.getByRole('button', { name: /^Switch/ }).evaluateAll(disabled)).toEqual([true])
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

office(
  'a managed desktop program',
  () => {
    let app: Application | undefined
    afterAll(() => app?.close())

    test.skipIf(realElectron !== undefined)(
      'the desktop program shows locked where newer versions are, captures nothing, keeps no crashes, and hears no command line',
      async () => {
        expect(offIn('in the desktop program')).toEqual(['screen-capture', 'crash-reports'])
        const data = await temporaryFolder()
        const file = join(data, 'policy.json')
        const off: readonly Feature[] = ['screen-capture', 'crash-reports', 'command-line']
        const settings = { name: 'Front desk 3', updateSource: policy.settings.updateSource }
        await writeFile(file, JSON.stringify({ managedBy: policy.managedBy, settings, off }))
        await mkdir(join(data, 'crashes/completed'), { recursive: true })
        await writeFile(join(data, 'crashes/completed/before.dmp'), '')
        const key = newKey().publicKey
        app = await launch([
          `--data=${data}`,
          `--bind=${DESKTOP}`,
          '--lang=en',
          `--policy=${file}`,
          `--update-key=${key}`,
        ])
        const page = await app.firstWindow()
        page.context().setDefaultTimeout(20_000)
        watch(page)
        await page.getByRole('tab', { name: /^People/ }).waitFor()
        await page.keyboard.press('Control+,')
        await page.getByRole('tab', { name: 'About' }).click()
        const source = page.getByRole('textbox', { name: 'Where newer versions are' })
        expect([await source.inputValue(), await source.getAttribute('readonly')]).toEqual(['/srv/updates', ''])
        const said = page.locator(`[id="${await source.getAttribute('aria-describedby')}"]`)
        expect([await said.textContent(), await said.locator('[data-lock]').count()]).toEqual([
          'Set by IT, ext. 8100. It cannot be changed here.',
          1,
        ])
        await screenshot(page, 'policy-about-desktop-en-light')
        await page.getByRole('button', { name: 'Log files' }).waitFor()
        expect(await page.getByRole('button', { name: 'Crash reports' }).count()).toBe(0)
        const asked = await page.evaluate(async () => [
          (await window.gezi?.captureScreen()) ?? 'nothing',
          await window.gezi?.useKeys('capture', 'Control+Alt+Q'),
        ])
        const done = await app.evaluate(({ crashReporter, globalShortcut }) => [
          globalShortcut.isRegistered('Control+Alt+A'),
          Reflect.get(crashReporter, 'started') === undefined,
        ])
        expect([asked, done, await connectControl(data)]).toEqual([
          ['nothing', false],
          [false, true],
          { ok: false, error: 'no-host' },
        ])
        await expect.poll(() => readdir(data)).not.toContain('crashes')
      },
    )
  },
  realElectron !== undefined,
)

const disabled = (buttons: readonly Element[]): readonly boolean[] =>
  buttons.map((button) => button instanceof HTMLButtonElement && button.disabled)
