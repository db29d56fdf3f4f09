import { expect, test } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { removalSql } from '../../electron/host/store/removal.ts'
import { migrations } from '../../electron/host/store/sql.ts'

test('what is due, and what came with an import, is walked through an index, never through the table', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  const plan = (sql: string): string[] =>
    raw
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
      .map(({ detail }) => detail)
  const steps = [...plan(removalSql.due), ...plan(removalSql.imported)]
  expect(steps.filter((step) => /^SCAN/.test(step) || step.includes('TEMP B-TREE'))).toEqual([])
  expect(steps).toContainEqual(expect.stringContaining('message_page (conversation=? AND rowid>?)'))
})
