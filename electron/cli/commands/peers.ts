import { ok } from '../../../shared/result.ts'
import type { Command } from '../command.ts'
import { peerJson, peerLine } from '../output.ts'

export const peers: Command = {
  usage: '',
  summary: 'everybody known, those who are there first; JSON: [{id,name,group,user,host,address,client,online}]',
  arguments: { min: 0, max: 0 },
  async run({ session, output }) {
    const everybody = session
      .state()
      .peers.map(peerJson)
      .sort((a, b) => Number(b.online) - Number(a.online) || compare(a.name, b.name) || compare(a.id, b.id))
    output.print(everybody, () => everybody.map(peerLine))
    return ok(undefined)
  },
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
