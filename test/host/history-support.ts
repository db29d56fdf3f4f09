/** A host whose history is worked on: jobs that are waited for, files on disk, and the rows of a database. */
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { tablesOf } from '../../electron/host/store/tables.ts'
import { type Client, connect } from '../../shared/api/connect.ts'
import type { MethodInput } from '../../shared/api/contract.ts'
import type { HistoryJob } from '../../shared/model/history.ts'
import { channelPair } from '../core/channel-pair.ts'
import type { OpenedHost } from './support.ts'

type Starting =
  | 'exportHistory'
  | 'createBackup'
  | 'inspectHistory'
  | 'importHistory'
  | 'removeImport'
  | 'clearConversation'
  | 'compactHistory'
  | 'applyRetention'

/** Starts a job and waits for its end. */
export async function job<M extends Starting>(client: Client, method: M, input: MethodInput<M>): Promise<HistoryJob> {
  const started = await client.call(method, input)
  if (!started.ok) throw new Error(`${method}: ${started.error.code} ${started.error.detail ?? ''}`)
  return over(client, started.value.job)
}

export async function over(client: Client, id: string): Promise<HistoryJob> {
  let last: HistoryJob | undefined
  await expect
    .poll(
      async () => {
        const asked = await client.call('historyJob', { id })
        if (asked.ok) last = asked.value
        return asked.ok ? asked.value.state : asked.error.code
      },
      { timeout: 20_000, interval: 20 },
    )
    .not.toBe('running')
  if (last === undefined) throw new Error('a job that nobody knows')
  return last
}

/** The same as the user of the computer: he may name files. */
export function ownerOf({ host }: OpenedHost): Client {
  const { view, host: end } = channelPair()
  host.serve(end, { owner: true })
  return connect(view)
}

export async function tokenOf(owner: Client, path: string, as: 'offer' | 'target' = 'offer'): Promise<string> {
  const staged = await owner.call('stagePaths', { paths: [path], as })
  if (!staged.ok) throw new Error(`${staged.error.code} ${path}`)
  return staged.value.items[0]?.token ?? ''
}

/** Where a file is to go, for the methods that make one. */
export const place = async (owner: Client, path: string) => ({
  to: await tokenOf(owner, dirname(path), 'target'),
  saveAs: basename(path),
})

/** Every row of every table, as text; the database may be open elsewhere. */
export function rowsOf(path: string): Readonly<Record<string, readonly string[]>> {
  const raw = new Database(path, { readonly: true })
  try {
    return Object.fromEntries(
      tablesOf(raw).map(({ name }) => [
        name,
        raw
          .prepare(`SELECT * FROM "${name}" ORDER BY rowid`)
          .all()
          .map((row) => JSON.stringify(row)),
      ]),
    )
  } finally {
    raw.close()
  }
}

/** Every word of the search index with its place, as text, and the times that it knows: what any search can find. */
export function wordsOf(path: string): Readonly<Record<(typeof indexes)[number] | 'message_span', readonly string[]>> {
  const raw = new Database(path, { readonly: true })
  const all = (sql: string): readonly string[] =>
    raw
      .prepare(sql)
      .all()
      .map((row) => JSON.stringify(row))
  try {
    const [messages, attachments] = indexes.map((name) => {
      raw.exec(`CREATE VIRTUAL TABLE temp.words_${name} USING fts5vocab(main, ${name}, 'instance')`)
      return all(`SELECT doc, col, "offset", term FROM words_${name} ORDER BY 1, 2, 3, 4`)
    })
    return {
      message_text: messages ?? [],
      attachment_text: attachments ?? [],
      message_span: all('SELECT * FROM message_span ORDER BY 1'),
    }
  } finally {
    raw.close()
  }
}
const indexes = ['message_text', 'attachment_text'] as const

export const databaseOf = ({ data }: { readonly data: string }): string => join(data, 'gezi.db')
export const textOf = (path: string): Promise<string> => readFile(path, 'utf8')
