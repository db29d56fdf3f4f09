/**
 * The parts of a desktop: nothing shows, nothing opens. A spec replaces a method to look at its parameters or to give another answer
 * (`electron.shell.openExternal = …`), which works with the real Electron too.
 */
import { EventEmitter } from 'node:events'
import type { Dialog, Shell } from 'electron'
import { strict } from './strict.ts'

export const dialog = strict('dialog', {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
  showErrorBox: (title, content) => console.error(`${title}: ${content}`),
} satisfies Partial<Dialog>)

export const shell = strict('shell', {
  openExternal: async () => {},
  openPath: async () => '',
  showItemInFolder: () => {},
} satisfies Partial<Shell>)

const display = { workArea: { x: 0, y: 0, width: 1_920, height: 1_040 } }

export const screen = strict('screen', { getAllDisplays: () => [display] })

class PowerMonitor extends EventEmitter {
  /** Seconds; a spec sets it. */
  idleTime = 0
  getSystemIdleTime(): number {
    return this.idleTime
  }
}

export const powerMonitor = strict('powerMonitor', new PowerMonitor())

class NativeTheme extends EventEmitter {
  themeSource: 'system' | 'light' | 'dark' = 'system'
  get shouldUseDarkColors(): boolean {
    return this.themeSource === 'dark'
  }
  readonly shouldUseDarkColorsForSystemIntegratedUI = true
}

export const nativeTheme = strict('nativeTheme', new NativeTheme())

let applicationMenu: unknown = 'default'

export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly object[]) => ({ items: template }),
  setApplicationMenu: (menu: unknown) => {
    applicationMenu = menu
  },
  getApplicationMenu: () => applicationMenu,
})
