import { Vibrate } from 'lucide-react'
import type { Place } from './timeline-rows.tsx'
import type { FocusProps } from './use-message-focus.ts'

/** A line of its own: nobody said anything. */
export function ShakeRow({
  id,
  label,
  props,
  place,
}: {
  readonly id: string
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
        <Vibrate size={14} aria-hidden="true" />
        {label}
      </p>
    </li>
  )
}
