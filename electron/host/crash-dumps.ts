/**
 * What a crash of the program itself left behind: Crashpad's minidumps, on this computer and nowhere else. They hold parts of the program's
 * memory, messages among them, so few are kept, and not for long.
 */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the desktop program lets them be written, in the data folder. */
export const CRASHES = 'crashes'
const KEPT = 10
const KEPT_FOR = 30 * 86_400_000

export interface CrashDump {
  readonly path: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Newest first. Crashpad puts them into folders of its own, which differ between systems. */
export async function crashDumps(folder: string): Promise<readonly CrashDump[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.dmp'))
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        const at = await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => undefined,
        )
        return at === undefined ? [] : [{ path, at }]
      }),
  )
  return found.flat().sort((one, other) => other.at - one.at)
}

/** Removes all but the newest, and what is older than a month. Crashpad's own list of them is left to it: it knows how to miss one. */
export async function tidyCrashDumps(folder: string, now: number): Promise<void> {
  for (const [place, { path, at }] of (await crashDumps(folder)).entries()) {
    if (place < KEPT && now - at < KEPT_FOR) continue
    await rm(path, { force: true })
    await rm(path.replace(/dmp$/, 'meta'), { force: true })
  }
}
