/** Every main view in every theme: no finding of axe, nothing cut off, and pictures for people to look at. */
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { type Language, languages, type Settings } from '../../shared/model/settings.ts'
import { peerAt } from '../process/gezi.ts'
import {
  chat,
  type Look,
  type Member,
  office,
  openPage,
  overflow,
  screenshot,
  set,
  startMember,
  violations,
} from './office.ts'

const WANG = '127.25.0.160'
const NEW = '127.25.0.161'
const colleagues = [
  { address: '127.25.0.162', name: '张三', group: '研发部' },
  { address: '127.25.0.163', name: '佐藤', group: '営業部' },
  { address: '127.25.0.164', name: 'Alice', group: 'Design' },
] as const

const texts = [
  '图纸发你了，在 \\\\fileserver\\图纸\\2026 里',
  '还有 https://example.com/规格?版本=3',
  '😀👍',
  '请今天下午确认一下\n第二行\n第三行',
] as const

/** Words by which a test finds its way in each language. */
const words: Readonly<Record<Language, { readonly people: RegExp; readonly settings: string }>> = {
  'zh-CN': { people: /^联系人/, settings: '设置' },
  'zh-TW': { people: /^聯絡人/, settings: '設定' },
  ja: { people: /^メンバー/, settings: '設定' },
  en: { people: /^People/, settings: 'Settings' },
}

interface View {
  readonly name: string
  readonly open: (page: Page) => Promise<unknown>
  /** Back to where the next view begins. */
  readonly leave?: (page: Page) => Promise<unknown>
}

const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

const views: readonly View[] = [
  { name: 'chat', open: (page) => chat(page, '张三').click() },
  {
    name: 'people',
    open: (page) => page.getByRole('tab').nth(1).click(),
    leave: (page) => page.getByRole('tab').nth(0).click(),
  },
  {
    name: 'search',
    async open(page) {
      await page.getByRole('searchbox').first().fill('图纸')
      await page
        .getByRole('option', { name: /fileserver/ })
        .first()
        .waitFor()
    },
    leave: (page) => page.getByRole('searchbox').first().press('Escape'),
  },
  {
    name: 'details',
    async open(page) {
      await page.getByRole('main').getByRole('button').nth(2).click()
      await page.getByRole('complementary').waitFor()
    },
    async leave(page) {
      await page.getByRole('main').getByRole('button').nth(2).click()
      await page.getByRole('complementary').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'shortcuts',
    async open(page) {
      await page.keyboard.press('Control+/')
      await page.getByRole('dialog').waitFor()
    },
    leave: closeDialog,
  },
  ...[1, 2, 3, 4].map((place) => ({
    name: `settings-${place}`,
    async open(page: Page) {
      await page.keyboard.press('Control+,')
      await page
        .getByRole('dialog')
        .getByRole('tab')
        .nth(place - 1)
        .click()
    },
    leave: closeDialog,
  })),
]

/** In a usual and in a small window. */
async function takePictures(page: Page, name: string): Promise<void> {
  await screenshot(page, `${name}-1280x800`)
  await page.setViewportSize({ width: 900, height: 600 })
  await screenshot(page, `${name}-900x600`)
  await page.setViewportSize({ width: 1_280, height: 800 })
}

office('the look', () => {
  let wang: Member
  let nobody: Member

  const openReady = async (look: Look): Promise<Page> => {
    const page = await openPage(wang.url, look)
    await page.getByRole('tab').nth(1).waitFor()
    return page
  }

  beforeAll(async () => {
    const [first, second, ...others] = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '市场部', peers: colleagues.map(({ address }) => address) }),
      startMember({ address: NEW, peers: [] }),
      ...colleagues.map((colleague) => startMember({ ...colleague, peers: [WANG] })),
    ])
    wang = first
    nobody = second
    for (const member of others) {
      const peer = await peerAt(member.client, WANG, 10_000)
      for (const text of texts) await member.client.call('sendMessage', { peer: peer.id, text })
    }
    const zhang = await peerAt(wang.client, colleagues[0].address, 10_000)
    await wang.client.call('sendMessage', { peer: zhang.id, text: '收到，谢谢' })
  })

  test.each(languages)('the language changes at run time to %s', async (language) => {
    const page = await openReady({ language: 'en' })
    await set(wang, { language })
    await page.getByRole('tab', { name: words[language].people }).waitFor()
    await page.getByRole('button', { name: words[language].settings, exact: true }).waitFor()
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog', { name: words[language].settings }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
    await set(wang, { language: 'system' })
  })

  const themes: readonly (Required<Pick<Look, 'language' | 'dark'>> & {
    readonly theme: Settings['theme']
    readonly shown: string
  })[] = [
    { theme: 'system', dark: false, language: 'zh-CN', shown: 'light' },
    { theme: 'light', dark: true, language: 'en', shown: 'light' },
    { theme: 'dark', dark: false, language: 'zh-CN', shown: 'dark' },
    { theme: 'system', dark: true, language: 'en', shown: 'dark' },
    { theme: 'high-contrast', dark: false, language: 'en', shown: 'contrast-light' },
    { theme: 'high-contrast', dark: true, language: 'zh-CN', shown: 'contrast-dark' },
  ]
  test.each(themes)('axe finds nothing in any view: $shown by the theme "$theme" in $language', async (look) => {
    await set(wang, { theme: look.theme })
    const page = await openReady(look)
    const found: string[] = []
    for (const { name, open, leave } of views) {
      await open(page)
      found.push(...(await violations(page)).map((line) => `${name}: ${line}`))
      await takePictures(page, `${name}-${look.language}-${look.shown}`)
      await leave?.(page)
    }
    await set(wang, { theme: 'system' })
    expect(found).toEqual([])
  })

  test.each([
    { language: 'zh-CN', dark: false, shown: 'light' },
    { language: 'zh-CN', dark: true, shown: 'dark' },
    { language: 'en', dark: false, shown: 'light' },
    { language: 'en', dark: true, shown: 'dark' },
  ] as const)('axe finds nothing in the first run and empty lists: $shown in $language', async (look) => {
    await set(nobody, { name: '' })
    const page = await openPage(nobody.url, look)
    const found: string[] = []
    const judge = async (name: string): Promise<void> => {
      found.push(...(await violations(page)).map((line) => `${name}: ${line}`))
      await takePictures(page, `${name}-${look.language}-${look.shown}`)
    }
    await page.getByRole('textbox').first().waitFor()
    await judge('welcome')
    await page.getByRole('textbox').first().press('Enter')
    await page.getByRole('tab').nth(1).waitFor()
    await judge('no-chats')
    await page.getByRole('tab').nth(1).click()
    await judge('no-people')
    expect(found).toEqual([])
  })

  test.each(languages)(
    'at 150 % nothing is cut off in %s, in a wide, a small and a narrow window',
    async (language) => {
      await set(wang, { textSize: 150, language })
      const page = await openReady({})
      await chat(page, '张三').click()
      const out: string[] = []
      for (const [width, height] of [
        [1_280, 800],
        [900, 600],
        [420, 480],
      ] as const) {
        await page.setViewportSize({ width, height })
        await page.getByRole('textbox').last().waitFor()
        out.push(...(await overflow(page)).map((line) => `${width}: ${line}`))
      }
      await set(wang, { textSize: 100, language: 'system' })
      expect(out).toEqual([])
    },
  )
})
