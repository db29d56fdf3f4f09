/** How this program is replaced by a newer one: by the installer for its own system, which the system itself asks the user about. */
import { existsSync } from 'node:fs'
import { app, shell } from 'electron'
import type { UpdatePort } from '../host/update/updater.ts'
import { updateTarget } from './update-target.ts'

/** The project's public key: GEZI_UPDATE_KEY when the program was built. A build without one is updated in another way. */
const builtKey = import.meta.env.GEZI_UPDATE_KEY

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
  const { platform, arch, env, execPath: executable } = process
  return { key, target: updateTarget({ platform, arch, env, executable, exists: existsSync }), install }
}
