import { Menu } from 'electron'

/** macOS needs its menu bar (copy and paste live there); elsewhere the view has all commands and its own keyboard. */
export function installMenu(platform: NodeJS.Platform): void {
  Menu.setApplicationMenu(
    platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  )
}
