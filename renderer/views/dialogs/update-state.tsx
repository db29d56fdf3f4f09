import { useTranslation } from 'react-i18next'
import type { UpdateMethodName } from '../../../shared/api/update-contract.ts'
import { fileSize, fullTime, percent } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Progress } from '../../parts/progress.tsx'
import { useLanguageTag, useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'

/** Where the program is on its way to a newer one, and the next step. */
export function UpdateState() {
  const update = useView((state) => state.host?.update)
  const isConfigured = useSettings().updateSource !== ''
  if (!isConfigured || update === undefined) return null
  switch (update.state) {
    case 'none':
    case 'failed':
      return <Line step="checkUpdates" />
    case 'available':
      return <Line step="downloadUpdate" />
    case 'ready':
    case 'shown':
      return <Line step="installUpdate" />
    case 'checking':
    case 'installing':
    case 'downloading':
      return <Line />
  }
}

function Line({ step }: { readonly step?: UpdateMethodName }) {
  const { t } = useTranslation()
  const update = useView((state) => state.host?.update)
  const failed = update?.state === 'failed'
  // What is not for this computer will not be when it is asked for again.
  const again =
    failed && update.version !== undefined && update.problem !== 'not-for-this' ? 'downloadUpdate' : undefined
  return (
    <div className="flex flex-col gap-2 rounded-sm border border-line p-3 text-sm">
      <p role={failed ? 'alert' : 'status'} className={failed ? 'text-red' : ''}>
        <Words />
      </p>
      <Bar />
      {step !== undefined && (
        <div className="flex flex-wrap gap-2">
          {again !== undefined && <Button onClick={() => void call(again, {})}>{t('updates.again')}</Button>}
          <Button kind={step === 'checkUpdates' ? 'plain' : 'primary'} onClick={() => void call(step, {})}>
            {t(update?.state === 'shown' ? 'updates.show_again' : `updates.${step}`)}
          </Button>
        </div>
      )}
    </div>
  )
}

function Words() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const update = useView((state) => state.host?.update)
  switch (update?.state) {
    case 'none':
      if (update.checkedAt === undefined) return t('updates.unknown')
      return t('updates.newest', { time: fullTime(update.checkedAt, language), version: update.offered ?? '' })
    case 'available':
      return t('updates.available', { version: update.version, size: fileSize(update.size, language) })
    case 'downloading':
      return t('updates.downloading', {
        version: update.version,
        done: fileSize(update.done, language),
        size: fileSize(update.size, language),
      })
    case 'checking':
      return t('updates.checking')
    case 'ready':
      return t('updates.ready', { version: update.version })
    case 'shown':
      return t('updates.shown', { version: update.version })
    case 'installing':
      return t('updates.installing', { version: update.version })
    case 'failed':
      return t(`updates.failed_${update.problem}`, { detail: update.detail })
    default:
      return null
  }
}

function Bar() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const update = useView((state) => state.host?.update)
  if (update?.state !== 'downloading') return null
  const fraction = update.done / update.size
  return (
    <Progress
      label={t('updates.progress', { version: update.version })}
      fraction={fraction}
      moving
      text={percent(fraction, language)}
    />
  )
}
