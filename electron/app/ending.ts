/** How the program ends: after a goodbye to the LAN, when its user wants it or the system shuts down, and sometimes to begin again. */
import { spawn } from 'node:child_process'
import { app, type BrowserWindow, powerMonitor } from 'electron'

/** The goodbye is a few datagrams. A disk that hangs must not keep a closed program alive. */
const GOODBYE_LIMIT = 3_000

export interface EndingParts {
  readonly window: BrowserWindow
  readonly platform: NodeJS.Platform
  /** Says goodbye and closes the database. */
  close(): Promise<void>
  log(error: unknown): void
}

/** Closing the window ends the program, once the host has said goodbye to the LAN and closed its database. */
export function quitAfterGoodbye({ window, platform, close, log }: EndingParts): void {
  let goodbye: 'not yet' | 'being said' | 'said' = 'not yet'
  const end = (): void => {
    goodbye = 'said'
    app.quit()
  }
  const say = (): void => {
    if (goodbye !== 'not yet') return
    goodbye = 'being said'
    setTimeout(end, GOODBYE_LIMIT).unref()
    void close().catch(log).then(end)
  }
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (goodbye === 'said') return
    event.preventDefault()
    say()
  })
  // Windows shuts down and logs out without asking anybody to quit; what there is time for is done at once.
  if (platform === 'win32') window.on('session-end', say)
  // The others wait for a moment when they are asked to.
  else
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault()
      app.quit()
    })
}

/**
 * Ends, and starts once more with these words. An AppImage is gone when its program has ended, with the helper of Electron's that would start
 * it: the file itself is started. Its second life begins before the first is over, so it must be of another data folder.
 */
export function startAgain(args: readonly string[], { APPIMAGE }: NodeJS.ProcessEnv): void {
  if (APPIMAGE === undefined) app.relaunch({ args: [...args] })
  else
    app.once('quit', () => {
      spawn(APPIMAGE, args, { detached: true, stdio: 'ignore' })
        .on('error', () => {})
        .unref()
    })
  app.quit()
}
