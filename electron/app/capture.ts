/**
 * The screen as a picture: of the display on which the pointer is, in its own dots. The page chooses the part and draws on it; here is only
 * what a page cannot do.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserWindow, desktopCapturer, screen } from 'electron'
import { bridgeChannels } from '../../shared/api/bridge.ts'
import { isOurPage } from './port.ts'

/** Until the desktop has painted what was behind the window. Compositors animate for so long. */
const HIDE_TIME = 250

export interface Capture {
  /** `isOff`: whoever manages this computer does not want it. */
  follow(settings: { readonly hideForCapture: boolean; readonly isOff: boolean }): void
}

async function picture(window: BrowserWindow, hide: boolean, log: (line: string) => void): Promise<string | undefined> {
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
  } catch (error) {
    // The user refused it in a dialog of the system, or macOS wants to be asked in its settings.
    log(`screen not captured: ${String(error)}`)
    return undefined
  } finally {
    if (hidden && !window.isDestroyed()) window.show()
  }
}

export function handleCapture(window: BrowserWindow, log: (line: string) => void): Capture {
  const { webContents } = window
  let hides = true
  /** Until it is known whether whoever manages this computer allows it. */
  let isAllowed = false
  webContents.ipc.handle(bridgeChannels.captureScreen, (event) =>
    isOurPage(webContents, event) && isAllowed ? picture(window, hides, log) : undefined,
  )
  return {
    follow({ hideForCapture, isOff }) {
      hides = hideForCapture
      isAllowed = !isOff
    },
  }
}
