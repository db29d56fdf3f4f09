import { Popover } from '@base-ui/react/popover'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** The honest chip of a chat's header: a few words, and on a click the sentence. Only its icon is left where space is short. */
export function Chip({
  title,
  hint,
  Icon,
  tone = '',
  state,
  children,
}: {
  readonly title: string
  readonly hint: string
  readonly Icon: LucideIcon
  /** Colour of the icon. */
  readonly tone?: string
  /** For whoever looks at the page from outside: what the chip stands for. */
  readonly state: string
  /** What can be done about it. */
  readonly children?: ReactNode
}) {
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={title}
        data-trust={state}
        className="flex h-6 shrink-0 items-center gap-1 rounded-full border border-line px-2 text-xs text-muted hover:bg-hover"
      >
        <Icon size={12} className={tone} aria-hidden="true" />
        <span className="hidden @min-[34rem]:inline">{title}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} collisionPadding={8} className="z-40">
          <Popover.Popup className="fade surface-overlay flex max-w-80 flex-col items-start gap-1 p-3 text-sm">
            <Popover.Title className="font-semibold">{title}</Popover.Title>
            <Popover.Description className="text-muted">{hint}</Popover.Description>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
