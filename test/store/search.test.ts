import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { openMessages } from '../../electron/host/store/messages.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { openParts } from '../../electron/host/store/parts.ts'
import { openRecipients } from '../../electron/host/store/recipients.ts'
import { openSearch } from '../../electron/host/store/search.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { indexAll, openTextIndex } from '../../electron/host/store/text-index.ts'
import type { Store } from '../../shared/core/ports.ts'
import type { SearchFilter } from '../../shared/model/search-filter.ts'
import { segment } from '../../shared/model/segment.ts'
import type { Attachment } from '../../shared/protocol/index.ts'
import { open } from './folder.ts'
import { incoming, START } from './samples.ts'

// The clock stands: on a busy machine a page would end because its time is over, which has a test of its own.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

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
  const store = holding('别的', '鸽')
  let chats = 0
  fc.assert(
    fc.property(fc.array(cjk, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (characters, a, b) => {
      chats += 1
      const chat = `peer-${chats}`
      for (const text of ['别的', characters.join(''), '鸽'])
        store.addIncoming(incoming({ peer: chat, text, packetNo: text }))
      const from = a % characters.length
      const length = 1 + (b % (characters.length - from))
      expect(found(store, characters.slice(from, from + length).join(''), chat)).toContain(characters.join(''))
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

const attachment = (name: string, kind: Attachment['kind'] = 'file'): Attachment => ({
  ...{ id: 1, name, kind, size: 10, modified: 0, attributes: 1, extended: [] },
})
const DAY = 86_400_000

/** Two chats; ids rise with the times, but for the last message, which was taken over from an older history. */
function office(): Store {
  const { store } = open()
  const messages: [peer: string, text: string, day: number, ...Attachment[]][] = [
    ['zhang', '图纸在 https://wiki.example.com/a', 1],
    ['zhang', '图纸发你了', 2, attachment('设计图V2.dwg')],
    ['li', '照片', 3, attachment('IMG_1.JPG'), attachment('全部', 'folder')],
    ['li', '图纸和 \\\\server\\share\\图', 4],
    ['li', '很久以前的图纸', -300],
  ]
  for (const [index, [peer, text, day, ...attachments]] of messages.entries()) {
    const receivedAt = START + day * DAY
    store.addIncoming(incoming({ peer, text, packetNo: String(index), receivedAt, attachments }))
  }
  store.addOutgoing({ peer: 'zhang', text: '图纸收到了', at: START + 5 * DAY })
  return store
}

const texts = (store: Store, text: string, filter: SearchFilter): string[] =>
  store.search({ text, filter, limit: 50 }).messages.map((message) => message.text.slice(0, 6))

test('filters find by chat, side, what a message has, and time, with words and without', () => {
  const store = office()
  const since = START + 2 * DAY
  expect({
    ofZhang: texts(store, '图纸', { chats: ['zhang'], direction: 'in' }),
    own: texts(store, '', { direction: 'out' }),
    inBoth: texts(store, '图', { chats: ['zhang', 'li', 'nobody'] }),
    inNone: texts(store, '图', { chats: [] }),
    links: texts(store, '', { has: ['link'] }),
    images: texts(store, '', { has: ['image'] }),
    files: texts(store, '', { has: ['file'] }),
    documents: texts(store, '', { has: ['document'] }),
    folderAndImage: texts(store, '照', { has: ['folder', 'image'] }),
    between: texts(store, '', { since, until: since + DAY }),
    longAgo: texts(store, '图纸', { until: START }),
    nothing: texts(store, '', {}),
    onlySigns: texts(store, '!?', { chats: ['li'] }),
  }).toEqual({
    ofZhang: ['图纸发你了', '图纸在 ht'],
    own: ['图纸收到了'],
    inBoth: ['图纸收到了', '很久以前的图', '图纸和 \\\\', '图纸发你了', '图纸在 ht'],
    inNone: [],
    links: ['图纸和 \\\\', '图纸在 ht'],
    images: ['照片'],
    files: ['照片', '图纸发你了'],
    documents: ['照片', '图纸发你了'],
    folderAndImage: ['照片'],
    between: ['图纸发你了'],
    longAgo: ['很久以前的图'],
    nothing: [],
    onlySigns: [],
  })
})

test('files are found by name, received and sent, newest first and paged, until their message is deleted', () => {
  const store = office()
  const source = { path: '/x', modified: 0, files: undefined, spooled: false }
  const items = ['图1.png', '设计图 final.pdf'].map((name) => ({
    attachment: attachment(name),
    source,
    expiresAt: undefined,
  }))
  const sent = store.addOutgoing({ peer: 'li', text: '', at: START + 6 * DAY, items })
  const names = (text: string, filter: SearchFilter = {}, before?: string, limit = 9) => {
    const found = store.searchFiles({ text, filter, before, limit })
    return [found.files.map((file) => `${file.conversation}: ${file.attachment.name}`), found.next]
  }
  expect([
    names('图'),
    names('图', {}, undefined, 2),
    names('图', {}, `${sent.id}.0`),
    names('dwg'),
    names('final', { has: ['image'] }),
    names('', { has: ['image'] }),
    names('', { has: ['folder'], chats: ['li'] }),
    names('', {}),
  ]).toEqual([
    [['li: 设计图 final.pdf', 'li: 图1.png', 'zhang: 设计图V2.dwg'], undefined],
    [['li: 设计图 final.pdf', 'li: 图1.png'], `${sent.id}.0`],
    [['zhang: 设计图V2.dwg'], undefined],
    [['zhang: 设计图V2.dwg'], undefined],
    [[], undefined],
    [['li: 图1.png', 'li: IMG_1.JPG'], undefined],
    [['li: 全部'], undefined],
    [[], undefined],
  ])
  store.deleteMessage(sent.id)
  expect(names('图')).toEqual([['zhang: 设计图V2.dwg'], undefined])
})

test('a sealed message has no link to be found before it is opened', () => {
  const { store } = open()
  const message = store.addIncoming(incoming({ text: 'https://secret.example.com', sealed: true }))
  const links = (): string[] => texts(store, '', { has: ['link'] })
  expect(links()).toEqual([])
  store.openMessage(message?.id ?? '', START)
  expect(links()).toEqual(['https:'])
})

test('hits are counted, all of them and not only those of the page', () => {
  const store = holding(...Array.from({ length: 30 }, (_, index) => `第 ${index} 次`))
  const { messages, total } = store.search({ text: '次', limit: 5, count: true })
  expect([messages.length, total]).toEqual([5, { count: 30, more: false }])
})

test('a search ends when its time is over, and goes on from there until everything was looked at', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  raw.exec(`
    INSERT INTO conversation (id) VALUES ('chen');
    WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 40000)
    INSERT INTO message (conversation, direction, at, state, encoding, text)
    SELECT 1, CASE WHEN id % 9000 = 1 THEN 'out' ELSE 'in' END, id, 'received', 'utf-8', 'common' FROM ids;
    ${indexAll}`)
  let time = 0
  const parts = openParts(raw)
  const { toMessage } = openMessages(raw, openTextIndex(raw), openRecipients(raw), parts)
  // Each look at the clock finds a microsecond gone.
  const { search } = openSearch(raw, toMessage, parts, () => (time += 0.001))
  const found: string[] = []
  let answers = 0
  for (let before: string | undefined; answers < 9_999; ) {
    const answer = search({ text: 'common', filter: { direction: 'out' }, before, limit: 50 })
    answers++
    found.push(...answer.messages.map(({ id }) => id))
    before = answer.next
    if (!answer.hasMore) break
  }
  expect([found, answers]).toEqual([['36001', '27001', '18001', '9001', '1'], 3])
})

test('a history of the version before has its links, files and times in the index', () => {
  const raw = openForWriting(':memory:')
  const before = migrations.findIndex(({ sql }) => sql.includes('attachment_text'))
  migrate(raw, migrations, before)
  raw.exec(`
    INSERT INTO conversation (id) VALUES ('chen');
    INSERT INTO message (conversation, direction, at, state, encoding, flags, text) VALUES
      (1, 'in', 10, 'received', 'utf-8', 0, '看 https://example.com'), (1, 'in', 20, 'received', 'utf-8', 32, '图'),
      (1, 'in', 30, 'received', 'utf-8', 0, '平常的');
    INSERT INTO message_text (rowid, conversation, text) SELECT id, 'c1', segment(text) FROM message WHERE id < 3;
    INSERT INTO attachment VALUES (2, 0, 1, 'file', '图.png', 5, 0, 1, '[]');`)
  migrate(raw, migrations)
  const index = openTextIndex(raw)
  const parts = openParts(raw)
  const { search, searchFiles } = openSearch(raw, openMessages(raw, index, openRecipients(raw), parts).toMessage, parts)
  const ids = (text: string, filter: SearchFilter): string[] =>
    search({ text, filter, limit: 9 }).messages.map(({ id }) => id)
  expect([
    index.isBehind,
    ids('看', { has: ['link'] }),
    ids('', { has: ['image'] }),
    ids('平常', {}),
    ids('', { since: 20, until: 30 }),
    searchFiles({ text: 'png', limit: 9 }).files.map(({ message }) => message),
  ]).toEqual([false, ['1'], ['2'], ['3'], ['2'], ['2']])
})
