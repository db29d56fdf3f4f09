import { useTranslation } from 'react-i18next'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { useDoctorHint } from '../../state/doctor-hint.ts'
import { useView } from '../../state/store.ts'
import { useReportText } from './report-text.ts'

/** What the look after the start found, once, until it is put away or somebody is heard after all. */
export function DoctorHint() {
  const { hint, dismiss } = useDoctorHint()
  const isOfLoneliness = hint.state === 'found' && hint.peer === undefined && hint.alone
  const isOver = useView(
    ({ peers }) => isOfLoneliness && [...peers.values()].some(({ presence }) => presence !== 'offline'),
  )
  if (hint.state !== 'found' || isOver) return null
  return <Found report={hint.report} peer={hint.peer} dismiss={dismiss} />
}

function Found({
  report,
  peer,
  dismiss,
}: {
  readonly report: DoctorReport
  readonly peer: string | undefined
  readonly dismiss: () => void
}) {
  const { t } = useTranslation()
  const name = useView((state) => (peer === undefined ? undefined : state.peers.get(peer)?.name))
  const { sentence } = useReportText(report, name)
  return (
    <Banner
      actions={
        <>
          <Button onClick={() => openDialog(peer === undefined ? { kind: 'doctor' } : { kind: 'doctor', peer })}>
            {t('reach.open')}
          </Button>
          <Button kind="quiet" onClick={dismiss}>
            {t('banner.dismiss')}
          </Button>
        </>
      }
    >
      {sentence}
    </Banner>
  )
}
