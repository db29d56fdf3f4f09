/** The main process is a view of its own: it follows the settings, so that native parts and the next start have the user's theme. */

import type { Channel } from '../../shared/api/channel.ts'
import { type Client, connect, createMirror } from '../../shared/api/connect.ts'
import type { Settings } from '../../shared/model/settings.ts'

export function followTheme(serve: (channel: Channel) => void, onTheme: (theme: Settings['theme']) => void): Client {
  const [near, far] = channelPair()
  serve(far)
  const client = connect(near)
  let last: Settings['theme'] | undefined
  createMirror(client, ({ settings }) => {
    if (settings.theme !== last) onTheme(settings.theme)
    last = settings.theme
  })
  return client
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
