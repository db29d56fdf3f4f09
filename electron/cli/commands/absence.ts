import { ok } from '../../../shared/result.ts'
import { type Command, fail, refused } from '../command.ts'
import { visible } from '../output.ts'

/** The contract's own. */
const MAX_CHARACTERS = 200

export const absence: Command = {
  usage: 'TEXT|off',
  summary: 'away with a text, which who writes gets as an answer, or back; JSON: {absence}',
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [text = ''], output }) {
    if (text.length > MAX_CHARACTERS)
      return fail('usage', `The text is too long: at most ${MAX_CHARACTERS} characters.`)
    const set = await session.client.call('setAbsence', text === 'off' ? {} : { text })
    if (!set.ok) return refused(set.error)
    output.print({ absence: text === 'off' ? null : text }, () => [text === 'off' ? 'back' : `away: ${visible(text)}`])
    return ok(undefined)
  },
}
