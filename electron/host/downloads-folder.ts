/** Where this system's users expect what they download. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const OWN_FOLDER = 'Gezi'

/** On Linux the folder may have another name, in the user's language (freedesktop.org, xdg-user-dirs). */
function xdgDownloads(home: string): string | undefined {
  const config = process.env.XDG_CONFIG_HOME ?? join(home, '.config')
  try {
    const line = /^XDG_DOWNLOAD_DIR="(?:(\$HOME)\/)?([^"]+)"$/m.exec(
      readFileSync(join(config, 'user-dirs.dirs'), 'utf8'),
    )
    if (line?.[2] === undefined) return undefined
    if (line[1] !== undefined) return join(home, line[2])
    return line[2].startsWith('/') ? line[2] : undefined
  } catch {
    return undefined
  }
}

export function systemDownloads(): string {
  const home = homedir()
  const downloads = process.platform === 'linux' ? xdgDownloads(home) : undefined
  return join(downloads ?? join(home, 'Downloads'), OWN_FOLDER)
}
