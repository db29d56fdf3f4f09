/** The icon in the tray: unread or not, its menu, and whether there is a tray at all. */
import { Menu, type MenuItemConstructorOptions, Tray } from 'electron'
import { endOf } from '../../shared/model/quiet.ts'
import { trayIcon } from './icons.ts'
import type { Words } from './words.ts'

export interface TrayState {
  readonly unread: number
  /** Do-not-disturb was switched on by hand. */
  readonly quiet: boolean
}

export interface TrayOptions {
  readonly platform: NodeJS.Platform
  readonly words: Words
  onOpen(): void
  /** Milliseconds since 1970, 0 for the end. */
  onQuiet(until: number): void
  onQuit(): void
}

export interface AppTray {
  show(state: TrayState): void
}

const spans = ['hour', 'tomorrow', 'always'] as const

export function createTray({ platform, words, onOpen, onQuiet, onQuit }: TrayOptions): AppTray {
  let state: TrayState = { unread: 0, quiet: false }
  const icon = () => trayIcon(state.unread > 0, platform)
  const tray = new Tray(icon())
  // macOS opens the menu on a click; on Linux many trays never tell of one.
  if (platform !== 'darwin') tray.on('click', onOpen)

  const quiet = (): MenuItemConstructorOptions =>
    state.quiet
      ? { label: words.say('quiet_end_long'), click: () => onQuiet(0) }
      : {
          label: words.say('quiet'),
          submenu: spans.map((span) => ({
            label: words.say(`span_${span}`),
            click: () => onQuiet(endOf(span, Date.now())),
          })),
        }

  const draw = (): void => {
    tray.setImage(icon())
    tray.setToolTip(state.unread === 0 ? words.say('app') : words.say('tray_unread', { count: state.unread }))
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: words.say('tray_open'), click: onOpen },
        quiet(),
        { type: 'separator' },
        { label: words.say('tray_quit'), click: onQuit },
      ]),
    )
  }
  draw()
  return {
    show(next) {
      state = next
      draw()
    },
  }
}
