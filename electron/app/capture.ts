/**
 * The screen as a picture: of the display on which the pointer is, in its own dots. The page chooses the part and draws on it; here is only
 * what a page cannot do, and the keys that work in every program.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserWindow, desktopCapturer, globalShortcut, screen } from 'electron'
import { z } from 'zod'
import { bridgeChannels } from '../../shared/api/bridge.ts'
import { isOurPage } from './port.ts'

/** Until the desktop has painted what was behind the window. Compositors animate for so long. */
const HIDE_TIME = 250

/** As Electron writes keys, e.g. `Control+Alt+A`; empty for none. */
const Keys = z.string().max(64)

export interface Capture {
  /** What the user set. Keys that another program has are logged by nobody: the settings say so when they are chosen. */
  follow(settings: { readonly captureKeys: string; readonly hideForCapture: boolean; readonly isOff: boolean }): void
}

async function picture(window: BrowserWindow, hide: boolean): Promise<string | undefined> {
  const display = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
  const { size, scaleFactor } = display
  const hidden = hide && window.isVisible()
  if (hidden) {
    window.hide()
    await delay(HIDE_TIME)
  }
  try {
    const sources = await desktopCapturer.getSources({
      types: ['screen'],
      thumbnailSize: { width: Math.round(size.width * scaleFactor), height: Math.round(size.height * scaleFactor) },
    })
    // Some systems do not say which screen is whose; with one screen it is that one.
    const source = sources.find(({ display_id: id }) => id === String(display.id)) ?? sources[0]
    return source === undefined || source.thumbnail.isEmpty() ? undefined : source.thumbnail.toDataURL()
  } finally {
    if (hidden && !window.isDestroyed()) window.show()
  }
}

export function handleCapture(window: BrowserWindow): Capture {
  const { webContents } = window
  let used = ''
  let hides = true
  /** Until it is known whether whoever manages this computer allows it. */
  let isOff = true

  /** Replaces the keys used before. False when another program has them, or they are none. */
  function use(keys: string): boolean {
    if (keys === used) return true
    if (used !== '') globalShortcut.unregister(used)
    used = ''
    if (keys === '') return true
    try {
      if (
        !globalShortcut.register(keys, () => {
          if (!webContents.isDestroyed()) webContents.send(bridgeChannels.captureWanted)
        })
      )
        return false
    } catch {
      // Keys that the system does not know.
      return false
    }
    used = keys
    return true
  }

  webContents.ipc.handle(bridgeChannels.captureScreen, (event) =>
    isOurPage(webContents, event) && !isOff ? picture(window, hides) : undefined,
  )
  webContents.ipc.handle(bridgeChannels.useCaptureKeys, (event, given: unknown) => {
    const keys = Keys.safeParse(given)
    return isOurPage(webContents, event) && !isOff && keys.success && use(keys.data)
  })
  window.on('closed', () => void use(''))
  return {
    follow({ captureKeys, hideForCapture, isOff: off }) {
      hides = hideForCapture
      isOff = off
      use(off ? '' : captureKeys)
    },
  }
}
