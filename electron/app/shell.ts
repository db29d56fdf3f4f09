/** The two places where the application reaches out to the desktop on a page's behalf. */
import { shell } from 'electron'
import { externalTarget, smbAddress } from './external.ts'

/** Opens what externalTarget allows and nothing else; false when it refused or the system could not. */
export async function openExternal(text: string, platform: NodeJS.Platform): Promise<boolean> {
  const target = externalTarget(text)
  if (target === undefined) return false
  if (target.kind === 'address') return opens(target.url)
  if (platform !== 'win32') return opens(smbAddress(target.path))
  if (target.kind === 'item') {
    shell.showItemInFolder(target.path)
    return true
  }
  return (await shell.openPath(target.path)) === ''
}

const opens = (address: string): Promise<boolean> =>
  shell.openExternal(address).then(
    () => true,
    () => false,
  )
