import { expect, test } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { readingSql } from '../../electron/host/store/reading.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import type { Store } from '../../shared/core/ports.ts'
import { open } from './folder.ts'
import { incoming, START } from './samples.ts'

const receive = (store: Store, text: string, receivedAt: number, peer = 'chen'): string =>
  store.addIncoming(incoming({ peer, text, receivedAt, packetNo: `${peer} ${text} ${receivedAt}` }))?.id ?? 'repeat'

const HOUR = 3_600_000

test('the first message of a time is found by its time, also where an old one was stored late', () => {
  const { store } = open()
  const [first, second] = [receive(store, 'a', START), receive(store, 'b', START + HOUR)]
  const imported = receive(store, 'old', START - HOUR)
  receive(store, 'elsewhere', START, 'li')
  expect([
    [0, START - HOUR + 1, START + 1, START + HOUR + 1].map((at) => store.firstSince('chen', at)),
    store.firstSince('nobody', 0),
    store.hasMessages('chen', START + 1, START + HOUR),
    store.hasMessages('chen', START + 1, START + HOUR + 1),
  ]).toEqual([[imported, first, second, undefined], undefined, false, true])
})

test('stars are set and taken, listed newest first by chat and over all, and stay on a message that changes', () => {
  const { store } = open()
  const ids = ['a', 'b', 'c'].map((text, hour) => receive(store, text, START + hour * HOUR))
  const other = receive(store, 'd', START, 'li')
  store.setStarred([...ids, other, '999'], true)
  store.setStarred(['2'], false)
  const listed = (query: { conversation?: string; before?: string; limit: number }) => {
    const { messages, hasMore } = store.starred(query)
    return [messages.map(({ id }) => id), hasMore]
  }
  expect([
    listed({ limit: 2 }),
    listed({ limit: 2, before: '3' }),
    listed({ conversation: 'chen', limit: 9 }),
    store.message('1')?.starred,
    store.message('2')?.starred,
  ]).toEqual([[['4', '3'], true], [['1'], false], [['3', '1'], false], true, undefined])
})

test('a quote is remembered with the message and goes with it; what the draft answers is there until it is gone', () => {
  const { store } = open()
  const source = receive(store, '问题', START)
  const answer = store.addOutgoing({ peer: 'chen', text: '> 问题\n回答', at: START })
  store.saveQuote(answer.id, source)
  const quoting = store.setQuoting('chen', source)?.quoting?.text
  store.deleteMessage(source)
  const after = [store.quoteOf(answer.id), store.conversation('chen')?.quoting]
  store.deleteMessage(answer.id)
  expect([quoting, ...after, store.quoteOf(answer.id)]).toEqual(['问题', source, undefined, undefined])
})

test('a message read in another code page is found by its new words and no longer by the old ones', () => {
  const { store } = open()
  const file = { id: 0, size: 1, modified: 0, kind: 'file', attributes: 1, extended: [] } as const
  const id = store.addIncoming(incoming({ text: '偙傟', attachments: [{ ...file, name: '恀.txt' }] }))?.id ?? ''
  const as = { text: 'これは見積書', encoding: 'shift_jis', attachments: [{ ...file, name: '図.txt' }] } as const
  const [changed] = store.reread([{ id, ...as }])
  const hits = ['偙傟', '見積書'].map((text) => store.search({ text, limit: 5 }).messages.length)
  expect([
    changed?.text,
    changed?.encoding,
    changed?.attachments[0]?.name,
    hits,
    store.reread([{ id, ...as }]),
  ]).toEqual(['これは見積書', 'shift_jis', '図.txt', [0, 1], []])
})

test('a chosen code page stays, knows how far the past is read, and goes to whom a person turns out to be', () => {
  const { store } = open()
  receive(store, 'x', START)
  store.saveReading({ peer: 'chen', encoding: 'big5', before: '7' })
  store.saveReading({ peer: 'li', encoding: undefined, before: '9' })
  const begun = [store.readings(), store.rereadings()]
  store.saveReading({ peer: 'chen', encoding: 'big5', before: undefined })
  store.saveReading({ peer: 'li', encoding: undefined, before: undefined })
  const done = [store.readings(), store.rereadings()]
  store.mergePeers('chen', 'g:chen')
  expect([begun, done, store.readings(), store.rereadings().map(({ peer }) => peer)]).toEqual([
    [
      new Map([['chen', 'big5']]),
      [
        { peer: 'chen', encoding: 'big5', before: '7' },
        { peer: 'li', encoding: undefined, before: '9' },
      ],
    ],
    [new Map([['chen', 'big5']]), []],
    new Map([['g:chen', 'big5']]),
    ['g:chen'],
  ])
})

test('days, stars and datagrams go through their index, without a scan or a sort', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  const plan = (sql: string): string[] =>
    raw
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
      .map(({ detail }) => detail)
      .filter((detail) => !detail.startsWith('SCALAR') && !detail.includes('sqlite_autoindex_conversation'))
  expect(Object.fromEntries(Object.entries(readingSql).map(([name, sql]) => [name, plan(sql)]))).toEqual({
    firstSince: ['SEARCH message USING COVERING INDEX message_time (conversation=? AND at>?)'],
    hasMessages: ['SEARCH message USING COVERING INDEX message_time (conversation=? AND at>? AND at<?)'],
    starredOf: ['SEARCH m USING INDEX message_starred (conversation=? AND rowid<?)'],
    starred: ['SEARCH m USING INDEX message_starred_all (id<?)', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
    datagrams: ['SEARCH message USING INDEX message_incoming (conversation=? AND rowid<?)'],
  })
})
