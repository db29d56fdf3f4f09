/**
 * What a Linux desktop offers, asked of its session bus: Electron takes a notification and a tray icon also where nothing shows them.
 * With the tool that every D-Bus has, at the start; a desktop without an answer counts as one without either.
 */
import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

export interface SessionBus {
  /** What the notification server can do (`actions`, `body-markup`); undefined without a server. */
  readonly notifications: readonly string[] | undefined
  readonly tray: boolean
}

/** The server may have to be started by the bus first. */
const TIMEOUT = 3_000

const call = (destination: string, path: string, method: string, ...parameters: readonly string[]): Promise<string> =>
  new Promise((settle) => {
    const command = ['--session', '--print-reply=literal', `--dest=${destination}`, path, method, ...parameters]
    execFile('dbus-send', command, { timeout: TIMEOUT }, (error, output) => settle(error === null ? output : ''))
  })

/** At log-in the panel may come later than we do. */
const PANEL_PAUSE = 1_000
const PANEL_TRIES = 15

/** `patient`: waits for a tray, as long as a desktop takes until all of it is there. */
export async function askSessionBus(patient: boolean): Promise<SessionBus> {
  let answer = await ask()
  for (let tries = 1; patient && !answer.tray && tries < PANEL_TRIES; tries += 1) {
    await delay(PANEL_PAUSE, undefined, { ref: false })
    answer = await ask()
  }
  return answer
}

async function ask(): Promise<SessionBus> {
  const [capabilities, tray] = await Promise.all([
    call(
      'org.freedesktop.Notifications',
      '/org/freedesktop/Notifications',
      'org.freedesktop.Notifications.GetCapabilities',
    ),
    call(
      'org.kde.StatusNotifierWatcher',
      '/StatusNotifierWatcher',
      'org.freedesktop.DBus.Properties.Get',
      'string:org.kde.StatusNotifierWatcher',
      'string:IsStatusNotifierHostRegistered',
    ),
  ])
  return {
    notifications: capabilities === '' ? undefined : (capabilities.match(/[\w-]+/g) ?? []),
    tray: /\btrue\b/.test(tray),
  }
}
