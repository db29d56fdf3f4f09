import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../parts/button.tsx'
import { closeDetails } from '../../state/actions.ts'
import { useGroup } from '../../state/groups.ts'
import { usePerson } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import { GroupDetails } from '../group/group-details.tsx'
import { StarredPanel } from '../reading/starred-panel.tsx'
import { TransfersPanel } from '../transfers/transfers-panel.tsx'
import { ChatSearch } from './chat-search.tsx'
import { PersonDetails } from './person-details.tsx'

/** Beside the chat where there is room, over it where there is not. */
export function DetailsPanel({ over }: { readonly over: boolean }) {
  const { t } = useTranslation()
  const details = useView((state) => state.details)
  const selected = useView((state) => state.selected) ?? ''
  const person = usePerson(selected)
  const group = useGroup(selected)
  if (details === 'closed' || (selected === '' && details !== 'transfers' && details !== 'starred')) return null
  const title = {
    search: t('search.in_chat'),
    person: t('details.label'),
    transfers: t('transfer.title'),
    starred: t('reading.starred_messages'),
  }[details]
  return (
    <aside
      aria-label={title}
      data-pane="details"
      className={`flex h-full w-80 max-w-full shrink-0 flex-col border-l border-line bg-surface ${over ? 'absolute inset-y-0 right-0 z-20 shadow-overlay max-wide:w-full' : ''}`}
    >
      <div className="flex min-h-14 shrink-0 items-center gap-2 pr-3 pl-4">
        <h2 className="grow truncate text-base font-semibold">{title}</h2>
        <IconButton label={t('common.close')} onClick={closeDetails}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {details === 'search' && <ChatSearch key={selected} id={selected} person={person} />}
      {details === 'person' &&
        (group === undefined ? <PersonDetails person={person} /> : <GroupDetails group={group} />)}
      {details === 'transfers' && <TransfersPanel />}
      {details === 'starred' && <StarredPanel key={selected} chat={selected === '' ? undefined : selected} />}
    </aside>
  )
}
