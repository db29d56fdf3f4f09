import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Empty } from '../../parts/empty.tsx'
import { useSelection } from '../../state/selection.ts'
import { useView } from '../../state/store.ts'
import { MessageList } from '../chat/message-list.tsx'
import { SelectionBar } from '../reading/selection-bar.tsx'
import { GroupComposer } from './group-composer.tsx'
import { GroupHeader } from './group-header.tsx'
import { GroupInvitation, GroupLeft } from './group-lines.tsx'

/** The chat of one of FeiQ's groups. */
export function GroupPane({
  group,
  person,
  narrow,
}: {
  readonly group: Group
  readonly person: Peer
  readonly narrow: boolean
}) {
  const { t } = useTranslation()
  const { id, state } = group
  const thread = useView((view) => view.threads.get(id))
  const selecting = useSelection(id) !== undefined
  return (
    <section
      className="relative flex h-full min-w-0 flex-col bg-surface"
      aria-label={t('chat.region', { name: person.name })}
    >
      <GroupHeader group={group} person={person} narrow={narrow} />
      <div className="relative min-h-0 grow" data-pane="messages">
        {thread === undefined ? (
          <p className="late p-6 text-center text-sm text-muted">{t('chat.loading')}</p>
        ) : thread.messages.length === 0 ? (
          <Empty title={person.name}>
            <p>{t(state === 'invited' ? 'group.empty_invited' : 'group.empty')}</p>
          </Empty>
        ) : (
          <MessageList key={id} id={id} thread={thread} person={person} />
        )}
      </div>
      {selecting ? (
        <SelectionBar key={id} chat={id} />
      ) : state === 'invited' ? (
        <GroupInvitation group={group} />
      ) : state === 'left' ? (
        <GroupLeft group={group} />
      ) : (
        <GroupComposer key={id} group={group} person={person} />
      )}
    </section>
  )
}
