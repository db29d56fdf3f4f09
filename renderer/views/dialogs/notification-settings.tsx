import { useTranslation } from 'react-i18next'
import { Select } from '../../parts/choice.tsx'
import { Switch } from '../../parts/switch.tsx'
import { hasDesktop } from '../../platform.ts'
import { useHealth } from '../../state/desktop-health.ts'
import { useView } from '../../state/store.ts'
import { useSetting } from '../../state/use-setting.ts'
import { KeysField } from './keys-field.tsx'
import { NotificationHealth } from './notification-health.tsx'
import { QuietSettings } from './quiet-settings.tsx'
import { SoundSettings } from './sound-settings.tsx'

const levels = ['text', 'sender', 'plain', 'off'] as const
const closings = ['ask', 'tray', 'quit'] as const

export function NotificationSettings() {
  const { t } = useTranslation()
  const level = useSetting('notifications')
  const health = useHealth()
  const canLogIn = useView((state) => state.host?.about.capabilities.includes('log-in') ?? false)
  return (
    <>
      <NotificationHealth health={health} />
      <Select
        label={t('attention.level')}
        error={level.error}
        value={level.value}
        choices={levels.map((value) => ({ value, label: t(`attention.level_${value}`) }))}
        onChange={(value) => void level.save(value)}
      />
      <Also name="notifyFinished" label={t('attention.finished')} hint={t('attention.finished_hint')} />
      <Also name="notifyAutomatic" label={t('attention.automatic')} hint={t('attention.automatic_hint')} />
      <QuietSettings />
      <SoundSettings />
      {canLogIn && <AtLogin />}
      {health !== undefined && <Closing tray={health.tray} />}
      {hasDesktop && <KeysField purpose="raise" label={t('shell.raise_keys')} />}
    </>
  )
}

function Also({
  name,
  label,
  hint,
}: {
  readonly name: 'notifyFinished' | 'notifyAutomatic'
  readonly label: string
  readonly hint: string
}) {
  const { value, error, save } = useSetting(name)
  return <Switch label={label} hint={hint} error={error} checked={value} onChange={(on) => void save(on)} />
}

function AtLogin() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('startAtLogin')
  return (
    <Switch
      label={t('attention.at_login')}
      hint={t('attention.at_login_hint')}
      error={error}
      checked={value}
      onChange={(on) => void save(on)}
    />
  )
}

function Closing({ tray }: { readonly tray: boolean }) {
  const { t } = useTranslation()
  const closing = useSetting('closing')
  if (!tray) return <p className="text-xs text-muted">{t('attention.closing_none')}</p>
  return (
    <Select
      label={t('attention.closing')}
      error={closing.error}
      value={closing.value}
      choices={closings.map((value) => ({ value, label: t(`attention.closing_${value}`) }))}
      onChange={(value) => void closing.save(value)}
    />
  )
}
