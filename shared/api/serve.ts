/** The host's end of a channel: answers calls and sends the feed once it is asked for. Nothing that a view sends can throw here. */
import type { FeedItem } from '../model/change.ts'
import { err, type Result } from '../result.ts'
import type { Channel } from './channel.ts'
import type { ApiError } from './contract.ts'
import { ClientFrame, type HostFrame } from './frame.ts'

/** A view waits for its answers and has a few dozen parts; more calls than this at once come from a loop gone wild. */
export const MAX_CALLS_IN_FLIGHT = 256

export interface ServedHost {
  /** Parses the input itself: what arrives here is whatever a view sent. */
  call(method: string, input: unknown): Result<unknown, ApiError> | Promise<Result<unknown, ApiError>>
  /** The first item is a snapshot. */
  subscribe(listener: (item: FeedItem) => void): () => void
}

/** `report` logs what nobody expected and returns the id under which it stands in the log. */
export function serve(channel: Channel, host: ServedHost, report: (error: unknown) => string): void {
  let open = true
  let inFlight = 0
  let unsubscribe = (): void => {}

  const post = (frame: HostFrame): void => {
    if (open) channel.post(frame)
  }

  const answer = async (method: string, input: unknown): Promise<Result<unknown, ApiError>> => {
    if (inFlight >= MAX_CALLS_IN_FLIGHT) return err({ code: 'internal', detail: 'too many calls at once' })
    inFlight++
    try {
      return await host.call(method, input)
    } catch (error) {
      return err({ code: 'internal', detail: report(error) })
    } finally {
      inFlight--
    }
  }

  channel.onClose(() => {
    open = false
    unsubscribe()
  })
  channel.onMessage((message) => {
    const frame = ClientFrame.safeParse(message).data
    if (frame === undefined || !open) return
    if (frame.type === 'call') {
      void answer(frame.method, frame.input).then((result) => post({ type: 'result', id: frame.id, result }))
      return
    }
    unsubscribe()
    try {
      unsubscribe = host.subscribe((item) => post({ type: 'feed', item }))
    } catch (error) {
      unsubscribe = () => {}
      report(error)
    }
  })
}
