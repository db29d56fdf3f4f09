/** Texts of the four languages. All are in the bundle: changing the language must not wait for a file. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { systemLanguage } from '../../shared/model/language.ts'
import { type Language, languages } from '../../shared/model/settings.ts'
import en from './en.json'
import ja from './ja.json'
import zhCN from './zh-CN.json'
import zhTW from './zh-TW.json'

type KeysOf<T, Path extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Path}${K}` : KeysOf<T[K], `${Path}${K}.`>
}[keyof T & string]

/** Flat for the compiler alone: looking for each use in the nested texts is more than it does before it gives up. */
type Texts = Readonly<Record<KeysOf<typeof en>, string>>

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    keySeparator: false
    resources: { translation: Texts }
  }
}

const resources = {
  'zh-CN': { translation: zhCN },
  'zh-TW': { translation: zhTW },
  ja: { translation: ja },
  en: { translation: en },
}

export function applyLanguage(setting: Language | 'system'): void {
  const language = setting === 'system' ? systemLanguage(navigator.languages) : setting
  if (document.documentElement.lang !== language) document.documentElement.lang = language
  if (i18next.language !== language) void i18next.changeLanguage(language)
}

void i18next.use(initReactI18next).init({
  resources,
  lng: systemLanguage(navigator.languages),
  fallbackLng: 'en',
  supportedLngs: languages,
  // React escapes what it shows; escaping here as well would show `&amp;`.
  interpolation: { escapeValue: false },
})
