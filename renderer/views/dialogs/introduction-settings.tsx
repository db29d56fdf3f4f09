import { useTranslation } from 'react-i18next'
import { Switch } from '../../parts/switch.tsx'
import { useSetting } from '../../state/use-setting.ts'

/** Whether Gezis tell each other whom they hear in other networks. */
export function IntroductionSettings() {
  const { t } = useTranslation()
  const setting = useSetting('introductions')
  return (
    <Switch
      label={t('introductions.setting')}
      hint={t('introductions.setting_hint')}
      error={setting.error}
      locked={setting.locked}
      checked={setting.value}
      onChange={(on) => void setting.save(on)}
    />
  )
}
