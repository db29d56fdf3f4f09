import { Menu } from 'electron'
import type { ShellCommand } from '../../shared/api/bridge.ts'
import { menuTemplate } from './menu-template.ts'
import type { Words } from './words.ts'

/** macOS needs its menu bar (copy and paste live there); elsewhere the view has all commands and its own keyboard. */
export function installMenu(platform: NodeJS.Platform, words: Words, run: (command: ShellCommand) => void): void {
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate(menuTemplate(words.shell, run)) : null)
}
