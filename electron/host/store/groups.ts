/** FeiQ's groups, who is in them, and who said what there. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { GroupRecord, GroupStore } from '../../../shared/core/group-store.ts'
import type { PeerId } from '../../../shared/engine/io.ts'
import type { Message } from '../../../shared/model/message.ts'

interface GroupRow extends Omit<GroupRecord, 'invitedBy'> {
  readonly invitedBy: string | null
}

const COLUMNS = `id, name, introduction, notice, creator, question, answer, created, changed, state, invited_by AS invitedBy, at`

/** Everybody of a large office; more names in one group are a flood. */
const MAX_MEMBERS = 2_000

export interface Groups extends Omit<GroupStore, 'addGroupMessage' | 'addSystemLine'> {
  saveSender(message: number, sender: NonNullable<Message['sender']>): void
  /** Two people are one. */
  merge(from: PeerId, into: PeerId): void
}

export function openGroups(raw: Database.Database): Groups {
  const all = raw.prepare<[], GroupRow>(`SELECT ${COLUMNS} FROM chat_group ORDER BY at, id`)
  const one = raw.prepare<[string], GroupRow>(`SELECT ${COLUMNS} FROM chat_group WHERE id = ?`)
  const save = raw.prepare<[Record<string, string | number | null>]>(
    `INSERT OR REPLACE INTO chat_group (id, name, introduction, notice, creator, question, answer, created, changed, state, invited_by, at)
     VALUES (@id, @name, @introduction, @notice, @creator, @question, @answer, @created, @changed, @state, @invitedBy, @at)`,
  )
  const forget = raw.prepare<[string]>('DELETE FROM chat_group WHERE id = ?')
  const forgetMembers = raw.prepare<[string]>('DELETE FROM group_member WHERE chat_group = ?')
  const count = raw.prepare<[string], { count: number }>(
    'SELECT count(*) AS count FROM group_member WHERE chat_group = ?',
  )
  const saveMember = raw.prepare<[string, string, number]>('INSERT OR REPLACE INTO group_member VALUES (?, ?, ?)')
  const members = raw.prepare<[string, number], { peer: string; at: number }>(
    'SELECT peer, last_heard AS at FROM group_member WHERE chat_group = ? ORDER BY last_heard DESC LIMIT ?',
  )
  const moveMember = raw.prepare<[string, string]>('UPDATE OR REPLACE group_member SET peer = ? WHERE peer = ?')
  const saveSender = raw.prepare<[number, string, string]>('INSERT INTO group_sender VALUES (?, ?, ?)')

  const toGroup = ({ invitedBy, ...row }: GroupRow): GroupRecord => ({ ...row, invitedBy: invitedBy ?? undefined })
  const countMembers = (id: string): number => count.get(id)?.count ?? 0

  return {
    groups: () => all.all().map(toGroup),
    group(id) {
      const row = one.get(id)
      return row === undefined ? undefined : toGroup(row)
    },
    saveGroup: ({ invitedBy = null, ...group }) => void save.run({ ...group, invitedBy }),
    forgetGroup(id) {
      forget.run(id)
      forgetMembers.run(id)
    },
    countMembers,
    groupMembers: (id, limit) => members.all(id, limit),
    saveMember(id, peer, at) {
      if (countMembers(id) < MAX_MEMBERS) saveMember.run(id, peer, at)
    },
    saveSender: (message, { peer, name }) => void saveSender.run(message, peer, name),
    merge: (from, into) => void moveMember.run(into, from),
  }
}
