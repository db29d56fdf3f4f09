/** The one window: sandboxed, shown when it has something to show, back where it was. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { type BridgeProblem, problemParameters } from '../../shared/api/bridge.ts'
import { isReachable, MIN_HEIGHT, MIN_WIDTH, rescue, WindowState } from './bounds.ts'
import { windowIcon } from './icons.ts'
import { appOrigin } from './scheme.ts'

type Theme = WindowState['theme']

/** A page that crashes again this soon would crash in a loop: it is loaded again no more often than this. */
const RELOAD_PAUSE = 60_000

/** The renderer's own surface (renderer/styles/tokens.css), painted before it runs so that nothing flashes white. */
const LIGHT_SURFACE = '#ffffff'
const DARK_SURFACE = '#131518'
const BLACK_SURFACE = '#000000'

export interface AppWindow {
  readonly window: BrowserWindow
  /** Shows the messenger, or the problem that keeps it from starting. */
  load(problem?: BridgeProblem): void
  raise(): void
  /** Follows the user's choice now and at the next start. */
  setTheme(theme: Theme): void
  /** On the task bar: from 0 to 1; undefined for none. */
  setProgress(fraction: number | undefined): void
  saveState(): void
}

/** `nativeTheme` knows the system's wish, and the user's own after `themeSource` was set. */
const background = (theme: Theme): string => {
  if (!nativeTheme.shouldUseDarkColors) return LIGHT_SURFACE
  return theme === 'high-contrast' ? BLACK_SURFACE : DARK_SURFACE
}

/** Native parts (title bar, dialogs) know light and dark only; high contrast comes in both, as the system has it. */
const themeSource = (theme: Theme): 'system' | 'light' | 'dark' => (theme === 'high-contrast' ? 'system' : theme)

const addressOf = (problem?: BridgeProblem): string => {
  const url = new URL('/', `${appOrigin}/`)
  if (problem !== undefined) {
    for (const key of ['reason', 'path', 'detail'] as const) url.searchParams.set(problemParameters[key], problem[key])
  }
  return url.href
}

/** `hidden`: it is shown when somebody raises it. */
export function openWindow(folder: string, log: (line: string) => void, hidden: boolean): AppWindow {
  const stateFile = join(folder, 'window.json')
  const remembered = readState(stateFile)
  let theme = remembered.theme
  nativeTheme.themeSource = themeSource(theme)

  const window = new BrowserWindow({
    ...rescue(
      remembered,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: app.name,
    // Elsewhere it is that of the program, of an installed one here too; not of one that was only unpacked.
    ...(process.platform === 'linux' && { icon: windowIcon() }),
    backgroundColor: background(theme),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      // A message that comes before the first click is heard too.
      autoplayPolicy: 'no-user-gesture-required',
      // With what there is on this computer (spelling.ts).
      spellcheck: true,
    },
  })
  // It shows a window, which has nothing to show yet.
  let maximizesLater = remembered.maximized
  const maximize = (): void => {
    if (maximizesLater) window.maximize()
    maximizesLater = false
  }
  let isAwaited = !hidden
  const appear = (): void => {
    if (!isAwaited || window.isDestroyed()) return
    isAwaited = false
    maximize()
    window.show()
  }
  window.once('ready-to-show', appear)
  reloadAfterCrash(window, log)

  // At once: the program may end right after it.
  const saveState = (): void => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: maximizesLater || window.isMaximized(), theme }
    try {
      writeFileSync(stateFile, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
    } catch (error) {
      log(`window state not saved: ${String(error)}`)
    }
  }

  return {
    window,
    load(problem) {
      void window
        .loadURL(addressOf(problem))
        .catch((error: unknown) => log(`page not loaded: ${String(error)}`))
        // On Wayland a hidden window is never `ready-to-show` (electron/electron#48859); and one that failed is better seen than missed.
        .then(appear)
    },
    raise() {
      if (window.isDestroyed()) return
      isAwaited = false
      maximize()
      if (!window.isVisible()) bringBack(window)
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    setTheme(chosen) {
      theme = chosen
      nativeTheme.themeSource = themeSource(chosen)
      if (!window.isDestroyed()) window.setBackgroundColor(background(chosen))
    },
    setProgress(fraction) {
      if (!window.isDestroyed()) window.setProgressBar(fraction ?? -1)
    },
    saveState,
  }
}

/** In the tray it did not notice that its screen went. */
function bringBack(window: BrowserWindow): void {
  if (window.isMaximized() || window.isFullScreen()) return
  const screens = screen.getAllDisplays()
  if (
    isReachable(
      window.getBounds(),
      screens.map(({ bounds }) => bounds),
    )
  )
    return
  const { width, height } = rescue(
    { ...WindowState.parse({}), ...window.getNormalBounds() },
    screens.map(({ workArea }) => workArea),
  )
  window.setSize(width, height)
  window.center()
}

function readState(file: string): WindowState {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return WindowState.parse({})
  }
}

function reloadAfterCrash(window: BrowserWindow, log: (line: string) => void): void {
  let reloadedAt = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    log(`page crashed: ${details.reason} (${details.exitCode})`)
    const pause = Math.max(0, reloadedAt + RELOAD_PAUSE - performance.now())
    setTimeout(() => {
      reloadedAt = performance.now()
      if (!window.isDestroyed()) window.webContents.reload()
    }, pause)
  })
}
