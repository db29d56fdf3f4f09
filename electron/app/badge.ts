/** Unread messages on dock, task bar and launcher, and the flashing button of a window that wants attention. */
import { app, type BrowserWindow } from 'electron'
import { overlayIcon } from './icons.ts'
import type { Words } from './words.ts'

export interface Badge {
  show(unread: number): void
  flash(): void
}

export function createBadge(window: BrowserWindow, platform: NodeJS.Platform, words: Words): Badge {
  let shown = 0
  const show = (unread: number): void => {
    shown = unread
    if (platform !== 'win32') app.setBadgeCount(unread)
    else if (!window.isDestroyed()) {
      window.setOverlayIcon(unread === 0 ? null : overlayIcon(unread), words.say('tray_unread', { count: unread }))
    }
  }
  window.on('focus', () => window.flashFrame(false))
  // A hidden window has no button: what was put over it meanwhile is lost, and so is what the button before had.
  if (platform === 'win32') window.on('show', () => show(shown))
  return {
    show,
    flash() {
      if (!window.isDestroyed() && !window.isFocused()) window.flashFrame(true)
    },
  }
}
