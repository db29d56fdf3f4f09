import { Scissors } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fileTime } from '../../logic/dates.ts'
import { IconButton } from '../../parts/button.tsx'
import { canCapture, onCaptureWanted } from '../../platform.ts'
import { useOff } from '../../state/policy.ts'
import { takeScreenshot } from '../../state/sketch.ts'

/** A part of the screen for this chat. The shortcut of the window finds the button by its mark; that of the desktop calls it. */
export function CaptureButton({ chat }: { readonly chat: string }) {
  const { t } = useTranslation()
  const take = (): void => {
    const name = `${t('picture.captured', { time: fileTime(Date.now()) })}.png`
    void takeScreenshot(chat, name, t('picture.capture_failed'))
  }
  const wanted = useEffectEvent(take)
  useEffect(() => onCaptureWanted(() => wanted()), [])
  const isOff = [useOff('screen-capture'), useOff('send-files')].some((reason) => reason !== undefined)
  if (!canCapture || isOff) return null
  return (
    <IconButton label={t('picture.capture')} data-capture="" onClick={take}>
      <Scissors size={18} aria-hidden="true" />
    </IconButton>
  )
}
