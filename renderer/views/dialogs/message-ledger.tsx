import { useTranslation } from 'react-i18next'
import type { LedgerEntry } from '../../../shared/model/ledger.ts'
import { capital, seconds } from '../../logic/dates.ts'
import { useLanguageTag } from '../../state/hooks.ts'

/** What happened to an own message, line by line: when it left for which address, what came back, and when it leaves again. */
export function MessageLedger({ entries }: { readonly entries: readonly LedgerEntry[] }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  if (entries.length === 0) return null
  // Two lines may be of the same moment; new ones come at the end.
  const placed = entries.map((entry, place) => ({ entry, place }))
  return (
    <section aria-labelledby="ledger-title" className="pt-4">
      <h3 id="ledger-title" className="pb-1 text-sm font-semibold">
        {t('reach.ledger')}
      </h3>
      <ol className="flex flex-col divide-y divide-line rounded-md border border-line text-sm">
        {placed.map(({ entry, place }) => (
          <li key={place} className="flex gap-3 px-3 py-1.5">
            <time className="shrink-0 text-muted tabular-nums" dateTime={new Date(entry.at).toISOString()}>
              {seconds(entry.at, Date.now(), language)}
            </time>
            <span className="min-w-0 grow break-words select-text">{capital(words(entry), language)}</span>
          </li>
        ))}
      </ol>
    </section>
  )

  function words({ event, address, reason, retryAt }: LedgerEntry): string {
    const at = address ?? t('details.unknown')
    switch (event) {
      case 'sent':
        return retryAt === undefined
          ? t('reach.sent', { address: at })
          : t('reach.sent_until', { address: at, time: seconds(retryAt, Date.now(), language) })
      case 'delivered':
        return t('reach.delivered', { address: at })
      case 'opened':
        return t('reach.opened', { address: at })
      case 'queued':
        return t('reach.queued', { reason: t(`reach.short.${reason ?? 'unknown'}`) })
      case 'failed':
        return t('reach.failed', { reason: t(`reach.short.${reason ?? 'unknown'}`) })
    }
  }
}
