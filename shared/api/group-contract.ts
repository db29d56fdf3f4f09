/** Methods of FeiQ's group chats (protocol.md 7.7), which everybody on the network can read. `group`: its eight hex digits. */
import { z } from 'zod'
import { Group, GroupNumber } from '../model/group.ts'
import { Message } from '../model/message.ts'
import { Id, method, Nothing, Text } from './method.ts'

const ofGroup = z.object({ group: GroupNumber })

export const groupContract = {
  /** One line to all of its members; nobody acknowledges it, so it is said only while there is a network. */
  groupSend: method(ofGroup.extend({ text: Text }), Message, [
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
  /** Says no to an invitation; nobody is told. */
  groupDecline: method(ofGroup, Nothing, ['group-not-found', 'storage-failed']),
}
