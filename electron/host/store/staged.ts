/** Looks into a history that was made ready for taking over. */
import { openRaw } from './database.ts'
import { SHOWN_IN } from './parts.ts'

export interface StagedPerson {
  /** Id of the chat. */
  readonly key: string
  readonly user: string
  readonly host: string
  readonly name: string
  readonly messages: number
}

export interface StagedContents {
  readonly messages: number
  readonly from: number | undefined
  readonly until: number | undefined
  /** Most messages first. */
  readonly people: readonly StagedPerson[]
}

export function contentsOf(path: string): StagedContents {
  const raw = openRaw(path, { readonly: true })
  try {
    const {
      messages = 0,
      from = null,
      until = null,
    } = raw
      .prepare<[], { messages: number; from: number | null; until: number | null }>(
        'SELECT count(*) AS messages, min(at) AS "from", max(at) AS until FROM message',
      )
      .get() ?? {}
    const people = raw
      .prepare<[], StagedPerson>(
        `SELECT c.id AS key, coalesce(p.user, '') AS user, coalesce(p.host, '') AS host,
           coalesce(nullif(l.alias, ''), p.name, '') AS name, g.messages
         FROM (SELECT ${SHOWN_IN} AS id, sum(n.messages) AS messages
           FROM (SELECT conversation, count(*) AS messages FROM message GROUP BY conversation) n
           JOIN conversation c ON c.number = n.conversation GROUP BY 1) g
         JOIN conversation c ON c.id = g.id LEFT JOIN peer p ON p.id = c.id LEFT JOIN alias l ON l.peer = c.id
         ORDER BY g.messages DESC`,
      )
      .all()
    return { messages, from: from ?? undefined, until: until ?? undefined, people }
  } finally {
    raw.close()
  }
}
