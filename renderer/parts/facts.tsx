/** Pairs of a name and a value that can be selected and copied: names in one column, values in the other. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="flex flex-col gap-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="grid grid-cols-[minmax(5rem,32%)_minmax(0,1fr)] items-baseline gap-x-3">
          <dt className="text-xs break-words text-muted">{name}</dt>
          <dd className="text-sm break-words whitespace-pre-wrap select-text [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
