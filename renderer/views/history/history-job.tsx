import { useTranslation } from 'react-i18next'
import { percent } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Progress } from '../../parts/progress.tsx'
import { cancelJob, forgetJob, type JobState, useHistory } from '../../state/history.ts'
import { useLanguageTag } from '../../state/hooks.ts'

/** Where the work on the history is, or what came of it; nothing while there was none. */
export function HistoryJobLine() {
  const { t } = useTranslation()
  const job = useHistory((state) => state.job)
  const language = useLanguageTag()
  if (job === undefined) return null
  if (job.state === 'running') {
    const fraction = job.total === 0 ? undefined : Math.min(1, job.done / job.total)
    const label = t(`history.running_${job.kind}`)
    return (
      <section aria-label={label} className="flex flex-col gap-2 rounded-sm border border-line p-3 text-sm">
        <div className="flex items-center gap-3">
          <span className="grow">{label}</span>
          <Button onClick={cancelJob}>{t('common.cancel')}</Button>
        </div>
        <Progress
          label={label}
          fraction={fraction}
          moving
          text={fraction === undefined ? label : percent(fraction, language)}
        />
      </section>
    )
  }
  // What was found stands where it is decided about.
  if (job.state === 'done' && job.kind === 'inspect') return null
  return (
    <div role="status" className="flex items-center gap-3 rounded-sm border border-line p-3 text-sm">
      <span className={`grow ${job.state === 'done' ? '' : 'text-red'}`}>
        <Outcome job={job} />
      </span>
      <Button kind="quiet" onClick={forgetJob}>
        {t('common.close')}
      </Button>
    </div>
  )
}

function Outcome({ job }: { readonly job: Exclude<JobState, { state: 'running' }> }) {
  const { t } = useTranslation()
  switch (job.state) {
    case 'done':
      return job.kind === 'compact' || job.kind === 'inspect'
        ? t('history.done_compact')
        : t(`history.done_${job.kind}`, { count: job.outcome.messages })
    case 'failed':
      return job.problem === 'other' ? t('history.refused', { detail: job.detail }) : t(`history.failed_${job.problem}`)
    case 'refused':
      return job.code === 'busy' ? t('history.busy') : t('history.refused', { detail: job.code })
  }
}
