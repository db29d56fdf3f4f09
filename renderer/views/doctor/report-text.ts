import { useTranslation } from 'react-i18next'
import type { Cause, DoctorReport } from '../../../shared/model/doctor.ts'
import { useDetail } from './use-detail.ts'

/** Verdicts about which whoever manages the network has something to do. */
const ADVISED = [
  'port-reserved',
  'inbound-udp',
  'one-way',
  'range-silent',
  'unanswered',
  'isolated',
  'vpn-route',
  'person-tcp',
  'person-udp',
  'person-elsewhere',
  'here-udp',
  'here-tcp',
  'person-loss',
  'person-large',
  'broadcast-lost',
  'clock',
] as const satisfies readonly Cause[]

/** The verdict in words, and all of it as text that can be passed on. */
export function useReportText(
  report: DoctorReport,
  name: string | undefined,
): { readonly sentence: string; readonly advice: string; readonly report: string } {
  const { t } = useTranslation()
  const detailOf = useDetail()
  const { cause, facts, findings, adapters } = report
  const words = {
    ...facts,
    amount: facts.count,
    name: name ?? facts.name,
    program: facts.program || t('reach.some_program'),
  }
  const sentence = t(`reach.cause.${cause}`, words)
  const advised = ADVISED.find((each) => each === cause)
  const advice = advised === undefined ? '' : t(`reach.admin.${advised}`, words)
  const lines = [
    sentence,
    ...(advice === '' ? [] : ['', advice]),
    '',
    ...findings.map(
      (finding) => `${t(`reach.check.${finding.check}`)}: ${t(`reach.outcome.${finding.state}`)} ${detailOf(finding)}`,
    ),
    ...adapters.map(
      (each) =>
        `${each.name} ${each.address} (${t(`reach.kind.${each.kind}`)}): ${t('reach.heard', { count: each.heard })}`,
    ),
  ]
  return { sentence, advice, report: lines.map((line) => line.trimEnd()).join('\n') }
}
