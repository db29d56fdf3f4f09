import { BellOff, MessageCircle, Pin, UsersRound } from 'lucide-react'
import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { orderConversations } from '../../logic/conversations.ts'
import { listTime } from '../../logic/dates.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { ContextArea } from '../../parts/menu.tsx'
import { type RowProps, VirtualList } from '../../parts/virtual-list.tsx'
import { openChat, openDialog } from '../../state/actions.ts'
import { useMuted } from '../../state/clock.ts'
import { useGroup } from '../../state/groups.ts'
import { useLanguageTag, useMinute, useSettings } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { now, set, useView } from '../../state/store.ts'
import { prepareThread } from '../../state/threads.ts'
import { rowHeight, rowLook, rowTarget } from './row.ts'
import { PreviewText } from './row-text.tsx'
import { useChatEntries } from './use-chat-entries.tsx'

export function ChatList() {
  const { t } = useTranslation()
  const conversations = useView((state) => state.conversations)
  const selected = useView((state) => state.selected)
  const scale = useSettings().textSize / 100
  const ordered = useMemo(() => orderConversations(conversations.values()), [conversations])
  const [target, setTarget] = useState<string>()
  const entries = useChatEntries(target === undefined ? undefined : conversations.get(target))
  if (ordered.length === 0) return <NoChats />
  return (
    <ContextArea
      className="h-full"
      entries={entries}
      onTarget={(element) => {
        const id = element.closest('[data-chat]')?.getAttribute('data-chat') ?? undefined
        setTarget(id)
        return id !== undefined
      }}
    >
      <VirtualList
        role="listbox"
        label={t('sidebar.chats')}
        count={ordered.length}
        keyOf={(index) => ordered[index]?.id ?? ''}
        sizeOf={() => rowHeight(scale)}
        current={ordered.findIndex((conversation) => conversation.id === selected)}
        onRename={(index) => rename(ordered[index])}
        onDelete={(index) => remove(ordered[index])}
        row={(index, props) => {
          const conversation = ordered[index]
          return (
            conversation && (
              <ChatRow conversation={conversation} selected={conversation.id === selected} props={props} />
            )
          )
        }}
      />
    </ContextArea>
  )
}

function rename(conversation: Conversation | undefined): void {
  if (conversation !== undefined && !now().groups.has(conversation.id))
    openDialog({ kind: 'alias', peer: conversation.peer })
}

/** The dialog asks first. */
function remove(conversation: Conversation | undefined): void {
  if (conversation !== undefined) openDialog({ kind: 'clear', conversation: conversation.id, forget: true })
}

function NoChats() {
  const { t } = useTranslation()
  return (
    <Empty
      icon={<MessageCircle size={40} strokeWidth={1.25} />}
      title={t('chats.empty_title')}
      actions={<Button onClick={() => set({ tab: 'people' })}>{t('chats.empty_action')}</Button>}
    >
      <p>{t('chats.empty_text')}</p>
    </Empty>
  )
}

interface ChatRowParts {
  readonly conversation: Conversation
  readonly selected: boolean
  readonly props: RowProps
}

/** Drawn again only for its own changes: each chat that is opened and each message changes the list. */
const ChatRow = memo(
  DrawnChat,
  (a, b) =>
    a.conversation === b.conversation &&
    a.selected === b.selected &&
    a.props.tabIndex === b.props.tabIndex &&
    a.props['data-index'] === b.props['data-index'],
)

function DrawnChat({ conversation, selected, props }: ChatRowParts) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const person = usePerson(conversation.peer)
  const group = useGroup(conversation.id)
  const dropping = useView((state) => state.dropTarget === conversation.peer && !selected)
  const muted = useMuted(conversation) !== undefined
  const at = conversation.last?.at
  const time = at === undefined ? '' : listTime(at, minute, language)
  return (
    <div
      {...props}
      tabIndex={props.tabIndex}
      onKeyDown={props.onKeyDown}
      role="option"
      aria-selected={selected}
      data-chat={conversation.id}
      data-drop={group === undefined ? conversation.peer : undefined}
      className={`${rowLook(selected)} ${dropping ? rowTarget : ''}`}
      onPointerDown={() => void prepareThread(conversation.id)}
      onClick={() => void openChat(conversation.id)}
    >
      <Avatar peer={person} ring={selected ? 'border-selected' : 'border-side group-hover:border-hover'} />
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-baseline gap-2">
          <span className={`grow truncate ${conversation.unread > 0 ? 'font-semibold' : 'font-medium'}`}>
            {person.name}
            <span className="sr-only">
              , {group === undefined ? t(`presence.${person.presence}`) : t('group.members', { count: group.members })},{' '}
            </span>
          </span>
          {group !== undefined && group.members > 0 && (
            <span aria-hidden="true" className="flex shrink-0 items-baseline gap-0.5 text-xs text-muted tabular-nums">
              <UsersRound size={12} className="self-center" />
              {group.members}
            </span>
          )}
          <time className="shrink-0 text-xs text-muted tabular-nums">{time}</time>
        </span>
        <span className="flex h-5 items-center gap-2">
          <PreviewText conversation={conversation} selected={selected} />
          {conversation.pinned && <Pin size={14} className="shrink-0 rotate-45 text-muted" aria-hidden="true" />}
          {conversation.pinned && <span className="sr-only">, {t('chats.pinned')}</span>}
          {muted && <BellOff size={14} className="shrink-0 text-muted" aria-hidden="true" />}
          {muted && <span className="sr-only">, {t('attention.muted')}</span>}
          {conversation.unread > 0 && (
            <span
              className={`min-w-5 shrink-0 rounded-full px-1.5 text-center text-xs leading-5 font-semibold tabular-nums ${muted ? 'bg-field text-muted' : 'bg-fill text-on-fill'}`}
            >
              <span aria-hidden="true">{conversation.unread > 99 ? '99+' : conversation.unread}</span>
              <span className="sr-only">, {t('chats.unread', { count: conversation.unread })}</span>
            </span>
          )}
        </span>
      </span>
    </div>
  )
}
