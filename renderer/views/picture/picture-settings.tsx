import { useTranslation } from 'react-i18next'
import { fileSize } from '../../logic/dates.ts'
import { NumberSelect } from '../../parts/number-select.tsx'
import { Switch } from '../../parts/switch.tsx'
import { hasDesktop } from '../../platform.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { useSetting } from '../../state/use-setting.ts'
import { KeysField } from '../dialogs/keys-field.tsx'

const MEGABYTE = 1024 * 1024
const limits = [0, 5, 20, 50].map((megabytes) => megabytes * MEGABYTE)

export function PictureSettings() {
  const { t } = useTranslation()
  return (
    <>
      <Automatic />
      {hasDesktop && (
        <>
          <Hide />
          <KeysField purpose="capture" label={t('picture.shortcut')} />
        </>
      )}
    </>
  )
}

function Automatic() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value, error, locked, save } = useSetting('autoPictures')
  return (
    <NumberSelect
      label={t('picture.auto')}
      hint={t('picture.auto_hint')}
      error={error}
      locked={locked}
      value={value}
      choices={limits}
      nameOf={(bytes) => (bytes === 0 ? t('picture.auto_never') : fileSize(bytes, language))}
      onChange={(bytes) => void save(bytes)}
    />
  )
}

function Hide() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('hideForCapture')
  return (
    <Switch
      label={t('picture.hide')}
      hint={t('picture.hide_hint')}
      error={error}
      checked={value}
      onChange={(checked) => void save(checked)}
    />
  )
}
