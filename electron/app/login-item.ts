/** Whether the program starts when its user logs in: Windows and macOS have a list of their own, Linux desktops a folder. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { APP_ID } from '../../shared/model/app-id.ts'

/** At log-in nobody asked for a window: it waits in the tray, where there is one. */
export const HIDDEN = '--hidden'

export interface LoginItemParts {
  readonly platform: NodeJS.Platform
  readonly executable: string
  /** The data folder that the command line named: the next log-in opens the same one. */
  readonly data: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  /** On Windows: the entry is there, and its user has switched it off in the Task Manager or in the system's settings. */
  isSwitchedOff(path: string): boolean
  /** Electron's, which does nothing on Linux. */
  setLoginItem(settings: { openAtLogin: boolean; name: string; path: string; args: string[] }): void
  log(line: string): void
}

export function setLoginItem(on: boolean, parts: LoginItemParts): void {
  const { platform, data, env, home, log } = parts
  // An AppImage runs from a folder that is new each time.
  const path = env.APPIMAGE ?? parts.executable
  if (platform !== 'linux') {
    // Electron joins the words with spaces, that of the program too. A backslash before the closing quote has to be doubled.
    const program = platform === 'win32' ? `"${path}"` : path
    if (platform === 'win32' && on && parts.isSwitchedOff(program)) return
    const folder = data === undefined ? [] : [`--data="${data.replace(/\\+$/, '$&$&')}"`]
    parts.setLoginItem({ openAtLogin: on, name: APP_ID, path: program, args: [...folder, HIDDEN] })
    return
  }
  const file = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'gezi.desktop')
  try {
    const entry = desktopEntry(path, data)
    const there = read(file)
    if (!on) rmSync(file, { force: true })
    else if (there !== entry && !switchedOff.test(there ?? '')) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, entry)
    }
  } catch (error) {
    log(`log-in item: ${String(error)}`)
  }
}

/** As desktops write it into an entry that their user does not want. */
const switchedOff = /^(?:Hidden=true|X-GNOME-Autostart-enabled=false)$/m

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

function desktopEntry(path: string, data: string | undefined): string {
  const words = [quoted(path), ...(data === undefined ? [] : [quoted(`--data=${data}`)]), HIDDEN]
  return ['[Desktop Entry]', 'Type=Application', 'Name=Gezi', `Exec=${words.join(' ')}`, 'Icon=gezi', ''].join('\n')
}
