/** The contract's methods of FeiQ's groups. */
import type { ApiError } from '../api/contract.ts'
import { EMPTY } from '../engine/groups.ts'
import type { Input } from '../engine/inputs.ts'
import { traits } from '../model/dialect.ts'
import { type Group, groupChat } from '../model/group.ts'
import { cardIn } from '../protocol/index.ts'
import { err, ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import { addLine, groupView } from './group-news.ts'
import type { GroupRecord } from './group-store.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'
import type { Quotes } from './quotes.ts'
import type { Disk } from './storage.ts'

export type GroupMethodName = 'groupSend' | 'groupInvite' | 'groupJoin' | 'groupLeave' | 'groupDecline' | 'groupMembers'

/** Who is in more has left some; each is said at every start. */
const MAX_JOINED = 64
/** FeiQ reads packets of 8 KiB; two bytes a character, and the rest of the packet. */
const MAX_GROUP_TEXT = 3_500
/** Nobody reads on in a longer list. */
const MAX_MEMBERS = 200

export interface GroupParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly people: Pick<People, 'record' | 'records' | 'nameOf'>
  readonly quotes: Pick<Quotes, 'textOf' | 'keep'>
  readonly engine: (input: Input) => void
  readonly isOnline: () => boolean
}

const notFound = err({ code: 'group-not-found' as const })

export function groupMethods(parts: GroupParts): MethodsNamed<GroupMethodName> {
  const { store, disk, feed, people, quotes, engine, isOnline } = parts

  const show = (record: GroupRecord): Group => {
    const group = groupView(store, record)
    feed.put({ kind: 'group', group })
    return group
  }
  const showChat = (group: string): void => {
    const conversation = store.conversation(groupChat(group))
    if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
  }
  const joined = (id: string): GroupRecord | undefined => {
    const record = store.group(id.toLowerCase())
    return record?.state === 'joined' ? record : undefined
  }

  return {
    groupSend({ group, text: answer, reply }, now) {
      const record = joined(group)
      if (record === undefined) return notFound
      if (answer.trim() === '') return err({ code: 'empty' })
      const text = quotes.textOf(answer, reply)
      if (text.length > MAX_GROUP_TEXT) return err({ code: 'too-long' })
      // Nothing repeats it: what does not leave now never would.
      if (!isOnline()) return err({ code: 'network-down' })
      const line = { group: record.id, text, at: now, sender: undefined }
      const added = disk.write(() => quotes.keep(reply, store.addGroupMessage(line)))
      if (!added.ok) return added
      engine({ type: 'group-say', group: record.id, text })
      feed.put({ kind: 'message', message: added.value })
      showChat(record.id)
      return added
    },

    groupInvite({ group, peer }) {
      const record = joined(group)
      if (record === undefined) return notFound
      const person = people.record(peer)
      if (person === undefined) return err({ code: 'peer-not-found' })
      if (!traits[person.dialect].signals) return err({ code: 'not-able' })
      if (person.presence === 'offline') return err({ code: 'peer-offline' })
      if (!isOnline()) return err({ code: 'network-down' })
      engine({ type: 'group-invite', group: record.id, peer })
      return ok({})
    },

    groupJoin({ group: number }, now) {
      const id = number.toLowerCase()
      const known = store.group(id)
      if (known?.state === 'joined') return ok(groupView(store, known))
      if (store.groups().filter(({ state }) => state === 'joined').length >= MAX_JOINED)
        return err({ code: 'too-many' })
      const {
        invitedBy,
        state: _state,
        at: _at,
        ...info
      } = known ?? { ...EMPTY, id, invitedBy: undefined, state: 'left', at: 0 }
      const record: GroupRecord = { ...info, state: 'joined', invitedBy, at: now }
      const written = disk.write(() => {
        store.saveGroup(record)
        if (invitedBy !== undefined) store.saveMember(id, invitedBy, now)
        return addLine(store, id, 'joined', now)
      })
      if (!written.ok) return written
      engine({ type: 'group-join', group: info, inviter: invitedBy })
      feed.put(written.value)
      showChat(id)
      return ok(show(record))
    },

    groupLeave({ group }, now): Result<Record<string, never>, ApiError<'group-not-found' | 'storage-failed'>> {
      const record = joined(group)
      if (record === undefined) return notFound
      const left: GroupRecord = { ...record, state: 'left', invitedBy: undefined, at: now }
      const written = disk.write(() => {
        store.saveGroup(left)
        return addLine(store, record.id, 'left', now)
      })
      if (!written.ok) return written
      engine({ type: 'group-leave', group: record.id })
      feed.put(written.value)
      showChat(record.id)
      show(left)
      return ok({})
    },

    groupDecline({ group }): Result<Record<string, never>, ApiError<'group-not-found' | 'storage-failed'>> {
      const record = store.group(group.toLowerCase())
      if (record?.state !== 'invited') return notFound
      const chat = groupChat(record.id)
      // More than one line, or one that is no invitation: he was in it before.
      const { messages, hasBefore } = store.page({ conversation: chat, limit: 8 })
      const hasMessages = hasBefore || messages.some(({ system }) => system !== 'invited')
      const left: GroupRecord = { ...record, state: 'left', invitedBy: undefined }
      const written = disk.write(() => {
        if (hasMessages) store.saveGroup(left)
        else {
          for (const { id } of messages) store.deleteMessage(id)
          store.forgetGroup(record.id)
          store.forgetConversation(chat)
        }
      })
      if (!written.ok) return written
      if (hasMessages) show(left)
      else {
        feed.put({ kind: 'conversation-removed', id: chat })
        feed.put({ kind: 'group-removed', id: chat })
      }
      return ok({})
    },

    groupMembers({ group }) {
      const record = store.group(group.toLowerCase())
      if (record === undefined) return notFound
      const members = store
        .groupMembers(record.id, MAX_MEMBERS)
        .map(({ peer, at }) => ({ peer, name: people.nameOf(peer) || peer, at }))
      const card = record.creator.toUpperCase()
      const creator = card === '' ? undefined : people.records().find(({ version }) => cardIn(version) === card)
      return ok({ members, ...(creator !== undefined && { creator: people.nameOf(creator.id) }) })
    },
  }
}
