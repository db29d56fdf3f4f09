import { ChevronDown } from 'lucide-react'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { dayTitle } from '../../logic/dates.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { openCalendar } from '../../state/reading.ts'

/** Where a row of the list stands; each row spreads it onto its one element. */
export interface Place {
  readonly ref: (element: HTMLElement | null) => void
  readonly 'data-index': number
  readonly className: string
  readonly style: CSSProperties | undefined
}

export function DayRow({
  at,
  sticky,
  place,
}: {
  readonly at: number
  readonly sticky: boolean
  readonly place: Place
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  return (
    <li
      {...place}
      className={`${place.className} pointer-events-none flex justify-center py-2`}
      data-day=""
      data-sticky={sticky ? '' : undefined}
    >
      <button
        type="button"
        tabIndex={sticky ? 0 : -1}
        aria-label={t('reading.day_button', { day: dayTitle(at, minute, language) })}
        aria-haspopup="dialog"
        className="pointer-events-auto flex h-6 items-center gap-1 rounded-full border border-line bg-surface pr-2 pl-3 text-xs text-muted hover:bg-hover hover:text-text focus-visible:outline-offset-1"
        onClick={() => openCalendar(at)}
      >
        {dayTitle(at, minute, language)}
        <ChevronDown size={12} aria-hidden="true" />
      </button>
    </li>
  )
}

/** `below`: a message stands above it. Then it leaves room for the day, which sticks to the upper edge. */
export function UnreadRow({ place, below }: { readonly place: Place; readonly below: boolean }) {
  const { t } = useTranslation()
  return (
    <li
      {...place}
      className={`${place.className} flex items-center gap-3 px-4 pb-1 text-xs font-medium text-accent-text ${below ? 'pt-10' : 'pt-3'}`}
      data-testid="unread-line"
    >
      <span className="h-px grow bg-accent opacity-40" aria-hidden="true" />
      {t('chat.unread_line')}
      <span className="h-px grow bg-accent opacity-40" aria-hidden="true" />
    </li>
  )
}
