/** The part of the store that keeps FeiQ's groups. */
import type { Millis, PeerId } from '../engine/io.ts'
import type { GroupInfo } from '../engine/records.ts'
import type { Group } from '../model/group.ts'
import type { Message } from '../model/message.ts'

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

export interface GroupStore {
  groups(): GroupRecord[]
  group(id: string): GroupRecord | undefined
  saveGroup(group: GroupRecord): void
  /** Its chat, if there is one, stays. */
  forgetGroup(id: string): void
  countMembers(id: string): number
  /** Does nothing beyond the limit of members. */
  saveMember(id: string, peer: PeerId, at: Millis): void
  /** Nobody acknowledges it: an own one is `sent`, and stays so. */
  addGroupMessage(message: GroupMessage): Message
}
