import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { acceleratorOf } from '../../logic/accelerator.ts'
import { fileSize } from '../../logic/dates.ts'
import { TextField } from '../../parts/field.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { Switch } from '../../parts/switch.tsx'
import { hasDesktop, takeCaptureKeys } from '../../platform.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { useSetting } from '../../state/use-setting.ts'

const MEGABYTE = 1024 * 1024
const limits = [0, 5, 20, 50].map((megabytes) => megabytes * MEGABYTE)

export function PictureSettings() {
  return (
    <>
      <Automatic />
      {hasDesktop && (
        <>
          <Hide />
          <Keys />
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

/** The field takes the keys themselves. Those that another program has are not saved. */
function Keys() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('captureKeys')
  const [taken, setTaken] = useState(false)
  const use = async (keys: string): Promise<void> => {
    const works = await takeCaptureKeys(keys)
    setTaken(!works)
    // What worked before works on.
    if (works) await save(keys)
    else await takeCaptureKeys(value)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const empties = event.key === 'Backspace' || event.key === 'Delete'
    const keys = empties ? '' : acceleratorOf(event)
    if (keys === undefined) return
    event.preventDefault()
    event.stopPropagation()
    void use(keys)
  }
  return (
    <TextField
      label={t('picture.shortcut')}
      hint={t('picture.shortcut_hint')}
      error={taken ? t('picture.shortcut_taken') : error}
      value={value === '' ? t('picture.shortcut_none') : value}
      readOnly
      onKeyDown={onKeyDown}
    />
  )
}
