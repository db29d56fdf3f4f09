/**
 * FeiQ's groups (protocol.md 7.7, appendix F): multicast to everybody, acknowledged by nobody, readable by anyone. Whoever knows the number of
 * a group is in it; what is said in groups that are not ours is passed over.
 */
import {
  type Cipher,
  COMMAND,
  decodeFeiqVersion,
  decodeGroupPacket,
  encodeGroupPacket,
  GROUP_ADDRESS,
  type GroupPacket,
  type Packet,
} from '../protocol/index.ts'
import { assertNever } from '../result.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import { digest } from './digest.ts'
import type { Directory, Peer } from './directory.ts'
import { createBuckets } from './flood.ts'
import type { Input } from './inputs.ts'
import type { Endpoint, Millis, PeerId } from './io.ts'
import type { GroupInfo } from './records.ts'

export type GroupCipher = Pick<Cipher, 'encryptBlocks' | 'decryptBlocks'>
export type GroupInput = Extract<Input, { type: 'group-join' | 'group-leave' | 'group-say' | 'group-invite' }>

export interface Groups {
  /** `who` finds, or makes, the record of the sender; it is asked only for what concerns us. */
  receive(
    from: Endpoint,
    packet: Packet,
    who: (isStrangerWelcome: boolean) => Peer | undefined,
  ): 'taken' | 'malformed' | 'flood'
  act(input: GroupInput): void
  /** The network is there: our groups hear that we are. */
  start(): void
}

/** A packet that comes through several networks is one packet. */
const COPY_WITHIN: Millis = 60_000
const REMEMBERED = 1_024
/** Lines of one address: nobody types faster, and each is a write to the disk. */
const LINES_AT_ONCE = 30
const LINES_PER_SECOND = 5
const SPEAKERS = 1_024
/** How long a member or an unchanged block is old news. */
const TOLD_FOR: Millis = 300_000
const TOLD = 2_048
/** Everybody in the group hears the question, so nobody answers at once, and not each time. */
const ANSWER_WITHIN: Millis = 2_000
const ANSWER_AGAIN: Millis = 10_000
/** Name and notice of a group change when its creator types, not twice a second. */
const CHANGE_AGAIN: Millis = 2_000
/** An invitation that was not answered by then is not answered. */
const INVITED_FOR: Millis = 600_000

/** Whether this command is one of groups. */
export const isGroupCommand = (command: number): boolean =>
  command === COMMAND.FEIQ_GROUP_MESSAGE ||
  command === COMMAND.FEIQ_GROUP_INVITE ||
  command === COMMAND.FEIQ_GROUP_QUERY ||
  command === COMMAND.FEIQ_GROUP_ANNOUNCE ||
  command === COMMAND.FEIQ_GROUP_PRESENT ||
  command === COMMAND.FEIQ_GROUP_ACCEPT

