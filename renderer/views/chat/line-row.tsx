import { UsersRound, Vibrate } from 'lucide-react'
import type { Place } from './timeline-rows.tsx'
import type { FocusProps } from './use-message-focus.ts'

/** A shake, or what happened in a group: nobody said anything. */
export function LineRow({
  id,
  kind,
  label,
  props,
  place,
}: {
  readonly id: string
  readonly kind: 'shake' | 'system'
  readonly label: string
  readonly props: FocusProps
  readonly place: Place
}) {
  return (
    <li
      {...place}
      {...props}
      aria-label={label}
      data-message={id}
      className={`${place.className} flex justify-center px-4 pt-3 outline-none`}
    >
      <p className="flex items-center gap-1.5 rounded-full px-3 py-0.5 text-xs text-muted outline-offset-2 outline-focus in-focus-visible:outline-2">
        {kind === 'shake' ? (
          <Vibrate size={14} className="shrink-0" aria-hidden="true" />
        ) : (
          <UsersRound size={14} className="shrink-0" aria-hidden="true" />
        )}
        <span className="min-w-0 [overflow-wrap:anywhere]">{label}</span>
      </p>
    </li>
  )
}
