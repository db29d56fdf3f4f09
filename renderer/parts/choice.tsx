import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import { Labelled } from './field.tsx'

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
}

/** A drop-down list of a few known values. */
export function Select<T extends string>({
  label,
  hint,
  error,
  locked,
  value,
  choices,
  onChange,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly locked?: string | undefined
  readonly value: T
  readonly choices: readonly Choice<T>[]
  readonly onChange: (value: T) => void
}) {
  return (
    <Labelled label={label} hint={hint} error={error} locked={locked} chosen>
      {(ids) => (
        <Base.Root<T>
          value={value}
          onValueChange={(next) => next !== null && onChange(next)}
          items={[...choices]}
          readOnly={locked !== undefined}
        >
          <Base.Trigger
            {...ids}
            aria-label={label}
            className="flex w-full items-center gap-2 rounded-sm border border-edge bg-surface py-1.5 pr-2 pl-3 text-left text-sm data-readonly:border-line data-readonly:bg-side"
          >
            <Base.Value className="grow truncate" />
            {locked === undefined && <ChevronDown size={16} className="text-muted" aria-hidden="true" />}
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner className="z-50" sideOffset={4} alignItemWithTrigger={false}>
              <Base.Popup className="fade surface-overlay min-w-(--anchor-width) p-1">
                {choices.map((choice) => (
                  <Base.Item
                    key={choice.value}
                    value={choice.value}
                    className="flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 text-sm data-highlighted:bg-hover data-highlighted:outline-none"
                  >
                    <Base.ItemText className="grow">{choice.label}</Base.ItemText>
                    <Base.ItemIndicator>
                      <Check size={16} aria-hidden="true" />
                    </Base.ItemIndicator>
                  </Base.Item>
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Labelled>
  )
}
