/** Every view in both themes, Chinese and English, at each size, as test-results/pictures/VIEW-LANGUAGE-THEME-SIZE.png. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { office, openPage, set, startMember } from '../e2e/office.ts'
import { type Scene, startScene } from '../e2e/scene.ts'
import { walk } from '../e2e/views.ts'
import { root } from '../process/gezi.ts'

const [WANG, NEW] = ['127.25.85.1', '127.25.85.9'] as const
const folder = join(root, 'test-results/pictures')

const sizes = [
  { name: '1280x800', width: 1_280, height: 800, text: 100 },
  { name: '900x600', width: 900, height: 600, text: 100 },
  { name: '420', width: 420, height: 760, text: 100 },
  { name: '150', width: 1_280, height: 800, text: 150 },
] as const

async function take(page: Page, view: string): Promise<void> {
  for (const { name, width, height, text } of sizes) {
    await page.setViewportSize({ width, height })
    // Sets what the setting sets: the host need not be asked for each picture.
    await page.evaluate((size) => document.documentElement.style.setProperty('--text-size', String(size)), text)
    await page.evaluate(() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))))
    await page.screenshot({ path: join(folder, `${view}-${name}.png`) })
  }
  await page.setViewportSize({ width: 1_280, height: 800 })
  await page.evaluate(() => document.documentElement.style.setProperty('--text-size', '100'))
}

office('pictures', () => {
  let scene: Scene

  beforeAll(async () => {
    await rm(folder, { recursive: true, force: true })
    scene = await startScene(WANG)
  })

  for (const language of ['zh-CN', 'en'] as const) {
    for (const dark of [false, true]) {
      const look = `${language}-${dark ? 'dark' : 'light'}`
      test(`every view: ${look}`, async () => {
        await set(scene.me, { language })
        const page = await openPage(scene.me.url, { language, dark })
        expect(await walk(page, ({ name }) => take(page, `${name}-${look}`))).toEqual([])
      })
      test(`the first run and empty lists: ${look}`, async () => {
        const nobody = await startMember({ address: NEW, peers: [] })
        const page = await openPage(nobody.url, { language, dark })
        await page.getByRole('textbox').first().waitFor()
        await take(page, `welcome-${look}`)
        await page.getByRole('textbox').first().fill('王五')
        await page.getByRole('textbox').first().press('Enter')
        await page.getByRole('tab').nth(1).waitFor()
        await take(page, `no-chats-${look}`)
        await page.getByRole('tab').nth(1).click()
        await take(page, `no-people-${look}`)
        await nobody.stop()
      })
    }
  }
})
