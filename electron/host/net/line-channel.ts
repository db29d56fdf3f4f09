/** A Channel over a byte stream: each message is one line of JSON. */
import type { Socket } from 'node:net'
import type { Channel } from '../../../shared/api/channel.ts'

export interface LineLimits {
  /** Longest line accepted, in bytes: the other side is closed when it sends a longer one. */
  readonly maxLine: number
  /** Bytes that wait because the other side does not read: beyond this it is closed, and asks again when it lives. */
  readonly maxBuffered: number
}

const LINE_END = 0x0a

/** Takes over the socket. Lines that are not JSON end it: our own programs send none. */
export function lineChannel(socket: Socket, limits: LineLimits): Channel {
  const closeListeners: (() => void)[] = []
  let listener: ((message: unknown) => void) | undefined
  let kept: Buffer[] = []
  let keptBytes = 0
  let open = true

  const read = (chunk: Buffer): void => {
    let rest = chunk
    for (let end = rest.indexOf(LINE_END); end !== -1 && !socket.destroyed; end = rest.indexOf(LINE_END)) {
      const line = kept.length === 0 ? rest.subarray(0, end) : Buffer.concat([...kept, rest.subarray(0, end)])
      kept = []
      keptBytes = 0
      rest = rest.subarray(end + 1)
      const message = parse(line)
      if (line.length > limits.maxLine || message === undefined) socket.destroy()
      else listener?.(message.value)
    }
    if (rest.length === 0 || socket.destroyed) return
    kept.push(rest)
    keptBytes += rest.length
    if (keptBytes > limits.maxLine) socket.destroy()
  }

  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    open = false
    for (const heard of closeListeners.splice(0)) heard()
  })

  return {
    post(message) {
      if (!open || socket.destroyed || socket.writableEnded) return
      socket.write(`${JSON.stringify(message)}\n`)
      if (socket.writableLength > limits.maxBuffered) socket.destroy()
    },
    onMessage(heard) {
      const first = listener === undefined
      listener = heard
      // Nothing is read before, so what arrives early waits in the system's buffer, which is bounded.
      if (first) socket.on('data', read)
    },
    onClose(heard) {
      if (open) closeListeners.push(heard)
      else heard()
    },
    close() {
      socket.end()
    },
  }
}

function parse(line: Buffer): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'))
    return { value }
  } catch {
    return undefined
  }
}
