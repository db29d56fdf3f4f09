import { ArrowLeft, BellOff, CalendarDays, EllipsisVertical, FolderDown, Pencil, Pin, Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ALWAYS } from '../../../shared/model/calendar.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { moment } from '../../logic/dates.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { IconButton, iconButton } from '../../parts/button.tsx'
import { ButtonMenu } from '../../parts/menu.tsx'
import { closeChat, openDialog, toggleStarred } from '../../state/actions.ts'
import { useMuted } from '../../state/clock.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { openCalendar } from '../../state/reading.ts'
import { useView } from '../../state/store.ts'
import { toggleTransfers } from '../../state/transfer-actions.ts'
import { useMuteEntries } from '../mute-entry.tsx'
import { FindAndDetails } from './find-and-details.tsx'
import { TrustChip } from './trust-chip.tsx'
import { useShakeEntry } from './use-shake-entry.tsx'

/** Who this is, on which program and address, and who else can read it. */
export function ChatHeader({
  person,
  conversation,
  narrow,
}: {
  readonly person: Peer
  readonly conversation: string
  readonly narrow: boolean
}) {
  const { t } = useTranslation()
  const details = useView((state) => state.details)
  const transfersWith = useView((state) => state.transfersWith)
  const chat = useView((state) => state.conversations.get(conversation))
  const pinned = chat?.pinned ?? false
  const muting = useMuteEntries(chat)
  const shaking = useShakeEntry(person)
  const isTyping = useView((state) => state.host?.typing.includes(person.id) === true)
  const line = [person.group, person.address, person.client].filter((part) => part !== '').join(' · ')
  return (
    <header className="@container flex min-h-14 shrink-0 items-center gap-3 border-b border-line px-4 py-2">
      {narrow && (
        <IconButton label={t('chat.back')} className="-ml-2" onClick={closeChat}>
          <ArrowLeft size={20} aria-hidden="true" />
        </IconButton>
      )}
      <Avatar peer={person} ring="border-surface" />
      <div className="flex min-w-0 grow flex-col">
        <div className="flex min-w-0 items-center gap-1.5">
          <h2 className="relative truncate text-base font-semibold">
            {person.name}
            <span className="sr-only">, {t(`presence.${person.presence}`)}</span>
          </h2>
          <MutedMark conversation={chat} />
        </div>
        <p className="truncate text-xs text-muted">
          {isTyping ? <span className="text-accent-text">{t('signal.typing')}</span> : line}
        </p>
      </div>
      <TrustChip person={person} />
      <div className="flex shrink-0 gap-0.5">
        <FindAndDetails />
        <IconButton
          label={t('transfer.of_chat')}
          aria-pressed={details === 'transfers' && transfersWith === person.id}
          onClick={() => toggleTransfers(person.id)}
        >
          <FolderDown size={18} aria-hidden="true" />
        </IconButton>
        <ButtonMenu
          trigger={
            <button type="button" aria-label={t('chat.more')} className={iconButton}>
              <EllipsisVertical size={18} aria-hidden="true" />
            </button>
          }
          entries={[
            {
              key: 'date',
              label: t('reading.jump_to_date_menu'),
              icon: <CalendarDays size={16} />,
              run: () => openCalendar(),
            },
            { key: 'starred', label: t('reading.starred_messages'), icon: <Star size={16} />, run: toggleStarred },
            {
              key: 'pin',
              label: pinned ? t('details.unpin') : t('details.pin'),
              icon: <Pin size={16} />,
              run: () => void call('setPinned', { conversation, pinned: !pinned }),
            },
            ...muting,
            ...shaking,
            {
              key: 'alias',
              label: person.alias === '' ? t('details.edit_alias') : t('details.change_alias'),
              icon: <Pencil size={16} />,
              run: () => openDialog({ kind: 'alias', peer: person.id }),
            },
          ]}
        />
      </div>
    </header>
  )
}

function MutedMark({ conversation }: { readonly conversation: Conversation | undefined }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const until = useMuted(conversation)
  if (until === undefined) return null
  const text =
    until === ALWAYS ? t('attention.muted') : t('attention.muted_until', { time: moment(until, Date.now(), language) })
  return (
    <span className="flex shrink-0 text-muted" title={text}>
      <BellOff size={14} aria-hidden="true" />
      <span className="sr-only">{text}</span>
    </span>
  )
}
