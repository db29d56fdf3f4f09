import { useTranslation } from 'react-i18next'
import type { UpdateMethodName } from '../../../shared/api/update-contract.ts'
import type { Update } from '../../../shared/model/update.ts'
import { fileSize, fullTime, percent } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Progress } from '../../parts/progress.tsx'
import { useLanguageTag, useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'

/** What the user can do next; undefined while something runs. */
function stepOf({ state }: Update): UpdateMethodName | undefined {
  switch (state) {
    case 'none':
    case 'failed':
      return 'checkUpdates'
    case 'available':
      return 'downloadUpdate'
    case 'ready':
    case 'shown':
      return 'installUpdate'
    case 'checking':
    case 'installing':
    case 'downloading':
      return undefined
  }
}

/** Where the program is on its way to a newer one, and the next step. */
export function UpdateState() {
  const { t } = useTranslation()
  const update = useView((state) => state.host?.update)
  const isConfigured = useSettings().updateSource !== ''
  if (!isConfigured || update === undefined) return null
  const failed = update.state === 'failed'
  const step = stepOf(update)
  // What is not for this computer will not be when it is asked for again.
  const canFetchAgain = failed && update.version !== undefined && update.problem !== 'not-for-this'
  return (
    <div className="flex flex-col gap-2 rounded-sm border border-line p-3 text-sm">
      <p role={failed ? 'alert' : 'status'} className={failed ? 'text-red' : ''}>
        <Words update={update} />
      </p>
      {update.state === 'downloading' && <Bar update={update} />}
      {step !== undefined && (
        <div className="flex flex-wrap gap-2">
          {canFetchAgain && <Button onClick={() => void call('downloadUpdate', {})}>{t('updates.again')}</Button>}
          <Button kind={step === 'checkUpdates' ? 'plain' : 'primary'} onClick={() => void call(step, {})}>
            {t(update.state === 'shown' ? 'updates.show_again' : `updates.${step}`)}
          </Button>
        </div>
      )}
    </div>
  )
}

function Words({ update }: { readonly update: Update }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  switch (update.state) {
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
  }
}

function Bar({ update }: { readonly update: Extract<Update, { state: 'downloading' }> }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
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
