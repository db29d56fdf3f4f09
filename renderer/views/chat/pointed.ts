/** What a context menu was opened on, within a message. */
export interface Pointed {
  readonly message: string
  /** The index of a file. */
  readonly file: number | undefined
  /** Where a link really leads. */
  readonly link: string | undefined
  /** The part of its text that is marked; empty for none. */
  readonly marked: string
}

export function pointedAt(element: Element): Pointed | undefined {
  const row = element.closest('[data-message]')
  const message = row?.getAttribute('data-message') ?? undefined
  if (row === null || message === undefined) return undefined
  const file = element.closest('[data-file]')?.getAttribute('data-file') ?? undefined
  const selection = window.getSelection()
  const isHere = row.contains(selection?.anchorNode ?? null) && row.contains(selection?.focusNode ?? null)
  return {
    message,
    file: file === undefined ? undefined : Number(file),
    link: element.closest('[data-link]')?.getAttribute('data-link') ?? undefined,
    marked: isHere ? (selection?.toString().trim() ?? '') : '',
  }
}
