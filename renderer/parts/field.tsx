import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'

export const fieldBox =
  'w-full rounded-sm border border-edge bg-surface px-3 py-1.5 text-base placeholder:text-muted aria-invalid:border-red'

/** A labelled control with a line below it: the error when there is one, else the hint. The line keeps its height. */
export function Labelled({
  label,
  hint,
  error,
  children,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string }) => ReactNode
}) {
  const id = useId()
  const lineId = `${id}-line`
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': lineId })}
      <p
        id={lineId}
        className={`min-h-4 text-xs ${error === undefined ? 'text-muted' : 'text-red'}`}
        aria-live="polite"
      >
        {error ?? hint}
      </p>
    </div>
  )
}

export function TextField({
  label,
  hint,
  error,
  ...input
}: Omit<ComponentProps<'input'>, 'id'> & {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
}) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...ids}
          aria-invalid={error !== undefined}
          className={fieldBox}
        />
      )}
    </Labelled>
  )
}