export function createGroups(
  context: Context,
  composer: Composer,
  directory: Directory,
  joinedBefore: readonly GroupInfo[],
  cipher: GroupCipher,
): Groups {
  const { timers } = context
  const joined = new Map(joinedBefore.map((group) => [group.id, group]))
  const speakers = createBuckets(SPEAKERS, LINES_AT_ONCE, LINES_PER_SECOND)
  /** What was heard lately, oldest first, with its time. */
  const copies = new Map<string, Millis>()
  const told = new Map<string, Millis>()

  function isNews(log: Map<string, Millis>, limit: number, key: string, within: Millis): boolean {
    const last = log.get(key)
    if (last !== undefined && Math.abs(context.now - last) < within) return false
    log.delete(key)
    log.set(key, context.now)
    const [oldest] = log.keys()
    if (log.size > limit && oldest !== undefined) log.delete(oldest)
    return true
  }

  const encode = (packet: GroupPacket): Uint8Array =>
    composer.group(encodeGroupPacket(packet, context.identity.mac, context.charset, cipher))

  function multicast(packet: GroupPacket): void {
    // Broadcasts go first where everybody listens; we ourselves may be a guest on another port.
    const port = (context.reach?.broadcasts[0] ?? context.reach?.own[0])?.port
    if (port !== undefined) context.transmit({ address: GROUP_ADDRESS, port }, encode(packet))
  }

  const blockOf = (group: GroupInfo) => ({ ...group, sender: context.identity.mac })

  /** As FeiQ does at each start: who else is there, what it is, and that we are in it. */
  function enter(group: GroupInfo): void {
    multicast({ type: 'query', group: group.id })
    multicast({ type: 'announce', group: group.id, block: blockOf(group) })
    const present = encode({ type: 'present', group: group.id })
    for (const to of context.reach?.broadcasts ?? []) context.transmit(to, present)
  }

  function answerSoon(id: string): void {
    const key = `group answer ${id}`
    if (timers.has(key) || !isNews(told, TOLD, key, ANSWER_AGAIN)) return
    timers.after(key, context.random.between(0, ANSWER_WITHIN), () => {
      const group = joined.get(id)
      if (group !== undefined) multicast({ type: 'announce', group: id, block: blockOf(group) })
    })
  }

  function heard(id: string, peer: PeerId): void {
    if (isNews(told, TOLD, `member ${id} ${peer}`, TOLD_FOR)) context.emit({ type: 'group-heard', group: id, peer })
  }

  /** Anybody can say anything of a group; what is older than what is known is not believed. */
  function described(known: GroupInfo, { sender: _sender, ...block }: GroupInfo & { readonly sender: string }): void {
    const { id } = known
    if (block.name === '' || block.changed < known.changed) return
    const next = { ...block, id }
    if (JSON.stringify(next) === JSON.stringify(known)) return
    if (!isNews(told, TOLD, `block ${id}`, CHANGE_AGAIN)) return
    joined.set(id, next)
    context.emit({ type: 'group-changed', group: next })
  }

  function said(packet: Packet, peer: PeerId, group: string, text: string): void {
    const mac = decodeFeiqVersion(packet.version)?.mac ?? ''
    if (text === '' || !isNews(copies, REMEMBERED, `${mac} ${packet.packetNo} ${digest(packet.body)}`, COPY_WITHIN))
      return
    heard(group, peer)
    context.emit({ type: 'group-message', group, peer, text, at: context.now })
  }

  return {
    receive(from, packet, who) {
      const decoded = decodeGroupPacket(packet, context.charset, cipher)
      if (!decoded.ok) return 'malformed'
      const heardOf = decoded.value
      if (heardOf.type === 'accept') {
        const peer = who(false)?.record.id
        const key = peer === undefined ? undefined : [...joined.keys()].find((id) => timers.has(inviteKey(id, peer)))
        if (key !== undefined && peer !== undefined) heard(key, peer)
        return 'taken'
      }
      const group = joined.get(heardOf.group)
      if (heardOf.type === 'invite') {
        if (group !== undefined) return 'taken'
        const peer = who(true)?.record.id
        if (peer === undefined || !isNews(told, TOLD, `invited ${heardOf.group} ${peer}`, TOLD_FOR)) return 'taken'
        const { sender: _sender, ...info } = heardOf.block ?? { ...EMPTY, sender: '' }
        context.emit({ type: 'group-invited', group: { ...info, id: heardOf.group }, peer })
        return 'taken'
      }
      if (group === undefined) return 'taken'
      if (!speakers.take(from.address, context.now)) return 'flood'
      const peer = who(heardOf.type === 'message')?.record.id
      if (peer === undefined) return 'taken'
      switch (heardOf.type) {
        case 'message':
          said(packet, peer, group.id, heardOf.text)
          break
        case 'query':
          heard(group.id, peer)
          answerSoon(group.id)
          break
        case 'present':
          heard(group.id, peer)
          break
        case 'announce':
          heard(group.id, peer)
          if (heardOf.block !== undefined) described(group, heardOf.block)
          break
        default:
          assertNever(heardOf)
      }
      return 'taken'
    },

    act(input) {
      switch (input.type) {
        case 'group-join': {
          const { group, inviter } = input
          joined.set(group.id, group)
          const record = inviter === undefined ? undefined : directory.byId(inviter)?.record
          if (record !== undefined && context.reach !== undefined)
            context.transmit(record.endpoint, encode({ type: 'accept' }))
          enter(group)
          break
        }
        case 'group-leave':
          joined.delete(input.group)
          timers.cancel(`group answer ${input.group}`)
          break
        case 'group-say':
          multicast({ type: 'message', group: input.group, text: input.text })
          break
        case 'group-invite': {
          const group = joined.get(input.group)
          const record = directory.byId(input.peer)?.record
          if (group === undefined || record === undefined || context.reach === undefined) break
          timers.after(inviteKey(group.id, input.peer), INVITED_FOR, () => undefined)
          context.transmit(record.endpoint, encode({ type: 'invite', group: group.id, block: blockOf(group) }))
          break
        }
        default:
          assertNever(input)
      }
    },

    start() {
      for (const group of joined.values()) enter(group)
    },
  }
}

const inviteKey = (group: string, peer: PeerId): string => `group invite ${group} ${peer}`

/** Of a group that nobody described. */
export const EMPTY: Omit<GroupInfo, 'id'> = {
  ...{ name: '', introduction: '', notice: '', creator: '', question: '', answer: '', created: 0, changed: 0 },
}
