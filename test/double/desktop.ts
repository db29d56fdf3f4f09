/**
 * The parts of a desktop: nothing shows, nothing opens. A spec replaces a method to look at its parameters or to give another answer
 * (`electron.shell.openExternal = …`), which works with the real Electron too.
 */
import { EventEmitter } from 'node:events'
import type { CrashReporterStartOptions, DesktopCapturer, Dialog, Shell } from 'electron'
import { plainApp } from './app.ts'
import { strict } from './strict.ts'

export const dialog = strict('dialog', {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
  showErrorBox: (title, content) => console.error(`${title}: ${content}`),
} satisfies Partial<Dialog>)

export const shell = strict('shell', {
  openExternal: async () => {},
  openPath: async () => '',
  showItemInFolder: () => {},
} satisfies Partial<Shell>)

/** A screen of twice as many dots as it is large. */
const display = {
  id: 7,
  bounds: { x: 0, y: 0, width: 1_920, height: 1_080 },
  workArea: { x: 0, y: 0, width: 1_920, height: 1_040 },
  size: { width: 1_920, height: 1_080 },
  scaleFactor: 2,
}

export const screen = strict('screen', {
  getAllDisplays: () => [display],
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  getDisplayNearestPoint: () => display,
})

/** Nothing of a screen can be seen here: a spec answers with a picture of its own. */
export const desktopCapturer = strict('desktopCapturer', {
  getSources: async (_options: { readonly types: readonly string[]; readonly thumbnailSize?: object }) => [],
} satisfies Partial<DesktopCapturer>)

const shortcuts = new Map<string, () => void>()

/** Electron's names of keys (docs/api/accelerator there): others it refuses with an exception. */
const modifier = /^(?:Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/i
const lastKey =
  /^(?:[\x21-\x7e]|F(?:[1-9]|1\d|2[0-4])|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|VolumeUp|VolumeDown|VolumeMute|Media\w+|PrintScreen|num(?:\d|dec|add|sub|mult|div))$/i

function checkKeys(keys: string): void {
  const words = keys.split('+')
  const key = words.pop() ?? ''
  if (!lastKey.test(key) || !words.every((word) => modifier.test(word)))
    throw new TypeError(`Error processing argument at index 0, conversion failure from ${keys}`)
}

export const globalShortcut = strict('globalShortcut', {
  register(keys: string, pressed: () => void): boolean {
    checkKeys(keys)
    if (shortcuts.has(keys)) return false
    shortcuts.set(keys, pressed)
    return true
  },
  unregister: (keys: string) => void shortcuts.delete(keys),
  isRegistered: (keys: string) => shortcuts.has(keys),
  /** The double's own: the keys are pressed, whatever has the focus. False when nobody listens. */
  press(keys: string): boolean {
    shortcuts.get(keys)?.()
    return shortcuts.has(keys)
  },
})

class PowerMonitor extends EventEmitter {
  /** Seconds; a spec sets it. */
  idleTime = 0
  getSystemIdleTime(): number {
    return this.idleTime
  }
}

export const powerMonitor = strict('powerMonitor', new PowerMonitor())

class NativeTheme extends EventEmitter {
  #source: 'system' | 'light' | 'dark' = 'system'
  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`themeSource ${source}`)
    const before = this.shouldUseDarkColors
    this.#source = source
    if (this.shouldUseDarkColors !== before) setImmediate(() => this.emit('updated'))
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark'
  }
}

export const nativeTheme = strict('nativeTheme', new NativeTheme())

let applicationMenu: unknown = 'default'

export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly object[]) => ({
    items: template,
    popup() {
      Menu.popped = template
    },
  }),
  /** The double's own: what came up last under the mouse. */
  popped: [] as readonly object[],
  setApplicationMenu: (menu: unknown) => {
    applicationMenu = menu
  },
  getApplicationMenu: () => applicationMenu,
})

export const crashReporter = strict('crashReporter', {
  getUploadToServer(): boolean {
    return this.started?.options.uploadToServer ?? true
  },
  /** The double's own: with what it was started, and where the dumps would go. */
  started: undefined as undefined | { readonly options: CrashReporterStartOptions; readonly folder: string },
  start(options: CrashReporterStartOptions): void {
    if (plainApp.isReady()) throw new Error('electron double: crashReporter.start comes before ready')
    this.started = { options, folder: plainApp.getPath('crashDumps') }
  },
})
