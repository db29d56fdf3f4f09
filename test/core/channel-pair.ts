/** Two ends of an in-memory wire. What crosses is JSON text, as on every real wire; delivery is at once and in order. */
import type { Channel } from '../../shared/api/channel.ts'

interface End {
  readonly channel: Channel
  receive(text: string): void
  closed(): void
}

export function channelPair(): { readonly view: Channel; readonly host: Channel } {
  let open = true
  const close = (): void => {
    if (!open) return
    open = false
    view.closed()
    host.closed()
  }
  const view: End = createEnd((text) => open && host.receive(text), close)
  const host: End = createEnd((text) => open && view.receive(text), close)
  return { view: view.channel, host: host.channel }
}

function createEnd(send: (text: string) => void, close: () => void): End {
  const kept: unknown[] = []
  let listener: ((message: unknown) => void) | undefined
  const closeListeners: (() => void)[] = []
  let open = true
  return {
    channel: {
      post: (message) => send(JSON.stringify(message)),
      onMessage(next) {
        listener = next
        for (const message of kept.splice(0)) next(message)
      },
      onClose(next) {
        if (open) closeListeners.push(next)
        else next()
      },
      close,
    },
    receive(text) {
      const message: unknown = JSON.parse(text)
      if (listener === undefined) kept.push(message)
      else listener(message)
    },
    closed() {
      open = false
      for (const next of closeListeners) next()
    },
  }
}
