import { type Language, languages } from './settings.ts'

/** The supported language nearest to what the system asks for: traditional script for Taiwan, Hong Kong and Macau. */
export function systemLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const locale = new Intl.Locale(tag).maximize()
    if (locale.language === 'zh') return locale.script === 'Hant' ? 'zh-TW' : 'zh-CN'
    const found = languages.find((language) => language === locale.language)
    if (found !== undefined) return found
  }
  return 'en'
}
