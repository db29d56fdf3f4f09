/** The way to the host. Imported before all else, so it imports nothing that would have to be prepared first. */
import type { Bridge } from '../shared/api/bridge.ts'
import type { Channel } from '../shared/api/channel.ts'
import type { ClientFrame } from '../shared/api/frame.ts'

const SUBSCRIBE: ClientFrame = { type: 'subscribe' }

const bridge = window.gezi

const open = (): Channel => (bridge === undefined ? socketChannel() : bridgeChannel(bridge))

/** Opened before the rest of the page is even prepared: the host works out its answer meanwhile. */
let first: Channel | undefined = bridge?.problem === undefined ? open() : undefined

/** Opens a new channel to the host, which begins with the feed. A host that cannot be reached shows as a channel that closes. */
export function openChannel(): Channel {
  const channel = first ?? open()
  first = undefined
  return channel
}

/** The two callbacks of a Channel: keeps what arrives before the listeners are set, closes once. */
function ends(): {
  receive(message: unknown): void
  closed(): void
  readonly isOpen: boolean
  onMessage: Channel['onMessage']
  onClose: Channel['onClose']
} {
  let early: unknown[] = []
  let listener: ((message: unknown) => void) | undefined
  let closeListener: (() => void) | undefined
  let open = true
  return {
    get isOpen() {
      return open
    },
    receive(message) {
      if (listener === undefined) early.push(message)
      else listener(message)
    },
    closed() {
      if (!open) return
      open = false
      closeListener?.()
    },
    onMessage(next) {
      listener = next
      const kept = early
      early = []
      for (const message of kept) next(message)
    },
    onClose(next) {
      closeListener = next
      if (!open) next()
    },
  }
}

function bridgeChannel(from: Bridge): Channel {
  const end = ends()
  const port = from.connect((message) => end.receive(message))
  port.post(SUBSCRIBE)
  return {
    isFed: true,
    post: (message) => {
      if (end.isOpen) port.post(message)
    },
    onMessage: end.onMessage,
    onClose: end.onClose,
    close() {
      if (!end.isOpen) return
      port.close()
      end.closed()
    },
  }
}

/** The host prints its page's address with a token behind the `#`, which never reaches a server's log. */
function socketChannel(): Channel {
  const end = ends()
  const address = new URL('./ws?feed', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  address.hash = ''
  const token = location.hash.slice(1)
  const socket = new WebSocket(address, token === '' ? ['gezi'] : ['gezi', token])
  const waiting: string[] = []
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text)
  })
  socket.addEventListener('message', (event) => {
    try {
      end.receive(JSON.parse(String(event.data)))
    } catch {
      // Not one of our host's frames: connect() drops what it does not understand, and so do we.
    }
  })
  socket.addEventListener('close', () => end.closed())
  return {
    isFed: true,
    post(message) {
      const text = JSON.stringify(message)
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
      else if (socket.readyState === WebSocket.CONNECTING) waiting.push(text)
    },
    onMessage: end.onMessage,
    onClose: end.onClose,
    close: () => {
      socket.close()
      end.closed()
    },
  }
}
