import { Bell, BellOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../shared/model/conversation.ts'
import { endOf, spans } from '../../shared/model/quiet.ts'
import type { MenuEntry } from '../parts/menu.tsx'
import { useMuted } from '../state/clock.ts'
import { call } from '../state/host.ts'

/** The entry of a chat's menus that silences it for a while, or lets it be heard again. */
export function useMuteEntries(conversation: Conversation | undefined): readonly MenuEntry[] {
  const { t } = useTranslation()
  const muted = useMuted(conversation) !== undefined
  if (conversation === undefined) return []
  const { id } = conversation
  if (muted) {
    const run = (): void => void call('setMuted', { conversation: id })
    return [{ key: 'unmute', label: t('attention.unmute'), icon: <Bell size={16} />, run }]
  }
  return [
    {
      key: 'mute',
      label: t('attention.mute'),
      icon: <BellOff size={16} />,
      entries: spans.map((span) => ({
        key: span,
        label: t(`attention.span_${span}`),
        run: () => void call('setMuted', { conversation: id, until: endOf(span, Date.now()) }),
      })),
    },
  ]
}
