import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Log } from './log.ts'

/** Packets that were not understood or one too many: a line per sender and reason, not per packet. */
export function logDrops(log: Log, events: readonly EngineEvent[]): void {
  for (const event of events) {
    if (event.type !== 'dropped') continue
    const { from, reason } = event
    log.repeated(`drop ${reason} ${from.address}`, 'info', `packet of ${from.address}:${from.port} dropped: ${reason}`)
  }
}
