import { expect, test } from 'vitest'
import { conversationSql } from '../../electron/host/store/conversations.ts'
import { openForWriting } from '../../electron/host/store/database.ts'
import { draftSql } from '../../electron/host/store/drafts.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { migrations } from '../../electron/host/store/sql.ts'

test('files that wait are found through the index of their chat', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  const plan = (sql: string): string[] =>
    raw
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
      .map(({ detail }) => detail)
  expect({ all: plan(draftSql.all), next: plan(draftSql.next), count: plan(conversationSql.all).at(-1) }).toEqual({
    all: [
      'SEARCH c USING COVERING INDEX sqlite_autoindex_conversation_1 (id=?)',
      'SEARCH d USING INDEX sqlite_autoindex_draft_file_1 (conversation=?)',
    ],
    next: ['SEARCH draft_file USING COVERING INDEX sqlite_autoindex_draft_file_1 (conversation=?)'],
    count: 'SEARCH d USING COVERING INDEX sqlite_autoindex_draft_file_1 (conversation=?)',
  })
})
