/** The texts of the window as its user reads them, so that tests find their way in every language. */
import { createInstance, type TFunction } from 'i18next'
import type { Page } from 'playwright-core'
import en from '../../renderer/locales/en.json' with { type: 'json' }
import ja from '../../renderer/locales/ja.json' with { type: 'json' }
import zhCN from '../../renderer/locales/zh-CN.json' with { type: 'json' }
import zhTW from '../../renderer/locales/zh-TW.json' with { type: 'json' }
import { Language } from '../../shared/model/settings.ts'

const texts = createInstance()
const resources = {
  en: { translation: en },
  ja: { translation: ja },
  'zh-CN': { translation: zhCN },
  'zh-TW': { translation: zhTW },
}
await texts.init({ resources, lng: 'en', fallbackLng: 'en', interpolation: { escapeValue: false } })

export type Words = TFunction

export const words = (language: Language): Words => texts.getFixedT(language)

/** In the language that the page shows now. */
export const wordsOf = async (page: Page): Promise<Words> =>
  words(Language.parse(await page.evaluate(() => document.documentElement.lang)))
