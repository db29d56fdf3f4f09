/** Every shortcut of the window, as data: the listener, the sheet of Ctrl+/ and the tests read the same table. */
export type Command =
  | 'search'
  | 'find-in-chat'
  | 'next-hit'
  | 'previous-hit'
  | 'search-all'
  | 'new-message'
  | 'previous-chat'
  | 'next-chat'
  | 'previous-unread'
  | 'next-unread'
  | 'nth-chat'
  | 'latest'
  | 'jump-to-date'
  | 'emoji'
  | 'attach'
  | 'capture'
  | 'cycle-panes'
  | 'text-larger'
  | 'text-smaller'
  | 'text-usual'
  | 'settings'
  | 'shortcuts'
  | 'undo'

export interface KeyStroke {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

export interface Shortcut {
  readonly command: Command
  /** `event.key` in lower case. */
  readonly keys: readonly string[]
  readonly control?: true
  readonly alt?: true
  /** `either`: the key needs Shift on some keyboards and none on others. */
  readonly shift?: true | 'either'
  /** How the sheet writes the last key; the modifiers come from the flags. */
  readonly label: string
}

export const shortcuts: readonly Shortcut[] = [
  { command: 'search', keys: ['k'], control: true, label: 'K' },
  { command: 'find-in-chat', keys: ['f'], control: true, label: 'F' },
  { command: 'next-hit', keys: ['f3'], label: 'F3' },
  { command: 'previous-hit', keys: ['f3'], shift: true, label: 'F3' },
  { command: 'search-all', keys: ['f'], control: true, shift: true, label: 'F' },
  { command: 'new-message', keys: ['n'], control: true, label: 'N' },
  { command: 'previous-chat', keys: ['arrowup'], alt: true, label: '↑' },
  { command: 'next-chat', keys: ['arrowdown'], alt: true, label: '↓' },
  { command: 'previous-unread', keys: ['arrowup'], alt: true, shift: true, label: '↑' },
  { command: 'next-unread', keys: ['arrowdown'], alt: true, shift: true, label: '↓' },
  { command: 'nth-chat', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], control: true, label: '1…9' },
  { command: 'emoji', keys: ['j'], control: true, shift: true, label: 'J' },
  { command: 'attach', keys: ['o'], control: true, label: 'O' },
  { command: 'capture', keys: ['a'], control: true, alt: true, label: 'A' },
  { command: 'latest', keys: ['j'], control: true, label: 'J' },
  { command: 'jump-to-date', keys: ['g'], control: true, label: 'G' },
  { command: 'cycle-panes', keys: ['f6'], label: 'F6' },
  { command: 'text-larger', keys: ['+', '='], control: true, shift: 'either', label: '+' },
  { command: 'text-smaller', keys: ['-', '_'], control: true, shift: 'either', label: '−' },
  { command: 'text-usual', keys: ['0'], control: true, label: '0' },
  { command: 'settings', keys: [','], control: true, label: ',' },
  { command: 'shortcuts', keys: ['/'], control: true, label: '/' },
  { command: 'undo', keys: ['z'], control: true, label: 'Z' },
]

/** Keys of parts of the window, which listen to them themselves; the sheet names them below the others. */
export const localShortcuts = [
  { name: 'escape', keys: ['Esc'] },
  { name: 'last-own', keys: ['↑'] },
  { name: 'message-menu', keys: ['Shift', 'F10'] },
  { name: 'rename-row', keys: ['F2'] },
  { name: 'delete-row', keys: ['Delete'] },
] as const

/** `mac`: the Command key stands for Control, as everywhere on that system. */
export function commandOf(stroke: KeyStroke, mac: boolean): { command: Command; digit: number } | undefined {
  const control = mac ? stroke.metaKey : stroke.ctrlKey
  const other = mac ? stroke.ctrlKey : stroke.metaKey
  if (other) return undefined
  const key = stroke.key.toLowerCase()
  const found = shortcuts.find(
    (shortcut) =>
      shortcut.keys.includes(key) &&
      (shortcut.control ?? false) === control &&
      (shortcut.alt ?? false) === stroke.altKey &&
      (shortcut.shift === 'either' || (shortcut.shift ?? false) === stroke.shiftKey),
  )
  return found && { command: found.command, digit: found.command === 'nth-chat' ? Number(key) : 0 }
}

export function shortcutLabel(shortcut: Shortcut, mac: boolean): readonly string[] {
  const modifiers = [
    shortcut.control && (mac ? '⌘' : 'Ctrl'),
    shortcut.alt && (mac ? '⌥' : 'Alt'),
    shortcut.shift === true && (mac ? '⇧' : 'Shift'),
  ].filter((modifier) => typeof modifier === 'string')
  return [...modifiers, shortcut.label]
}

/** What Enter does in the composer. Shift+Enter always breaks the line; a composing input method keeps its Enter. */
export function enterSends(
  stroke: KeyStroke & { readonly isComposing: boolean; readonly keyCode: number },
  sendKey: 'enter' | 'ctrl-enter',
  mac: boolean,
): boolean {
  // 229 is what Chromium reports for the key that ends a composition, after `isComposing` has already become false.
  if (stroke.key !== 'Enter' || stroke.isComposing || stroke.keyCode === 229) return false
  if (stroke.shiftKey || stroke.altKey) return false
  const control = mac ? stroke.metaKey : stroke.ctrlKey
  return sendKey === 'enter' ? !control : control
}
