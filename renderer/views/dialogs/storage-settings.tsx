import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StorageReport } from '../../../shared/model/history.ts'
import { useHistory } from '../../state/history.ts'
import { call } from '../../state/host.ts'
import { HistoryJobLine } from '../history/history-job.tsx'
import { StorageChats } from '../history/storage-chats.tsx'
import { StorageFiles } from '../history/storage-files.tsx'
import { StorageImports } from '../history/storage-imports.tsx'
import { StorageRules } from '../history/storage-rules.tsx'
import { StorageSizes } from '../history/storage-sizes.tsx'

export function StorageSettings() {
  const { t } = useTranslation()
  const [report, setReport] = useState<StorageReport>()
  const [failed, setFailed] = useState(false)
  const state = useHistory(({ job }) => job?.state)
  const busy = state === 'running'
  const look = useCallback(async () => {
    const found = await call('storageReport', {})
    setFailed(!found.ok)
    if (found.ok) setReport(found.value)
  }, [])
  // What a job that is over has changed shows at once.
  useEffect(() => {
    if (!busy) void look()
  }, [busy, look])
  return (
    <>
      <HistoryJobLine />
      {failed && <p className="text-sm text-red">{t('storage_page.unreadable')}</p>}
      <StorageFiles busy={busy} />
      <StorageSizes report={report} busy={busy} />
      <StorageRules />
      <StorageChats report={report} />
      <StorageImports report={report} busy={busy} />
    </>
  )
}
