/** Queries as FTS5 expressions. Tokens are letters, digits and characters beyond ASCII only, so nothing a user types is syntax. */
import { searchTerms } from '../../../shared/model/segment.ts'

/** The token of a chat in the column `conversation` of the index. */
const conversationToken = (number: number): string => `c${number}`

/** Undefined when there is nothing to search for. */
export function matchExpression(query: string, conversation: number | undefined): string | undefined {
  const terms = searchTerms(query).map(({ tokens, prefix }) => `"${tokens.join(' ')}"${prefix ? ' *' : ''}`)
  if (terms.length === 0) return undefined
  const text = `text : (${terms.join(' AND ')})`
  return conversation === undefined ? text : `conversation : "${conversationToken(conversation)}" AND ${text}`
}
