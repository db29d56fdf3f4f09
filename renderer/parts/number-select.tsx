import { type Choice, Select } from './choice.tsx'

/** A few sensible numbers, and the present one when the command line set another. */
export function NumberSelect({
  value,
  choices,
  nameOf,
  onChange,
  ...rest
}: {
  readonly label: string
  readonly hint?: string
  readonly error: string | undefined
  readonly locked?: string | undefined
  readonly value: number
  readonly choices: readonly number[]
  readonly nameOf: (value: number) => string
  readonly onChange: (value: number) => void
}) {
  const all = choices.includes(value) ? choices : [value, ...choices]
  return (
    <Select
      {...rest}
      value={String(value)}
      choices={all.map((each): Choice<string> => ({ value: String(each), label: nameOf(each) }))}
      onChange={(next) => onChange(Number(next))}
    />
  )
}
