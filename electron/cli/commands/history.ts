import { MAX_PAGE } from '../../../shared/api/contract.ts'
import type { Message } from '../../../shared/model/message.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, numberOption, refused } from '../command.ts'
import { findChat } from '../find-peer.ts'
import { messageJson, messageLine } from '../output.ts'

/** All of it is held in memory and printed at once. */
const MAX_LIMIT = 100_000

export const history: Command = {
  usage: 'PEER|GROUP [--limit N]',
  summary:
    'the newest N messages (50), oldest first; JSON: [{id,from,to,text,at,direction,state,kind,opened,encrypted,signature}]',
  options: { limit: { type: 'string' } },
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [wanted = ''], options, output }) {
    const limit = numberOption(options.limit, 'limit', { min: 1, max: MAX_LIMIT, fallback: 50 })
    if (!limit.ok) return limit
    const chat = findChat(session.state(), wanted)
    if (!chat.ok) return chat

    const pages: Message[][] = []
    let missing = Math.floor(limit.value)
    let before: string | undefined
    while (missing > 0) {
      const page = await session.client.call('pageMessages', {
        conversation: chat.value,
        limit: Math.min(missing, MAX_PAGE),
        ...(before === undefined ? {} : { before }),
      })
      if (!page.ok) return refused(page.error)
      const { messages, hasBefore } = page.value
      pages.push(messages)
      missing -= messages.length
      before = messages[0]?.id
      if (!hasBefore || before === undefined) break
    }
    const found = pages
      .reverse()
      .flat()
      .map((message) => messageJson(message, session.state()))
    output.print(found, () => found.map(messageLine))
    return ok(undefined)
  },
}
