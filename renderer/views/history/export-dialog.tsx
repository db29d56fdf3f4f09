import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ExportFormat, exportFormats } from '../../../shared/model/history.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { closeDialog } from '../../state/actions.ts'
import { exportHistory } from '../../state/export-history.ts'
import { useHistory } from '../../state/history.ts'
import { usePerson } from '../../state/people.ts'
import { HistoryJobLine } from './history-job.tsx'

/** One chat to a file. */
export function ExportDialog({ conversation }: { readonly conversation: string }) {
  const { t } = useTranslation()
  const { name } = usePerson(conversation)
  const [format, setFormat] = useState<ExportFormat>('html')
  const busy = useHistory(({ job }) => job?.state === 'running')
  return (
    <Dialog title={t('history.export_title', { name })} hint={t('history.export_hint')}>
      <div className="flex flex-col gap-2 px-5 pt-4">
        <Select
          label={t('history.format')}
          value={format}
          choices={exportFormats.map((value) => ({ value, label: t(`history.format_${value}`) }))}
          onChange={setFormat}
        />
        <HistoryJobLine />
      </div>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.close')}</Button>
        <Button kind="primary" disabled={busy} onClick={() => void exportHistory(format, conversation, name)}>
          {t('history.export')}
        </Button>
      </div>
    </Dialog>
  )
}
