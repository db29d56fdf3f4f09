/**
 * Which folder holds history and settings when the command line names none: the one that the user chose when the usual one could not be
 * used, else the platform's own. The choice is remembered in the platform's own folder.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'

const NAME = 'Gezi'

const Choice = z.object({ data: z.string().refine(isAbsolute) })

const choiceFile = (usual: string): string => join(usual, 'data-folder.json')

/** The same folder as Electron's `userData`, for programs without Electron. */
export function usualFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  switch (platform) {
    case 'win32':
      return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), NAME)
    case 'darwin':
      return join(home, 'Library', 'Application Support', NAME)
    default:
      return join(env.XDG_CONFIG_HOME || join(home, '.config'), NAME)
  }
}

export function chosenFolder(usual: string): string {
  try {
    return Choice.parse(JSON.parse(readFileSync(choiceFile(usual), 'utf8'))).data
  } catch {
    return usual
  }
}

/** Throws what the file system throws. */
export function rememberFolder(usual: string, chosen: string): void {
  mkdirSync(usual, { recursive: true })
  writeFileSync(choiceFile(usual), `${JSON.stringify({ data: chosen } satisfies z.infer<typeof Choice>)}\n`)
}
