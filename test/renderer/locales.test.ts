import { describe, expect, it } from 'vitest'
import en from '../../renderer/locales/en.json' with { type: 'json' }
import ja from '../../renderer/locales/ja.json' with { type: 'json' }
import zhCN from '../../renderer/locales/zh-CN.json' with { type: 'json' }
import zhTW from '../../renderer/locales/zh-TW.json' with { type: 'json' }
import { systemLanguage } from '../../shared/model/language.ts'

interface Texts {
  readonly [key: string]: string | Texts
}

const all: Readonly<Record<string, Texts>> = { en, ja, 'zh-CN': zhCN, 'zh-TW': zhTW }

const flat = (texts: Texts, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flat(value, `${path}${key}.`),
  )

const plural = /_(?:zero|one|two|few|many|other)$/
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? ''))].sort()

/** Each key without its plural ending, with the placeholders of all its forms. */
function shape(texts: Texts): Record<string, string[]> {
  const shapes: Record<string, string[]> = {}
  for (const [key, text] of flat(texts)) {
    const base = key.replace(plural, '')
    shapes[base] = [...new Set([...(shapes[base] ?? []), ...placeholders(text)])].sort()
  }
  return shapes
}

describe('the texts of the four languages', () => {
  const english = shape(en)

  it.each(Object.keys(all))('%s has the keys and placeholders of the others', (language) => {
    expect(shape(all[language] ?? {})).toEqual(english)
  })

  it.each(Object.keys(all))('%s has no empty text and no spaces at the ends', (language) => {
    const bad = flat(all[language] ?? {}).filter(([, text]) => text === '' || text !== text.trim())
    expect(bad).toEqual([])
  })

  it.each(Object.keys(all))('%s has each plural form that its grammar asks for and no other', (language) => {
    const keys = flat(all[language] ?? {}).map(([key]) => key)
    const bases = [...new Set(keys.filter((key) => plural.test(key)).map((key) => key.replace(plural, '')))]
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const wanted = bases.flatMap((base) => forms.map((form) => `${base}_${form}`)).sort()
    expect(keys.filter((key) => plural.test(key)).sort()).toEqual(wanted)
    expect(bases.length).toBeGreaterThan(5)
  })

  it.each(['ja', 'zh-CN', 'zh-TW'])('%s uses the punctuation of its script behind its characters', (language) => {
    const bad = flat(all[language] ?? {}).filter(([, text]) =>
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][,:;!?]/u.test(text),
    )
    expect(bad).toEqual([])
  })

  it('keeps simplified and traditional characters apart', () => {
    const text = (texts: Texts): string => JSON.stringify({ ...texts, language: {} })
    expect({
      traditional: text(zhCN).match(/[個這們說無後開關設網聯絡訊]/gu),
      simplified: text(zhTW)
        .match(/[个这们说无后开关设网联络讯]/gu)
        ?.filter((character) => character !== '后'),
    }).toEqual({ traditional: null, simplified: undefined })
  })
})

describe('the language of the system', () => {
  it('is matched by script for Chinese, by language otherwise, and is English when none fits', () => {
    const wanted = [
      ['zh-CN'],
      ['zh'],
      ['zh-HK'],
      ['zh-TW'],
      ['zh-Hant-CN'],
      ['ja-JP'],
      ['en-GB'],
      ['fr', 'ja'],
      ['fr'],
      [],
    ]
    expect(wanted.map(systemLanguage)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-TW',
      'zh-TW',
      'zh-TW',
      'ja',
      'en',
      'ja',
      'en',
      'en',
    ])
  })
})
