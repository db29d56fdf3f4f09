import { Lock } from 'lucide-react'

/** In the place of a hint: why something cannot be changed here. */
export function LockedLine({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex items-start gap-1">
      <Lock size={12} className="mt-0.5 shrink-0" aria-hidden="true" data-lock="" />
      <span>{text}</span>
    </span>
  )
}
