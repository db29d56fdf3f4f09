/**
 * Every view in both themes, Chinese and English, at each size, as test-results/pictures/views/VIEW-LANGUAGE-THEME-SIZE.png: some
 * two thousand, in a quarter of an hour.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { forgive, type Member, office, openPage, set, startMember } from '../e2e/office.ts'
import { type Scene, startScene } from '../e2e/scene.ts'
import { troubles } from '../e2e/troubles.ts'
import { openDoctorPage, verdicts } from '../e2e/verdicts.ts'
import { resize, type View, walk } from '../e2e/views.ts'
import { root } from '../process/gezi.ts'

const [WANG, NEW] = ['127.25.85.1', '127.25.85.9'] as const
const folder = join(root, 'test-results/pictures/views')

const sizes = [
  { name: '1280x800', width: 1_280, height: 800, text: 100 },
  { name: '900x600', width: 900, height: 600, text: 100 },
  { name: '420', width: 420, height: 760, text: 100 },
  { name: '150', width: 1_280, height: 800, text: 150 },
] as const

const shoot = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: join(folder, `${name}.png`) })

/** `member`: whose window it is. A menu of the list is gone where there is no room for the list: then there is no picture. */
async function take(page: Page, member: Member, view: View, look: string): Promise<void> {
  for (const { name, width, height, text } of sizes) {
    await resize(page, view, width, height)
    await set(member, { textSize: text })
    await page.waitForFunction(
      (size) => document.documentElement.style.getPropertyValue('--text-size') === size,
      `${text}`,
    )
    await page.evaluate(() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))))
    if (view.part !== undefined && !(await page.locator(view.part).first().isVisible())) continue
    await shoot(page, `${view.name}-${look}-${name}`)
  }
  await page.setViewportSize({ width: 1_280, height: 800 })
  await set(member, { textSize: 100 })
}

/** Hundreds of pictures, and the machine may be under load. */
const LIMIT = 1_800_000

office('pictures', () => {
  let scene: Scene

  beforeAll(async () => {
    await rm(folder, { recursive: true, force: true })
    scene = await startScene(WANG, true)
    return () => scene.close()
  })

  for (const language of ['zh-CN', 'en'] as const) {
    for (const dark of [false, true]) {
      const look = `${language}-${dark ? 'dark' : 'light'}`
      test(
        `every view: ${look}`,
        async () => {
          await set(scene.me, { language })
          const page = await openPage(scene.me.url, { language, dark })
          expect(await walk(page, (view) => take(page, scene.me, view, look))).toEqual([])
        },
        LIMIT,
      )
      test(`what tells of trouble: ${look}`, async () => {
        // Such a window hears nothing of its host any more: it is opened for each size.
        for (const { name, open } of troubles) {
          for (const { name: size, text, ...sides } of sizes) {
            await set(scene.me, { textSize: text, language })
            const page = await open(scene.me.url, { language, dark, ...sides })
            await shoot(page, `${name}-${look}-${size}`)
            await page.context().close()
          }
        }
        await set(scene.me, { textSize: 100 })
        forgive(/WebSocket|ws/)
      })
      test(`each verdict of the doctor: ${look}`, async () => {
        await set(scene.me, { language })
        for (const [cause, report] of verdicts) {
          const { page, show } = await openDoctorPage(scene.me.url, { language, dark, width: 900, height: 600 }, report)
          await shoot(page, `hint-${cause}-${look}-900x600`)
          await show(report)
          await shoot(page, `verdict-${cause}-${look}-900x600`)
          await page.context().close()
        }
      })
      test(`the first run and empty lists: ${look}`, async () => {
        const nobody = await startMember({ address: NEW, peers: [] })
        const page = await openPage(nobody.url, { language, dark })
        const takeFirst = (name: string) => take(page, nobody, { name, open: async () => {} }, look)
        await page.getByRole('textbox').first().waitFor()
        await takeFirst('welcome')
        await page.getByRole('textbox').first().fill('王五')
        await page.getByRole('textbox').first().press('Enter')
        await page.getByRole('tab').nth(1).waitFor()
        await takeFirst('no-chats')
        await page.getByRole('tab').nth(1).click()
        await takeFirst('no-people')
        await nobody.stop()
      })
    }
  }
})
