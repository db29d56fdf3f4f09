/** Text that comes from a picker or a list and goes where the caret of the composer stands. */
import { composerElement } from './focus.ts'

/** With the composer's focus the browser's own undo takes it back; without, whoever has the keyboard keeps it. */
export function insertText(text: string, { focus }: { readonly focus: boolean }): void {
  const field = composerElement()
  if (!(field instanceof HTMLTextAreaElement)) return
  if (focus) {
    field.focus()
    document.execCommand('insertText', false, text)
    return
  }
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Puts a text in place of what stands before the caret from `start` on. */
export function replaceBefore(start: number, text: string): void {
  const field = composerElement()
  if (!(field instanceof HTMLTextAreaElement)) return
  field.focus()
  field.setSelectionRange(start, field.selectionStart)
  document.execCommand('insertText', false, text)
}
