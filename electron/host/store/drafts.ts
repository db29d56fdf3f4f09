/** Files that wait in the composers of chats: a handful of rows in all. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { DraftFile } from '../../../shared/core/draft-store.ts'
import type { Parts } from './parts.ts'

interface DraftRow extends Omit<DraftFile, 'files' | 'spooled'> {
  readonly files: number | null
  readonly spooled: number
}

/** The texts of the statements whose plans test/store/drafts.test.ts asserts. */
export const draftSql = {
  all: `SELECT d.path, d.name, d.kind, d.size, d.modified, d.files, d.spooled
    FROM conversation c JOIN draft_file d ON d.conversation = c.number WHERE c.id = ? ORDER BY d.position`,
  next: 'SELECT coalesce(max(position) + 1, 0) AS position FROM draft_file WHERE conversation = ?',
  spooled: 'SELECT path FROM draft_file WHERE spooled = 1',
} as const

export interface Drafts {
  draftFiles(conversation: string): DraftFile[]
  /** The chat exists. */
  replace(conversation: string, files: readonly DraftFile[]): void
  append(conversation: string, files: readonly DraftFile[]): void
  spooledPaths(): string[]
}

export function openDrafts(raw: Database.Database, parts: Parts): Drafts {
  const all = raw.prepare<[string], DraftRow>(draftSql.all)
  const next = raw.prepare<[number], { position: number }>(draftSql.next)
  const clear = raw.prepare<[number]>('DELETE FROM draft_file WHERE conversation = ?')
  const insert = raw.prepare<[number, number, string, string, string, number, number, number | null, number]>(
    'INSERT INTO draft_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const spooled = raw.prepare<[], { path: string }>(draftSql.spooled)

  const add = (chat: number, files: readonly DraftFile[]): void => {
    const from = next.get(chat)?.position ?? 0
    for (const [index, { path, name, kind, size, modified, files: count, spooled }] of files.entries()) {
      insert.run(chat, from + index, path, name, kind, size, modified, count ?? null, spooled ? 1 : 0)
    }
  }

  const files = (part: string): DraftFile[] =>
    all.all(part).map((row) => ({ ...row, files: row.files ?? undefined, spooled: row.spooled === 1 }))

  return {
    draftFiles: (conversation) => parts.ids(conversation).flatMap(files),
    replace(conversation, wanted) {
      const numbers = parts.numbers(conversation)
      // What waited in the chat of somebody who was merged into this one stays his.
      const places = new Map(
        parts.ids(conversation).flatMap((part, at) => files(part).map(({ path }) => [path, numbers[at]] as const)),
      )
      for (const number of numbers) {
        clear.run(number)
        add(
          number,
          wanted.filter(({ path }) => (places.get(path) ?? numbers[0]) === number),
        )
      }
    },
    append(conversation, added) {
      const [own] = parts.numbers(conversation)
      if (own !== undefined) add(own, added)
    },
    spooledPaths: () => spooled.all().map(({ path }) => path),
  }
}
