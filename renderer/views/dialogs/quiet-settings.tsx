import { useTranslation } from 'react-i18next'
import { ALWAYS } from '../../../shared/model/calendar.ts'
import { endOf } from '../../../shared/model/quiet.ts'
import { clockToMinute, minuteToClock, moment, weekdayName } from '../../logic/dates.ts'
import { Select } from '../../parts/choice.tsx'
import { fieldBox, Labelled } from '../../parts/field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { useQuiet } from '../../state/clock.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { useSetting } from '../../state/use-setting.ts'

const choices = ['off', 'hour', 'tomorrow', 'always'] as const
/** Monday first. */
const days = [1, 2, 3, 4, 5, 6, 0] as const

/** Do-not-disturb by hand and by the clock. */
export function QuietSettings() {
  const { t } = useTranslation()
  return (
    <section aria-label={t('attention.quiet')} className="flex flex-col gap-3">
      <Now />
      <Hours />
    </section>
  )
}

function Now() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value, error, save } = useSetting('quietUntil')
  const quiet = useQuiet()
  const running = quiet?.by === 'chosen'
  const current = !running ? 'off' : value === ALWAYS ? 'always' : 'until'
  const until =
    current === 'until'
      ? [{ value: 'until' as const, label: t('attention.now_until', { time: moment(value, Date.now(), language) }) }]
      : []
  return (
    <Select
      label={t('attention.now')}
      hint={t('attention.now_hint')}
      error={error}
      value={current}
      choices={[
        ...until,
        ...choices.map((choice) => ({
          value: choice,
          label: choice === 'off' ? t('attention.now_off') : t(`attention.span_${choice}`),
        })),
      ]}
      onChange={(choice) => {
        if (choice === 'off') void save(0)
        else if (choice !== 'until') void save(endOf(choice, Date.now()))
      }}
    />
  )
}

function Hours() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value: hours, error, change } = useSetting('quietHours')
  const toggle = (day: number): void =>
    void change(({ days, ...others }) => ({
      ...others,
      days: days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort(),
    }))
  return (
    <>
      <Switch
        label={t('attention.hours')}
        hint={t('attention.hours_hint')}
        error={error}
        checked={hours.on}
        onChange={(on) => void change((latest) => ({ ...latest, on }))}
      />
      {hours.on && (
        <>
          <div className="flex gap-4">
            {(['from', 'to'] as const).map((edge) => (
              <Labelled key={edge} label={t(`attention.${edge}`)}>
                {(ids) => (
                  <input
                    {...ids}
                    type="time"
                    required
                    className={fieldBox}
                    value={minuteToClock(hours[edge])}
                    onChange={({ target }) => {
                      const minute = clockToMinute(target.value)
                      if (minute !== undefined) void change((latest) => ({ ...latest, [edge]: minute }))
                    }}
                  />
                )}
              </Labelled>
            ))}
          </div>
          <fieldset className="flex flex-wrap gap-1">
            <legend className="mb-1 text-sm font-medium">{t('attention.days')}</legend>
            {days.map((day) => (
              <button
                key={day}
                type="button"
                aria-pressed={hours.days.includes(day)}
                className="min-h-8 min-w-10 rounded-sm border border-line px-2 text-sm hover:bg-hover aria-pressed:border-fill aria-pressed:bg-fill aria-pressed:text-on-fill"
                onClick={() => toggle(day)}
              >
                {weekdayName(day, language)}
              </button>
            ))}
          </fieldset>
        </>
      )}
    </>
  )
}
