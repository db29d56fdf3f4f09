/** The texts of the main process, from the same files as the page's: the page may be asleep, or gone, when a message arrives. */
import { app } from 'electron'
import i18next from 'i18next'
import en from '../../renderer/locales/en.json'
import { faceName } from '../../renderer/locales/face-names.ts'
import ja from '../../renderer/locales/ja.json'
import zhCN from '../../renderer/locales/zh-CN.json'
import zhTW from '../../renderer/locales/zh-TW.json'
import type { FaceName } from '../../shared/model/faces.ts'
import { systemLanguage } from '../../shared/model/language.ts'
import type { Line } from '../../shared/model/notice.ts'
import type { Settings } from '../../shared/model/settings.ts'

const resources = {
  en: { translation: { attention: en.attention, shell: en.shell } },
  ja: { translation: { attention: ja.attention, shell: ja.shell } },
  'zh-CN': { translation: { attention: zhCN.attention, shell: zhCN.shell } },
  'zh-TW': { translation: { attention: zhTW.attention, shell: zhTW.shell } },
}

export interface Words {
  setLanguage(language: Settings['language']): void
  /** A text below `attention.`. */
  say(key: string, values?: object): string
  /** A text below `shell.`. */
  shell(key: string): string
  line(line: Line): string
  face(name: FaceName): string
}

export function createWords(): Words {
  const texts = i18next.createInstance()
  const system = (): string => systemLanguage(app.getPreferredSystemLanguages())
  void texts.init({
    resources,
    lng: system(),
    fallbackLng: 'en',
    initAsync: false,
    // Nothing here is HTML; what Linux takes for markup is escaped where it leaves (notify.ts).
    interpolation: { escapeValue: false },
  })
  const say = (key: string, values: object = {}): string => texts.t(`attention.${key}`, { ...values })
  return {
    setLanguage: (language) => void texts.changeLanguage(language === 'system' ? system() : language),
    say,
    shell: (key) => texts.t(`shell.${key}`),
    line: (line) => (line.key === 'verbatim' ? line.values.text : say(line.key, line.values)),
    face: (name) => faceName(name, texts.language),
  }
}
