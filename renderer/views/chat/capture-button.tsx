import { Scissors } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { fileTime } from '../../logic/dates.ts'
import { IconButton } from '../../parts/button.tsx'
import { canCapture } from '../../platform.ts'
import { useOff } from '../../state/policy.ts'
import { takeScreenshot } from '../../state/sketch.ts'

/** A part of the screen for this chat. The shortcuts of the window and of the desktop find the button by its mark. */
export function CaptureButton({ chat }: { readonly chat: string }) {
  const { t } = useTranslation()
  const take = (): void => {
    const name = `${t('picture.captured', { time: fileTime(Date.now()) })}.png`
    void takeScreenshot(chat, name, t('picture.capture_failed'))
  }
  const isOff = [useOff('screen-capture'), useOff('send-files')].some((reason) => reason !== undefined)
  if (!canCapture || isOff) return null
  return (
    <IconButton label={t('picture.capture')} data-capture="" onClick={take}>
      <Scissors size={18} aria-hidden="true" />
    </IconButton>
  )
}
