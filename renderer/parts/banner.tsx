import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** A line across the window, with ways out at its end. `late`: it shows only when it stays for a moment. */
export function Banner({
  bad = false,
  late = false,
  actions,
  children,
}: {
  readonly bad?: boolean
  readonly late?: boolean
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div
      role={bad ? 'alert' : 'status'}
      className={`flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2 text-sm ${bad ? 'bg-red-soft' : 'bg-amber-soft'} ${late ? 'late' : ''}`}
    >
      <TriangleAlert size={16} className={bad ? 'text-red' : 'text-text'} aria-hidden="true" />
      <p className="min-w-60 flex-1 break-words">{children}</p>
      <div className="flex min-w-0 flex-wrap gap-2">{actions}</div>
    </div>
  )
}
