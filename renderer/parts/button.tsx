import { Tooltip } from '@base-ui/react/tooltip'
import type { ComponentProps, ReactNode } from 'react'

const kinds = {
  primary: 'bg-fill text-on-fill hover:bg-fill-hover disabled:bg-field disabled:text-muted',
  plain: 'bg-field text-text hover:bg-hover border border-line disabled:text-muted',
  quiet: 'text-accent-text hover:bg-hover disabled:text-muted',
} as const

export function Button({
  kind = 'plain',
  className = '',
  ...rest
}: ComponentProps<'button'> & { readonly kind?: keyof typeof kinds }) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex min-h-8 items-center justify-center gap-2 rounded-sm px-3 py-1 text-sm font-medium focus-visible:outline-offset-2 ${kinds[kind]} ${className}`}
    />
  )
}

/** The look of a square button with an icon, also for triggers of menus and popovers. */
export const iconButton =
  'inline-flex size-9 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text data-popup-open:bg-hover data-popup-open:text-text aria-pressed:bg-hover aria-pressed:text-accent-text disabled:text-muted'

/** Its label is both the name for screen readers and the tooltip. */
export function IconButton({
  label,
  children,
  className = '',
  ...rest
}: ComponentProps<'button'> & { readonly label: string; readonly children: ReactNode }) {
  return (
    <Hint text={label}>
      <button type="button" aria-label={label} {...rest} className={`${iconButton} ${className}`}>
        {children}
      </button>
    </Hint>
  )
}

/** A tooltip around one focusable element. */
export function Hint({ text, children }: { readonly text: ReactNode; readonly children: React.ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} collisionPadding={8} className="z-50">
          <Tooltip.Popup className="fade surface-overlay max-w-80 px-2 py-1 text-xs">{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
