/** Methods of FeiQ's group chats (protocol.md 7.7), which everybody on the network can read. `group`: its eight hex digits. */
import { z } from 'zod'
import { Group, GroupNumber } from '../model/group.ts'
import { Message } from '../model/message.ts'
import { Id, MessageId, method, Nothing, Text } from './method.ts'

const ofGroup = z.object({ group: GroupNumber })

export const groupContract = {
  /** One line to all of its members; nobody acknowledges it, so it is said only while there is a network. */
  groupSend: method(ofGroup.extend({ text: Text, reply: MessageId.optional() }), Message, [
    'group-not-found',
    'empty',
    'too-long',
    'network-down',
    'storage-failed',
  ]),
  /** Offers somebody with FeiQ or Gezi to join. `not-able`: his program knows no groups. */
  groupInvite: method(ofGroup.extend({ peer: Id }), Nothing, [
    'group-not-found',
    'peer-not-found',
    'not-able',
    'peer-offline',
    'network-down',
  ]),
  /** Accepts an invitation, or joins by the number alone. */
  groupJoin: method(ofGroup, Group, ['too-many', 'storage-failed']),
  groupLeave: method(ofGroup, Nothing, ['group-not-found', 'storage-failed']),
  /** Who was heard in it, newest first, and who made it, if he is known. Nobody knows who else is in it. */
  groupMembers: method(
    ofGroup,
    z.object({
      members: z.array(z.object({ peer: z.string(), name: z.string(), at: z.number() })),
      creator: z.string().optional(),
    }),
    ['group-not-found'],
  ),
  /** Says no to an invitation; nobody is told. */
  groupDecline: method(ofGroup, Nothing, ['group-not-found', 'storage-failed']),
}
