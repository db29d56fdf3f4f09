/** Every view in every theme, language and size: no finding of axe, nothing cut off; and what changes at run time changes at once. */
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { type Language, languages } from '../../shared/model/settings.ts'
import { clipped } from './clipped.ts'
import { forgive, type Member, office, openPage, set, startMember, violations } from './office.ts'
import { startScene } from './scene.ts'
import { troubles } from './troubles.ts'
import { isFull, resize, walk, walkedViews } from './views.ts'
import { words, wordsOf } from './words.ts'

const WANG = '127.25.80.1'
const NEW = '127.25.80.9'

/** What the system wishes; the settings follow it unless they say otherwise. */
const themes = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  'contrast-light': { colorScheme: 'light', contrast: 'more' },
  'contrast-dark': { colorScheme: 'dark', contrast: 'more' },
} as const

const sizes = [
  [420, 480],
  [900, 600],
  [1_280, 800],
] as const

type Theme = keyof typeof themes

const allThemes: readonly Theme[] = ['light', 'dark', 'contrast-light', 'contrast-dark']

const WALK_LIMIT = 600_000

/** Every day there is one walk, in the first language, and at each view the language changes; otherwise each language has a walk of its own. */
const walks: readonly { readonly through: string; readonly among: readonly Language[] }[] = isFull
  ? languages.map((language) => ({ through: language, among: [language] }))
  : [{ through: 'all', among: languages }]

/** Each view is as narrow as can be in each language; the other sizes have two languages each. */
const isSeen = (language: Language, size: number): boolean =>
  isFull || size === 0 || size === 1 + (languages.indexOf(language) % 2)

/**
 * What axe finds in the view that is open: everything in the first of the themes, and what another theme can change in the others (names,
 * roles and order are the same in all of them).
 */
async function judge(page: Page, name: string, part = 'html'): Promise<readonly string[]> {
  const found: string[] = []
  for (const [at, theme] of allThemes.entries()) {
    await page.emulateMedia(themes[theme])
    const only = at === 0 ? 'everything' : 'colours'
    found.push(...(await violations(page, { only, of: part })).map((line) => `${name}, ${theme}: ${line}`))
  }
  return found
}

office('the look', () => {
  let wang: Member
  let nobody: Member

  const openReady = async (): Promise<Page> => {
    const page = await openPage(wang.url)
    await page.getByRole('tab').nth(1).waitFor()
    return page
  }

  beforeAll(async () => {
    const [scene, first] = await Promise.all([startScene(WANG, isFull), startMember({ address: NEW, peers: [] })])
    wang = scene.me
    nobody = first
    return () => scene.close()
  })

  /** The page has taken it over. */
  const setTextSize = async (page: Page, textSize: number): Promise<void> => {
    await set(wang, { textSize })
    await page.waitForFunction(
      (size) => document.documentElement.style.getPropertyValue('--text-size') === size,
      String(textSize),
    )
  }

  /** So has what is drawn. */
  const setLanguage = async (page: Page, language: Language): Promise<void> => {
    await set(wang, { language })
    await page.waitForFunction((language) => document.documentElement.lang === language, language)
    await page.evaluate(() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))))
  }

  test.each(walks)(
    'the language changes at run time ($through); axe finds nothing in any view; at the largest text nothing is cut off, in a narrow and in a larger window',
    async ({ among }) => {
      const page = await openReady()
      const [first = 'en'] = among
      const found: string[] = []
      for (const language of [...among.slice(1), first]) {
        await setLanguage(page, language)
        await page.getByRole('button', { name: words(language)('common.settings'), exact: true }).waitFor()
      }
      const lost = await walk(
        page,
        async (view) => {
          found.push(...(await judge(page, view.name, view.part)))
          await setTextSize(page, 150)
          for (const [place, [width, height]] of sizes.entries()) {
            await resize(page, view, width, height)
            for (const language of among.filter((language) => isSeen(language, place))) {
              await setLanguage(page, language)
              found.push(...(await clipped(page)).map((line) => `${view.name} in ${language}, ${width}: ${line}`))
            }
          }
          await page.setViewportSize({ width: 1_280, height: 800 })
          await setTextSize(page, 100)
          await setLanguage(page, first)
        },
        { among: walkedViews },
      )
      await set(wang, { textSize: 100, language: 'system' })
      expect([...lost, ...found]).toEqual([])
    },
    WALK_LIMIT,
  )

  test('the theme of the settings counts more than that of the system, at once', async () => {
    const page = await openReady()
    const shown = () =>
      page.evaluate(() => {
        const { colorScheme, backgroundColor } = getComputedStyle(document.documentElement)
        return { colorScheme, backgroundColor, contrast: document.documentElement.dataset.contrast }
      })
    await page.emulateMedia(themes.dark)
    const dark = await shown()
    await set(wang, { theme: 'light' })
    await expect.poll(shown).toEqual({ colorScheme: 'light', backgroundColor: 'oklch(1 0 0)' })
    await page.emulateMedia(themes.light)
    await set(wang, { theme: 'dark' })
    await expect.poll(shown).toEqual({ ...dark, colorScheme: 'dark' })
    await set(wang, { theme: 'high-contrast' })
    await expect.poll(async () => (await shown()).contrast).toBe('more')
    await set(wang, { theme: 'system' })
  })

  // Not a skipped test of every day.
  if (isFull)
    test(
      'axe finds nothing in banners and pages that tell of trouble, in any language and theme, and nothing is cut off',
      async () => {
        const found: string[] = []
        await set(wang, { textSize: 150 })
        for (const { name, open } of troubles) {
          for (const language of languages) {
            const page = await open(wang.url, { language })
            found.push(...(await judge(page, `${name} in ${language}`)))
            for (const [width, height] of sizes) {
              await page.setViewportSize({ width, height })
              found.push(...(await clipped(page)).map((line) => `${name} in ${language}, ${width}: ${line}`))
            }
            await page.context().close()
          }
        }
        await set(wang, { textSize: 100 })
        // The window tells its developer, too.
        forgive(/WebSocket|ws/)
        expect(found).toEqual([])
      },
      WALK_LIMIT,
    )

  test('axe finds nothing in the first run and in empty lists, and nothing is cut off', async () => {
    const page = await openPage(nobody.url)
    const found: string[] = []
    const visit = async (name: string): Promise<void> => {
      found.push(...(await judge(page, name)))
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height })
        found.push(...(await clipped(page)).map((line) => `${name}, ${width}: ${line}`))
      }
      await page.setViewportSize({ width: 1_280, height: 800 })
    }
    await page.getByRole('textbox').first().waitFor()
    await set(nobody, { textSize: 150 })
    for (const language of languages) {
      await set(nobody, { language })
      await expect.poll(async () => (await wordsOf(page))('welcome.start')).toBe(words(language)('welcome.start'))
      await visit(`welcome in ${language}`)
    }
    await page.getByRole('textbox').first().fill('王五')
    await page.getByRole('textbox').first().press('Enter')
    await page.getByRole('tab').nth(1).waitFor()
    await visit('no chats')
    await page.getByRole('tab').nth(1).click()
    await visit('no people')
    expect(found).toEqual([])
  })
})
