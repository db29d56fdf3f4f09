import type { Channel } from '../../../shared/api/channel.ts'
import { consoleContract } from '../../../shared/api/console-contract.ts'
import type { ApiError } from '../../../shared/api/contract.ts'
import type { Result } from '../../../shared/result.ts'

type Answer = Result<unknown, ApiError>
type Call = (method: string, input: unknown) => Answer | Promise<Answer>

/** A console ends with the window or command line that opened it, however that ends: what it kept is not left behind. */
export function consoleEndsWith(channel: Channel, call: Call): Call {
  const sessions = new Set<number>()
  return (method, input) => {
    const answer = call(method, input)
    if (method !== 'openConsole') return answer
    return Promise.resolve(answer).then((result) => {
      const opened = result.ok ? consoleContract.openConsole.output.safeParse(result.value) : undefined
      if (opened?.success !== true) return result
      if (sessions.size === 0) {
        channel.onClose(() => {
          for (const session of sessions) void call('closeConsole', { session })
        })
      }
      sessions.add(opened.data.session)
      return result
    })
  }
}
