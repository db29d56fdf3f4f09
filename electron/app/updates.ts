/** How this program is replaced by a newer one: by the installer for its own system, which the system itself asks the user about. */
import { app, shell } from 'electron'
import type { UpdatePort } from '../host/update/updater.ts'

/** The project's public key: GEZI_UPDATE_KEY when the program was built. A build without one is updated in another way. */
const builtKey = import.meta.env.GEZI_UPDATE_KEY

/** As `target` of the feed. Portable ones are told apart by what is around them. */
export function updateTarget(
  platform: NodeJS.Platform,
  arch: string,
  { APPIMAGE }: NodeJS.ProcessEnv,
  executable: string,
): string {
  const kind = (): string => {
    if (platform === 'win32') return 'exe'
    if (platform === 'darwin') return 'dmg'
    if (APPIMAGE !== undefined) return 'appimage'
    return executable.startsWith('/opt/') ? 'deb' : 'targz'
  }
  return `${platform}-${arch}-${kind()}`
}

/** What has an installer is opened with it; other packages are shown, for the user to put in the place of the old one. */
async function install(path: string): ReturnType<UpdatePort['install']> {
  if (/\.(?:tar\.gz|AppImage|zip)$/.test(path)) {
    shell.showItemInFolder(path)
    return 'shown'
  }
  if ((await shell.openPath(path)) !== '') return 'failed'
  app.quit()
  return 'started'
}

/** `trialKey`: for trying it out, of a program that is not packed only. */
export function updatePort(trialKey: string | undefined): UpdatePort | undefined {
  const key = app.isPackaged ? builtKey : (trialKey ?? builtKey)
  if (key === '') return undefined
  return { key, target: updateTarget(process.platform, process.arch, process.env, process.execPath), install }
}
