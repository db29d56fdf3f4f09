import type { ReactNode } from 'react'

/** What stands where nothing is: says what to do, with at most two ways to do it. */
export function Empty({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <div className="flex min-h-full flex-col items-center justify-center gap-2 p-6 text-center">
      <div className="mb-2 text-muted" aria-hidden="true">
        {icon}
      </div>
      <p className="text-base font-semibold">{title}</p>
      <div className="flex max-w-80 flex-col gap-2 text-sm text-muted">{children}</div>
      {actions !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
