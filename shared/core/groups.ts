/** FeiQ's groups as the user sees them: what is heard of them onto the disk, and the contract's methods. */
import type { ApiError } from '../api/contract.ts'
import type { EngineEvent } from '../engine/events.ts'
import { EMPTY } from '../engine/groups.ts'
import type { Input } from '../engine/inputs.ts'
import type { Millis } from '../engine/io.ts'
import type { GroupInfo } from '../engine/records.ts'
import type { Change } from '../model/change.ts'
import { traits } from '../model/dialect.ts'
import { type Group, groupChat } from '../model/group.ts'
import { inertText } from '../model/inert.ts'
import { err, ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import type { GroupRecord } from './group-store.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

export type GroupNews = Extract<
  EngineEvent,
  { type: 'group-message' | 'group-heard' | 'group-changed' | 'group-invited' }
>
export type GroupMethodName = 'groupSend' | 'groupInvite' | 'groupJoin' | 'groupLeave' | 'groupDecline'

export const isGroupNews = <E extends { readonly type: string }>(event: E): event is E & GroupNews =>
  event.type.startsWith('group-')

/** Who is in more has left some; each is said at every start. */
const MAX_JOINED = 64
/** Invitations that wait for an answer: further ones are passed over until some have one. */
const MAX_INVITATIONS = 20
/** FeiQ reads packets of 8 KiB; two bytes a character, and the rest of the packet. */
const MAX_GROUP_TEXT = 3_500

export const groupView = (store: Store, { id, state, invitedBy, ...group }: GroupRecord): Group => ({
  id: groupChat(id),
  number: id,
  name: inertText(group.name),
  introduction: inertText(group.introduction),
  notice: inertText(group.notice),
  state,
  ...(invitedBy !== undefined && { invitedBy }),
  members: store.countMembers(id),
})

/** For the engine. */
export const joinedGroups = (store: Store): GroupInfo[] =>
  store
    .groups()
    .filter(({ state }) => state === 'joined')
    .map(({ state: _state, invitedBy: _invitedBy, at: _at, ...info }) => info)

/** Inside a transaction: the writes of one event, and what views have to learn when they are committed. */
export function recordGroup(
  store: Store,
  people: Pick<People, 'nameOf'>,
  now: Millis,
  event: GroupNews,
): readonly Change[] {
  const shown = (record: GroupRecord): Change => ({ kind: 'group', group: groupView(store, record) })
  if (event.type === 'group-invited') {
    const { group, peer } = event
    const known = store.group(group.id)
    if (known?.state === 'joined') return []
    const waiting = store.groups().filter(({ state }) => state === 'invited').length
    if (known?.state !== 'invited' && waiting >= MAX_INVITATIONS) return []
    const record: GroupRecord = { ...group, state: 'invited', invitedBy: peer, at: now }
    store.saveGroup(record)
    return [shown(record), { kind: 'conversation', conversation: store.openConversation(groupChat(group.id)) }]
  }
  const record = store.group(event.type === 'group-changed' ? event.group.id : event.group)
  if (record?.state !== 'joined') return []
  switch (event.type) {
    case 'group-changed': {
      const next = { ...record, ...event.group }
      store.saveGroup(next)
      return [shown(next)]
    }
    case 'group-heard':
      store.saveMember(record.id, event.peer, now)
      return [shown(record)]
    case 'group-message': {
      const { group, peer, text, at } = event
      const message = store.addGroupMessage({ group, text, at, sender: { peer, name: people.nameOf(peer) } })
      return [{ kind: 'message', message }]
    }
  }
}

export interface GroupParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly people: Pick<People, 'record'>
  readonly engine: (input: Input) => void
  readonly isOnline: () => boolean
}

const notFound = err({ code: 'group-not-found' as const })

export function groupMethods(parts: GroupParts): MethodsNamed<GroupMethodName> {
  const { store, disk, feed, people, engine, isOnline } = parts

  const show = (record: GroupRecord): Group => {
    const group = groupView(store, record)
    feed.put({ kind: 'group', group })
    return group
  }
  const joined = (id: string): GroupRecord | undefined => {
    const record = store.group(id.toLowerCase())
    return record?.state === 'joined' ? record : undefined
  }

  return {
    groupSend({ group, text }, now) {
      const record = joined(group)
      if (record === undefined) return notFound
      if (text.trim() === '') return err({ code: 'empty' })
      if (text.length > MAX_GROUP_TEXT) return err({ code: 'too-long' })
      // Nothing repeats it: what does not leave now never would.
      if (!isOnline()) return err({ code: 'network-down' })
      const added = disk.write(() => store.addGroupMessage({ group: record.id, text, at: now, sender: undefined }))
      if (!added.ok) return added
      engine({ type: 'group-say', group: record.id, text })
      feed.put({ kind: 'message', message: added.value })
      const conversation = store.conversation(added.value.conversation)
      if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
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
        return store.openConversation(groupChat(id))
      })
      if (!written.ok) return written
      engine({ type: 'group-join', group: info, inviter: invitedBy })
      feed.put({ kind: 'conversation', conversation: written.value })
      return ok(show(record))
    },

    groupLeave({ group }, now): Result<Record<string, never>, ApiError<'group-not-found' | 'storage-failed'>> {
      const record = joined(group)
      if (record === undefined) return notFound
      const left: GroupRecord = { ...record, state: 'left', invitedBy: undefined, at: now }
      const written = disk.write(() => store.saveGroup(left))
      if (!written.ok) return written
      engine({ type: 'group-leave', group: record.id })
      show(left)
      return ok({})
    },

    groupDecline({ group }): Result<Record<string, never>, ApiError<'group-not-found' | 'storage-failed'>> {
      const record = store.group(group.toLowerCase())
      if (record?.state !== 'invited') return notFound
      const chat = groupChat(record.id)
      const hasMessages = store.conversation(chat)?.last !== undefined
      const left: GroupRecord = { ...record, state: 'left', invitedBy: undefined }
      const written = disk.write(() => {
        if (hasMessages) store.saveGroup(left)
        else {
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
  }
}
