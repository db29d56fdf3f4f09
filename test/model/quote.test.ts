import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isQuoted, needlesOf, readQuote, snippetOf, withoutQuote, withQuote } from '../../shared/model/quote.ts'

test('an answer with its quote is lines that every program shows, and reads back as quote and answer', () => {
  const text = withQuote('张三', '图纸发你了\n\n第二行', '收到，谢谢')
  expect([text, readQuote(text)]).toEqual([
    '> 张三: 图纸发你了\n> 第二行\n收到，谢谢',
    { quote: { name: '张三', text: '图纸发你了\n第二行' }, answer: '收到，谢谢' },
  ])
})

test('quotes of IPMsg, with and without blanks, are read; an empty line below them belongs to nothing', () => {
  expect(
    ['>見積書は？\r\n>明日まで\n\n送りました', '＞はい\n了解', '> 李四：吃饭吗\n吃'].map((text) =>
      readQuote(text.replace(/\r/g, '')),
    ),
  ).toEqual([
    { quote: { name: undefined, text: '見積書は？\n明日まで' }, answer: '送りました' },
    { quote: { name: undefined, text: 'はい' }, answer: '了解' },
    { quote: { name: '李四', text: '吃饭吗' }, answer: '吃' },
  ])
})

test.each(['>_<', '>_<\n好累', '> 只有引用', '不是 > 引用', '', '>\n好', 'https://a/>\nb'])(
  '%j quotes nothing',
  (text) => {
    expect(readQuote(text)).toEqual({ quote: undefined, answer: text })
  },
)

test('what is quoted is short, without its own quote, in one place', () => {
  const long = '长'.repeat(500)
  expect([
    snippetOf('> 张三: 早\n早上好'),
    snippetOf(long).length,
    snippetOf('1\n2\n3\n4\n5'),
    withQuote('a:b\u202e', 'x', 'y'),
  ]).toEqual(['早上好', 161, '1\n2\n3\n4…', '> a b: x\ny'])
})

test('a quote finds its source by the words before the cut', () => {
  const source = `${'很长的一句话。'.repeat(60)}`
  const { quote } = readQuote(withQuote('李四', source, '好'))
  const needles = quote === undefined ? [] : needlesOf(quote)
  expect([
    needles.some((needle) => isQuoted(needle, source)),
    needles.some((needle) => isQuoted(needle, '别的')),
    isQuoted('ok', 'look here'),
  ]).toEqual([true, false, false])
})

const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.stringMatching(/^(?:[>＞ :a]{0,6}\n){0,9}x?$/))

test('any text is read without a throw, loses no answer, and is quoted in few lines', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { quote, answer } = readQuote(text)
      const snippet = snippetOf(text)
      expect([
        text.endsWith(answer),
        quote !== undefined || answer === text,
        withoutQuote(text) === answer,
        [...snippet].length <= 161,
        snippet.split('\n').length <= 4,
      ]).toEqual([true, true, true, true, true])
    }),
  )
})

test('lines without end are read in no time', () => {
  const started = performance.now()
  for (const text of ['>'.repeat(32_000), '> a\n'.repeat(8_000), `> ${'a'.repeat(31_000)}\nb`, '> a\n'.repeat(150)])
    readQuote(text)
  expect(performance.now() - started).toBeLessThan(200)
})
