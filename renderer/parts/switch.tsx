import { Switch as Base } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'
import { LockedLine } from './locked.tsx'

/** On or off, with a line below it that says what that means. */
export function Switch({
  label,
  hint,
  error,
  locked,
  checked,
  onChange,
}: {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly locked?: string | undefined
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  const id = useId()
  const line = locked ?? error ?? hint
  return (
    <div className="flex items-start gap-3">
      <div className="flex min-w-0 grow flex-col gap-1">
        <span id={`${id}-label`} className="text-sm font-medium">
          {label}
        </span>
        {line !== undefined && (
          <p id={`${id}-line`} className={`text-xs ${line === error ? 'text-red' : 'text-muted'}`}>
            {locked === undefined ? line : <LockedLine text={locked} />}
          </p>
        )}
      </div>
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        readOnly={locked !== undefined}
        aria-labelledby={`${id}-label`}
        aria-describedby={line === undefined ? undefined : `${id}-line`}
        className="mt-px flex h-5 w-9 shrink-0 rounded-full border border-edge bg-field p-px outline-offset-2 data-checked:border-fill data-checked:bg-fill"
      >
        <Base.Thumb className="size-4 rounded-full bg-edge motion-safe:transition-transform motion-safe:duration-100 data-checked:translate-x-4 data-checked:bg-on-fill" />
      </Base.Root>
    </div>
  )
}
