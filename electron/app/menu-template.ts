/** The menu bar of macOS, as data: its own commands by their roles, in the user's language, and ours. */
import type { MenuItemConstructorOptions } from 'electron'
import type { ShellCommand } from '../../shared/api/bridge.ts'

/** Keys below `shell.`. */
export const menuWords = [
  'menu_about',
  'menu_settings',
  'menu_services',
  'menu_hide',
  'menu_hide_others',
  'menu_show_all',
  'menu_quit',
  'menu_file',
  'menu_new_message',
  'menu_close',
  'menu_edit',
  'menu_delete',
  'menu_window',
  'menu_minimize',
  'menu_zoom',
  'menu_front',
  'menu_help',
  'menu_shortcuts',
  'undo',
  'redo',
  'cut',
  'paste',
  'paste_plain',
  'copy_text',
  'select_all',
] as const
export type MenuWord = (typeof menuWords)[number]

const separator: MenuItemConstructorOptions = { type: 'separator' }

export function menuTemplate(
  say: (key: MenuWord) => string,
  run: (command: ShellCommand) => void,
): MenuItemConstructorOptions[] {
  const role = (name: NonNullable<MenuItemConstructorOptions['role']>, word: MenuWord): MenuItemConstructorOptions => ({
    role: name,
    label: say(word),
  })
  const command = (name: ShellCommand, word: MenuWord, accelerator?: string): MenuItemConstructorOptions => ({
    label: say(word),
    click: () => run(name),
    ...(accelerator !== undefined && { accelerator }),
  })
  return [
    {
      // The system writes the program's name there, whatever stands here.
      label: 'Gezi',
      submenu: [
        command('about', 'menu_about'),
        separator,
        command('settings', 'menu_settings', 'Command+,'),
        separator,
        role('services', 'menu_services'),
        separator,
        role('hide', 'menu_hide'),
        role('hideOthers', 'menu_hide_others'),
        role('unhide', 'menu_show_all'),
        separator,
        role('quit', 'menu_quit'),
      ],
    },
    {
      label: say('menu_file'),
      submenu: [command('new-message', 'menu_new_message', 'Command+N'), separator, role('close', 'menu_close')],
    },
    {
      // Without these, Command+C and Command+V do nothing in any field.
      label: say('menu_edit'),
      submenu: [
        role('undo', 'undo'),
        role('redo', 'redo'),
        separator,
        role('cut', 'cut'),
        role('copy', 'copy_text'),
        role('paste', 'paste'),
        role('pasteAndMatchStyle', 'paste_plain'),
        role('delete', 'menu_delete'),
        role('selectAll', 'select_all'),
      ],
    },
    {
      role: 'window',
      label: say('menu_window'),
      submenu: [role('minimize', 'menu_minimize'), role('zoom', 'menu_zoom'), separator, role('front', 'menu_front')],
    },
    {
      role: 'help',
      label: say('menu_help'),
      submenu: [command('shortcuts', 'menu_shortcuts', 'Command+/')],
    },
  ]
}
