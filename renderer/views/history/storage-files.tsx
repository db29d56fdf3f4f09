import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '../../../shared/model/history.ts'
import { fileTime } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { LockedLine } from '../../parts/locked.tsx'
import { exportHistory, isBackwards, wholeHistory } from '../../state/export-history.ts'
import { giveFile, makeFile, startJob } from '../../state/history.ts'
import { call } from '../../state/host.ts'
import { useOff } from '../../state/policy.ts'
import { now } from '../../state/store.ts'
import { ExportForm } from './export-choices.tsx'
import { ImportChoice } from './import-choice.tsx'

interface Found {
  readonly token: string
  readonly name: string
  readonly preview: ImportPreview
}

/** What takes the history out and in. */
export function StorageFiles({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation()
  const [choices, setChoices] = useState(wholeHistory)
  const [found, setFound] = useState<Found>()
  const field = useRef<HTMLInputElement>(null)
  const exportOff = useOff('export')
  const importOff = useOff('import')
  const off = exportOff ?? importOff
  const look = async (file: File): Promise<void> => {
    setFound(undefined)
    const token = await giveFile(file, 'inspect')
    if (token === undefined) return
    const job = await startJob('inspect', () => call('inspectHistory', { file: token }))
    const preview = job?.state === 'done' ? job.outcome.preview : undefined
    if (preview !== undefined) setFound({ token, name: file.name, preview })
  }
  const backUp = (): Promise<void> =>
    makeFile('backup', `gezi-${fileTime(Date.now()).replace(' ', '_')}.gezi-backup`, (place) =>
      call('createBackup', place),
    )
  return (
    <section aria-labelledby="files-title" className="flex flex-col gap-2">
      <h3 id="files-title" className="text-sm font-semibold">
        {t('storage_page.files')}
      </h3>
      <ExportForm value={choices} onChange={setChoices} />
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={busy || exportOff !== undefined || isBackwards(choices)}
          onClick={() => void exportHistory(choices, undefined, now().host?.self.name ?? '')}
        >
          {t('history.export_all')}
        </Button>
        <Button disabled={busy || exportOff !== undefined} onClick={() => void backUp()}>
          {t('history.back_up')}
        </Button>
        <Button disabled={busy || importOff !== undefined} onClick={() => field.current?.click()}>
          {t('history.import')}
        </Button>
      </div>
      <p className="text-xs text-muted">{off === undefined ? t('history.import_hint') : <LockedLine text={off} />}</p>
      <input
        ref={field}
        type="file"
        hidden
        data-history-file=""
        aria-label={t('history.import')}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file !== undefined) void look(file)
          event.target.value = ''
        }}
      />
      {found !== undefined && <ImportChoice {...found} busy={busy} close={() => setFound(undefined)} />}
    </section>
  )
}
