import { Copy, Info, RotateCw, Trash2, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { inertText } from '../../../shared/model/inert.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { cancelMessage, copyText, deleteMessage, openDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'

/** What can be done with one message; also by keyboard, with the menu key or Shift+F10 on the message. */
export function useMessageEntries(message: Message | undefined): readonly MenuEntry[] {
  const { t } = useTranslation()
  if (message === undefined) return []
  const pending = message.direction === 'out' && (message.state === 'queued' || message.state === 'sent')
  const entries: (MenuEntry | false)[] = [
    message.state === 'failed' && {
      key: 'retry',
      label: t('message.retry'),
      icon: <RotateCw size={16} />,
      run: () => void call('retryMessage', { id: message.id }),
    },
    {
      key: 'copy',
      label: t('message.copy'),
      icon: <Copy size={16} />,
      disabled: message.text === '',
      run: () => void copyText(inertText(message.text), t('common.copied')),
    },
    {
      key: 'details',
      label: t('message.details'),
      icon: <Info size={16} />,
      run: () => openDialog({ kind: 'message', conversation: message.conversation, message: message.id }),
    },
    pending
      ? {
          key: 'cancel',
          label: t('message.take_back'),
          icon: <Undo2 size={16} />,
          danger: true,
          run: () => cancelMessage(message.id),
        }
      : {
          key: 'delete',
          label: t('message.delete'),
          icon: <Trash2 size={16} />,
          danger: true,
          run: () => deleteMessage(message.id, { done: t('message.deleted'), undo: t('common.undo') }),
        },
  ]
  return entries.filter((entry) => entry !== false)
}
