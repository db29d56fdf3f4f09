/** The page of the settings that says which program this is, and how a newer one comes: in the desktop program, from a folder of the office. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { newKey, signRelease } from '../../build/update-feed.ts'
import { type Application, launch, realElectron } from '../double/driver.ts'
import { temporaryFolder } from '../process/gezi.ts'
import { office, screenshot, violations, watch } from './office.ts'

const APP = '127.25.0.187'
const TARGET = 'Gezi-9.0.0-linux-x64.tar.gz'

office('updates of the desktop program', () => {
  const running = new Set<Application>()
  afterEach(() => Promise.all([...running].map((app) => app.close())))

  async function open(publicKey: string): Promise<{ readonly app: Application; readonly page: Page }> {
    const data = await temporaryFolder()
    const app = await launch([`--data=${data}`, `--bind=${APP}`, '--lang=en', `--update-key=${publicKey}`])
    running.add(app)
    const page = await app.firstWindow()
    page.context().setDefaultTimeout(20_000)
    watch(page)
    await page.getByRole('textbox').first().fill('王五')
    await page.locator('form button[type=submit]').click()
    await page.locator('[role=tab]').first().waitFor()
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog').getByRole('tab').last().click()
    return { app, page }
  }

  test.skipIf(realElectron !== undefined)(
    'a signed release is looked for, fetched and handed to the system, each by a button; another key is refused in words',
    async () => {
      const [ours, theirs] = [newKey(), newKey()]
      const folder = await temporaryFolder()
      await writeFile(join(folder, TARGET), randomBytes(2_000_000))
      const release = { version: '9.0.0', released: '2026-11-28' }
      await signRelease(folder, { ...release, key: ours.privateKey })

      const { app, page } = await open(ours.publicKey)
      await page.getByText('Version 0.1.0').waitFor()
      expect(await page.getByRole('button', { name: 'Look now' }).count()).toBe(0)
      const source = page.getByRole('textbox', { name: 'Where newer versions are' })
      await source.fill(folder)
      await source.press('Enter')
      await page.getByText('Nobody has looked yet.').waitFor()
      await page.getByRole('button', { name: 'Look now' }).click()
      await page.getByText(/^Version 9\.0\.0 is there \(1\.9 MB|^Version 9\.0\.0 is there \(2 MB/).waitFor()
      await page.mouse.move(0, 0)
      await screenshot(page, 'updates-available-en-light')
      expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
      await page.getByRole('button', { name: 'Fetch it' }).click()
      await page.getByText(/^Version 9\.0\.0 is here and its signature is right/).waitFor()
      await app.evaluate(({ shell }) => {
        shell.showItemInFolder = (path) => Object.assign(globalThis, { shownPath: path })
      })
      await page.getByRole('button', { name: 'Install and restart' }).click()
      await page.getByText(/^Version 9\.0\.0 is shown in its folder\./).waitFor()
      const shown = await app.evaluate(() => String(Reflect.get(globalThis, 'shownPath')))
      expect(shown.endsWith(join('updates', TARGET))).toBe(true)
      running.delete(app)
      await app.close()

      await signRelease(folder, { ...release, key: theirs.privateKey })
      const other = await open(ours.publicKey)
      await other.page.emulateMedia({ colorScheme: 'dark' })
      await other.page.getByRole('textbox', { name: 'Where newer versions are' }).fill(folder)
      await other.page.getByRole('textbox', { name: 'Where newer versions are' }).press('Enter')
      await other.page.getByRole('button', { name: 'Look now' }).click()
      await other.page
        .getByRole('alert')
        .getByText("What is there is not signed by Gezi's makers. Nothing was fetched.")
        .waitFor()
      await other.page.mouse.move(0, 0)
      await screenshot(other.page, 'updates-unsigned-en-dark')
      expect(await violations(other.page, { of: '[role=dialog]' })).toEqual([])
    },
  )
})
