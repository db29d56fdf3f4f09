import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highlights, searchTerms, segment } from '../../shared/model/segment.ts'

test.each([
  ['你好，世界！', '你 好 世 界'],
  ['设计v2稿', '设 计 wv2 稿'],
  ['Quarterly REPORT: 10.5%', 'wquarterly wreport w10 w5'],
  ['ＡＢＣ１２３', 'wabc123'],
  ['カタカナ ひらがな', 'か た か な ひ ら が な'],
  ['ﾊﾟｿｺﾝ ﾃﾞｰﾀ', 'ぱ そ こ ん で ー た'],
  ['한국어', '한 국 어'],
  ['\u1112\u1161\u11ab', '한'],
  ['Café naïve Ünïcode', 'wcafe wnaive wunicode'],
  ['e\u0301te\u0301', 'wete'],
  ['か\u3099', 'が'],
  ['ﬁn ㍿ ℃', 'wfin 株 式 会 社 wc'],
  ['ΟΔΟΣ οδος', 'wοδοσ wοδοσ'],
  ['Привет', 'wпривет'],
  ['好的👍🏽 👨‍👩‍👧', '好 的 👍 👨 👩 👧'],
  ['𠮷野家 𰀀', '𠮷 野 家 𰀀'],
  ['人々〇ー', '人 々 〇 ー'],
  ['re\u200bport \u202eabc', 'wreport wabc'],
  ['\ue000\uf8ff', '\ue000 \uf8ff'],
  ['" * ( ) : ^ - NEAR', 'wnear'],
  ['\ud800x\udc00', 'wx'],
  ['  \u3000\n', ''],
])('%j becomes the tokens %j', (text, tokens) => {
  expect(segment(text)).toBe(tokens)
})

test('a word longer than 64 units is found by its beginning', () => {
  expect(segment('x'.repeat(100))).toBe(`w${'x'.repeat(64)}`)
  expect(highlights('x'.repeat(100), 'x'.repeat(80))).toEqual([{ start: 0, end: 64 }])
})

test('a query is split at blanks of every kind; a term ends in a prefix when it ends in a word', () => {
  expect(searchTerms('设计v2\u3000rep  你好 rep !!')).toEqual([
    { tokens: ['设', '计', 'wv2'], prefix: true },
    { tokens: ['wrep'], prefix: true },
    { tokens: ['你', '好'], prefix: false },
  ])
})

test('a query of any length has at most 16 terms', () => {
  expect(searchTerms(Array.from({ length: 500 }, (_, index) => `word${index}`).join(' '))).toHaveLength(16)
})

const shown = (text: string, query: string): string[] =>
  highlights(text, query).map(({ start, end }) => text.slice(start, end))

test.each([
  ['明天开会，别忘了', '开会', ['开会']],
  ['好，世界', '好世', ['好，世']],
  ['the Report is reported', 'rep', ['Rep', 'rep']],
  ['看ＡＢＣ和abc', 'ab', ['ＡＢ', 'ab']],
  ['新しいﾊﾟｿｺﾝです', 'パソコン', ['ﾊﾟｿｺﾝ']],
  ['㍿鸽子', '会社鸽', ['㍿鸽']],
  ['㍿鸽子', '会', ['㍿']],
  ['cafe\u0301 au lait', 'café', ['cafe\u0301']],
  ['设计v2定稿 v2', '设计v2', ['设计v2']],
  ['👍好👍🏽', '👍', ['👍', '👍']],
  ['aaa', 'a aa', ['aaa'.slice(0, 2)]],
  ['nothing here', 'else', []],
  ['text', '!!', []],
  ['한국어 문서', '국어', ['국어']],
])('in %j the query %j lights up %j', (text, query, expected) => {
  expect(shown(text, query)).toEqual(expected)
})

test('ranges that touch or overlap are one', () => {
  expect(highlights('甲乙丙丁', '甲乙 乙丙 丁')).toEqual([{ start: 0, end: 4 }])
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'设计v2 カﾀﾞ ｶ゙é\u0301㍿ﬁ👍🏽,.한\u1112\u1161'), maxLength: 40 }),
)

test('tokens hold nothing that could be syntax of the search engine', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(segment(text)).toMatch(/^(?:[a-z0-9\u0080-\u{10ffff}]+(?: [a-z0-9\u0080-\u{10ffff}]+)*)?$/u)
    }),
  )
})

test('folding is the same for text that was folded before', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = segment(text)
      const again = segment(once.replaceAll(/(^| )w/g, '$1'))
      expect(again).toBe(once)
    }),
  )
})

test('highlights are in order, apart, inside the text and never split a surrogate pair', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, query) => {
      let previous = -1
      for (const { start, end } of highlights(text, query)) {
        expect(start).toBeGreaterThan(previous)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        expect(text.slice(start, end).isWellFormed() || !text.isWellFormed()).toBe(true)
        previous = end
      }
    }),
  )
})

test('a text that holds the query is lit up, whatever the form of both', () => {
  const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'设计鸽が비カÀ'), minLength: 1, maxLength: 8 }),
      fc.constantFrom(...forms),
      fc.constantFrom(...forms),
      (words, left, right) => {
        expect(highlights(words.normalize(left), words.normalize(right))).toEqual([
          { start: 0, end: words.normalize(left).length },
        ])
      },
    ),
  )
})
