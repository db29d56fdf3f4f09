import { highlights } from '../../shared/model/segment.ts'

/** Text with its hits marked; everything else is plain text. */
export function Marked({ text, query }: { readonly text: string; readonly query: string }) {
  const hits = query === '' ? [] : highlights(text, query)
  if (hits.length === 0) return text
  return hits.flatMap((hit, index) => [
    text.slice(hits[index - 1]?.end ?? 0, hit.start),
    <mark key={hit.start} className="rounded-xs bg-mark text-text">
      {text.slice(hit.start, hit.end)}
    </mark>,
    ...(index === hits.length - 1 ? [text.slice(hit.end)] : []),
  ])
}
