import { SettingsPatch } from '../../../shared/model/settings.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, fail, refused } from '../command.ts'
import { visible } from '../output.ts'

const keys = Object.keys(SettingsPatch.shape)

export const set: Command = {
  usage: 'KEY VALUE',
  summary: `changes a setting (lists with commas): ${keys.join(', ')}`,
  arguments: { min: 2, max: 2 },
  async run({ session, arguments: [key = '', text = ''], output }) {
    if (!keys.includes(key)) return fail('usage', `There is no setting ${key}; there are ${keys.join(', ')}.`)
    const patch = readings(text)
      .map((value) => SettingsPatch.safeParse({ [key]: value }))
      .find((parsed) => parsed.success)
    if (patch === undefined) return fail('refused', `${key} cannot be ${JSON.stringify(text)}.`)
    const saved = await session.client.call('setSettings', patch.data)
    if (!saved.ok) return refused(saved.error)
    output.print(saved.value, () =>
      Object.entries(saved.value)
        .filter(([name]) => name === key)
        .map(([name, value]) => `${name} = ${visible(JSON.stringify(value))}`),
    )
    return ok(undefined)
  },
}

/** What the words on the command line may mean: a text, a number, yes or no, JSON, a list. The setting knows which. */
const readings = (text: string): readonly unknown[] => [
  text,
  ...(/^\d+$/.test(text) ? [Number(text)] : []),
  ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  ...(text.startsWith('{') ? [json(text)] : []),
  text.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()])),
]

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
