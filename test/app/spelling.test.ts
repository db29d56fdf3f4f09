import { expect, test } from 'vitest'
import { type SpellingPlace, spellingHere } from '../../electron/app/spelling-languages.ts'

const here = (change: Partial<SpellingPlace>): SpellingPlace => ({
  platform: 'win32',
  available: ['de', 'en-AU', 'en-GB', 'en-US', 'fr'],
  files: [],
  preferred: ['en-GB'],
  ...change,
})

test('macOS checks by itself', () => {
  expect(spellingHere(here({ platform: 'darwin' }), 'ja')).toEqual({ by: 'system' })
})

test('Windows checks in the languages of its user, and in English: as he writes it, and between Chinese and Japanese', () => {
  const offered = (preferred: readonly string[]) => {
    const spelling = spellingHere(here({ preferred }), 'en')
    return spelling.by === 'languages' ? spelling.languages : []
  }
  expect([offered(['zh-Hans-CN']), offered(['fr-CA', 'en-US'])]).toEqual([
    ['en-AU', 'en-GB', 'en-US'],
    ['en-AU', 'en-GB', 'en-US', 'fr'],
  ])
  const usual = (preferred: readonly string[], window: 'en' | 'ja' | 'zh-CN') => {
    const spelling = spellingHere(here({ preferred }), window)
    return spelling.by === 'languages' ? spelling.usual : spelling.by
  }
  expect([
    usual(['en-GB', 'en-US'], 'en'),
    usual(['en-NZ', 'de-DE'], 'en'),
    usual(['zh-Hans-CN', 'en-AU'], 'zh-CN'),
    usual(['ja-JP'], 'ja'),
  ]).toEqual(['en-GB', 'en-US', 'en-AU', 'en-US'])
})

test('Linux checks only with dictionaries that somebody put there', () => {
  const linux = (files: readonly string[]) => spellingHere(here({ platform: 'linux', files }), 'en')
  expect([
    linux([]),
    linux(['README', 'en-US.dic', 'xx-XX-1-0.bdic']),
    linux(['en-US-10-1.bdic', 'de-3-0.bdic']),
    linux(['fr-1-0.bdic']),
  ]).toEqual([
    { by: 'none' },
    { by: 'none' },
    { by: 'languages', languages: ['de', 'en-US'], usual: 'en-US' },
    { by: 'languages', languages: ['fr'], usual: 'fr' },
  ])
})
