/** Crashes of the program itself are written down on this computer, for whoever looks into them, and go nowhere else. */
import { mkdirSync } from 'node:fs'
import { app, crashReporter } from 'electron'
import { tidyCrashDumps } from '../host/crash-dumps.ts'

/** Before `ready`, and as early as possible: only processes that start later are watched. */
export function keepCrashes(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    // The host meets the same difficulty and says what it is.
    return
  }
  app.setPath('crashDumps', folder)
  crashReporter.start({ uploadToServer: false })
}

export const tidyCrashes = (folder: string, now: number, log: (line: string) => void): void =>
  void tidyCrashDumps(folder, now).catch((error: unknown) => log(`crash dumps: ${String(error)}`))
