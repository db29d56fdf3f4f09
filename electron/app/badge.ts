/** Unread messages on dock, task bar and launcher, and the flashing button of a window that wants attention. */
import { app, type BrowserWindow } from 'electron'
import { overlayIcon } from './icons.ts'
import type { Words } from './words.ts'

export interface Badge {
  show(unread: number): void
  flash(): void
}

export function createBadge(window: BrowserWindow, platform: NodeJS.Platform, words: Words): Badge {
  window.on('focus', () => window.flashFrame(false))
  return {
    show(unread) {
      if (platform !== 'win32') app.setBadgeCount(unread)
      else if (!window.isDestroyed()) {
        window.setOverlayIcon(unread === 0 ? null : overlayIcon(unread), words.say('tray_unread', { count: unread }))
      }
    },
    flash() {
      if (!window.isDestroyed() && !window.isFocused()) window.flashFrame(true)
    },
  }
}
