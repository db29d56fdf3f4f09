/** Keys that were pressed, as Electron writes them for the whole desktop. */
import type { KeyStroke } from './keys.ts'

const named: ReadonlyMap<string, string> = new Map([
  [' ', 'Space'],
  ['ArrowUp', 'Up'],
  ['ArrowDown', 'Down'],
  ['ArrowLeft', 'Left'],
  ['ArrowRight', 'Right'],
  ['PrintScreen', 'PrintScreen'],
])

/** Undefined for what no program may take from all others: letters without Control, Alt or Command, Tab, Escape, Enter. */
export function acceleratorOf({
  key,
  code,
  ctrlKey,
  altKey,
  metaKey,
  shiftKey,
}: KeyStroke & { readonly code: string }): string | undefined {
  // With Alt the key may be another letter of the layout: what counts is which key it is.
  const letter = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
  const function_ = /^F(?:[1-9]|1\d|2[0-4])$/.test(key) ? key : undefined
  const last = letter?.[1] ?? letter?.[2] ?? function_ ?? named.get(key)
  const free = function_ !== undefined || key === 'PrintScreen'
  if (last === undefined || (!free && !ctrlKey && !altKey && !metaKey)) return undefined
  const modifiers = [ctrlKey && 'Control', altKey && 'Alt', shiftKey && 'Shift', metaKey && 'Super']
  return [...modifiers.filter((modifier) => typeof modifier === 'string'), last].join('+')
}
