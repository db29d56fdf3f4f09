/**
 * Every verdict of the connection doctor in its window. The reports are those of the real judge; what it judges by is made up, because most
 * networks that lead to them can't be had in a browser's test (test/process/topologies.ts builds them).
 */
import type { Locator, Page } from 'playwright-core'
import { z } from 'zod'
import { withNotifications } from '../../renderer/logic/notification-finding.ts'
import type { Evidence } from '../../shared/core/doctor/evidence.ts'
import { judge } from '../../shared/core/doctor/judge.ts'
import type { Cause, DoctorReport } from '../../shared/model/doctor.ts'
import { about, answersOnly, asked, failed, healthy, helped, silence } from '../core/doctor-evidence.ts'
import { type Look, openPage } from './office.ts'

const online = healthy.network.state === 'online' ? healthy.network : undefined
const vpn = { name: 'Sangfor SSL VPN', address: '10.8.0.6', kind: 'vpn', isDefault: true, heard: 0 } as const
const hub = { name: 'vEthernet (WSL)', address: '172.28.0.1', kind: 'virtual', isDefault: false, heard: 0 } as const

const evidence: { readonly [C in Cause]: Partial<Evidence> } = {
  ok: {},
  'port-taken': { network: failed('port-in-use'), holder: { program: 'FeiQ.exe' } },
  'port-reserved': { network: failed('port-denied'), holder: 'reserved' },
  'port-denied': { network: failed('port-denied') },
  'address-missing': { network: { ...failed('address-missing'), address: '192.168.1.5' } },
  'socket-failed': { network: failed('other') },
  'no-interface': { network: { state: 'no-interface', port: 2_425 }, adapters: [] },
  disk: { storage: { state: 'failing', reason: 'disk-full', detail: '' } },
  'inbound-udp': { ...silence, loop: 'silent' },
  'person-ok': asked({}),
  'person-tcp': about({ tcp: 'silent' }),
  'person-closed': about({ tcp: 'refused' }),
  'person-udp': asked({ hears: false, small: { sent: 40, lost: 40 }, large: 'not-tried' }, { udp: 'silent' }),
  'person-no-program': about({ udp: 'silent', tcp: 'refused' }),
  'person-off': about({ udp: 'silent', tcp: 'silent', neighbour: 'failed' }),
  'person-elsewhere': about({ udp: 'silent', tcp: 'silent', isNear: false, neighbour: 'unknown' }),
  'here-udp': { ...answersOnly, ...asked({}, { udp: 'silent' }) },
  'here-tcp': asked({ back: 'silent' }),
  'person-loss': asked({ small: { sent: 40, lost: 9 }, large: 'not-tried' }),
  'person-large': asked({ large: 'lost' }),
  'one-way': { traffic: { answers: 4, unasked: 0 } },
  'broadcast-lost': { ...answersOnly, ...helped({ broadcast: 'silent' }) },
  'range-silent': { ...silence, range: { first: '10.9.0.1', count: 20, heard: 0 } },
  unanswered: { answeredNow: false, deaf: { name: '张三', count: 2 } },
  'vpn-route': { ...silence, adapters: [{ ...(healthy.adapters[0] ?? vpn), isDefault: false }, vpn, hub] },
  'no-messenger': { ...silence, neighbours: { answering: 5, failed: 0 } },
  isolated: silence,
  'files-port': online === undefined ? {} : { network: { ...online, noFiles: 'EADDRINUSE' } },
  guest:
    online === undefined
      ? {}
      : { network: { ...online, port: 2_426, guest: { usualPort: 2_425, holder: { program: 'FeiQ.exe' } } } },
  clock: helped({ skew: 420_000 }, { skew: 421_000 }),
  notifications: {},
}

/** Each cause with a report that is to name it. */
export const verdicts: ReadonlyMap<string, DoctorReport> = new Map(
  Object.entries(evidence).map(([cause, change]) => {
    const report = judge({ ...healthy, ...change })
    return [cause, cause === 'notifications' ? withNotifications(report, 'denied') : report]
  }),
)

export interface DoctorPage {
  readonly page: Page
  /** Opens the window with that report, by the hint's own button. */
  show(report: DoctorReport): Promise<Locator>
}

/** A page whose host gives these reports instead of looking itself; `hint` is what it found after its start. */
export async function openDoctorPage(url: string, look: Look, hint: DoctorReport): Promise<DoctorPage> {
  const page = await openPage('about:blank', look)
  let report = hint
  await page.routeWebSocket(/[/]ws/, (route) => {
    const host = route.connectToServer()
    route.onMessage((text) => {
      const { id, method } = Call.parse(JSON.parse(String(text)))
      const answer = (value: unknown): void =>
        route.send(JSON.stringify({ type: 'result', id, result: { ok: true, value } }))
      if (method === 'doctorState') answer({ state: 'done', report })
      else if (method === 'doctorHint') answer({ state: 'found', alone: false, report: hint })
      else host.send(text)
    })
    host.onMessage((text) => route.send(text))
  })
  await page.goto(url)
  return {
    page,
    async show(next) {
      report = next
      await page.locator('[role=status] button').first().click()
      const shown = page.getByRole('dialog')
      await shown.locator('li').first().waitFor()
      return shown
    },
  }
}

const Call = z.looseObject({ id: z.number().optional(), method: z.string().optional() })
