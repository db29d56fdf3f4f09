import { ArrowLeft, CalendarDays, EllipsisVertical, Pin, Radio, Star, UserRoundPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { IconButton, iconButton } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { ButtonMenu } from '../../parts/menu.tsx'
import { closeChat, openDialog, toggleStarred } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { openCalendar } from '../../state/reading.ts'
import { useView } from '../../state/store.ts'
import { FindAndDetails } from '../chat/find-and-details.tsx'
import { useMuteEntries } from '../mute-entry.tsx'
import { useLeaveEntries } from './leave-entry.tsx'

/** Which group this is, how many were heard in it, and who can read it: everybody. */
export function GroupHeader({
  group,
  person,
  narrow,
}: {
  readonly group: Group
  readonly person: Peer
  readonly narrow: boolean
}) {
  const { t } = useTranslation()
  const { id, number, members, state } = group
  const chat = useView((view) => view.conversations.get(id))
  const pinned = chat?.pinned ?? false
  const muting = useMuteEntries(chat)
  const line = [t('group.kind'), ...(members > 0 ? [t('group.members', { count: members })] : []), number].join(' · ')
  const leaving = useLeaveEntries(group)
  const invite = (): void => openDialog({ kind: 'group-invite', group: id })
  return (
    <header className="@container flex min-h-14 shrink-0 items-center gap-3 border-b border-line px-4 py-2">
      {narrow && (
        <IconButton label={t('chat.back')} className="-ml-2" onClick={closeChat}>
          <ArrowLeft size={20} aria-hidden="true" />
        </IconButton>
      )}
      <Avatar peer={person} ring="border-surface" presence={false} />
      <div className="flex min-w-0 grow flex-col">
        <h2 className="truncate text-base font-semibold">{person.name}</h2>
        <p className="truncate text-xs text-muted">{line}</p>
      </div>
      {/* Not even the walls of a chat: whoever is on the network hears a group, whether he is in it or not. */}
      <Chip title={t('group.open')} hint={t('group.open_hint')} Icon={Radio} state="group" />
      <div className="flex shrink-0 gap-0.5">
        {state === 'joined' && (
          <IconButton label={t('group.invite')} className="hidden! @min-[26rem]:inline-flex!" onClick={invite}>
            <UserRoundPlus size={18} aria-hidden="true" />
          </IconButton>
        )}
        <FindAndDetails />
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
              run: () => void call('setPinned', { conversation: id, pinned: !pinned }),
            },
            ...muting,
            ...(state === 'joined'
              ? [{ key: 'invite', label: t('group.invite'), icon: <UserRoundPlus size={16} />, run: invite }]
              : []),
            ...leaving,
          ]}
        />
      </div>
    </header>
  )
}
