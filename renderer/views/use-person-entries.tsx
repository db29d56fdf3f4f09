import { Ban, Copy, Eraser, Image, Merge, MessageSquare, Paperclip, Pencil, StickyNote } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../shared/model/peer.ts'
import type { MenuEntry } from '../parts/menu.tsx'
import { copyText, openChat, openDialog } from '../state/actions.ts'
import { setBlocked } from '../state/people-actions.ts'
import { useOff } from '../state/policy.ts'

/** The files are chosen in his chat, where they wait with what is written beside them. */
async function sendFiles(peer: string): Promise<void> {
  await openChat(peer)
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-attach]')?.click())
}

/** What can be done about a person, in the list and in his details alike. */
export function usePersonEntries(): (peer: Peer) => readonly MenuEntry[] {
  const { t } = useTranslation()
  const filesOff = useOff('send-files')
  return (peer) => {
    const { id, name } = peer
    const blocked = peer.blocked === true
    return [
      {
        key: 'message',
        label: t('person.message'),
        icon: <MessageSquare size={16} />,
        run: () => void openChat(id),
      },
      ...(filesOff === undefined && !blocked
        ? [{ key: 'files', label: t('ease.send_files'), icon: <Paperclip size={16} />, run: () => void sendFiles(id) }]
        : []),
      {
        key: 'alias',
        label: peer.alias === '' ? t('details.edit_alias') : t('details.change_alias'),
        icon: <Pencil size={16} />,
        run: () => openDialog({ kind: 'alias', peer: id }),
      },
      {
        key: 'note',
        label: t('person.edit_note'),
        icon: <StickyNote size={16} />,
        run: () => openDialog({ kind: 'note', peer: id }),
      },
      {
        key: 'picture',
        label: t('person.picture'),
        icon: <Image size={16} />,
        run: () => openDialog({ kind: 'person-picture', peer: id }),
      },
      {
        key: 'copy',
        label: t('person.copy_address'),
        icon: <Copy size={16} />,
        run: () => void copyText(peer.address, t('person.address_copied')),
      },
      {
        key: 'block',
        label: blocked ? t('person.unblock') : t('person.block'),
        icon: <Ban size={16} />,
        run: () =>
          void setBlocked(id, !blocked, t(blocked ? 'person.unblocked_done' : 'person.blocked_done', { name })),
      },
      {
        key: 'merge',
        label: t('person.merge'),
        icon: <Merge size={16} />,
        run: () => openDialog({ kind: 'merge', peer: id }),
      },
      ...(peer.presence === 'offline'
        ? [
            {
              key: 'forget',
              label: t('person.forget'),
              icon: <Eraser size={16} />,
              danger: true,
              run: () => openDialog({ kind: 'forget', peer: id }),
            },
          ]
        : []),
    ]
  }
}
