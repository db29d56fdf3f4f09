import { Popover } from '@base-ui/react/popover'
import { ArrowLeft, EllipsisVertical, LogOut, Pin, Radio, UserRoundPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { IconButton, iconButton } from '../../parts/button.tsx'
import { ButtonMenu } from '../../parts/menu.tsx'
import { closeChat, openDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'
import { FindAndDetails } from '../chat/find-and-details.tsx'
import { useMuteEntries } from '../mute-entry.tsx'

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
  const leaving = {
    key: 'leave',
    label: t('group.leave'),
    icon: <LogOut size={16} />,
    run: () => void call('groupLeave', { group: number }),
  }
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
      <OpenChip />
      <div className="flex shrink-0 gap-0.5">
        {state === 'joined' && (
          <IconButton label={t('group.invite')} onClick={() => openDialog({ kind: 'group-invite', group: id })}>
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
              key: 'pin',
              label: pinned ? t('details.unpin') : t('details.pin'),
              icon: <Pin size={16} />,
              run: () => void call('setPinned', { conversation: id, pinned: !pinned }),
            },
            ...muting,
            ...(state === 'joined' ? [leaving] : []),
          ]}
        />
      </div>
    </header>
  )
}

/** Not even the walls of a chat: whoever is on the network hears a group, whether he is in it or not. */
function OpenChip() {
  const { t } = useTranslation()
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={t('group.open')}
        className="flex h-6 shrink-0 items-center gap-1 rounded-full border border-line px-2 text-xs text-muted hover:bg-hover"
      >
        <Radio size={12} aria-hidden="true" />
        <span className="hidden @min-[34rem]:inline">{t('group.open')}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} collisionPadding={8} className="z-40">
          <Popover.Popup className="fade surface-overlay max-w-80 p-3 text-sm">
            <Popover.Title className="font-semibold">{t('group.open')}</Popover.Title>
            <Popover.Description className="mt-1 text-muted">{t('group.open_hint')}</Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
