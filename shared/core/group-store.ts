/** The part of the store that keeps FeiQ's groups. */
import type { Millis, PeerId } from '../engine/io.ts'
import type { GroupInfo } from '../engine/records.ts'
import type { Group } from '../model/group.ts'
import type { Message, SystemEvent } from '../model/message.ts'

export interface GroupRecord extends GroupInfo {
  readonly state: Group['state']
  readonly invitedBy: PeerId | undefined
  readonly at: Millis
}

export interface GroupMessage {
  /** Eight hex digits. */
  readonly group: string
  readonly text: string
  readonly at: Millis
  /** Undefined: it is ours. */
  readonly sender: { readonly peer: PeerId; readonly name: string } | undefined
}

export interface SystemLine {
  /** Id of the chat. */
  readonly chat: string
  readonly event: SystemEvent
  /** The new name or notice; else empty. */
  readonly text: string
  readonly at: Millis
  readonly sender: GroupMessage['sender']
}

export interface GroupStore {
  groups(): GroupRecord[]
  group(id: string): GroupRecord | undefined
  saveGroup(group: GroupRecord): void
  /** Its chat, if there is one, stays. */
  forgetGroup(id: string): void
  /** Those who were heard last, newest first. */
  groupMembers(id: string, limit: number): { peer: PeerId; at: Millis }[]
  countMembers(id: string): number
  /** Does nothing beyond the limit of members. */
  saveMember(id: string, peer: PeerId, at: Millis): void
  /** Nobody acknowledges it: an own one is `sent`, and stays so. */
  addGroupMessage(message: GroupMessage): Message
  /** Only an invitation counts as unread. */
  addSystemLine(line: SystemLine): Message
}
