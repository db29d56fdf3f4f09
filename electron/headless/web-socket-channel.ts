import type { RawData, WebSocket } from 'ws'
import type { Channel } from '../../shared/api/channel.ts'

/** A view that does not read (a browser asleep): beyond this it is closed, and gets a fresh snapshot when it connects again. */
export const MAX_UNREAD = 33_554_432

/** A Channel over an accepted WebSocket: each message is one text frame of JSON. `first`: what the other side said by its address. */
export function webSocketChannel(socket: WebSocket, first: readonly unknown[] = []): Channel {
  const kept: unknown[] = [...first]
  const closeListeners: (() => void)[] = []
  let listener: ((message: unknown) => void) | undefined

  socket.on('message', (data: RawData, isBinary: boolean) => {
    const message = isBinary ? undefined : parse(data)
    if (message === undefined) socket.close(1003)
    else if (listener !== undefined) listener(message.value)
    else kept.push(message.value)
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    for (const heard of closeListeners.splice(0)) heard()
  })

  return {
    post(message) {
      if (socket.readyState !== socket.OPEN) return
      socket.send(JSON.stringify(message))
      if (socket.bufferedAmount > MAX_UNREAD) socket.terminate()
    },
    onMessage(heard) {
      listener = heard
      for (const message of kept.splice(0)) heard(message)
    },
    onClose(heard) {
      if (socket.readyState === socket.CLOSED) heard()
      else closeListeners.push(heard)
    },
    close() {
      socket.close(1000)
    },
  }
}

function parse(data: RawData): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(data.toString())
    return { value }
  } catch {
    return undefined
  }
}
