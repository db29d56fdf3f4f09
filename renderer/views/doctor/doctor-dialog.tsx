import { CircleCheck, Copy, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type DoctorReport, isFine, maskAddresses } from '../../../shared/model/doctor.ts'
import { type NotificationState, withNotifications } from '../../logic/notification-finding.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogText, dialogButtons } from '../../parts/dialog.tsx'
import { Progress } from '../../parts/progress.tsx'
import { desktop } from '../../platform.ts'
import { closeDialog, copyText, openDialog, openSettings } from '../../state/actions.ts'
import { useHealth } from '../../state/desktop-health.ts'
import { useDoctor } from '../../state/doctor.ts'
import { useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useDelivery } from '../../state/notify.ts'
import { useView } from '../../state/store.ts'
import { AdapterList, FindingList } from './doctor-lists.tsx'
import { useReportText } from './report-text.ts'

/** One verdict, one button, one paragraph for whoever manages the network; below it what was looked at. */
export function DoctorDialog({ peer }: { readonly peer?: string | undefined }) {
  const { t } = useTranslation()
  const name = useView((state) => (peer === undefined ? undefined : state.peers.get(peer)?.name))
  const { look, again, stop } = useDoctor(peer)
  const title = name === undefined ? t('reach.title') : t('reach.title_person', { name })
  return (
    <Dialog title={title} width="wide">
      {look.state === 'looking' && (
        <>
          <div className="flex flex-col gap-2 px-5 pt-4">
            <p className="text-sm text-muted" role="status">
              {t('reach.looking')}
            </p>
            <Progress label={title} fraction={look.progress} moving text={t('reach.looking')} />
          </div>
          <div className={dialogButtons}>
            <Button onClick={stop}>{t('common.cancel')}</Button>
          </div>
        </>
      )}
      {look.state === 'stopped' && (
        <>
          <p className="px-5 pt-4 text-sm text-muted">{t('reach.stopped')}</p>
          <div className={dialogButtons}>
            <Button onClick={again}>{t('reach.again')}</Button>
          </div>
        </>
      )}
      {look.state === 'done' && <Verdict report={look.report} name={name} again={again} />}
    </Dialog>
  )
}

function Verdict({
  report: found,
  name,
  again,
}: {
  readonly report: DoctorReport
  readonly name: string | undefined
  readonly again: () => void
}) {
  const { t } = useTranslation()
  const report = withNotifications(found, useNotificationState())
  const { sentence, advice, report: whole } = useReportText(report, name)
  return (
    <>
      <DialogText label={t('reach.result')}>
        <div className={`flex gap-3 rounded-md px-4 py-3 ${isFine(report) ? 'bg-field' : 'bg-amber-soft'}`}>
          {isFine(report) ? (
            <CircleCheck size={20} className="mt-px shrink-0 text-green" aria-hidden="true" />
          ) : (
            <TriangleAlert size={20} className="mt-px shrink-0 text-amber" aria-hidden="true" />
          )}
          <p role="status" className="min-w-0 text-base font-medium select-text">
            {sentence}
          </p>
        </div>
        {advice !== '' && (
          <section aria-labelledby="advice-title">
            <h3 id="advice-title" className="text-sm font-semibold">
              {t('reach.for_admin')}
            </h3>
            <p className="pt-1 text-sm text-muted select-text">{advice}</p>
          </section>
        )}
        <FindingList findings={report.findings} />
        <AdapterList adapters={report.adapters} />
      </DialogText>
      <div className={`flex-wrap ${dialogButtons}`}>
        <Button onClick={() => void copyText(maskAddresses(whole), t('common.copied'))}>
          <Copy size={14} aria-hidden="true" />
          {t('reach.copy')}
        </Button>
        <Button onClick={() => openDialog({ kind: 'console' })}>{t('console.open')}</Button>
        <RemedyButton report={report} again={again} />
      </div>
    </>
  )
}

function useNotificationState(): NotificationState {
  const permission = useDelivery((state) => state.permission)
  const health = useHealth()
  const level = useSettings().notifications
  if (level === 'off') return 'off'
  return desktop === undefined ? permission : (health?.notifications ?? 'unknown')
}

function RemedyButton({ report, again }: { readonly report: DoctorReport; readonly again: () => void }) {
  const { t } = useTranslation()
  const reopen = async (): Promise<void> => {
    await call('reopenNetwork', {})
    again()
  }
  switch (report.remedy) {
    case 'reopen':
      return (
        <Button kind="primary" onClick={() => void reopen()}>
          {t('common.retry')}
        </Button>
      )
    case 'network-settings':
      return (
        <Button kind="primary" onClick={() => openSettings('network')}>
          {t('reach.settings')}
        </Button>
      )
    case 'notification-settings':
      return (
        <Button kind="primary" onClick={() => openSettings('notifications')}>
          {t('reach.settings_notifications')}
        </Button>
      )
    case 'add-address':
      return (
        <Button kind="primary" onClick={() => openDialog({ kind: 'add-address' })}>
          {t('sidebar.add_address')}
        </Button>
      )
    case 'look-again':
      return (
        <Button kind="primary" onClick={again}>
          {t('reach.again')}
        </Button>
      )
    case 'none':
      return (
        <Button kind="primary" onClick={closeDialog}>
          {t('common.close')}
        </Button>
      )
  }
}
