import { CircleCheck, CircleHelp, CircleMinus, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DoctorReport, Finding } from '../../../shared/model/doctor.ts'
import { useDetail } from './use-detail.ts'

const icons = {
  good: <CircleCheck size={16} className="text-green" />,
  bad: <TriangleAlert size={16} className="text-red" />,
  unclear: <CircleHelp size={16} className="text-muted" />,
  skipped: <CircleMinus size={16} className="text-muted" />,
} as const

const isBad = ({ state }: Finding): boolean => state === 'bad'

const list = 'flex flex-col overflow-hidden divide-y divide-line rounded-md border border-line text-sm'

export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation()
  const detailOf = useDetail()
  return (
    <section aria-labelledby="checks-title">
      <h3 id="checks-title" className="pb-1 text-sm font-semibold">
        {t('reach.checks')}
      </h3>
      <ul className={list}>
        {/* What is wrong is not looked for among what is in order. */}
        {[...findings.filter(isBad), ...findings.filter((finding) => !isBad(finding))].map((finding) => {
          const { check, state } = finding
          const detail = detailOf(finding)
          return (
            <li key={check} className={`flex items-center gap-3 px-3 py-1.5 ${state === 'bad' ? 'bg-red-soft' : ''}`}>
              <span aria-hidden="true">{icons[state]}</span>
              <span className="min-w-0 grow">{t(`reach.check.${check}`)}</span>
              <span className="max-w-1/2 min-w-0 text-right break-words text-muted tabular-nums select-text">
                {detail === '' ? t(`reach.outcome.${state}`) : detail}
              </span>
              {detail !== '' && <span className="sr-only">{t(`reach.outcome.${state}`)}</span>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Where colleagues can be, and how many of them were heard there. */
export function AdapterList({ adapters }: { readonly adapters: DoctorReport['adapters'] }) {
  const { t } = useTranslation()
  if (adapters.length === 0) return null
  return (
    <section aria-labelledby="adapters-title">
      <h3 id="adapters-title" className="pb-1 text-sm font-semibold">
        {t('settings.interfaces')}
      </h3>
      <ul className={list}>
        {adapters.map(({ name, address, kind, heard }) => (
          <li key={`${name} ${address}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
            <span className="min-w-0 grow truncate">{name}</span>
            {kind !== 'lan' && (
              <span className="rounded-full border border-line px-2 text-xs text-muted">{t(`reach.kind.${kind}`)}</span>
            )}
            <span className="text-muted tabular-nums select-text">{address}</span>
            <span className="text-muted">{t('reach.heard', { count: heard })}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
