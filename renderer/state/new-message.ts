/** What was written to several people and not sent: the dialog may be closed by a slip, the words are there when it is opened again. */
let words = ''

export const keptWords = (): string => words

export function keepWords(text: string): void {
  words = text
}
