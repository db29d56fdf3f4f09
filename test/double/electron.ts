/**
 * A double of the `electron` module, for running the built application where no Electron binary can be had.
 *
 * What runs unmodified: dist/main/main.js on Node 24, dist/preload/preload.cjs and dist/renderer in a real Chromium. Pages are served by
 * the application's own protocol handler, so that its Content-Security-Policy is live; navigation, popups, IPC and its senders, the
 * order of `ready`, the single-instance hand-over, closing and quitting take the ways they take in Electron. A member that is not
 * implemented throws its name, and so do, by Electron's own typings, an event that there is not and a member of another system; a window
 * without sandbox or context isolation is refused, and a hidden one is never ready to be shown, as on Wayland.
 *
 * What this does NOT prove, and only the real binary can (GEZI_ELECTRON, driver.ts):
 * - that Electron starts at all: fuses, asar paths and integrity, the packed native module, `process.resourcesPath`;
 * - the boundary between preload and page: here the preload script runs in the page's own world, only hidden from it;
 * - structured clone beyond plain JSON values, the exact copies of contextBridge, privileges of a custom scheme;
 * - permission prompts, native looks and behaviour of windows, menus and dialogs, focus, several monitors, themes of the system;
 * - memory, start-up time, GPU, Wayland, and everything about Windows and macOS.
 */
import { app } from './app.ts'
import { Notification, nativeImage, Tray } from './attention.ts'
import {
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  Menu,
  nativeTheme,
  powerMonitor,
  screen,
  shell,
} from './desktop.ts'
import { safeStorage } from './safe-storage.ts'
import { protocol, session } from './session.ts'
import { BrowserWindow } from './window.ts'

export {
  app,
  BrowserWindow,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
}

/** The same as one object, for specs: `launch().evaluate((electron) => …)`. */
export const electron: {
  readonly app: typeof app
  readonly BrowserWindow: typeof BrowserWindow
  readonly crashReporter: typeof crashReporter
  readonly desktopCapturer: typeof desktopCapturer
  readonly dialog: typeof dialog
  readonly globalShortcut: typeof globalShortcut
  readonly Menu: typeof Menu
  readonly nativeTheme: typeof nativeTheme
  readonly powerMonitor: typeof powerMonitor
  readonly protocol: typeof protocol
  readonly safeStorage: typeof safeStorage
  readonly screen: typeof screen
  readonly session: typeof session
  readonly shell: typeof shell
  readonly nativeImage: typeof nativeImage
  readonly Notification: typeof Notification
  readonly Tray: typeof Tray
} = {
  nativeImage,
  Notification,
  Tray,
  app,
  BrowserWindow,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
}
