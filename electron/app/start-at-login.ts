/** What the system is told, and tells, about starting at log-in. */
import { app } from 'electron'
import { APP_ID } from '../../shared/model/app-id.ts'
import { setLoginItem } from './login-item.ts'

/** A program that is tried out from its sources starts when its developer wants it. `data`: the folder that the command line named. */
export function startAtLogin(on: boolean, data: string | undefined, log: (line: string) => void): void {
  if (!app.isPackaged) return
  setLoginItem(on, {
    platform: process.platform,
    executable: process.execPath,
    data,
    env: process.env,
    home: app.getPath('home'),
    isSwitchedOff: (path) =>
      app.getLoginItemSettings({ path }).launchItems.some(({ name, enabled }) => name === APP_ID && !enabled),
    setLoginItem: (settings) => app.setLoginItemSettings(settings),
    log,
  })
}

/** macOS hands a program that it starts at log-in no words; elsewhere they say it. */
export const wasStartedAtLogin = (platform: NodeJS.Platform): boolean =>
  platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
