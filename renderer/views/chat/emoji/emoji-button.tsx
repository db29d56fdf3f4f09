import { Popover } from '@base-ui/react/popover'
import { Smile } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Hint, iconButton } from '../../../parts/button.tsx'
import { composerElement } from '../../../state/focus.ts'
import { set, useView } from '../../../state/store.ts'
import { EmojiPicker } from './emoji-picker.tsx'

/** Opens the picker, like Ctrl+Shift+J. Esc and a chosen emoji give the keyboard back to the composer. */
export function EmojiButton() {
  const { t } = useTranslation()
  const open = useView((state) => state.popup === 'emoji')
  return (
    <Popover.Root open={open} onOpenChange={(next) => set({ popup: next ? 'emoji' : undefined })}>
      <Hint text={t('emoji.open')}>
        <Popover.Trigger className={iconButton} aria-label={t('emoji.open')}>
          <Smile size={18} aria-hidden="true" />
        </Popover.Trigger>
      </Hint>
      <Popover.Portal>
        <Popover.Positioner side="top" align="start" sideOffset={8} collisionPadding={8} className="z-40">
          <Popover.Popup
            finalFocus={() => composerElement() ?? true}
            className="fade surface-overlay flex h-[min(24rem,var(--available-height))] w-[min(22rem,var(--available-width))] flex-col p-2"
          >
            <Popover.Title className="sr-only">{t('emoji.title')}</Popover.Title>
            <EmojiPicker onDone={() => set({ popup: undefined })} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
