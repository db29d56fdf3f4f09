import { Bell, BellOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { endOf } from '../../shared/model/quiet.ts'
import type { MenuEntry } from '../parts/menu.tsx'
import { useQuiet } from '../state/clock.ts'
import { call } from '../state/host.ts'

const quietSpans = ['hour', 'tomorrow', 'always'] as const

export const setQuiet = (until: number): void => void call('setSettings', { quietUntil: until })

/** Do-not-disturb, for how long, or its end. What the hours of the settings began only they end. */
export function useQuietEntries(): readonly MenuEntry[] {
  const { t } = useTranslation()
  if (useQuiet()?.by === 'chosen') {
    return [{ key: 'quiet', label: t('attention.quiet_end_long'), icon: <Bell size={16} />, run: () => setQuiet(0) }]
  }
  return [
    {
      key: 'quiet',
      label: t('attention.quiet'),
      icon: <BellOff size={16} />,
      entries: quietSpans.map((span) => ({
        key: span,
        label: t(`attention.span_${span}`),
        run: () => setQuiet(endOf(span, Date.now())),
      })),
    },
  ]
}
