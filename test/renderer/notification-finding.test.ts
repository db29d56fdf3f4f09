import { expect, test } from 'vitest'
import { type NotificationState, withNotifications } from '../../renderer/logic/notification-finding.ts'
import { judge } from '../../shared/core/doctor/judge.ts'
import { healthy, silence } from '../core/doctor-evidence.ts'

test.each<[NotificationState, string]>([
  ['on', 'ok good'],
  ['granted', 'ok good'],
  ['off', 'ok skipped'],
  ['unknown', 'ok unclear'],
  ['default', 'ok unclear'],
  ['denied', 'notifications bad'],
  ['no-server', 'notifications bad'],
  ['failed', 'notifications bad'],
])('where all else is well, notifications that are %s make the verdict %s', (state, verdict) => {
  const { cause, findings } = withNotifications(judge(healthy), state)
  expect(`${cause} ${findings.find(({ check }) => check === 'notifications')?.state}`).toBe(verdict)
})

test('a network that does not work is named before notifications that nobody sees', () => {
  const report = withNotifications(judge({ ...healthy, ...silence }), 'denied')
  expect([report.cause, report.remedy, report.findings.at(-1)]).toEqual([
    'isolated',
    'look-again',
    { check: 'notifications', state: 'bad', detail: 'denied' },
  ])
})
