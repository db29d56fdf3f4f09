/** What is heard of FeiQ's groups, onto the disk. */
import type { EngineEvent } from '../engine/events.ts'
import type { Millis, PeerId } from '../engine/io.ts'
import type { GroupInfo } from '../engine/records.ts'
import type { Change } from '../model/change.ts'
import { type Group, groupChat } from '../model/group.ts'
import { inertText } from '../model/inert.ts'
import type { SystemEvent } from '../model/message.ts'
import type { GroupRecord, SystemLine } from './group-store.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'

export type GroupNews = Extract<
  EngineEvent,
  { type: 'group-message' | 'group-heard' | 'group-changed' | 'group-invited' }
>

export const isGroupNews = <E extends { readonly type: string }>(event: E): event is E & GroupNews =>
  event.type.startsWith('group-')

/** Invitations that wait for an answer: further ones are passed over until some have one. */
const MAX_INVITATIONS = 20
/** Anybody can rename a group as often as he likes: while nobody says anything else, one line of it is enough. */
const QUIET_AFTER_LINE: Millis = 60_000

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

/** Inside a transaction: a line about the group itself. */
export function addLine(
  store: Store,
  group: string,
  event: SystemEvent,
  at: Millis,
  { text = '', sender }: Partial<Pick<SystemLine, 'text' | 'sender'>> = {},
): Change {
  return { kind: 'message', message: store.addSystemLine({ chat: groupChat(group), event, text, at, sender }) }
}

/** Inside a transaction: the writes of one event, and what views have to learn when they are committed. */
export function recordGroup(
  store: Store,
  people: Pick<People, 'nameOf'>,
  now: Millis,
  event: GroupNews,
): readonly Change[] {
  const shown = (record: GroupRecord): Change => ({ kind: 'group', group: groupView(store, record) })
  const senderOf = (peer: PeerId) => ({ peer, name: people.nameOf(peer) })
  if (event.type === 'group-invited') {
    const { group, peer } = event
    const known = store.group(group.id)
    if (known?.state === 'joined') return []
    // While the user thinks about it, it is that of him who invited first.
    if (known?.state === 'invited' && known.invitedBy !== peer) return []
    const waiting = store.groups().filter(({ state }) => state === 'invited').length
    if (known?.state !== 'invited' && waiting >= MAX_INVITATIONS) return []
    const record: GroupRecord = { ...group, state: 'invited', invitedBy: peer, at: now }
    store.saveGroup(record)
    const conversation = { kind: 'conversation', conversation: store.openConversation(groupChat(group.id)) } as const
    // Who is invited again while he still thinks about it is not told again.
    if (known?.state === 'invited') return [shown(record), conversation]
    return [shown(record), addLine(store, group.id, 'invited', now, { sender: senderOf(peer) })]
  }
  const record = store.group(event.type === 'group-changed' ? event.group.id : event.group)
  if (record?.state !== 'joined') return []
  switch (event.type) {
    case 'group-changed': {
      const next = { ...record, ...event.group }
      store.saveGroup(next)
      return [shown(next), ...changeLines(store, record, next, now)]
    }
    case 'group-heard':
      store.saveMember(record.id, event.peer, now)
      return [shown(record)]
    case 'group-message': {
      const { group, peer, text, at } = event
      const message = store.addGroupMessage({ group, text, at, sender: senderOf(peer) })
      return [{ kind: 'message', message }]
    }
  }
}

function changeLines(store: Store, before: GroupRecord, after: GroupRecord, now: Millis): readonly Change[] {
  const last = store.conversation(groupChat(after.id))?.last
  const isNews = last?.system === undefined || Math.abs(now - last.at) >= QUIET_AFTER_LINE || last.system === 'joined'
  if (!isNews) return []
  const line = (event: 'renamed' | 'notice', text: string) => addLine(store, after.id, event, now, { text })
  return [
    ...(before.name !== '' && before.name !== after.name ? [line('renamed', after.name)] : []),
    ...(after.notice !== '' && before.notice !== after.notice ? [line('notice', after.notice)] : []),
  ]
}
