/** Every main view in every theme: no finding of axe, nothing cut off, and a picture of it for people to look at. */
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

const [WANG, ZHANG, SATO, ALICE, NEW] = [160, 161, 162, 163, 164].map((last) => `127.25.0.${last}`) as [
  string,
  string,
  string,
  string,
  string,
]

/** Words by which a test finds its way in each language. */
const words: Readonly<
  Record<Language, { readonly people: RegExp; readonly chats: string; readonly settings: string }>
> = {
  'zh-CN': { people: /^联系人/, chats: '会话', settings: '设置' },
  'zh-TW': { people: /^聯絡人/, chats: '聊天', settings: '設定' },
  ja: { people: /^連絡先/, chats: 'チャット', settings: '設定' },
  en: { people: /^People/, chats: 'Chats', settings: 'Settings' },
}

interface View {
  readonly name: string
  readonly open: (page: Page) => Promise<unknown>
}

const views: readonly View[] = [
  { name: 'chat', open: (page) => chat(page, '张三').click() },
  { name: 'people', open: (page) => page.getByRole('tab').nth(1).click() },
  {
    name: 'search',
    async open(page) {
      await page.getByRole('searchbox').fill('图纸')
      await page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'details',
    async open(page) {
      await chat(page, '张三').click()
      await page.getByRole('main').getByRole('button').nth(2).click()
      await page.getByRole('complementary').waitFor()
    },
  },
  {
    name: 'shortcuts',
    async open(page) {
      await page.keyboard.press('Control+/')
      await page.getByRole('dialog').waitFor()
    },
  },
  ...[0, 1, 2, 3].map((tab) => ({
    name: `settings-${tab + 1}`,
    async open(page: Page) {
      await page.keyboard.press('Control+,')
      await page.getByRole('dialog').getByRole('tab').nth(tab).click()
    },
  })),
]

office('the look', () => {
  let wang: Member
  let nobody: Member

  const openReady = async (look: Look): Promise<Page> => {
    const page = await openPage(wang.url, look)
    await page.getByRole('tab').nth(1).waitFor()
    return page
  }

  beforeAll(async () => {
    const colleagues = [
      { address: ZHANG, name: '张三', group: '研发部' },
      { address: SATO, name: '佐藤', group: '営業部' },
      { address: ALICE, name: 'Alice', group: 'Design' },
    ]
    const members = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '市场部', peers: [ZHANG, SATO, ALICE] }),
      startMember({ address: NEW, peers: [] }),
      ...colleagues.map((each) => startMember({ ...each, peers: [WANG] })),
    ])
    ;[wang, nobody] = members as [Member, Member]
    const texts = [
      '图纸发你了，在 \\\\fileserver\\图纸\\2026 里',
      '还有 https://example.com/规格?版本=3',
      '😀👍',
      '请今天下午确认一下\n第二行\n第三行',
    ]
    for (const member of members.slice(2)) {
      const peer = await peerAt(member.client, WANG, 10_000)
      for (const text of texts) await member.client.call('sendMessage', { peer: peer.id, text })
    }
    const zhang = await peerAt(wang.client, ZHANG, 10_000)
    await wang.client.call('sendMessage', { peer: zhang.id, text: '收到，谢谢' })
  })

  test.each(languages)('the language changes at run time to %s, with nothing left of another one', async (language) => {
    const page = await openReady({ language: 'en' })
    await set(wang, { language })
    await page.getByRole('tab', { name: words[language].people }).waitFor()
    await page.getByRole('button', { name: words[language].settings, exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog', { name: words[language].settings }).waitFor()
    await set(wang, { language: 'system' })
  })

  const themes: readonly (Look & { readonly theme: Settings['theme'] })[] = [
    { theme: 'system', language: 'zh-CN' },
    { theme: 'system', language: 'en', dark: true },
    { theme: 'high-contrast', language: 'en' },
    { theme: 'high-contrast', language: 'zh-CN', dark: true },
  ]
  test.each(themes)(
    'axe finds nothing in any view: theme $theme, dark $dark, $language',
    async ({ theme, ...look }) => {
      await set(wang, { theme })
      const found: string[] = []
      for (const view of views) {
        const page = await openReady(look)
        await view.open(page)
        found.push(...(await violations(page)).map((line) => `${view.name}: ${line}`))
        await page.context().close()
      }
      await set(wang, { theme: 'system' })
      expect(found).toEqual([])
    },
  )

  test.each([{ dark: false }, { dark: true }])(
    'the first run and an empty list have no findings either: dark $dark',
    async ({ dark }) => {
      await set(nobody, { name: '' })
      const page = await openPage(nobody.url, { dark })
      await page.getByRole('heading', { name: 'Welcome to Gezi' }).waitFor()
      const found = [...(await violations(page))]
      await page.getByRole('button', { name: 'Start' }).click()
      await page.getByText('No chats yet').waitFor()
      found.push(...(await violations(page)))
      await page.getByRole('tab', { name: /^People/ }).click()
      await page.getByText('Nobody found yet').waitFor()
      found.push(...(await violations(page)))
      expect(found).toEqual([])
    },
  )

  test.each(languages)(
    'nothing is cut off at 150 % in %s, in a wide, a small and a narrow window',
    async (language) => {
      await set(wang, { textSize: 150, language })
      const out: string[] = []
      for (const [width, height] of [
        [1_280, 800],
        [900, 600],
        [420, 480],
      ] as const) {
        const page = await openReady({ width, height })
        await chat(page, '张三').click()
        await page.getByRole('textbox').last().waitFor()
        out.push(...(await overflow(page)).map((line) => `${width}: ${line}`))
        await page.context().close()
      }
      await set(wang, { textSize: 100, language: 'system' })
      expect(out).toEqual([])
    },
  )

  const pictures: readonly (Required<Look> & { readonly name: string })[] = (['zh-CN', 'en'] as const).flatMap(
    (language) =>
      [false, true].flatMap((dark) =>
        (
          [
            [1_280, 800],
            [900, 600],
          ] as const
        ).map(([width, height]) => ({
          language,
          dark,
          width,
          height,
          name: `${language}-${dark ? 'dark' : 'light'}-${width}x${height}`,
        })),
      ),
  )
  test.each(pictures)('pictures of each view: $name', async ({ name, ...look }) => {
    for (const view of views) {
      const page = await openReady(look)
      await view.open(page)
      await screenshot(page, `${view.name}-${name}`)
      await page.context().close()
    }
    await set(nobody, { name: '' })
    await screenshot(await openPage(nobody.url, look), `welcome-${name}`)
  })
})
