/**
 * The main process is a view of its own: it follows the settings, so that native parts and the next start have the user's theme, and the
 * transfers, for the bar on the task bar. Notifications, badge and tray (attention.ts) hear all of it.
 */
import type { Channel } from '../../shared/api/channel.ts'
import { type Client, connect, createMirror, type MirrorListener } from '../../shared/api/connect.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import { whenItDiffers } from './when-it-differs.ts'

interface Followers {
  /** When to be away by itself, in minutes, of the client that tells it; 0 for never. */
  readonly onAwayAfter: (client: Client, minutes: number) => void
  /** At first, and when it changed. */
  readonly onStartAtLogin: (on: boolean) => void
  readonly onTheme: (theme: Settings['theme']) => void
  /** At first, and when one of them changed. */
  readonly onCapture: (settings: Pick<Settings, 'hideForCapture'> & { readonly isOff: boolean }) => void
  /** Of all that runs, in whole per cents as a fraction; undefined when nothing does. */
  readonly onProgress: (fraction: number | undefined) => void
  /** Everything, for notifications, badge and tray. */
  readonly onChange: MirrorListener
}

export function followHost(
  serve: (channel: Channel) => void,
  { onStartAtLogin, onTheme, onCapture, onProgress, onChange, onAwayAfter }: Followers,
): Client {
  const [near, far] = channelPair()
  serve(far)
  const client = connect(near)
  const startAtLogin = whenItDiffers(onStartAtLogin)
  const theme = whenItDiffers(onTheme)
  const awayAfter = whenItDiffers((minutes: number) => onAwayAfter(client, minutes))
  const progress = whenItDiffers(onProgress)
  const capture = whenItDiffers(onCapture, ({ hideForCapture, isOff }) => [hideForCapture, isOff].join(' '))
  createMirror(client, (state, changes, origin) => {
    const { settings, transfers, about } = state
    startAtLogin(settings.startAtLogin)
    theme(settings.theme)
    awayAfter(settings.awayAfterMinutes)
    capture({ ...settings, isOff: about.policy?.off.includes('screen-capture') === true })
    progress(progressOf(transfers))
    onChange(state, changes, origin)
  })
  return client
}

function progressOf(transfers: readonly Transfer[]): number | undefined {
  const running = transfers.filter(({ state }) => state === 'running')
  const size = running.reduce((sum, transfer) => sum + Math.max(transfer.size, transfer.done), 0)
  if (running.length === 0) return undefined
  return size === 0 ? 0 : Math.floor((running.reduce((sum, { done }) => sum + done, 0) / size) * 100) / 100
}

/** Two ends within one process. Like every channel they deliver later, never inside of `post`. */
function channelPair(): [Channel, Channel] {
  let open = true
  const ends = [createEnd(), createEnd()] as const
  const close = (): void => {
    if (!open) return
    open = false
    for (const end of ends) end.closed()
  }
  const channel = (own: End, other: End): Channel => ({
    post: (message) => {
      if (open) queueMicrotask(() => other.receive(message))
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close,
  })
  return [channel(ends[0], ends[1]), channel(ends[1], ends[0])]
}

interface End extends Pick<Channel, 'onMessage' | 'onClose'> {
  receive(message: unknown): void
  closed(): void
}

function createEnd(): End {
  const kept: unknown[] = []
  const closeListeners: (() => void)[] = []
  let listener = (message: unknown): void => void kept.push(message)
  return {
    receive: (message) => listener(message),
    closed: () => {
      for (const heard of closeListeners) heard()
    },
    onMessage: (heard) => {
      listener = heard
      for (const message of kept.splice(0)) heard(message)
    },
    onClose: (heard) => void closeListeners.push(heard),
  }
}
