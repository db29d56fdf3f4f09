import { splitName } from '../logic/transfers.ts'

/** A name that is cut in its middle: its ending stays, because that tells a drawing from a program. */
export function FileName({ name }: { readonly name: string }) {
  const [start, end] = splitName(name)
  return (
    <span className="flex min-w-0 whitespace-pre" title={name}>
      <span className="truncate">{start}</span>
      {end !== '' && <span className="shrink-0">{end}</span>}
    </span>
  )
}
