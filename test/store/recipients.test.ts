import { expect, test } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { recipientSql } from '../../electron/host/store/recipients.ts'
import { migrations } from '../../electron/host/store/sql.ts'

test('an opening finds its message, and messages that leave no trace are found, through their index', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  const plan = (sql: string): string[] =>
    raw
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
      .map(({ detail }) => detail)
  expect([plan(recipientSql.sealed)[0], plan(recipientSql.fleeting)[0]]).toEqual([
    'SEARCH m USING INDEX message_sealed_out (packet_no=?)',
    'SCAN m USING INDEX message_fleeting',
  ])
})
