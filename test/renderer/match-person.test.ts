import { beforeAll, describe, expect, test } from 'vitest'
import { beginsWith, literalMarks, matchPerson, rank } from '../../renderer/logic/match-person.ts'
import { loadPinyin } from '../../renderer/logic/pinyin.ts'
import type { Peer } from '../../shared/model/peer.ts'

beforeAll(loadPinyin)

const person = (name: string, values: Partial<Peer> = {}): Peer => ({
  ...{ id: name, name, alias: '', group: '', user: '', host: '', address: '', port: 2425, client: '' },
  ...{ presence: 'online', lastHeard: 0, dialect: 'script' },
  ...values,
})

const marked = (name: string, query: string): string | undefined =>
  matchPerson(person(name), query)
    ?.marks.map(({ start, end }) => name.slice(start, end))
    .join('|')

describe('a person is found', () => {
  test.each([
    ['张三', 'zs', '张三'],
    ['张三', 'zhangsan', '张三'],
    ['张三', 'zhang', '张'],
    ['张三', 'zhangs', '张三'],
    ['张三', 'ＺＳ', '张三'],
    ['张三', '张s', '张三'],
    ['张三', 'san', '三'],
    ['张三', 'zh s', '张三'],
    ['单雄信', 'shan', '单'],
    ['单雄信', 'sxx', '单雄信'],
    ['曾国藩', 'zengguo', '曾国'],
    ['吕布', 'lvbu', '吕布'],
    ['欧阳 锋', 'oyf', '欧阳 锋'],
    ['西安', 'xian', '西安'],
    ['さとう', 'サト', 'さと'],
    ['ｻﾄｳ', 'さと', 'ｻﾄ'],
    ['Émile Zola', 'emile', 'Émile'],
    ['Wang Wu', 'wu', 'Wu'],
    ['Christopher', 'chsto', 'Ch|sto'],
  ])('%s by %s: %s is marked', (name, query, marks) => {
    expect(marked(name, query)).toBe(marks)
  })

  test.each([
    ['张三', 'lisi'],
    ['张三', 'zhangsi'],
    ['张三', 'sz'],
    ['Bob', 'bbo'],
    ['Bob', ' '],
  ])('%s is not meant by %s', (name, query) => {
    expect(matchPerson(person(name), query)).toBeUndefined()
  })

  test('letters as they are come before pinyin, the beginning before the middle, other fields before a guess', () => {
    const by = (peer: Peer, query: string) => matchPerson(peer, query)?.rank
    expect([
      by(person('zs'), 'zs'),
      by(person('Li Zs'), 'zs'),
      by(person('张三'), 'zs'),
      by(person('小张三'), 'zs'),
      by(person('王', { group: 'ZS' }), 'zs'),
      by(person('zxxsxxx'), 'zsx'),
    ]).toEqual([rank.start, rank.wordStart, rank.pinyinStart, rank.pinyinInside, rank.field, rank.scattered])
  })
})

test('marks in other texts are where the folded words stand', () => {
  const text = '研发ＡＢＣ · 192.168.1.7'
  expect(literalMarks(text, 'abc 168').map(({ start, end }) => text.slice(start, end))).toEqual(['ＡＢＣ', '168'])
})

test('a long name full of characters with many readings is decided at once', () => {
  const start = performance.now()
  matchPerson(person('单'.repeat(200)), `${'sd'.repeat(30)}q`)
  expect(performance.now() - start).toBeLessThan(500)
})

test('a list goes to the name that begins with what is typed, in letters or in pinyin', () => {
  const names = ['张三', '赵六', 'Alice', '营业部']
  const found = (typed: string): readonly string[] => names.filter((name) => beginsWith(name, typed))
  expect(['z', 'zs', 'zhao', '张', 'AL', 'y', 'san', 'lice', ''].map(found)).toEqual([
    ...[['张三', '赵六'], ['张三'], ['赵六'], ['张三'], ['Alice'], ['营业部'], [], [], []],
  ])
})
