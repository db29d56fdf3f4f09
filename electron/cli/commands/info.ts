import { setTimeout as delay } from 'node:timers/promises'
import { traits } from '../../../shared/model/dialect.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, refused, type Session } from '../command.ts'
import { findPeer } from '../find-peer.ts'
import { visible } from '../output.ts'

/** Programs answer within milliseconds, or never. */
const WAIT = 1_000
const ASK_AGAIN = 50

export const info: Command = {
  usage: 'PEER',
  summary:
    'what is known of a person’s program, which is asked for it; JSON: {id,name,address,online,client,dialect,version,info,encoding,absence,capabilities,fingerprint,pinned,trust}',
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [wanted = ''], output }) {
    const peer = findPeer(session.state().peers, wanted)
    if (!peer.ok) return peer
    const { id } = peer.value
    await ask(session, id)
    const facts = await session.client.call('personFacts', { peer: id })
    if (!facts.ok) return refused(facts.error)
    const { dialect, version, encoding } = facts.value
    const { name, address, client, presence, absence, info = '' } = current(session, id) ?? peer.value
    const { datagram, faces, pictures, reads, ...can } = traits[dialect]
    const capabilities = [
      ...(['sealed', 'locked', 'absence', 'signals', 'recipients', 'hostList'] as const).filter((name) => can[name]),
      `faces:${faces}`,
      `pictures:${pictures}`,
      `datagram:${datagram}`,
    ]
    const keys = await session.client.call('personKeys', { peer: id })
    if (!keys.ok) return refused(keys.error)
    const { pinned, offered } = keys.value
    const { trust = 'plain' } = current(session, id) ?? peer.value
    const online = presence !== 'offline'
    const json = {
      id,
      name,
      address,
      online,
      client,
      dialect,
      version,
      info,
      encoding: reads ?? encoding,
      absence: absence ?? null,
      capabilities,
      fingerprint: (offered ?? pinned)?.fingerprint ?? null,
      pinned: pinned !== undefined && offered === undefined,
      trust,
    }
    output.print(json, () => [
      `${visible(name)} (${id})`,
      `program   ${visible(client) || 'unknown'}, ${dialect}${info === '' ? '' : `, says ${visible(info)}`}`,
      `version   ${visible(version)}`,
      `reads     ${json.encoding}`,
      `knows     ${capabilities.join(' ')}`,
      `key       ${pinned === undefined ? 'none' : `${(offered ?? pinned).fingerprint}, ${offered === undefined ? 'kept' : 'not the kept one'}`}`,
      `messages  ${trust}`,
      ...(absence === undefined ? [] : [`away      ${visible(absence)}`]),
    ])
    return ok(undefined)
  },
}

const current = (session: Session, id: string): Peer | undefined => session.state().peers.find((one) => one.id === id)

/** Until his program has answered, or for a moment. */
async function ask(session: Session, id: string): Promise<void> {
  const before = current(session, id)?.info
  const asked = await session.client.call('askPerson', { peer: id })
  if (!asked.ok || before !== undefined) return
  const until = performance.now() + WAIT
  while (current(session, id)?.info === undefined && performance.now() < until) await delay(ASK_AGAIN)
}
