import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { closeDialog } from '../../state/actions.ts'
import { exportHistory, isBackwards, wholeHistory } from '../../state/export-history.ts'
import { useHistory } from '../../state/history.ts'
import { usePerson } from '../../state/people.ts'
import { ExportForm } from './export-choices.tsx'
import { HistoryJobLine } from './history-job.tsx'

/** One chat to a file. */
export function ExportDialog({ conversation }: { readonly conversation: string }) {
  const { t } = useTranslation()
  const { name } = usePerson(conversation)
  const [choices, setChoices] = useState(wholeHistory)
  const busy = useHistory(({ job }) => job?.state === 'running')
  return (
    <Dialog title={t('history.export_title', { name })} hint={t('history.export_hint')}>
      <div className="flex min-h-0 flex-col gap-2 overflow-y-auto px-5 pt-4">
        <ExportForm value={choices} onChange={setChoices} />
        <HistoryJobLine />
      </div>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.close')}</Button>
        <Button
          kind="primary"
          disabled={busy || isBackwards(choices)}
          onClick={() => void exportHistory(choices, conversation, name)}
        >
          {t('history.export')}
        </Button>
      </div>
    </Dialog>
  )
}
