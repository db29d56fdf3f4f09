import { MAX_PAGE } from '../../../shared/api/contract.ts'
import type { Message } from '../../../shared/model/message.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, numberOption, refused } from '../command.ts'
import { messageJson, messageLine } from '../output.ts'

const MAX_LIMIT = 100_000

export const search: Command = {
  usage: 'TEXT [--limit N]',
  summary: 'the newest N messages (50) with all these words, oldest first; JSON: as history, and peer (an id)',
  options: { limit: { type: 'string' } },
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [text = ''], options, output }) {
    const limit = numberOption(options.limit, 'limit', { min: 1, max: MAX_LIMIT, fallback: 50 })
    if (!limit.ok) return limit

    const newestFirst: Message[] = []
    let missing = Math.floor(limit.value)
    while (missing > 0) {
      const before = newestFirst.at(-1)?.id
      const page = await session.client.call('searchMessages', {
        text,
        limit: Math.min(missing, MAX_PAGE),
        ...(before === undefined ? {} : { before }),
      })
      if (!page.ok) return refused(page.error)
      newestFirst.push(...page.value.messages)
      missing -= page.value.messages.length
      if (!page.value.hasMore || page.value.messages.length === 0) break
    }
    const found = newestFirst
      .reverse()
      .map((message) => ({ ...messageJson(message, session.state()), peer: message.conversation }))
    output.print(found, () => found.map(messageLine))
    return ok(undefined)
  },
}
