/**
 * One Channel per window over two IPC channels. Every message's sender is checked: it must be the window's main frame showing our own
 * origin. A page that reloads opens a new connection, and the one before it ends.
 */
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import { z } from 'zod'
import { type BridgeFrame, bridgeChannels } from '../../shared/api/bridge.ts'
import type { Channel } from '../../shared/api/channel.ts'
import { appOrigin } from './scheme.ts'

/** While the host opens its data folder a page asks for the feed and little else. More is a loop gone wild, and is dropped. */
const MAX_KEPT = 1_000

const Connection = z.string().min(1).max(64)
const Frame: z.ZodType<BridgeFrame> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), connection: Connection }),
  z.object({ type: z.literal('post'), connection: Connection, message: z.unknown() }),
  z.object({ type: z.literal('close'), connection: Connection }),
])

/** True for the window's own page and for nothing else that may ever run in it. */
export function isOurPage(contents: WebContents, event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame
  // The one without a parent. Whether Electron has one object or two for one frame is nobody's promise.
  return event.sender === contents && frame !== null && frame.parent === null && frame.origin === appOrigin
}

/** Calls `onChannel` for each connection that the window's page opens. Messages are kept until the channel has its listener. */
export function openPort(
  contents: WebContents,
  onChannel: (channel: Channel) => void,
  log: (line: string) => void,
): void {
  let current:
    | { readonly connection: string; readonly receive: (message: unknown) => void; readonly end: () => void }
    | undefined

  const end = (): void => {
    const ended = current
    current = undefined
    ended?.end()
  }
  const post = (frame: BridgeFrame): void => {
    if (!contents.isDestroyed()) contents.send(bridgeChannels.toView, frame)
  }

  contents.on('render-process-gone', end)
  contents.on('destroyed', end)
  contents.ipc.on(bridgeChannels.toHost, (event, value: unknown) => {
    if (!isOurPage(contents, event)) return log('message of a foreign page refused')
    const frame = Frame.safeParse(value).data
    if (frame === undefined) return log('malformed message of a page refused')
    if (frame.type === 'open') {
      end()
      const { connection } = frame
      const opened = createChannel(
        (message) => post({ type: 'post', connection, message }),
        () => {
          if (current?.connection === connection) end()
        },
      )
      current = { connection, receive: opened.receive, end: opened.end }
      onChannel(opened.channel)
    } else if (frame.connection !== current?.connection) {
      return
    } else if (frame.type === 'post') current.receive(frame.message)
    else end()
  })
}

interface Opened {
  readonly channel: Channel
  receive(message: unknown): void
  end(): void
}

function createChannel(post: (message: unknown) => void, close: () => void): Opened {
  const kept: unknown[] = []
  const closeListeners: (() => void)[] = []
  let listener: ((message: unknown) => void) | undefined
  let open = true
  return {
    channel: {
      post: (message) => {
        if (open) post(message)
      },
      onMessage: (heard) => {
        listener = heard
        for (const message of kept.splice(0)) heard(message)
      },
      onClose: (heard) => {
        if (open) closeListeners.push(heard)
        else heard()
      },
      close,
    },
    receive: (message) => {
      if (listener !== undefined) listener(message)
      else if (kept.length < MAX_KEPT) kept.push(message)
    },
    end: () => {
      if (!open) return
      open = false
      for (const heard of closeListeners) heard()
    },
  }
}
