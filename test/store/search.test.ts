import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../shared/core/ports.ts'
import { segment } from '../../shared/model/segment.ts'
import { open } from './folder.ts'
import { incoming } from './samples.ts'

const holding = (...texts: readonly string[]): Store => {
  const { store } = open()
  for (const [index, text] of texts.entries()) store.addIncoming(incoming({ text, packetNo: String(index) }))
  return store
}

const found = (store: Store, text: string, conversation?: string): string[] =>
  store
    .search({ text, filter: { ...(conversation !== undefined && { chats: [conversation] }) }, limit: 50 })
    .messages.map((message) => message.text)

test.each([
  ['开', ['开会通知', '明天开会']],
  ['开会', ['开会通知', '明天开会']],
  ['会开', []],
  ['明天开会', ['明天开会']],
  ['会 明', ['明天开会']],
  ['设计v2', ['设计v2定稿']],
  ['设计v', ['设计v2定稿']],
  ['v2定', ['设计v2定稿']],
  ['rep', ['reported twice', 'the Report']],
  ['REPORT', ['reported twice', 'the Report']],
  ['port', []],
  ['the rep', ['the Report']],
  ['ｒｅｐｏｒｔ', ['reported twice', 'the Report']],
  ['パソコン', ['ﾊﾟｿｺﾝ']],
  ['ぱそ', ['ﾊﾟｿｺﾝ']],
  ['국어', ['한국어']],
  ['cafe', ['Café']],
  ['👍', ['好👍🏽']],
  ['𠮷', ['𠮷野家']],
  ['', []],
  ['!?"', []],
])('%j finds %j, newest first', (query, expected) => {
  const store = holding(
    '明天开会',
    '开会通知',
    '设计v2定稿',
    'the Report',
    'reported twice',
    'ﾊﾟｿｺﾝ',
    '한국어',
    'Café',
    '好👍🏽',
    '𠮷野家',
  )
  expect(found(store, query)).toEqual(expected)
})

test('results are paged from the newest, with a cursor', () => {
  const store = holding('好1', '好2', '坏', '好3', '好4')
  const first = store.search({ text: '好', limit: 2 })
  const second = store.search({ text: '好', before: first.messages.at(-1)?.id, limit: 2 })
  expect([first, second].map(({ messages, hasMore }) => [messages.map(({ text }) => text), hasMore])).toEqual([
    [['好4', '好3'], true],
    [['好2', '好1'], false],
  ])
})

test('a search in one chat finds nothing of the others', () => {
  const { store } = open()
  const peers = Array.from({ length: 12 }, (_, index) => `peer${index + 1}`)
  for (const peer of peers) store.addIncoming(incoming({ peer, text: `c1 c2 问候 ${peer}` }))
  expect([found(store, '问候', 'peer1'), found(store, 'c1', 'peer2'), found(store, '问候', 'nobody')]).toEqual([
    ['c1 c2 问候 peer1'],
    ['c1 c2 问候 peer2'],
    [],
  ])
})

test('a message that was changed by delivery or deletion leaves the index right', () => {
  const { store } = open()
  const { id } = store.addOutgoing({ peer: 'chen', text: '你好', at: 1 })
  store.setDelivery(id, { state: 'delivered', at: 2 }, 2)
  expect(found(store, '你好')).toEqual(['你好'])
  store.deleteMessage(id)
  expect(found(store, '你好')).toEqual([])
})

test('every part of a Chinese, Japanese or Korean text is found', () => {
  const cjk = fc.constantFrom(...'的一是不了在人有我他鸽子传书開關龍かなカナー한국어々〇𠮷𪚥')
  fc.assert(
    fc.property(fc.array(cjk, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (characters, a, b) => {
      const store = holding('别的', characters.join(''), '鸽')
      const from = a % characters.length
      const length = 1 + (b % (characters.length - from))
      expect(found(store, characters.slice(from, from + length).join(''))).toContain(characters.join(''))
      store.close()
    }),
    { numRuns: 150 },
  )
})

test('nothing that a user types is syntax: any query gives messages that hold its terms, and never an error', () => {
  const store = holding('alpha beta', 'NEAR gamma', '好的', 'text : alpha', 'OR NOT AND')
  const nasty = fc.string({
    unit: fc.constantFrom(...'"\'()*:^+-{},.\\;%_ ', 'NEAR', 'AND', 'OR', 'NOT', 'text', 'alpha', '好', '\0', '\ud800'),
    maxLength: 12,
  })
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (query) => {
      const tokens = segment(query).split(' ')
      for (const text of found(store, query)) {
        for (const token of tokens) expect(` ${segment(text)}`).toContain(` ${token}`)
      }
    }),
    { numRuns: 500 },
  )
  expect(found(store, 'OR')).toEqual(['OR NOT AND'])
  expect(found(store, '"alpha" OR "好"')).toEqual([])
  expect(found(store, 'text : alpha')).toEqual(['text : alpha'])
})
