/** FeiQ's groups as the lists of chats see them: like a person, with another picture. */
import i18next from 'i18next'
import type { Group } from '../../shared/model/group.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { useView } from './store.ts'

/** Stands in the place of a picture, for the avatar. */
export const GROUP_PICTURE = 'group'

const known = new WeakMap<Group, { readonly language: string; readonly person: Peer }>()

export const groupName = ({ name, number }: Group): string => name || i18next.t('group.unnamed', { number })

/** Undefined where there is no group. The same one for the same group, so that nothing is drawn anew without a reason. */
export function groupPerson(group: Group | undefined): Peer | undefined {
  if (group === undefined) return undefined
  const before = known.get(group)
  if (before?.language === i18next.language) return before.person
  const person: Peer = {
    id: group.id,
    name: groupName(group),
    ...{
      alias: '',
      group: '',
      user: '',
      host: '',
      address: '',
      port: 0,
      client: 'FeiQ',
      dialect: 'feiq',
      lastHeard: 0,
    },
    presence: group.state === 'joined' ? 'online' : 'offline',
    picture: GROUP_PICTURE,
  }
  known.set(group, { language: i18next.language, person })
  return person
}

export const useGroup = (chat: string): Group | undefined => useView((state) => state.groups.get(chat))
