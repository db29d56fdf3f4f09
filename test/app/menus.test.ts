/** Menus and lists of the system, as data: what they offer, in the user's language, and what a choice does. */
import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { desktopEntry } from '../../build/package/desktop-actions.ts'
import { type ContextPlace, contextTemplate } from '../../electron/app/context-template.ts'
import { menuTemplate, menuWords } from '../../electron/app/menu-template.ts'
import { jumpList, shownTasks } from '../../electron/app/tasks.ts'
import en from '../../renderer/locales/en.json' with { type: 'json' }

const texts: Readonly<Record<string, string>> = en.shell
const say = (key: string): string => texts[key] ?? `no ${key}`

/** Role or accelerator beside the label; a line for each item. */
function lines(items: readonly MenuItemConstructorOptions[], depth = ''): readonly string[] {
  return items.flatMap(({ label, role, type, accelerator, enabled, submenu }) => [
    `${depth}${type === 'separator' ? '-' : label} ${[role, accelerator, enabled === false ? 'off' : ''].filter(Boolean).join(' ')}`.trimEnd(),
    ...(Array.isArray(submenu) ? lines(submenu, `${depth}  `) : []),
  ])
}

test('the menu bar of macOS has the commands that its users expect, with their roles and keys', () => {
  expect(lines(menuTemplate(say, () => {}))).toEqual([
    'Gezi',
    '  About Gezi',
    '  -',
    '  Settings… Command+,',
    '  -',
    '  Services services',
    '  -',
    '  Hide Gezi hide',
    '  Hide others hideOthers',
    '  Show all unhide',
    '  -',
    '  Quit Gezi quit',
    'File',
    '  New message… Command+N',
    '  -',
    '  Close window close',
    'Edit',
    '  Undo undo',
    '  Redo redo',
    '  -',
    '  Cut cut',
    '  Copy copy',
    '  Paste paste',
    '  Paste as plain text pasteAndMatchStyle',
    '  Delete delete',
    '  Select all selectAll',
    'Window window',
    '  Minimize minimize',
    '  Zoom zoom',
    '  -',
    '  Bring all to front front',
    'Help help',
    '  Keyboard shortcuts Command+/',
  ])
})

test('a choice in the menu bar is a command to the page, and each of its words is there', () => {
  const ran: string[] = []
  const choose = (items: readonly MenuItemConstructorOptions[]): void => {
    for (const { click, submenu } of items) {
      if (Array.isArray(submenu)) choose(submenu)
      // Our own commands look at none of Electron's parameters.
      if (click !== undefined) Reflect.apply(click, undefined, [])
    }
  }
  choose(menuTemplate(say, (command) => ran.push(command)))
  expect([ran, menuWords.filter((word) => texts[word] === undefined)]).toEqual([
    ['about', 'settings', 'new-message', 'shortcuts'],
    [],
  ])
})

const flags = { canUndo: true, canRedo: false, canCut: false, canCopy: false, canPaste: true, canSelectAll: true }
const place = (change: Partial<ContextPlace>): ContextPlace => ({
  isEditable: true,
  selectionText: '',
  misspelledWord: '',
  dictionarySuggestions: [],
  editFlags: flags,
  ...change,
})

test('over a misspelled word the menu has five guesses, and a word can be learned; elsewhere it has what can be done', () => {
  const did: string[] = []
  const acts = {
    replace: (word: string) => did.push(`replace ${word}`),
    learn: (word: string) => did.push(`learn ${word}`),
  }
  const guesses = ['message', 'messages', 'massage', 'messaged', 'messier', 'mess']
  const misspelled = contextTemplate(place({ misspelledWord: 'mesage', dictionarySuggestions: guesses }), say, acts)
  const field = [
    'Undo undo',
    'Redo redo off',
    '-',
    'Cut cut off',
    'Copy copy off',
    'Paste paste',
    'Paste as plain text pasteAndMatchStyle',
    '-',
    'Select all selectAll',
  ]
  expect([
    lines(misspelled),
    lines(contextTemplate(place({}), say, acts)),
    lines(contextTemplate(place({ isEditable: false, selectionText: ' 你好 ' }), say, acts)),
    lines(contextTemplate(place({ isEditable: false, selectionText: ' ' }), say, acts)),
  ]).toEqual([[...guesses.slice(0, 5), 'Add to dictionary', '-', ...field], field, ['Copy copy'], []])
  for (const item of [misspelled[0], misspelled[5]])
    if (item?.click !== undefined) Reflect.apply(item.click, undefined, [])
  expect(did).toEqual(['replace message', 'learn mesage'])
})

test('the tasks follow do-not-disturb; macOS has a Quit of its own; Windows starts the same Gezi', () => {
  expect(
    [shownTasks(false, 'win32', say), shownTasks(true, 'darwin', say)].map((all) => all.map(({ title }) => title)),
  ).toEqual([
    ['New message…', 'Do not disturb', 'Quit'],
    ['New message…', 'Turn off do not disturb'],
  ])
  expect(jumpList([{ task: 'quit', title: 'Quit' }], 'C:\\Gezi\\Gezi.exe', 'D:\\my data\\')).toEqual([
    {
      program: 'C:\\Gezi\\Gezi.exe',
      arguments: '--task=quit --data="D:\\my data\\\\"',
      iconPath: 'C:\\Gezi\\Gezi.exe',
      iconIndex: 0,
      title: 'Quit',
      description: 'Quit',
    },
  ])
})

test('the launchers of Linux have the same tasks, in the user’s language', () => {
  const actions = Object.entries(desktopEntry.desktopActions ?? {})
  expect([
    desktopEntry.entry,
    actions.map(([task, { Name, Exec }]) => [task, Name, Exec]),
    desktopEntry.desktopActions?.quit,
  ]).toEqual([
    { Actions: 'new-message;quiet;quit;' },
    [
      ['new-message', 'New message…', 'gezi --task=new-message'],
      ['quiet', 'Do not disturb', 'gezi --task=quiet'],
      ['quit', 'Quit', 'gezi --task=quit'],
    ],
    { Name: 'Quit', 'Name[ja]': '終了', 'Name[zh_CN]': '退出', 'Name[zh_TW]': '結束', Exec: 'gezi --task=quit' },
  ])
})
