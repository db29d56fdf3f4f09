/**
 * Chats that few colleagues give rise to: with somebody who has FeiQ, in its groups, and with somebody who shows another key than before.
 * The suites that walk every view of views.ts need them.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { groupChat } from '../../shared/model/group.ts'
import { groupBlock, startFeiq } from '../process/feiq.ts'
import { eventually, peerAt, peersUntil, unwrap } from '../process/gezi.ts'
import { type Member, startMember } from './office.ts'

const PATIENCE = 20_000
const kinds = ['joined', 'invited', 'left'] as const
/** Of his own: what is said in a group is heard by every host on this computer. */
const numberOf = (address: string, kind: (typeof kinds)[number]): string => {
  const [, , third = 0, fourth = 0] = address.split('.').map(Number)
  return (0x40000000 + third * 0x10000 + fourth * 0x100 + kinds.indexOf(kind)).toString(16)
}

/** Who he is and what he calls his groups; in GBK, as all that FeiQ says. */
export interface FeiqUser {
  readonly name: string
  readonly groups: { readonly [K in (typeof kinds)[number]]: string }
  readonly says: string
}

const chen: FeiqUser = {
  name: '陈工',
  groups: { joined: '研发部', invited: '周五聚餐', left: '旧项目' },
  says: '大家好，三点开会',
}

export interface FeiqRooms {
  /** Ids of the chats. */
  readonly person: string
  readonly groups: { readonly [K in (typeof kinds)[number]]: string }
  close(): void
}

/** A person with FeiQ, whose picture does not come, and three of his groups. */
export async function enterFeiq(me: Member, address: string, user = chen): Promise<FeiqRooms> {
  const feiq = await startFeiq({ address, host: me.address, user: 'chen', name: user.name })
  feiq.hello()
  const { id } = await peerAt(me.client, address, PATIENCE)
  feiq.text(`${user.says}/~#>0000b002<B~`)
  for (const kind of kinds) {
    const number = numberOf(address, kind)
    feiq.group(0x2000c5, `${number}|#`, { to: me.address, tail: groupBlock(number, user.groups[kind], user.says) })
  }
  await eventually(
    async () => unwrap(await me.client.call('pageMessages', { conversation: id, limit: 1 })).messages,
    (messages) => messages.length > 0,
    PATIENCE,
  )
  const [joined, left] = [numberOf(address, 'joined'), numberOf(address, 'left')]
  for (const group of [joined, left])
    await eventually(
      () => me.client.call('groupJoin', { group }),
      (answer) => answer.ok && answer.value.name !== '',
      PATIENCE,
    )
  feiq.group(0x400023, `QUNMSGMARK#${joined}#${user.says}`)
  unwrap(await me.client.call('groupLeave', { group: left }))
  const invited = numberOf(address, 'invited')
  return {
    person: id,
    groups: { joined: groupChat(joined), invited: groupChat(invited), left: groupChat(left) },
    close: feiq.close,
  }
}

/** Somebody whose computer was set up anew: what is written to him waits. */
export async function enterWithAnotherKey(me: Member, address: string, name = '赵敏'): Promise<string> {
  const before = await startMember({ address, name, group: '财务部', peers: [me.address] })
  const { id } = await peerAt(me.client, address, PATIENCE)
  unwrap(await me.client.call('sendMessage', { peer: id, text: '发票收到了' }))
  await peersUntil(me.client, (peers) => peers.some((peer) => peer.id === id && peer.trust === 'encrypted'), PATIENCE)
  await before.stop()
  await rm(join(before.data, 'private-keys.json'))
  await startMember({ address, peers: [me.address], data: before.data })
  unwrap(await me.client.call('meet', { peer: id }))
  await peersUntil(me.client, (peers) => peers.some((peer) => peer.id === id && peer.trust === 'changed'), PATIENCE)
  unwrap(await me.client.call('sendMessage', { peer: id, text: '上个月的也发一下' }))
  return id
}
