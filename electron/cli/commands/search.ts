import { MAX_PAGE } from '../../../shared/api/contract.ts'
import type { Message } from '../../../shared/model/message.ts'
import { resolveQuery } from '../../../shared/model/search-filter.ts'
import { type Day, parseQuery } from '../../../shared/model/search-query.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, fail, numberOption, refused } from '../command.ts'
import { messageJson, messageLine, visible } from '../output.ts'

const MAX_LIMIT = 100_000
/** The contract's limit for words. */
const LONGEST = 200

const startOf = ({ year, month, day }: Day): number => new Date(year, month - 1, day).getTime()

export const search: Command = {
  usage: 'TEXT [--limit N]',
  summary:
    'the newest N messages (50) with all these words, oldest first; filters in TEXT as in the window: from:"NAME" in:"NAME" has:file|image|link|folder before:2026-11-20 after: on:; JSON: as history, and peer (an id)',
  options: { limit: { type: 'string' } },
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [text = ''], options, output }) {
    const limit = numberOption(options.limit, 'limit', { min: 1, max: MAX_LIMIT, fallback: 50 })
    if (!limit.ok) return limit
    const now = new Date()
    const today = { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() }
    const parsed = parseQuery(text, today)
    const unfinished = parsed.filters.find((filter) => filter.kind === 'unfinished')
    if (unfinished !== undefined) {
      return fail('usage', `${visible(text.slice(unfinished.start, unfinished.end))} is no filter (--help lists them).`)
    }
    const { words, filter, unknown } = resolveQuery(parsed, session.state().peers, startOf)
    const [nobody] = unknown
    if (nobody !== undefined) return fail('peer', `Nobody here is called ${visible(nobody)}; "peers" lists everybody.`)

    const newestFirst: Message[] = []
    let before: string | undefined
    do {
      const page = await session.client.call('searchMessages', {
        text: words.slice(0, LONGEST),
        filter,
        limit: Math.min(Math.floor(limit.value) - newestFirst.length, MAX_PAGE),
        ...(before === undefined ? {} : { before }),
      })
      if (!page.ok) return refused(page.error)
      newestFirst.push(...page.value.messages)
      before = page.value.next
    } while (before !== undefined && newestFirst.length < Math.floor(limit.value))
    const found = newestFirst
      .reverse()
      .map((message) => ({ ...messageJson(message, session.state()), peer: message.conversation }))
    output.print(found, () => found.map(messageLine))
    return ok(undefined)
  },
}
