import { ok } from '../../../shared/result.ts'
import type { Command } from '../command.ts'
import { transferLine, transfersJson } from '../transfer-output.ts'

export const transfers: Command = {
  usage: '',
  summary: 'files on their way and the last ones; JSON: [{id,peer,direction,name,kind,size,done,state,path,reason}]',
  arguments: { min: 0, max: 0 },
  async run({ session, output }) {
    const latestFirst = session.state().transfers.toSorted((a, b) => b.at - a.at)
    const json = await transfersJson(session, latestFirst)
    if (!json.ok) return json
    output.print(json.value, () => json.value.map(transferLine))
    return ok(undefined)
  },
}
