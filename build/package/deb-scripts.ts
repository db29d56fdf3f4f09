/**
 * What dpkg runs after it installed and removed Gezi: electron-builder's own scripts (sandbox, AppArmor, menu), but that /usr/bin/gezi leads
 * to the script in `bin`, which keeps a command's words away from Chromium.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const macro = (name: string): string => `$\{${name}}`
const program = `/opt/${macro('sanitizedProductName')}/${macro('executable')}'`
const script = `/opt/${macro('sanitizedProductName')}/bin/${macro('executable')}'`

/** Writes both into `folder`. Throws when electron-builder's own have another shape. */
export async function debScripts(
  root: string,
  folder: string,
): Promise<{ readonly afterInstall: string; readonly afterRemove: string }> {
  const adapted = async (name: string): Promise<string> => {
    const stock = await readFile(join(root, 'node_modules/app-builder-lib/templates/linux', name), 'utf8')
    if (!stock.includes(program)) throw new Error(`${name} of electron-builder does not link ${program}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, name), stock.replaceAll(program, script))
    return join(folder, name)
  }
  return { afterInstall: await adapted('after-install.tpl'), afterRemove: await adapted('after-remove.tpl') }
}
