import { MessagesSquare } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/empty.tsx'
import { isMac } from '../../platform.ts'
import { useGroup } from '../../state/groups.ts'
import { usePerson } from '../../state/people.ts'
import { useSelection } from '../../state/selection.ts'
import { useView } from '../../state/store.ts'
import { GroupPane } from '../group/group-pane.tsx'
import { SelectionBar } from '../reading/selection-bar.tsx'
import { TrustLine } from '../trust/trust-line.tsx'
import { BlockedLine } from './blocked-line.tsx'
import { ChatHeader } from './chat-header.tsx'
import { Composer } from './composer.tsx'
import { DropHint } from './drop-hint.tsx'
import { DuplicateLine } from './duplicate-line.tsx'
import { MessageList } from './message-list.tsx'

/** The right side: one chat, or the invitation to choose one. */
export function ChatPane({ narrow }: { readonly narrow: boolean }) {
  const selected = useView((state) => state.selected)
  return selected === undefined ? <NoChat /> : <Chat id={selected} narrow={narrow} />
}

/** From chat to chat the header and the tools stay and only say something else: making them anew is what takes time. */
function Chat({ id, narrow }: { readonly id: string; readonly narrow: boolean }) {
  const { t } = useTranslation()
  const person = usePerson(useView((state) => state.conversations.get(id)?.peer) ?? id)
  const thread = useView((state) => state.threads.get(id))
  const selecting = useSelection(id) !== undefined
  const group = useGroup(id)
  if (group !== undefined) return <GroupPane group={group} person={person} narrow={narrow} />
  return (
    <section
      className="relative flex h-full min-w-0 flex-col bg-surface"
      aria-label={t('chat.region', { name: person.name })}
      data-drop={person.id}
    >
      <ChatHeader person={person} conversation={id} narrow={narrow} />
      <div className="relative min-h-0 grow" data-pane="messages">
        {thread === undefined ? (
          <p className="late p-6 text-center text-sm text-muted">{t('chat.loading')}</p>
        ) : thread.messages.length === 0 ? (
          <Empty title={person.name}>
            <p>{t('chat.empty', { name: person.name })}</p>
          </Empty>
        ) : (
          <MessageList key={id} id={id} thread={thread} person={person} />
        )}
      </div>
      <DuplicateLine person={person} />
      <TrustLine person={person} />
      {selecting ? (
        <SelectionBar key={id} chat={id} />
      ) : person.blocked === true ? (
        <BlockedLine person={person} />
      ) : (
        <Composer id={id} person={person} />
      )}
      <DropHint person={person} />
    </section>
  )
}

function NoChat() {
  const { t } = useTranslation()
  return (
    <section className="h-full bg-surface" aria-label={t('chat.none_title')}>
      <Empty icon={<MessagesSquare size={48} strokeWidth={1.1} />} title={t('chat.none_title')}>
        <p>{t('chat.none_text', { keys: isMac ? '⌘K' : 'Ctrl+K' })}</p>
      </Empty>
    </section>
  )
}
