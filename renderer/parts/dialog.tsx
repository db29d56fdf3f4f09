import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { closeDialog } from '../state/actions.ts'
import { composerElement } from '../state/focus.ts'
import { iconButton } from './button.tsx'

/** `full`: as large as the window, for what is worked in. */
const widths = { narrow: 'max-w-104', wide: 'max-w-180', full: 'h-full max-w-320' } as const

/** The one modal layer. Closing gives the keyboard back to the composer, or to what had it where there is none. */
export function Dialog({
  title,
  hint,
  width = 'narrow',
  initialFocus,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly width?: keyof typeof widths
  /** What has the keyboard at first; else the first thing that can. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Base.Root open onOpenChange={(open) => !open && closeDialog()}>
      <Base.Portal>
        <Base.Backdrop className="fade fixed inset-0 z-30 bg-backdrop" />
        <Base.Viewport className="fixed inset-0 z-30 flex items-center justify-center p-4">
          <Base.Popup
            initialFocus={initialFocus ?? true}
            finalFocus={() => composerElement() ?? true}
            className={`fade surface-overlay flex max-h-full w-full flex-col overflow-hidden rounded-lg ${widths[width]}`}
          >
            <div className="flex items-center gap-2 pt-3 pr-3 pl-5">
              <Base.Title className="grow text-lg font-semibold">{title}</Base.Title>
              <Base.Close className={iconButton} aria-label={t('common.close')}>
                <X size={18} aria-hidden="true" />
              </Base.Close>
            </div>
            {hint !== undefined && <Base.Description className="px-5 text-sm text-muted">{hint}</Base.Description>}
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

/** What may be longer than the window and has nothing in it that takes the keyboard: the arrow keys scroll it. */
export function DialogText({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse could not read its end.
      tabIndex={0}
      className="scroll-edges flex flex-col gap-4 overflow-y-auto px-5 py-4 -outline-offset-2"
    >
      {children}
    </section>
  )
}

/** The lower edge of a dialog that asks for something. */
export const dialogButtons = 'flex justify-end gap-2 px-5 pt-4 pb-5'
