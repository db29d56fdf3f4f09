import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { LockedLine } from './locked.tsx'

export const fieldBox =
  'w-full rounded-sm border border-edge bg-surface px-3 py-1.5 text-sm placeholder:text-muted [&:read-only:not(select)]:border-line [&:read-only:not(select)]:bg-side aria-invalid:border-red'

/**
 * A labelled control with a line below it: why it cannot be changed, or the error, or the hint. Below what is typed into the line keeps its
 * height while it is empty; what is only chosen from (`chosen`) is hardly ever wrong.
 */
export function Labelled({
  label,
  hint,
  error,
  locked,
  chosen = false,
  children,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly locked?: string | undefined
  readonly chosen?: boolean
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
        className={`text-xs ${chosen ? 'empty:hidden' : 'min-h-4'} ${error === undefined || locked !== undefined ? 'text-muted' : 'text-red'}`}
        aria-live="polite"
      >
        {locked === undefined ? (error ?? hint) : <LockedLine text={locked} />}
      </p>
    </div>
  )
}

export function TextField({
  label,
  hint,
  error,
  locked,
  ...input
}: Omit<ComponentProps<'input'>, 'id'> & {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly locked?: string | undefined
}) {
  return (
    <Labelled label={label} hint={hint} error={error} locked={locked}>
      {(ids) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...ids}
          readOnly={locked !== undefined || input.readOnly === true}
          aria-invalid={error !== undefined}
          className={fieldBox}
        />
      )}
    </Labelled>
  )
}
