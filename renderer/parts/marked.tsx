import type { Highlight } from '../../shared/model/segment.ts'

/** Text with its hits marked; everything else is plain text. */
export function Marked({ text, marks }: { readonly text: string; readonly marks: readonly Highlight[] }) {
  if (marks.length === 0) return text
  return marks.flatMap((mark, index) => [
    text.slice(marks[index - 1]?.end ?? 0, mark.start),
    <mark key={mark.start} className="rounded-xs bg-mark text-text">
      {text.slice(mark.start, mark.end)}
    </mark>,
    ...(index === marks.length - 1 ? [text.slice(mark.end)] : []),
  ])
}
