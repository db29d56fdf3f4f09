import { MAX_TEXT } from '../../../shared/api/contract.ts'
import { type Group, GroupNumber } from '../../../shared/model/group.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, fail, refused } from '../command.ts'
import { findGroup, findPeer } from '../find-peer.ts'
import { messageJson, messageLine, visible } from '../output.ts'

export const groups: Command = {
  usage: '',
  summary:
    "FeiQ's groups; JSON: [{group,name,introduction,notice,state,members}]; everybody on the network can read them",
  arguments: { min: 0, max: 0 },
  async run({ session, output }) {
    const all = session.state().groups.map(groupJson)
    output.print(all, () => all.map(groupLine))
    return ok(undefined)
  },
}

export const groupSend: Command = {
  usage: 'GROUP TEXT',
  summary: 'says something in a group; nobody acknowledges it',
  arguments: { min: 2, max: 2 },
  async run({ session, arguments: [wanted = '', text = ''], output }) {
    if (text.length > MAX_TEXT) return fail('refused', 'The text is too long.')
    const group = findGroup(session.state().groups, wanted)
    if (!group.ok) return group
    const sent = await session.client.call('groupSend', { group: group.value.number, text })
    if (!sent.ok) return refused(sent.error)
    const json = messageJson(sent.value, session.state())
    output.print(json, () => [messageLine(json)])
    return ok(undefined)
  },
}

export const groupInvite: Command = {
  usage: 'GROUP PEER',
  summary: 'offers somebody with FeiQ or Gezi to join a group',
  arguments: { min: 2, max: 2 },
  async run({ session, arguments: [wanted = '', whom = ''], output }) {
    const group = findGroup(session.state().groups, wanted)
    if (!group.ok) return group
    const peer = findPeer(session.state().peers, whom)
    if (!peer.ok) return peer
    const invited = await session.client.call('groupInvite', { group: group.value.number, peer: peer.value.id })
    if (!invited.ok) return refused(invited.error)
    output.print({ group: group.value.number, peer: peer.value.id }, () => [])
    return ok(undefined)
  },
}

export const groupJoin: Command = {
  usage: 'ID',
  summary: 'accepts an invitation to a group, or joins it by its eight hex digits',
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [id = ''], output }) {
    if (!GroupNumber.safeParse(id).success) return fail('usage', 'The id of a group has eight hex digits.')
    const joined = await session.client.call('groupJoin', { group: id })
    if (!joined.ok) return refused(joined.error)
    const json = groupJson(joined.value)
    output.print(json, () => [groupLine(json)])
    return ok(undefined)
  },
}

export const groupLeave: Command = {
  usage: 'GROUP',
  summary: 'leaves a group; its chat stays, and nothing new is read',
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [wanted = ''], output }) {
    const group = findGroup(session.state().groups, wanted)
    if (!group.ok) return group
    const left = await session.client.call('groupLeave', { group: group.value.number })
    if (!left.ok) return refused(left.error)
    output.print({ group: group.value.number }, () => [])
    return ok(undefined)
  },
}

const groupJson = ({ number, name, introduction, notice, state, members }: Group) => ({
  group: number,
  ...{ name, introduction, notice, state, members },
})

const groupLine = ({ group, name, state, members }: ReturnType<typeof groupJson>): string =>
  [group, visible(name), state, String(members)].join('\t')
