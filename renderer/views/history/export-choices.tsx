import { useTranslation } from 'react-i18next'
import { type ExportFormat, exportFormats } from '../../../shared/model/history.ts'
import { Select } from '../../parts/choice.tsx'
import { TextField } from '../../parts/field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { type ExportChoices, isBackwards } from '../../state/export-history.ts'

/** In which form, from which day to which, and for which program: the same for one chat and for all of them. */
export function ExportForm({
  value,
  onChange,
}: {
  readonly value: ExportChoices
  readonly onChange: (next: ExportChoices) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <Select<ExportFormat>
        label={t('history.format')}
        value={value.format}
        choices={exportFormats.map((format) => ({ value: format, label: t(`history.format_${format}`) }))}
        onChange={(format) => onChange({ ...value, format })}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          type="date"
          label={t('history_range.from')}
          hint={t('history_range.hint')}
          error={isBackwards(value) ? t('history_range.backwards') : undefined}
          value={value.from}
          onChange={({ target }) => onChange({ ...value, from: target.value })}
        />
        <TextField
          type="date"
          label={t('history_range.until')}
          value={value.until}
          onChange={({ target }) => onChange({ ...value, until: target.value })}
        />
      </div>
      {value.format === 'csv' && (
        <Switch
          label={t('history_range.mark')}
          hint={t('history_range.mark_hint')}
          checked={value.mark}
          onChange={(mark) => onChange({ ...value, mark })}
        />
      )}
    </>
  )
}
