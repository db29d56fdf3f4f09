/** The menu of the right mouse button over words: Electron has none of its own, and the page's own menus come before it. */
import type { MenuItemConstructorOptions } from 'electron'

/** Keys below `shell.`. */
export type ContextWord = 'learn' | 'undo' | 'redo' | 'cut' | 'copy_text' | 'paste' | 'paste_plain' | 'select_all'

/** What Electron tells of the place. */
export interface ContextPlace {
  readonly isEditable: boolean
  readonly selectionText: string
  readonly misspelledWord: string
  readonly dictionarySuggestions: readonly string[]
  readonly editFlags: Readonly<
    Record<'canUndo' | 'canRedo' | 'canCut' | 'canCopy' | 'canPaste' | 'canSelectAll', boolean>
  >
}

export interface ContextActs {
  replace(word: string): void
  learn(word: string): void
}

/** A checker that guesses on and on is no help. */
const MAX_SUGGESTIONS = 5

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** Empty where there is nothing to do. */
export function contextTemplate(
  { isEditable, selectionText, misspelledWord, dictionarySuggestions, editFlags }: ContextPlace,
  say: (key: ContextWord) => string,
  { replace, learn }: ContextActs,
): MenuItemConstructorOptions[] {
  const role = (
    name: NonNullable<MenuItemConstructorOptions['role']>,
    word: ContextWord,
    enabled: boolean,
  ): MenuItemConstructorOptions => ({ role: name, label: say(word), enabled })
  if (!isEditable) return selectionText.trim() === '' ? [] : [role('copy', 'copy_text', true)]
  const spelling =
    misspelledWord === ''
      ? []
      : [
          ...dictionarySuggestions
            .slice(0, MAX_SUGGESTIONS)
            .map((word) => ({ label: word, click: () => replace(word) })),
          { label: say('learn'), click: () => learn(misspelledWord) },
          separator,
        ]
  return [
    ...spelling,
    role('undo', 'undo', editFlags.canUndo),
    role('redo', 'redo', editFlags.canRedo),
    separator,
    role('cut', 'cut', editFlags.canCut),
    role('copy', 'copy_text', editFlags.canCopy),
    role('paste', 'paste', editFlags.canPaste),
    role('pasteAndMatchStyle', 'paste_plain', editFlags.canPaste),
    separator,
    role('selectAll', 'select_all', editFlags.canSelectAll),
  ]
}
