import type { TFunction } from 'i18next'
import { BellOff, BellRing } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DesktopHealth, TestOutcome } from '../../../shared/api/bridge.ts'
import { Button } from '../../parts/button.tsx'
import { desktop, desktopSystem } from '../../platform.ts'
import { askPermission, type Permission, testNotice, useDelivery } from '../../state/notify.ts'

const places = { win32: 'look_windows', darwin: 'look_mac', linux: 'look_linux' } as const
const isPlace = (system: string | undefined): system is keyof typeof places => system !== undefined && system in places

/** Whether the system shows our notifications, as far as anybody can know, and what to do when it does not. */
export function NotificationHealth({ health }: { readonly health: DesktopHealth | undefined }) {
  const { t } = useTranslation()
  const permission = useDelivery((state) => state.permission)
  const [outcome, setOutcome] = useState<TestOutcome>()
  const [testing, setTesting] = useState(false)
  if (desktop !== undefined && health === undefined) return null
  const line = lineOf(health, permission, t)
  const canTest =
    health === undefined ? permission === 'granted' || permission === 'failed' : health.notifications !== 'none'
  const test = async (): Promise<void> => {
    setTesting(true)
    setOutcome(undefined)
    setOutcome(await (desktop === undefined ? testNotice() : desktop.test()))
    setTesting(false)
  }
  const Icon = line.bad ? BellOff : BellRing
  return (
    <section
      aria-label={t('attention.health')}
      className={`flex flex-col gap-2 rounded-md border border-line p-3 text-sm ${line.bad ? 'bg-amber-soft' : ''}`}
    >
      <p className="flex items-start gap-2">
        <Icon size={16} className="mt-0.5 shrink-0" aria-hidden="true" />
        <span className="min-w-0 grow [overflow-wrap:anywhere]">{line.text}</span>
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {health === undefined && permission === 'default' && (
          <Button onClick={() => void askPermission()}>{t('attention.allow')}</Button>
        )}
        {canTest && (
          <Button onClick={() => void test()} disabled={testing}>
            {t('attention.try')}
          </Button>
        )}
      </div>
      <p className="text-xs empty:hidden" role="status">
        {outcome && outcomeText(outcome, t)}
      </p>
    </section>
  )
}

type Translate = TFunction

function outcomeText({ outcome, detail }: TestOutcome, t: Translate): string {
  const place = isPlace(desktopSystem) ? ` ${t(`attention.${places[desktopSystem]}`)}` : ''
  switch (outcome) {
    case 'shown':
      return `${t('attention.try_shown')}${place}`
    case 'silent':
      return `${t('attention.try_silent')}${place}`
    case 'failed':
      return `${t('attention.health_failed', { detail })}${place}`
  }
}

function lineOf(
  health: DesktopHealth | undefined,
  permission: Permission,
  t: Translate,
): { readonly text: string; readonly bad: boolean } {
  const state = health?.notifications ?? permission
  switch (state) {
    case 'on':
    case 'granted':
      return { text: t('attention.health_on'), bad: false }
    case 'unknown':
      return { text: t('attention.health_unknown'), bad: false }
    case 'default':
      return { text: t('attention.health_ask'), bad: true }
    case 'denied':
      return { text: t('attention.health_denied'), bad: true }
    case 'none':
      return { text: t('attention.health_none'), bad: true }
    case 'no-server':
      return { text: t('attention.health_no_server'), bad: true }
    case 'failed':
      return { text: t('attention.health_failed', { detail: health?.detail ?? '' }), bad: true }
  }
}
