/** What the engine is to put on a message, from what the user asked for. */
import type { MessageOptions as Wished } from '../api/method.ts'
import type { PeerId } from '../engine/io.ts'
import type { MessageOptions } from '../engine/records.ts'

/** As many as IPMsg's list takes (protocol.md 5.5): with a part of them only, an answer to all would leave people out unseen. */
const MAX_SHARED = 30

/** Undefined for an ordinary message. `receivers`: all to whom the same goes. */
export function optionsOf(wished: Wished | undefined, receivers: readonly PeerId[]): MessageOptions | undefined {
  const { sealed = false, locked = false, shared = false } = wished ?? {}
  const multicast = receivers.length > 1
  if (!sealed && !locked && !multicast) return undefined
  const isShared = shared && multicast && receivers.length <= MAX_SHARED
  return { sealed, locked, multicast, ...(isShared && { recipients: receivers }) }
}
