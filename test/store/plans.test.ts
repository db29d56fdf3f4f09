import { expect, test } from 'vitest'
import { conversationSql } from '../../electron/host/store/conversations.ts'
import { openForWriting } from '../../electron/host/store/database.ts'
import { messageSql } from '../../electron/host/store/messages.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { partSql } from '../../electron/host/store/parts.ts'
import { placeSql } from '../../electron/host/store/places.ts'
import { searchSql } from '../../electron/host/store/search.ts'
import { migrations } from '../../electron/host/store/sql.ts'

const raw = openForWriting(':memory:')
migrate(raw, migrations)

const plan = (sql: string): string[] =>
  raw
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
    .map(({ detail }) => detail)

test('pages, repeats, the outbox and unread counts go through their index, without a scan or a sort', () => {
  const drafts = [
    'CORRELATED SCALAR SUBQUERY 1',
    'SEARCH d USING COVERING INDEX sqlite_autoindex_draft_file_1 (conversation=?)',
  ]
  expect({
    before: plan(messageSql.before),
    from: plan(messageSql.from),
    one: plan(messageSql.one),
    repeat: plan(messageSql.repeat),
    outbox: plan(messageSql.outbox),
    unread: plan(conversationSql.unread),
    firstUnread: plan(conversationSql.firstUnread),
    last: plan(conversationSql.last),
    newest: plan(conversationSql.newest),
    chat: plan(conversationSql.one),
    parts: plan(conversationSql.parts),
    partIds: plan(partSql),
  }).toEqual({
    before: [
      'SEARCH c USING INDEX sqlite_autoindex_conversation_1 (id=?)',
      'SEARCH m USING INDEX message_page (conversation=? AND rowid<?)',
    ],
    from: [
      'SEARCH c USING INDEX sqlite_autoindex_conversation_1 (id=?)',
      'SEARCH m USING INDEX message_page (conversation=? AND rowid>?)',
    ],
    one: ['SEARCH m USING INTEGER PRIMARY KEY (rowid=?)', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
    repeat: ['SEARCH message USING COVERING INDEX message_repeat (conversation=? AND repeat_key=? AND at>?)'],
    // The partial index holds the unfinished messages only, so a walk over it is what is wanted.
    outbox: ['SCAN m USING INDEX message_outbox', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
    unread: ['SEARCH message USING COVERING INDEX message_incoming (conversation=? AND rowid>?)'],
    firstUnread: ['SEARCH message USING COVERING INDEX message_incoming (conversation=? AND rowid>?)'],
    last: ['SEARCH message USING COVERING INDEX message_page (conversation=?)'],
    newest: ['SEARCH message USING COVERING INDEX message_page (conversation=?)'],
    chat: ['SEARCH conversation USING INDEX sqlite_autoindex_conversation_1 (id=?)', ...drafts],
    parts: ['SEARCH conversation USING INDEX conversation_within (within=?)', ...drafts],
    partIds: [
      ...['COMPOUND QUERY', 'LEFT-MOST SUBQUERY'],
      'SEARCH conversation USING INDEX sqlite_autoindex_conversation_1 (id=?)',
      ...['UNION ALL', 'SEARCH conversation USING INDEX conversation_within (within=?)'],
    ],
  })
})

test('a search walks the index of words from the newest hit and fetches its messages by id', () => {
  const byId = ['SEARCH m USING INTEGER PRIMARY KEY (rowid=?)']
  const [words, ...rest] = plan(searchSql.search)
  const [names, ...files] = plan(searchSql.files)
  // Between two ids, downwards.
  for (const index of [words, names]) expect(index).toMatch(/^SCAN f VIRTUAL TABLE INDEX \d+:.*[<>].*[<>]/)
  expect([rest, files]).toEqual([byId, byId])
})

test('a search by nothing but time and side walks over the messages of a window of ids', () => {
  expect(plan(searchSql.all)).toEqual(['SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'])
})

test('copies that are elsewhere are found at the ends of an index, however many there are', () => {
  const steps = Object.values(placeSql).flatMap((sql) =>
    raw
      .prepare<[{ from: string; end: string }], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all({ from: '/a/', end: '/a0' })
      .map(({ detail }) => detail),
  )
  const ofTable = steps.filter((step) => step.includes('transfer'))
  expect(ofTable.map((step) => step.replace(/ \(.*/, ''))).toEqual([
    'SEARCH transfer USING COVERING INDEX transfer_kept',
    'SEARCH transfer USING COVERING INDEX transfer_kept',
    'SEARCH transfer USING INDEX transfer_source',
    'SEARCH transfer USING INDEX transfer_source',
  ])
})
