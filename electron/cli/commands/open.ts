import { ok } from '../../../shared/result.ts'
import { type Command, fail, refused } from '../command.ts'
import { messageJson, messageLine } from '../output.ts'

export const open: Command = {
  usage: 'MESSAGE-ID [--password PASSWORD]',
  summary: 'opens a sealed or locked message; the sender of a sealed one is told',
  options: { password: { type: 'string' } },
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [id = ''], options, output }) {
    const password = typeof options.password === 'string' ? { password: options.password } : {}
    const opened = await session.client.call('openMessage', { id, ...password })
    if (!opened.ok) {
      if (opened.error.code === 'invalid-input')
        return fail('usage', 'A message id is a number, as history --json shows it.')
      return refused(opened.error)
    }
    const json = messageJson(opened.value, session.state())
    output.print(json, () => [messageLine(json)])
    return ok(undefined)
  },
}
