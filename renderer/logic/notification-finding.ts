/** Whether notifications are shown is for the window to know: it puts that into the doctor's report. */
import type { DesktopHealth } from '../../shared/api/bridge.ts'
import type { DoctorReport, Finding } from '../../shared/model/doctor.ts'

/** What the system or the browser says of them; `off`: the user wants none. */
export type NotificationState = DesktopHealth['notifications'] | NotificationPermission | 'off'

function stateOf(notifications: NotificationState): Finding['state'] {
  switch (notifications) {
    case 'on':
    case 'granted':
      return 'good'
    case 'off':
      return 'skipped'
    // Nobody was asked yet, or the system does not tell.
    case 'default':
    case 'unknown':
      return 'unclear'
    case 'denied':
    case 'none':
    case 'no-server':
    case 'failed':
      return 'bad'
  }
}

/** Where nothing else is wrong, notifications that nobody sees are what is. */
export function withNotifications(report: DoctorReport, notifications: NotificationState): DoctorReport {
  const state = stateOf(notifications)
  // What is in order needs no word beside it.
  const detail = state === 'bad' || notifications === 'default' ? notifications : ''
  const findings = report.findings.map((each) =>
    each.check === 'notifications' ? { check: each.check, state, detail } : each,
  )
  const verdict =
    report.cause === 'ok' && state === 'bad'
      ? ({ cause: 'notifications', remedy: 'notification-settings' } as const)
      : undefined
  return { ...report, findings, ...verdict }
}
