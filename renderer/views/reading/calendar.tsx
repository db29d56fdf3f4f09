import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  addMonths,
  type Day,
  dayAfterKey,
  dayAt,
  dayStarts,
  firstWeekday,
  isAfter,
  isSameDay,
  startOf,
  weeksOf,
} from '../../logic/calendar.ts'
import { IconButton } from '../../parts/button.tsx'
import { useLanguageTag } from '../../state/hooks.ts'

/** One month. Days that `enabled` says no to can be walked over, not chosen. */
export function Calendar({
  at,
  daysWith,
  onChoose,
}: {
  /** The day that has the keyboard at first. */
  readonly at: number
  /** Asks for each day of a month, by when the days begin and the last one ends. */
  readonly daysWith: (starts: number[]) => Promise<readonly boolean[]>
  readonly onChoose: (day: number) => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const title = useId()
  const grid = useRef<HTMLTableElement>(null)
  const [current, setCurrent] = useState(() => dayAt(at))
  const [enabled, setEnabled] = useState<readonly boolean[]>([])
  const { year, month } = current
  const today = dayAt(Date.now())
  const first = firstWeekday(language)
  const weeks = weeksOf(current, first)
  const formats = useMemo(
    () => ({
      month: new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long' }),
      day: new Intl.DateTimeFormat(language, { dateStyle: 'full' }),
      weekday: new Intl.DateTimeFormat(language, { weekday: 'narrow' }),
      weekdayName: new Intl.DateTimeFormat(language, { weekday: 'long' }),
    }),
    [language],
  )

  useEffect(() => {
    let asked = true
    setEnabled([])
    void daysWith(dayStarts({ year, month })).then((days) => {
      if (asked) setEnabled(days)
    })
    return () => {
      asked = false
    }
  }, [year, month, daysWith])

  const go = (day: Day, focus: boolean): void => {
    const target = isAfter(day, today) ? today : day
    setCurrent(target)
    if (focus)
      requestAnimationFrame(() =>
        grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true }),
      )
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const target = dayAfterKey(current, event.key, event.shiftKey, first)
    if (target === undefined) return
    event.preventDefault()
    go(target, true)
  }

  // A Sunday, from which the seven names follow.
  const weekdays = Array.from({ length: 7 }, (_, index) => new Date(2026, 1, 1 + first + index).getTime())
  const semantics = { role: 'grid', 'aria-labelledby': title }
  const isLast = year === today.year && month === today.month
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-1">
        <IconButton
          label={t('reading.previous_month')}
          className="size-8"
          onClick={() => go(addMonths(current, -1), false)}
        >
          <ChevronLeft size={16} aria-hidden="true" />
        </IconButton>
        <p id={title} className="grow text-center text-sm font-semibold" aria-live="polite">
          {formats.month.format(startOf(current))}
        </p>
        <IconButton
          label={t('reading.next_month')}
          className="size-8"
          disabled={isLast}
          onClick={() => go(addMonths(current, 1), false)}
        >
          <ChevronRight size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <table ref={grid} {...semantics} className="border-separate border-spacing-0" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdays.map((weekday) => (
              <th
                key={weekday}
                scope="col"
                abbr={formats.weekdayName.format(weekday)}
                className="h-8 w-9 text-xs font-normal text-muted"
              >
                {formats.weekday.format(weekday)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.place}>
              {week.map(({ place, day }) => {
                if (day === undefined) return <td key={place} className="h-8" />
                const here = { year, month, day }
                const usable = enabled[day - 1] === true
                return (
                  <td key={place} className="p-0 text-center">
                    <button
                      type="button"
                      tabIndex={isSameDay(here, current) ? 0 : -1}
                      aria-label={formats.day.format(startOf(here))}
                      aria-disabled={!usable}
                      aria-current={isSameDay(here, today) ? 'date' : undefined}
                      className={`inline-flex h-8 w-9 items-center justify-center rounded-sm text-sm tabular-nums aria-[current=date]:font-semibold aria-[current=date]:text-accent-text ${usable ? 'bg-field hover:bg-selected' : 'text-muted/60 in-data-[contrast=more]:text-muted in-data-[contrast=more]:line-through'}`}
                      onClick={() => usable && onChoose(startOf(here))}
                      onFocus={() => setCurrent(here)}
                    >
                      {day}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
