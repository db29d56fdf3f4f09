/** Which of a release's packages takes the place of the program that runs: `target` of the feed (build/update-feed.ts). */
import { posix, win32 } from 'node:path'

export interface UpdatePlace {
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly env: NodeJS.ProcessEnv
  readonly executable: string
  exists(path: string): boolean
}

/** build/package/installer.nsi puts it beside the program; an archive that somebody unpacked has none. */
const UNINSTALLER = 'Uninstall Gezi.exe'

export function updateTarget({ platform, arch, env, executable, exists }: UpdatePlace): string {
  const kind = (): string => {
    if (platform === 'win32') return exists(win32.join(win32.dirname(executable), UNINSTALLER)) ? 'exe' : 'zip'
    if (platform === 'darwin') return 'dmg'
    if (env.APPIMAGE !== undefined) return 'appimage'
    return posix.dirname(executable).startsWith('/opt/') ? 'deb' : 'targz'
  }
  return `${platform}-${arch}-${kind()}`
}
