/** Crashes of the program itself are written down on this computer, for whoever looks into them, and go nowhere else. */
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { app, crashReporter } from 'electron'
import { tidyCrashDumps } from '../host/crash-dumps.ts'

const DAY = 86_400_000

/** Before `ready`, and as early as possible: only processes that start later are watched. `isOff`: whoever manages the computer wants none. */
export function keepCrashes(folder: string, isOff: boolean): void {
  if (isOff) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    // The host meets the same difficulty and says what it is.
    return
  }
  app.setPath('crashDumps', folder)
  crashReporter.start({ uploadToServer: false })
}

/** Now, and once a day while the program runs: it does so for weeks. */
export function tidyCrashes(folder: string, isOff: boolean, log: (line: string) => void): void {
  const tidy = (): void =>
    void (isOff ? rm(folder, { recursive: true, force: true }) : tidyCrashDumps(folder, Date.now())).catch(
      (error: unknown) => log(`crash dumps: ${String(error)}`),
    )
  tidy()
  setInterval(tidy, DAY).unref()
}
