import { useTranslation } from 'react-i18next'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { call } from '../../state/host.ts'

export function AbsenceDialog() {
  const { t } = useTranslation()
  return (
    <AskDialog
      title={t('absence.title')}
      hint={t('absence.hint')}
      label={t('absence.text')}
      initial={t('absence.default')}
      action={t('absence.set')}
      maxLength={200}
      save={(text) => call('setAbsence', { text })}
    />
  )
}
