import { BellOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ALWAYS } from '../../../shared/model/calendar.ts'
import { moment } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { openSettings } from '../../state/actions.ts'
import { useQuiet } from '../../state/clock.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { setQuiet } from '../quiet-entry.tsx'

/** Says that nothing will disturb, and until when: who forgets it wonders why nobody writes. */
export function QuietLine() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const quiet = useQuiet()
  if (quiet === undefined) return null
  const time = moment(quiet.until, Date.now(), language)
  const text =
    quiet.by === 'hours'
      ? t('attention.quiet_hours', { time })
      : quiet.until === ALWAYS
        ? t('attention.quiet')
        : t('attention.quiet_until', { time })
  return (
    <div role="status" className="mx-3 mb-2 flex items-center gap-2 rounded-sm bg-field py-0.5 pr-1 pl-2 text-xs">
      <BellOff size={14} className="shrink-0 text-muted" aria-hidden="true" />
      <span className="min-w-0 grow">{text}</span>
      {quiet.by === 'chosen' ? (
        <Button kind="quiet" className="min-h-6! px-2! text-xs!" onClick={() => setQuiet(0)}>
          {t('attention.quiet_end')}
        </Button>
      ) : (
        <Button kind="quiet" className="min-h-6! px-2! text-xs!" onClick={() => openSettings('notifications')}>
          {t('attention.quiet_change')}
        </Button>
      )}
    </div>
  )
}
