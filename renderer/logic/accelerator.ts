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

/** Windows and most desktops close a window with it. */
const RESERVED = 'Alt+F4'

const letter = /^(?:Key([A-Z])|Digit(\d))$/
const functionKey = /^F(?:[1-9]|1\d|2[0-4])$/

/** Whether somebody who wants keys for the whole desktop can have meant these, though they would be too few. */
export const isAttempt = ({ code, key, ctrlKey, altKey, metaKey }: KeyStroke & { readonly code: string }): boolean =>
  functionKey.test(key) || (letter.test(code) && (ctrlKey || altKey || metaKey))

/**
 * Undefined for what no program may take from all others: copying, closing, reloading, typing. A letter, digit or arrow needs two of
 * Control, Alt, Shift and Super, or Super alone beyond macOS; a function key needs one. On macOS Option types characters.
 */
export function acceleratorOf(
  { key, code, ctrlKey, altKey, metaKey, shiftKey }: KeyStroke & { readonly code: string },
  mac: boolean,
): string | undefined {
  // With Alt the key may be another letter of the layout: what counts is which key it is.
  const found = letter.exec(code)
  const isFunction = functionKey.test(key)
  const last = found?.[1] ?? found?.[2] ?? (isFunction ? key : named.get(key))
  const held = [ctrlKey && 'Control', altKey && 'Alt', shiftKey && 'Shift', metaKey && 'Super']
  const modifiers = held.filter((modifier) => typeof modifier === 'string')
  const isStrong = ctrlKey || metaKey || (altKey && !mac)
  const isEnough =
    key === 'PrintScreen' ||
    (isFunction ? modifiers.length >= 1 : isStrong && (modifiers.length >= 2 || (metaKey && !mac)))
  const keys = [...modifiers, last].join('+')
  return last === undefined || !isEnough || keys === RESERVED ? undefined : keys
}
