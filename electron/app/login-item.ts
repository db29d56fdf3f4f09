/** Whether the program starts when its user logs in: Windows and macOS have a list of their own, Linux desktops a folder. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { APP_ID } from '../../shared/model/app-id.ts'

/** At log-in nobody asked for a window: it waits in the tray, where there is one. */
export const HIDDEN = '--hidden'

export interface LoginItemParts {
  readonly platform: NodeJS.Platform
  readonly executable: string
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  /** Electron's, which does nothing on Linux. */
  setLoginItem(settings: { openAtLogin: boolean; name: string; path: string; args: string[] }): void
  log(line: string): void
}

export function setLoginItem(on: boolean, parts: LoginItemParts): void {
  const { platform, env, home, log } = parts
  // An AppImage runs from a folder that is new each time.
  const path = env.APPIMAGE ?? parts.executable
  if (platform !== 'linux') {
    parts.setLoginItem({ openAtLogin: on, name: APP_ID, path, args: [HIDDEN] })
    return
  }
  const file = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'gezi.desktop')
  try {
    const entry = desktopEntry(path)
    if (!on) rmSync(file, { force: true })
    else if (read(file) !== entry) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, entry)
    }
  } catch (error) {
    log(`log-in item: ${String(error)}`)
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** The Desktop Entry Specification: in quotes these four have a backslash, which the file's own escaping doubles; `%` begins a field. */
const quoted = (path: string): string =>
  `"${path.replaceAll(/["`$\\]/g, (sign) => (sign === '\\' ? '\\\\\\\\' : `\\\\${sign}`)).replaceAll('%', '%%')}"`

const desktopEntry = (path: string): string =>
  ['[Desktop Entry]', 'Type=Application', 'Name=Gezi', `Exec=${quoted(path)} ${HIDDEN}`, 'Icon=gezi', ''].join('\n')
