/** Queries as FTS5 expressions. Tokens are letters, digits and characters beyond ASCII only, so nothing a user types is syntax. */
import type { SearchFilter } from '../../../shared/model/search-filter.ts'
import { searchTerms } from '../../../shared/model/segment.ts'

type Has = NonNullable<SearchFilter['has']>[number]

/** What a message has, as tokens of the column `conversation` (text-index.ts); any of them fits. */
const HAS: Readonly<Record<Has, readonly string[]>> = {
  file: ['hf', 'hi'],
  image: ['hi'],
  folder: ['hd'],
  document: ['hf', 'hd'],
  link: ['hl'],
}

const anyOf = (tokens: readonly string[]): string => `(${tokens.map((token) => `"${token}"`).join(' OR ')})`

/**
 * `conversations`: the numbers of the chats, any of which fits. Undefined when there is nothing to search for: then every message fits, or,
 * if there were words that have no letters, none does.
 */
export function matchExpression(
  column: 'text' | 'name',
  words: string,
  conversations: readonly number[] | undefined,
  has: readonly Has[] = [],
): string | undefined {
  const terms = searchTerms(words).map(({ tokens, prefix }) => `"${tokens.join(' ')}"${prefix ? ' *' : ''}`)
  const facts = [
    ...(conversations === undefined ? [] : [anyOf(conversations.map((number) => `c${number}`))]),
    ...has.map((kind) => anyOf(HAS[kind])),
  ]
  const parts = [
    ...(facts.length === 0 ? [] : [`conversation : (${facts.join(' AND ')})`]),
    ...(terms.length === 0 ? [] : [`${column} : (${terms.join(' AND ')})`]),
  ]
  return parts.length === 0 ? undefined : parts.join(' AND ')
}
