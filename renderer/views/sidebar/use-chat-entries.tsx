import { Download, Eraser, MailCheck, MailOpen, Pencil, Pin, Trash2, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { openChat, openDialog } from '../../state/actions.ts'
import { useGroup } from '../../state/groups.ts'
import { call } from '../../state/host.ts'
import { useOff } from '../../state/policy.ts'
import { set, useView } from '../../state/store.ts'
import { useLeaveEntries } from '../group/leave-entry.tsx'
import { useMuteEntries } from '../mute-entry.tsx'

/** Without opening them: sealed messages stay sealed. */
function markRead(conversations: readonly Conversation[]): void {
  for (const { id, last } of conversations)
    if (last !== undefined) void call('markRead', { conversation: id, upTo: last.id })
}

/** What can be done with a chat of the list. */
export function useChatEntries(conversation: Conversation | undefined): readonly MenuEntry[] {
  const { t } = useTranslation()
  const muting = useMuteEntries(conversation)
  const group = useGroup(conversation?.id ?? '')
  const leaving = useLeaveEntries(group)
  const exportOff = useOff('export')
  const conversations = useView((state) => state.conversations)
  if (conversation === undefined) return []
  const unread = [...conversations.values()].filter((each) => each.unread > 0)
  const { id, pinned } = conversation
  const others = unread.filter((each) => each.id !== id)
  return [
    ...(conversation.unread > 0
      ? [
          {
            key: 'read',
            label: t('ease.mark_read'),
            icon: <MailOpen size={16} />,
            run: () => markRead([conversation]),
          },
        ]
      : []),
    ...(others.length > 0
      ? [{ key: 'all-read', label: t('ease.all_read'), icon: <MailCheck size={16} />, run: () => markRead(unread) }]
      : []),
    {
      key: 'pin',
      apart: true,
      label: pinned ? t('chats.unpin') : t('chats.pin'),
      icon: <Pin size={16} />,
      run: () => void call('setPinned', { conversation: id, pinned: !pinned }),
    },
    ...muting,
    ...(group === undefined
      ? [
          {
            key: 'rename',
            label: t('chats.rename'),
            icon: <Pencil size={16} />,
            run: () => openDialog({ kind: 'alias', peer: conversation.peer }),
          },
        ]
      : []),
    {
      key: 'details',
      label: t('chats.details'),
      icon: <UserRound size={16} />,
      run: () => void openChat(id).then(() => set({ details: 'person' })),
    },
    ...(exportOff === undefined
      ? [
          {
            key: 'export',
            label: t('history.export_chat'),
            icon: <Download size={16} />,
            run: () => openDialog({ kind: 'export', conversation: id }),
          },
        ]
      : []),
    ...leaving,
    {
      key: 'clear',
      label: t('history.clear'),
      icon: <Eraser size={16} />,
      danger: true,
      run: () => openDialog({ kind: 'clear', conversation: id, forget: false }),
    },
    {
      key: 'delete',
      label: t('history.delete_chat'),
      icon: <Trash2 size={16} />,
      danger: true,
      run: () => openDialog({ kind: 'clear', conversation: id, forget: true }),
    },
  ]
}
