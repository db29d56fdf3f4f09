import { FoldVertical, MessageSquare, UnfoldVertical, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PeopleRow } from '../../logic/departments.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { openChat, openDialog } from '../../state/actions.ts'
import { foldAll } from '../../state/people-actions.ts'
import { set, useView } from '../../state/store.ts'
import { usePersonEntries } from '../use-person-entries.tsx'

/** The context menu of a row of the people: a person's, or a whole department's. */
export function usePeopleEntries(row: PeopleRow | undefined, rows: readonly PeopleRow[]): readonly MenuEntry[] {
  const { t } = useTranslation()
  const entriesOf = usePersonEntries()
  const id = row?.kind === 'person' ? row.peer.id : ''
  const peer = useView((state) => state.peers.get(id))
  if (row === undefined) return []
  if (row.kind === 'person') {
    const details = {
      key: 'details',
      label: t('chats.details'),
      icon: <UserRound size={16} />,
      run: () => void openChat(id).then(() => set({ details: 'person' })),
    }
    const [message, ...others] = peer === undefined ? [] : entriesOf(peer)
    return message === undefined ? [] : [message, details, ...others]
  }
  const groups = rows.flatMap((each) => (each.kind === 'group' ? each.group.path : []))
  const reached = row.group.people.filter(({ blocked }) => blocked !== true).map((person) => person.id)
  return [
    {
      key: 'write',
      label: t('recipients.write_all', { count: reached.length }),
      icon: <MessageSquare size={16} />,
      run: () => openDialog({ kind: 'recipients', to: reached }),
    },
    {
      key: 'fold',
      label: t('person.fold_all'),
      icon: <FoldVertical size={16} />,
      run: () => foldAll(groups),
    },
    {
      key: 'unfold',
      label: t('person.unfold_all'),
      icon: <UnfoldVertical size={16} />,
      run: () => foldAll([]),
    },
  ]
}
