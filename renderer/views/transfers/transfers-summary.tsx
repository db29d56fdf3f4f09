import { useTranslation } from 'react-i18next'
import type { Transfer } from '../../../shared/model/transfer.ts'
import { fileSize } from '../../logic/dates.ts'
import { actionsOf, isMoving, isOpen, totalOf } from '../../logic/transfers.ts'
import { Button } from '../../parts/button.tsx'
import { Progress } from '../../parts/progress.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { clearAll, pauseAll, resumeAll, retryAll } from '../../state/transfer-actions.ts'
import { useWish } from './transfer-controls.tsx'

const abilities = { open: false, fetch: false, saveAs: false }
const canRetry = (transfer: Transfer): boolean =>
  transfer.direction === 'in' && transfer.state === 'failed' && actionsOf(transfer, abilities).length > 0

/** All together: how far what runs is, and the wishes that concern more than one. */
export function TransfersSummary({ transfers }: { readonly transfers: readonly Transfer[] }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const wish = useWish()
  const total = totalOf(transfers)
  const incoming = transfers.filter(({ direction }) => direction === 'in')
  const moving = incoming.filter(isMoving)
  const paused = incoming.filter(({ state }) => state === 'paused')
  const failed = transfers.filter(canRetry)
  const over = transfers.filter((transfer) => !isOpen(transfer))
  const buttons = [
    { key: 'retry', shown: failed.length > 0, label: t('transfer.retry_all'), run: () => retryAll(failed) },
    { key: 'pause', shown: moving.length > 1, label: t('transfer.pause_all'), run: () => pauseAll(moving) },
    { key: 'resume', shown: paused.length > 1, label: t('transfer.resume_all'), run: () => resumeAll(paused) },
    { key: 'clear', shown: over.length > 0, label: t('transfer.clear'), run: () => clearAll(over) },
  ].filter(({ shown }) => shown)
  if (total === undefined && buttons.length === 0) return null
  return (
    <div className="flex shrink-0 flex-col gap-2 px-4 pb-2">
      {total !== undefined && <Total total={total} language={language} />}
      {buttons.length > 0 && (
        <div className="-mx-2 flex flex-wrap gap-1">
          {buttons.map(({ key, label, run }) => (
            <Button key={key} kind="quiet" className="min-h-7! px-2!" onClick={() => wish(run())}>
              {label}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

function Total({
  total,
  language,
}: {
  readonly total: NonNullable<ReturnType<typeof totalOf>>
  readonly language: string
}) {
  const { t } = useTranslation()
  const { count, done, size, rate } = total
  // The size of a picture from FeiQ is known with its first packet.
  const amount =
    size === 0 ? '' : t('transfer.amount', { done: fileSize(done, language), size: fileSize(size, language) })
  const line = [
    t('transfer.items', { count }),
    amount,
    rate === 0 ? '' : t('transfer.rate', { size: fileSize(rate, language) }),
  ]
  return (
    <div className="flex flex-col gap-1">
      <Progress
        label={t('transfer.total')}
        fraction={size === 0 ? undefined : done / size}
        moving={rate > 0}
        text={amount === '' ? t('transfer.items', { count }) : amount}
      />
      <p className="truncate text-xs text-muted tabular-nums">{line.filter((part) => part !== '').join(' · ')}</p>
    </div>
  )
}
