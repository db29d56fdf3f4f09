import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveQuery } from '../../shared/model/search-filter.ts'
import { type Day, parseQuery, periodOf, withFilter, withoutFilter } from '../../shared/model/search-query.ts'

const today: Day = { year: 2026, month: 11, day: 20 }
const startOf = ({ year, month, day }: Day): number => Date.UTC(year, month - 1, day)

const peer = (id: string, name: string, alias = '') => ({ id, name, alias, user: id, host: '', address: '' })
const peers = [peer('zhang', '张 三'), peer('zhang2', '张三'), peer('li', '李四', '老李'), peer('wang', 'Wang Wu')]

const resolved = (text: string) => {
  const { asks: _asks, ...rest } = resolveQuery(parseQuery(text, today), peers, startOf)
  return rest
}

describe('what is typed', () => {
  test.each([
    ['图纸', '图纸', {}],
    ['from:"张 三" 图纸', '图纸', { chats: ['zhang'], direction: 'in' }],
    ['图纸 来自：张三', '图纸', { chats: ['zhang2'], direction: 'in' }],
    ['差出人:李', '', { chats: ['li'], direction: 'in' }],
    ['from:me in:wang', '', { chats: ['wang'], direction: 'out' }],
    ['from:我', '', { direction: 'out' }],
    ['from:me from:老李', '', { chats: ['li'] }],
    ['from:李四 in:wang', '', { chats: [], direction: 'in' }],
    ['has:file has:图片 链接', '链接', { has: ['file', 'image'] }],
    ['含む:リンク', '', { has: ['link'] }],
    ['before:2026-11-20', '', { until: Date.UTC(2026, 10, 20) }],
    ['after:2026/11', '', { since: Date.UTC(2026, 11, 1) }],
    ['on:today', '', { since: Date.UTC(2026, 10, 20), until: Date.UTC(2026, 10, 21) }],
    ['日期:昨天', '', { since: Date.UTC(2026, 10, 19), until: Date.UTC(2026, 10, 20) }],
    ['after:2024 before:2026', '', { since: Date.UTC(2025, 0, 1), until: Date.UTC(2026, 0, 1) }],
    ['https://example.com/a:b', 'https://example.com/a:b', {}],
    ['12:30 上午 in', '12:30 上午 in', {}],
    ['has:every from: on:never 会议', '会议', {}],
  ])('%j asks for %j with %j', (text, words, filter) => {
    expect(resolved(text)).toEqual({ words, filter, unknown: [] })
  })

  test('a name that fits nobody is told, and nothing can be found with it', () => {
    expect(resolved('from:诸葛')).toEqual({ words: '', filter: { chats: [], direction: 'in' }, unknown: ['诸葛'] })
  })

  test.each([
    ['2026-02', { year: 2026, month: 2, day: 1 }, { year: 2026, month: 3, day: 1 }],
    ['20261105', { year: 2026, month: 11, day: 5 }, { year: 2026, month: 11, day: 6 }],
    ['2026年11月5日', { year: 2026, month: 11, day: 5 }, { year: 2026, month: 11, day: 6 }],
    ['１１-５', { year: 2026, month: 11, day: 5 }, { year: 2026, month: 11, day: 6 }],
  ])('%s is a span of days', (text, first, next) => {
    expect(periodOf(text, today)).toEqual({ first, next })
  })

  test.each(['2026-13', '2026-00-01', '99999', '1', 'soon', '2026-11-32'])('%s is no date', (text) => {
    expect(periodOf(text, today)).toBeUndefined()
  })
})

describe('chips', () => {
  test('a filter is written at the end, in quotes where it needs them, and taken out again without a trace', () => {
    const written = withFilter('图纸 ', 'from', '张 三')
    const [filter] = parseQuery(written, today).filters
    expect([written, filter && withoutFilter(written, filter)]).toEqual(['图纸 from:"张 三" ', '图纸'])
  })

  test('every name that is written as a filter is read back as it was, but for quotes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
        fc.string({ maxLength: 20 }),
        (name, words) => {
          const filters = parseQuery(withFilter(words.replaceAll(/[:："“”「」『』]/g, ''), 'in', name), today).filters
          const value = name.replace(/["“”「」『』]/gu, '').trim()
          expect(filters.map((filter) => filter.value)).toEqual([value])
        },
      ),
    )
  })
})

test('nothing that is typed throws, and no word is both a filter and a word', () => {
  const part = fc.constantFrom(
    'from',
    'has',
    'on',
    '来自',
    ':',
    '：',
    '"',
    '「',
    '」',
    ' ',
    'image',
    '2026-1-1',
    '张',
    '\ud800',
    '\0',
  )
  const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: part, maxLength: 30 }))
  fc.assert(
    fc.property(typed, (text) => {
      const { words, filters } = parseQuery(text, today)
      resolveQuery({ words, filters }, peers, startOf)
      const without = filters.toReversed().reduce(withoutFilter, text)
      expect(words.replace(/\s+/g, '').length).toBeLessThanOrEqual(without.replace(/\s+/g, '').length)
    }),
    { numRuns: 2_000 },
  )
})
