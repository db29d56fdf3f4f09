import { useTranslation } from 'react-i18next'
import type { StorageReport } from '../../../shared/model/history.ts'
import { fullTime } from '../../logic/dates.ts'
import { startJob } from '../../state/history.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { Confirm } from './confirm.tsx'

/** Histories that were taken over, each of which can be taken out again. */
export function StorageImports({
  report,
  busy,
}: {
  readonly report: StorageReport | undefined
  readonly busy: boolean
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  if (report === undefined || report.imports.length === 0) return null
  return (
    <section aria-labelledby="imports-title" className="flex flex-col gap-2">
      <h3 id="imports-title" className="text-sm font-semibold">
        {t('storage_page.imports')}
      </h3>
      <ul className="rounded-sm border border-line text-sm">
        {report.imports.map(({ id, name, source, at, messages }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 border-b border-line px-3 py-1.5 last:border-0">
            <span className="min-w-0 grow">
              <span className="block truncate">{t(`history.source_${source}`, { name })}</span>
              <span className="text-xs text-muted">
                {fullTime(at, language)} · {t('history.count', { count: messages })}
              </span>
            </span>
            <Confirm
              label={t('storage_page.remove')}
              name={t('common.remove_item', { item: name })}
              question={t('storage_page.remove_question')}
              action={t('storage_page.remove')}
              disabled={busy}
              run={() => void startJob('remove-import', () => call('removeImport', { id }))}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
