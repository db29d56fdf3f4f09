import { useTranslation } from 'react-i18next'
import type { StorageReport } from '../../../shared/model/history.ts'
import { fileSize } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { startJob } from '../../state/history.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'

const parts = ['database', 'index', 'free', 'pictures', 'spool', 'downloads', 'backups'] as const

export function StorageSizes({ report, busy }: { readonly report: StorageReport | undefined; readonly busy: boolean }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const number = new Intl.NumberFormat(language)
  return (
    <section aria-labelledby="sizes-title" className="flex flex-col gap-2">
      <h3 id="sizes-title" className="text-sm font-semibold">
        {t('storage_page.sizes')}
      </h3>
      <dl className="grid grid-cols-[1fr_auto] rounded-sm border border-line text-sm tabular-nums">
        <dt className="border-b border-line px-3 py-1.5">{t('storage_page.messages')}</dt>
        <dd className="border-b border-line px-3 py-1.5 text-right">
          {report === undefined ? '…' : number.format(report.messages)}
        </dd>
        {parts.map((part) => (
          <div key={part} className="col-span-2 grid grid-cols-subgrid border-b border-line last:border-0">
            <dt className="px-3 py-1.5">{t(`storage_page.size_${part}`)}</dt>
            <dd className="px-3 py-1.5 text-right">
              {report === undefined ? '…' : fileSize(report.bytes[part], language)}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-muted [overflow-wrap:anywhere]">
        {t('storage_page.folder', { folder: report?.folder ?? '…' })}
      </p>
      <div>
        <Button disabled={busy} onClick={() => void startJob('compact', () => call('compactHistory', {}))}>
          {t('storage_page.compact')}
        </Button>
      </div>
      <p className="text-xs text-muted">{t('storage_page.compact_hint')}</p>
    </section>
  )
}
